package demo

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// refused runs a demo that must not start and gives back why.
func refused(t *testing.T, o Options, environ ...string) error {
	t.Helper()
	cfg, err := config.Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err = Run(t.Context(), cfg, o, &out); err == nil || out.Len() > 0 {
		t.Fatalf("it ran (%v):\n%s", err, out.String())
	}
	return err
}

func TestASecondDemoSaysHowToReachTheFirstAndHowToStartAnother(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "forankring-demo-") //nolint:usetesting // the folder of t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := localpg.Start(t.Context(), localpg.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	o := Options{Dir: dir}
	says := func(words ...string) {
		t.Helper()
		err := refused(t, o)
		for _, w := range append(words, "a demo is already running in "+dir, "--data FOLDER --addr") {
			if !errors.Is(err, localpg.ErrRunning) || !strings.Contains(err.Error(), w) {
				t.Errorf("%v does not say %q", err, w)
			}
		}
	}
	says("does not answer yet")
	remove, err := o.announce("http://127.0.0.1:8099")
	if err != nil {
		t.Fatal(err)
	}
	says("see http://127.0.0.1:8099/docs/")
	remove()
	says("does not answer yet")
}

func TestATakenAddressSaysHowToChooseAnother(t *testing.T) {
	t.Parallel()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	err = refused(t, Options{Dir: t.TempDir()}, "DATABASE_URL="+pgtest.URL(t), "FORANKRING_ADDR="+ln.Addr().String())
	if !strings.Contains(err.Error(), "choose another address with --addr") {
		t.Errorf("%v", err)
	}
}
