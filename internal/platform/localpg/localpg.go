// Package localpg runs a private PostgreSQL for the demo and the tests.
//
// It finds the PostgreSQL that is installed (or fetches one), makes a cluster in a folder, and starts the server on a
// Unix socket that only its owner can reach. The server ends when the program ends, also when the program is killed.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
)

// ErrRunning is returned by Start when a server already runs in the folder.
var ErrRunning = errors.New("a demo is already running")

// Options say where the cluster lives and for how long.
type Options struct {
	Dir       string            // the folder of the cluster, kept between runs; made when missing
	Fresh     bool              // throw away the cluster in Dir and start over
	Temporary bool              // a fast cluster for tests, in a folder of its own (Dir is not used) that Stop removes
	Settings  map[string]string // further server settings, such as max_connections
}

// Start makes the cluster, or takes the one that Dir holds, starts its server and waits until it answers.
// Bounded by ctx while starting; the server itself lives until Stop or the end of the program.
// It refuses a folder whose server runs already (ErrRunning) and a cluster made by a PostgreSQL that is not installed.
// When no PostgreSQL is found and none can be fetched, the error says in one line what to install.
func Start(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, standardPlaces())
}

func start(ctx context.Context, o Options, from places) (_ *Server, err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit+fetchLimit)
	defer cancel()
	as, err := serverAccount()
	if err != nil {
		return nil, err
	}
	f, err := openFolder(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.leave())
		}
	}()
	if !enters(as, f.path) {
		return nil, fmt.Errorf("root cannot run PostgreSQL, and the user who does cannot enter %s: choose a folder that others can reach", f.path)
	}
	if err := endOrphan(ctx, f.data()); err != nil {
		return nil, err
	}
	bin, err := f.cluster(ctx, o, from, as)
	if err != nil {
		return nil, err
	}
	return f.serve(ctx, bin, o, as)
}

func openFolder(ctx context.Context, o Options) (*folder, error) {
	if o.Temporary {
		sweep(ctx)
		return temporaryFolder()
	}
	return keptFolder(o.Dir)
}

// Running gives the address of a database of the server that runs in the folder, if one does, for a program beside it.
func Running(dir, database string) (string, bool) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", false
	}
	pm, ok := readPostmaster((&folder{path: dir}).data())
	if !ok {
		return "", false
	}
	conn, err := new(net.Dialer).DialContext(context.Background(), "unix", filepath.Join(pm.socket, ".s.PGSQL."+port))
	if err != nil {
		return "", false
	}
	_ = conn.Close()
	return address(pm.socket, database), true
}
