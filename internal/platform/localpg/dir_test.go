package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// account is a user of no machine, without rights of its own.
var account = &syscall.Credential{Uid: 1_999_999_999, Gid: 1_999_999_999}

func TestAUserEntersAFolderThatIsOpenAllTheWay(t *testing.T) {
	t.Parallel()
	top := reachable(t)
	open, shut := filepath.Join(top, "open"), filepath.Join(top, "shut")
	for dir, mode := range map[string]os.FileMode{open: 0o711, filepath.Join(open, "in"): 0o755, shut: 0o700, filepath.Join(shut, "in"): 0o755} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(open, "link")
	if err := os.Symlink(filepath.Join(shut, "in"), link); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{
		open: true, filepath.Join(open, "in"): true, filepath.Join(open, "in/not/there/yet"): true,
		shut: false, filepath.Join(shut, "in"): false, filepath.Join(shut, "not/there/yet"): false, link: false,
	} {
		if enters(account, dir) != want {
			t.Errorf("%s: enters %v", dir, !want)
		}
	}
	mine := &syscall.Credential{Uid: uint32(os.Geteuid()), Gid: account.Gid}
	group := &syscall.Credential{Uid: account.Uid, Gid: uint32(os.Getegid())}
	if !enters(nil, shut) || !enters(mine, shut) || enters(group, shut) {
		t.Error("the owner is shut out, or the group let in")
	}
}

// Root's server is another user's, whom most homes are closed to.
func TestRootKeepsTheClusterWhereTheServersUserCanEnter(t *testing.T) {
	t.Parallel()
	data := base{variable: "XDG_DATA_HOME", home: ".local/share", root: "/var/lib"}
	open := reachable(t)
	shut := filepath.Join(open, "shut")
	if err := os.Mkdir(shut, 0o700); err != nil {
		t.Fatal(err)
	}
	for named, want := range map[string]string{open: open, filepath.Join(open, "data"): filepath.Join(open, "data"), shut: "/var/lib", "relative": "/var/lib"} {
		got, err := data.find(0, account, func(key string) string { return map[string]string{"HOME": open, "XDG_DATA_HOME": named}[key] })
		if err != nil || got != want {
			t.Errorf("with %q: got %q, %v, want %q", named, got, err, want)
		}
	}
}

func TestTheClusterIsKeptWhereItsUserMayWrite(t *testing.T) {
	t.Parallel()
	home, me := t.TempDir(), os.Geteuid()
	ordinary := max(me, 1) // root's rule is another
	data := base{variable: "XDG_DATA_HOME", home: ".local/share", root: "/var/lib"}
	for name, c := range map[string]struct {
		uid  int
		env  map[string]string
		want string
	}{
		"root keeps it in no home":          {0, map[string]string{"HOME": home, "XDG_DATA_HOME": home}, "/var/lib"},
		"the variable decides":              {ordinary, map[string]string{"HOME": home, "XDG_DATA_HOME": home + "/data"}, home + "/data"},
		"a relative variable is none":       {ordinary, map[string]string{"HOME": home, "XDG_DATA_HOME": "data"}, home + "/.local/share"},
		"an unwritable variable is none":    {ordinary, map[string]string{"HOME": home, "XDG_DATA_HOME": "/dev/null/x"}, home + "/.local/share"},
		"without variable it is under home": {ordinary, map[string]string{"HOME": home}, home + "/.local/share"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := data.find(c.uid, account, func(key string) string { return c.env[key] })
			if err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestWithoutAHomeItIsATemporaryFolderThatIsOurs(t *testing.T) {
	t.Parallel()
	data := base{variable: "XDG_DATA_HOME", home: ".local/share", root: "/var/lib"}
	unused := 1_000_000_000 + os.Getpid() // a user's number that names a folder of this test alone
	want := filepath.Join(os.TempDir(), fmt.Sprintf("forankring-%d", unused))
	for _, home := range []string{"", "relative", "/dev/null"} {
		got, err := data.find(unused, nil, func(key string) string { return map[string]string{"HOME": home}[key] })
		if err != nil || got != want {
			t.Errorf("with home %q: got %q, %v, want %q", home, got, err, want)
		}
	}
	if err := os.Remove(want); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), want); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(want)
	if got, err := data.find(unused, nil, func(string) string { return "" }); err == nil {
		t.Errorf("a link laid out by another is taken: %q", got)
	}
}
