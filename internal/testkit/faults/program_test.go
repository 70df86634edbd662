//go:build faults

package faults_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the folder of the programs that the tests run.
var built string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if built, err = os.MkdirTemp("", "forankring-faults-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(built)
		if err := os.Chmod(built, 0o755); err != nil { // the database's user must reach what is below
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		if err := build("../../..", current()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// current is the program as it stands here.
func current() string { return filepath.Join(built, "forankring") }

// build makes a program of a tree of sources.
func build(tree, program string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-o", program, "./cmd/forankring")
	cmd.Dir = tree
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program in %s: %w: %s", tree, err, said)
	}
	return nil
}

// instance is a running program.
type instance struct {
	t    testing.TB
	addr string // where it answers, once it listens
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended

	mu  sync.Mutex
	log []string
}

// start runs a program until the test ends, and hands each line that it says to
// hear, which tells when it is ready.
func start(t testing.TB, cmd *exec.Cmd, said func(*exec.Cmd) (io.ReadCloser, error), hear func(i *instance, line string) bool) *instance {
	t.Helper()
	i := &instance{t: t, cmd: cmd, done: make(chan struct{})}
	pipe, err := said(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		told := false
		for scan := bufio.NewScanner(pipe); scan.Scan(); {
			i.mu.Lock()
			if i.log = append(i.log, scan.Text()); len(i.log) > 4000 {
				i.log = slices.Delete(i.log, 0, 2000)
			}
			i.mu.Unlock()
			if hear(i, scan.Text()) && !told {
				told = true
				close(ready)
			}
		}
		i.err = cmd.Wait()
		close(i.done)
	}()
	t.Cleanup(func() {
		i.kill()
		if faults := i.lines(`"status":500`, 3); t.Failed() && faults != "" {
			t.Logf("its last faults:\n%s", faults)
		}
	})
	select {
	case <-ready:
	case <-i.done:
		t.Fatalf("%s does not start (%v):\n%s", cmd.Path, i.err, i.lines("", 20))
	case <-time.After(time.Minute):
		t.Fatalf("%s does not get ready:\n%s", cmd.Path, i.lines("", 20))
	}
	return i
}

// serve starts the service on a free port.
func serve(t testing.TB, program string, environ []string) *instance {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "serve", "--addr", "127.0.0.1:0")
	cmd.Env = environ
	return start(t, cmd, (*exec.Cmd).StderrPipe, func(i *instance, line string) bool {
		var l struct{ Msg, Addr string }
		if json.Unmarshal([]byte(line), &l) != nil || l.Msg != "listening" {
			return false
		}
		i.addr = l.Addr
		return true
	})
}

// kill ends it as a crash does, and waits until it is gone.
func (i *instance) kill() {
	_ = i.cmd.Process.Kill()
	<-i.done
}

// stop asks it to end, and fails the test unless it does in good order.
func (i *instance) stop() {
	i.t.Helper()
	_ = i.cmd.Process.Signal(syscall.SIGTERM)
	<-i.done
	if i.err != nil {
		i.t.Errorf("told to stop, it ended with %v:\n%s", i.err, i.lines("", 20))
	}
}

// lines are the last n lines of what it said that hold a word.
func (i *instance) lines(word string, n int) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	var all []string
	for _, l := range i.log {
		if strings.Contains(l, word) {
			all = append(all, l)
		}
	}
	return strings.Join(all[max(0, len(all)-n):], "\n")
}

// run runs a program to its end.
func run(t testing.TB, environ []string, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = environ
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", program, args, err, said)
	}
	return string(said)
}

// eventually waits until it is so, and fails the test when that takes longer
// than it may.
func eventually(t testing.TB, limit time.Duration, what string, so func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !so() {
		if time.Since(began) > limit {
			t.Fatalf("after %s: not yet %s", limit, what)
		}
		<-look.C
	}
	return time.Since(began)
}
