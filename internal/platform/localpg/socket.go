package localpg

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

const longestSocket = 103 // bytes that the path of a Unix socket may have on every system we know

// makeSocketDir makes the private folder of the server's socket. Where its path would be too long for a socket, or has
// a comma, which parts hosts in an address, a short one is made under /tmp, and a link in the folder remembers it for
// the next start to remove.
func (f *folder) makeSocketDir(as *syscall.Credential) (string, error) {
	if err := f.removeSocketDir(); err != nil {
		return "", fmt.Errorf("remove the old socket: %w", err)
	}
	if len(f.socket())+len("/.s.PGSQL."+port) <= longestSocket && !strings.Contains(f.socket(), ",") {
		return f.socket(), makePrivate(f.socket(), as)
	}
	short, err := os.MkdirTemp("/tmp", "forankring-socket-")
	if err != nil {
		return "", fmt.Errorf("make a short folder for the socket: %w", err)
	}
	return short, errors.Join(os.Symlink(short, f.socket()), own(short, as))
}

func (f *folder) removeSocketDir() error {
	if short, err := os.Readlink(f.socket()); err == nil {
		if err := os.RemoveAll(short); err != nil {
			return err
		}
	}
	return os.RemoveAll(f.socket())
}

// makePrivate makes a folder that only the server's user may enter.
func makePrivate(dir string, as *syscall.Credential) error {
	return errors.Join(os.Mkdir(dir, 0o700), own(dir, as))
}

func own(dir string, as *syscall.Credential) error {
	if as == nil {
		return nil
	}
	return os.Chown(dir, int(as.Uid), int(as.Gid))
}
