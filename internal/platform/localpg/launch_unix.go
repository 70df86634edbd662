//go:build unix && !linux

package localpg

import (
	"os/exec"
	"strconv"
	"syscall"
)

// launch starts a program that ends when this one ends, however that happens, and tells how it ended;
// the channel is closed after that.
// There is no death signal here. A shell waits for the end of a pipe that only this process holds open, then ends
// the program. Groups of their own keep the terminal's Ctrl-C away from both.
func launch(cmd *exec.Cmd, as *syscall.Credential) (ended <-chan error, err error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	guard := exec.Command("/bin/sh", "-c", `read -r _; kill -QUIT "$0"`, strconv.Itoa(cmd.Process.Pid))
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	_, err = guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, err
	}
	done := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		_ = guard.Process.Kill() // before its pipe closes: the number may be another's by now
		_ = guard.Wait()
		done <- err
		close(done)
	}()
	return done, nil
}

// commandLine is what the process was started with; empty when there is no such process.
func commandLine(pid int) string {
	line, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return string(line)
}
