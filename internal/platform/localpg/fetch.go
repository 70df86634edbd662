package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

const fetchLimit = 3 * time.Minute

// fetch downloads binaries into the cache. Two processes that fetch at once take turns; the second finds them there.
func (p places) fetch(ctx context.Context) error {
	if p.cache == "" {
		return errors.New("no folder to keep it in")
	}
	if err := os.MkdirAll(p.cache, 0o755); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(p.cache, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	fetched := make(chan error, 1)
	go func() { // the library knows no context; what it still does after the limit ends with the program
		defer lock.Close()
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
			fetched <- err
			return
		}
		fetched <- p.download()
	}()
	select {
	case err := <-fetched:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%s is too slow: %w", p.repository, ctx.Err())
	}
}

// download uses the embedded-postgres library for its download alone: the server it starts would not end with us and
// cannot run as root. It offers no call that only fetches; so it is given a data folder that can never be cleaned
// (the standard library refuses to remove a path that ends in a dot) and gives up after unpacking, before initdb.
func (p places) download() error {
	scratch, err := os.MkdirTemp("", "forankring-fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	version := embeddedpostgres.V17
	bin := filepath.Join(p.cache, string(version))
	err = embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(version).
		BinaryRepositoryURL(p.repository).
		CachePath(p.cache).
		BinariesPath(bin).
		RuntimePath(scratch).
		DataPath(scratch + "/.").
		Port(0). // it asks whether the port is free: 0 always is
		Logger(io.Discard)).Start()
	if _, missing := os.Stat(filepath.Join(bin, "bin", "postgres")); missing == nil {
		return nil
	}
	return err
}
