package localpg

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// launch starts a program that ends when this one ends, however that happens, and tells how it ended;
// the channel is closed after that.
// The kernel sends the death signal when the thread that started the program ends; so one thread starts it and
// waits for it, and does nothing else. A group of its own keeps the terminal's Ctrl-C away from it.
func launch(cmd *exec.Cmd, as *syscall.Credential) (ended <-chan error, err error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT, Setpgid: true}
	started, done := make(chan error, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread is not to be used again
		err := cmd.Start()
		started <- err
		if err == nil {
			done <- cmd.Wait()
			close(done)
		}
	}()
	return done, <-started
}

// commandLine is what the process was started with; empty when there is no such process.
func commandLine(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	return string(line)
}
