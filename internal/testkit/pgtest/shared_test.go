package pgtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestMain lets the test program be started again as one that uses a shared server until it is killed.
func TestMain(m *testing.M) {
	dir, user := os.LookupEnv("PGTEST_TEST_USER")
	if !user {
		os.Exit(m.Run())
	}
	address, users, err := meeting{dir, time.Second}.join(context.Background())
	if err != nil {
		_, _ = fmt.Fprintln(os.Stdout, err)
		os.Exit(1)
	}
	defer users.Close()
	_, _ = fmt.Fprintln(os.Stdout, address)
	select {}
}

// user starts a program that uses the server of a meeting place, and gives what the program says.
func user(t *testing.T, dir string) (program *exec.Cmd, said <-chan string) {
	t.Helper()
	program = exec.Command(os.Args[0])
	program.Env = append(os.Environ(), "PGTEST_TEST_USER="+dir)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { killed(program) })
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(out).ReadString('\n')
		line <- text
	}()
	return program, line
}

func killed(program *exec.Cmd) {
	_ = program.Process.Kill()
	_ = program.Wait()
}

func TestProgramsShareOneServerThatEndsWhenTheLastIsKilled(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "place")
	first, said := user(t, dir)
	second, saidToo := user(t, dir)
	address := <-said
	if also := <-saidToo; also != address {
		t.Fatalf("two programs at once were given %q and %q", address, also)
	}
	address = address[:len(address)-1]
	killed(first)
	third, said := user(t, dir)
	if again := <-said; again != address+"\n" {
		t.Errorf("after a kill a program was given %q instead of %q", again, address)
	}
	killed(second)
	if !answers(t.Context(), address) {
		t.Fatal("the server does not answer one of its users")
	}
	killed(third)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for answers(t.Context(), address) { // until the test's own limit
		<-ticker.C
	}

	_, said = user(t, dir)
	if next := <-said; next == address+"\n" || !answers(t.Context(), next[:len(next)-1]) {
		t.Errorf("after the server has ended, a program is given %q", next)
	}
}

func TestAServerThatWasKilledIsStartedAnew(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "place")
	m := meeting{dir, time.Second}
	if err := m.open(); err != nil {
		t.Fatal(err)
	}
	if err := m.publish("postgres://forankring@/postgres?host=" + dir); err != nil {
		t.Fatal(err)
	}
	address, users, err := m.join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer users.Close()
	if !answers(t.Context(), address) {
		t.Error("the new server does not answer")
	}
}

func TestAPlaceThatSomebodyElseLaidOutIsRefused(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if _, _, err := (meeting{link, time.Second}).join(t.Context()); err == nil {
		t.Error("a link is taken for a place of ours")
	}
}
