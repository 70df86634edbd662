//go:build faults

package migrations_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a history of migrations, made by git.
type repository struct {
	t   *testing.T
	dir string
}

func (r repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// add writes a migration, and commits it unless it is left lying.
func (r repository) add(name string, commit bool) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Join(r.dir, "migrations"), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "migrations", name), []byte(name), 0o600); err != nil {
		r.t.Fatal(err)
	}
	if commit {
		r.git("add", "-A")
		r.git("commit", "-qm", name)
	}
}

func (r repository) clone(args ...string) repository {
	r.t.Helper()
	into := repository{r.t, filepath.Join(r.t.TempDir(), "clone")}
	r.git(append(append([]string{"clone", "-q"}, args...), "file://"+r.dir, into.dir)...)
	return into
}

// check runs the check of .ci and says whether it is content.
func (r repository) check(args ...string) (content bool, said string) {
	r.t.Helper()
	script, err := filepath.Abs("../.ci/migrations")
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(script, args...)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

func TestANewMigrationIsNumberedAboveAllThatLanded(t *testing.T) {
	t.Parallel()
	origin := repository{t, t.TempDir()}
	origin.git("init", "-q", "-b", "main")
	for _, name := range []string{"00001_a.sql", "00029_b.sql", "00060_c.sql"} {
		origin.add(name, true)
	}
	if content, said := origin.check(); !content || !strings.Contains(said, "all of this has landed") {
		t.Errorf("main itself: %t, %s", content, said)
	}
	alone := origin.clone("--depth", "1")
	alone.git("checkout", "-q", "--detach")
	alone.git("branch", "-qD", "main")
	alone.git("remote", "remove", "origin")
	if content, said := alone.check(); !content || !strings.Contains(said, "no main here") {
		t.Errorf("without a main: %t, %s", content, said)
	}
	for _, args := range [][]string{nil, {"--depth", "1"}} {
		fresh := origin.clone(args...)
		if content, said := fresh.check(); !content || !strings.Contains(said, "landed") {
			t.Errorf("a fresh clone %v: %t, %s", args, content, said)
		}
	}
	for name, want := range map[string]bool{"00061_d.sql": true, "00059_d.sql": false, "00060_d.sql": false, "00031_d.sql": true} {
		for _, commit := range []bool{true, false} {
			work := origin.clone()
			work.add("00061_before.sql", true) // what is on the branch itself is no base
			work.add(name, commit)
			if content, said := work.check(); content != want || content == strings.Contains(said, name) {
				t.Errorf("%s, committed %t: %t, %s", name, commit, content, said)
			}
		}
	}
	work := origin.clone()
	work.add("00050_e.sql", true)
	if content, _ := work.check("HEAD~1"); content {
		t.Error("compared with a revision that was named, it was let through")
	}
	if content, said := work.check("nowhere"); content || !strings.Contains(said, "no revision") {
		t.Errorf("a base that is not there: %s", said)
	}
	// On main, what the last merge brought is compared with what was there.
	origin.git("checkout", "-qb", "side", "HEAD~1")
	origin.add("00055_f.sql", true)
	origin.git("checkout", "-q", "main")
	origin.git("merge", "-q", "--no-edit", "side")
	if content, said := origin.clone().check(); content || !strings.Contains(said, "00055_f.sql") {
		t.Errorf("a merge on main: %t, %s", content, said)
	}
}
