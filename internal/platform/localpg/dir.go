package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// DefaultDir is the folder where the demo keeps its cluster between runs: in the user's data folder, or for a user
// without a home in the temporary folder. For root it is where XDG_DATA_HOME says if the server's own user can enter
// there, and else in no home. It refuses a folder in the temporary folder that someone else made.
func DefaultDir(getenv func(string) string) (string, error) {
	parent, err := base{variable: "XDG_DATA_HOME", home: ".local/share", root: "/var/lib"}.find(os.Geteuid(), rootless(), getenv)
	return filepath.Join(parent, "forankring"), err
}

// cacheDir is the folder for fetched binaries, found by the same rule.
func cacheDir(getenv func(string) string) (string, error) {
	parent, err := base{variable: "XDG_CACHE_HOME", home: ".cache", root: "/var/cache"}.find(os.Geteuid(), rootless(), getenv)
	return filepath.Join(parent, "forankring", "postgresql"), err
}

// base is one of the XDG base directories: the variable that names it, and where it is without the variable.
type base struct{ variable, home, root string }

// rootless is the account of root's server; where there is none, that is told when the server starts.
func rootless() *syscall.Credential {
	as, _ := serverAccount()
	return as
}

func (b base) find(uid int, as *syscall.Credential, getenv func(string) string) (string, error) {
	dir := getenv(b.variable)
	named := filepath.IsAbs(dir) && writable(dir)
	if named && (uid != 0 || as != nil && enters(as, dir)) {
		return dir, nil
	}
	if uid == 0 {
		return b.root, nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) && writable(filepath.Join(home, b.home)) {
		return filepath.Join(home, b.home), nil
	}
	dir = filepath.Join(os.TempDir(), "forankring-"+strconv.Itoa(uid))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("make a folder for the data: %w", err)
	}
	if !ours(dir) {
		return "", fmt.Errorf("%s is not a folder of ours", dir)
	}
	return dir, nil
}

// writable tells whether files can be made in the folder, or the folder itself where it is missing.
func writable(dir string) bool {
	const forWriting = 2
	err := syscall.Access(dir, forWriting)
	if errors.Is(err, os.ErrNotExist) && dir != filepath.Dir(dir) {
		return writable(filepath.Dir(dir))
	}
	return err == nil
}

// enters tells whether the server's account may go into the folder, or as far towards it as there are folders yet.
// Without an account of its own the server is the caller, who finds out by itself.
func enters(as *syscall.Credential, dir string) bool {
	if as == nil {
		return true
	}
	at, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, os.ErrNotExist) && dir != filepath.Dir(dir) {
		return enters(as, filepath.Dir(dir))
	}
	for err == nil {
		var info os.FileInfo
		if info, err = os.Stat(at); err != nil || !mayEnter(as, info) {
			return false
		}
		if at == filepath.Dir(at) {
			return true
		}
		at = filepath.Dir(at)
	}
	return false
}

// mayEnter reads the permission that is the account's: the owner's, the group's, or that of all others.
func mayEnter(as *syscall.Credential, info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	switch {
	case stat.Uid == as.Uid:
		return info.Mode()&0o100 != 0
	case stat.Gid == as.Gid:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}
