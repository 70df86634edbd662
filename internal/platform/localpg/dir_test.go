package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

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
			got, err := data.find(c.uid, func(key string) string { return c.env[key] })
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
		got, err := data.find(unused, func(key string) string { return map[string]string{"HOME": home}[key] })
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
	if got, err := data.find(unused, func(string) string { return "" }); err == nil {
		t.Errorf("a link laid out by another is taken: %q", got)
	}
}
