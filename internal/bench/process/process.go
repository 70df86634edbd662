// Package process starts what is measured as programs of their own, and reads
// from the kernel what they cost: CPU time, resident memory, and how busy the
// machine is besides.
package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// patience is how long a program may take until it answers, and until it ends.
const patience = 30 * time.Second

// Spec is a program that answers HTTP at an address.
type Spec struct {
	Name, Program string
	Args          []string
	Env           []string
	// Address is where it listens, and Ready the path that is asked whether it does.
	Address, Ready string
	// Log is the file into which it writes.
	Log string
}

// Process is a running program. It ends with this one.
type Process struct {
	Spec
	// Took is how long it took from its start until it answered.
	Took time.Duration

	cmd   *exec.Cmd
	ended chan struct{}
	err   error
	stop  func()
}

// Start starts a program and waits until it answers. The error of one that ends
// before has the end of its log.
func Start(ctx context.Context, s Spec) (*Process, error) {
	log, err := os.Create(s.Log)
	if err != nil {
		return nil, fmt.Errorf("open the log of %s: %w", s.Name, err)
	}
	defer log.Close() // the program has its own copy
	p := &Process{Spec: s, cmd: exec.CommandContext(context.WithoutCancel(ctx), s.Program, s.Args...), ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = s.Env, log, log
	begun := time.Now()
	if err := p.launch(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.Name, err)
	}
	p.stop = sync.OnceFunc(p.end)
	if err := p.await(ctx); err != nil {
		p.Stop()
		return nil, err
	}
	p.Took = time.Since(begun)
	return p, nil
}

// await waits until the program answers.
func (p *Process) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	clock := time.NewTicker(5 * time.Millisecond)
	defer clock.Stop()
	for {
		if p.answers(ctx) {
			return nil
		}
		select {
		case <-clock.C:
		case <-p.ended:
			return fmt.Errorf("%s ended before it answered (%w): %s", p.Name, p.err, tail(p.Log))
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer at %s: %s", p.Name, p.Address, tail(p.Log))
		}
	}
}

func (p *Process) answers(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Address+p.Ready, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the program at once, as a crash would.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // fails only when it is gone
	<-p.ended
}

// Stop lets the program finish, and kills it where it does not. It may be called
// again.
func (p *Process) Stop() { p.stop() }

func (p *Process) end() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // fails only when it is gone
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.Kill()
	}
}

// tail is the end of a log, for a message.
func tail(log string) string {
	const most = 600
	raw, err := os.ReadFile(log)
	if err != nil || len(raw) == 0 {
		return "it says nothing"
	}
	return string(raw[max(0, len(raw)-most):])
}

// FreeAddress is an address on which nobody listens.
func FreeAddress(ctx context.Context) (string, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// Build builds a command of this module into a folder, and gives the program's
// path.
func Build(ctx context.Context, pkg, dir string) (string, error) {
	program := filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, pkg)
	if output, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", pkg, err, output)
	}
	if _, err := os.Stat(program); errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("build %s: it made no program", pkg)
	}
	return program, nil
}
