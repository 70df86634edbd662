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
// without a home in the temporary folder. For root it is in no home, because the server's own user could not enter.
// It refuses a folder in the temporary folder that someone else made.
func DefaultDir(getenv func(string) string) (string, error) {
	parent, err := base{variable: "XDG_DATA_HOME", home: ".local/share", root: "/var/lib"}.find(os.Geteuid(), getenv)
	return filepath.Join(parent, "forankring"), err
}

// cacheDir is the folder for fetched binaries, found by the same rule.
func cacheDir(getenv func(string) string) (string, error) {
	parent, err := base{variable: "XDG_CACHE_HOME", home: ".cache", root: "/var/cache"}.find(os.Geteuid(), getenv)
	return filepath.Join(parent, "forankring", "postgresql"), err
}

// base is one of the XDG base directories: the variable that names it, and where it is without the variable.
type base struct{ variable, home, root string }

func (b base) find(uid int, getenv func(string) string) (string, error) {
	if uid == 0 {
		return b.root, nil
	}
	if dir := getenv(b.variable); filepath.IsAbs(dir) && writable(dir) {
		return dir, nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) && writable(filepath.Join(home, b.home)) {
		return filepath.Join(home, b.home), nil
	}
	dir := filepath.Join(os.TempDir(), "forankring-"+strconv.Itoa(uid))
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
