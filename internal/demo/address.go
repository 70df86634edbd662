package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// addressFile is where a running demo says how to reach it.
func (o Options) addressFile() string { return filepath.Join(o.Dir, "address") }

// announce writes down where the demo is served; remove takes it away again.
func (o Options) announce(url string) (remove func(), err error) {
	if err := os.WriteFile(o.addressFile(), []byte(url+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write down the demo's address: %w", err)
	}
	return func() { _ = os.Remove(o.addressFile()) }, nil
}

// running says, beside the refusal of a folder that is in use, how to reach the
// demo that uses it and how to start another.
func (o Options) running(refusal error) error {
	const another = "to start another, give it a folder and an address of its own: --data FOLDER --addr 127.0.0.1:9090"
	url, err := os.ReadFile(o.addressFile())
	if err != nil {
		return fmt.Errorf("%w and does not answer yet; %s", refusal, another)
	}
	return fmt.Errorf("%w: see %s/docs/; %s", refusal, strings.TrimSpace(string(url)), another)
}
