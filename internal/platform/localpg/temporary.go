package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const temporaryPrefix = "forankring-pg-"

// temporaryFolder makes a new folder and locks it. Until it is locked, the sweep of another process may take it for
// an orphan; then the next attempt has another name.
func temporaryFolder() (*folder, error) {
	tmp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return nil, fmt.Errorf("find the temporary folder: %w", err)
	}
	var failure error
	for range 10 {
		dir, err := os.MkdirTemp(tmp, temporaryPrefix)
		if err != nil {
			return nil, fmt.Errorf("make a temporary folder: %w", err)
		}
		lock, err := tryLock(dir)
		if err != nil {
			failure = err
			continue
		}
		// The server's user must be able to enter. This fails when the folder was swept away before it was locked.
		if failure = os.Chmod(dir, 0o755); failure == nil {
			return &folder{path: dir, lock: lock, temporary: true}, nil
		}
		_ = lock.Close()
	}
	return nil, fmt.Errorf("lock a temporary folder: %w", failure)
}

// sweep removes the temporary folders of processes that were killed. What cannot be removed waits for the next sweep.
func sweep(ctx context.Context) {
	tmp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return
	}
	dirs, _ := filepath.Glob(filepath.Join(tmp, temporaryPrefix+"*"))
	for _, dir := range dirs {
		if !ours(dir) { // nor a link that someone laid out for us
			continue
		}
		lock, err := tryLock(dir)
		if err != nil {
			continue // its process lives
		}
		f := &folder{path: dir, lock: lock, temporary: true}
		_ = f.clearAway(ctx)
	}
}

// clearAway removes an orphaned folder. It takes another name first, so that a process which has just made it, and
// does not hold its lock yet, cannot take it for its own.
func (f *folder) clearAway(ctx context.Context) error {
	if err := endOrphan(ctx, f.data()); err != nil {
		return errors.Join(err, f.lock.Close())
	}
	swept := f.path + ".swept"
	if err := os.Rename(f.path, swept); err != nil {
		return errors.Join(err, f.lock.Close())
	}
	f.path = swept
	return f.leave()
}

// ours tells whether this is a folder, not a link to one, that belongs to the user of this process.
func ours(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
