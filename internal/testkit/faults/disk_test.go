//go:build faults

package faults_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// The disk of the database is full, and has room again.
func TestAFullDiskRefusesAndLosesNothing(t *testing.T) {
	t.Parallel()
	small := smallDisk(t, "160m")
	if small == "" {
		return // it has run in another process
	}
	c := newCluster(t, small, map[string]string{"max_wal_size": "32MB", "min_wal_size": "32MB"})
	r := settle(t, c.migrated(current()))
	i := serve(t, current(), environ(c.served(), "FORANKRING_MAIL_FOLDER="+folder(t, "letters")))
	for range max(1, apptest.Rounds(20)/8) {
		w := r.write(fleetOf(i), 4)
		eventually(t, time.Minute, "something was acknowledged", func() bool { return w.so() > 20 })
		ballast := filepath.Join(small, "ballast")
		fill(t, ballast)
		eventually(t, time.Minute, "the disk is full", func() bool { return w.refused() > 60 })
		if status, got := ask(t, i.addr, r.token, http.MethodGet, w.one().self, nil); status != http.StatusOK {
			t.Errorf("a read needs no room, and is answered %d: %v", status, got)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		before := w.so()
		back := eventually(t, time.Minute, "the service goes on", func() bool { return w.so() > before+10 })
		w.end()
		t.Logf("%s; %d cases are there; back within %s", w, r.holds(w), back.Round(time.Millisecond))
	}
	i.stop()
}

// one is a case that was acknowledged.
func (w *writing) one() aCase {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.acked[0]
}

// refused are the answers so far that were no acknowledgement.
func (w *writing) refused() (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, of := range w.answers {
		n += of
	}
	return n
}

// fill writes a file until there is no room for more.
func fill(t testing.TB, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 64<<10))
	}
	if !strings.Contains(err.Error(), syscall.ENOSPC.Error()) {
		t.Fatal(err)
	}
}

// inside says that the test runs itself again where it may mount a disk.
const inside = "FORANKRING_FAULTS_INSIDE"

// smallDisk is a folder that holds so much and no more. Only root can make one;
// anybody else can where the system lets users have namespaces of their own,
// and there the test runs once more, in another process (""). Where neither
// works it fails, and says so.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := folder(t, "disk")
	err := syscall.Mount("none", dir, "tmpfs", 0, "mode=755,size="+size)
	if err == nil {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
		return dir
	}
	if os.Getenv(inside) != "" {
		t.Fatalf("a small disk cannot be made, not even in a namespace of its own: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "--user", "--map-current-user", "--keep-caps", "--mount", os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), inside+"=1")
	said, again := cmd.CombinedOutput()
	t.Logf("A small disk needs root (%v); in a namespace of its own:\n%s", err, said)
	if again != nil {
		t.Fatalf("run this as root, or where users may have namespaces (unshare --user): %v", again)
	}
	return ""
}
