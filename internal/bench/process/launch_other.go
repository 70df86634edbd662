//go:build !linux

package process

// launch starts the program.
func (p *Process) launch() error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return nil
}
