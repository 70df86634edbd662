package process

import (
	"runtime"
	"syscall"
)

// launch starts the program so that it is killed when this one ends, however it
// ends. The death signal follows the thread that started it, which therefore
// waits for it.
func (p *Process) launch() error {
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
		}
		close(p.ended)
	}()
	return <-started
}
