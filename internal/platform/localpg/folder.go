package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// folder is a place for one cluster, held by one process: its lock goes with the process, however that ends.
type folder struct {
	path      string
	lock      *os.File
	temporary bool
}

func (f *folder) data() string   { return filepath.Join(f.path, "data") }
func (f *folder) log() string    { return filepath.Join(f.path, "log") }
func (f *folder) socket() string { return filepath.Join(f.path, "socket") }

// keptFolder takes the folder of a cluster that is kept, or refuses because another process holds it.
func keptFolder(dir string) (*folder, error) {
	if dir == "" {
		return nil, errors.New("no folder given for the cluster")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the cluster's folder: %w", err)
	}
	// One spelling per folder: a server is recognised by the path it was started with.
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	lock, err := tryLock(dir)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w in %s", ErrRunning, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the cluster's folder: %w", err)
	}
	return &folder{path: dir, lock: lock}, nil
}

// tryLock takes the folder's lock, or fails at once with EWOULDBLOCK.
func tryLock(dir string) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return lock, nil
}

// leave removes the socket and what was temporary, and gives the lock back.
func (f *folder) leave() error {
	err := f.removeSocketDir()
	if f.temporary {
		err = errors.Join(err, os.RemoveAll(f.path))
	}
	return errors.Join(err, f.lock.Close())
}
