package localpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	superuser = "forankring"
	port      = "5432" // names the socket only; nothing listens on TCP

	startLimit = time.Minute // a killed cluster replays its log first
	stopLimit  = 30 * time.Second
)

// Server is a running PostgreSQL that belongs to this process.
type Server struct {
	folder *folder
	socket string
	cmd    *exec.Cmd
	ended  <-chan error
	stop   func() error
}

// serve starts the server over the folder's cluster and returns when it answers.
func (f *folder) serve(ctx context.Context, bin string, o Options, as *syscall.Credential) (*Server, error) {
	socket, err := f.makeSocketDir(as)
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(f.log(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	defer log.Close() // the server has its own copy

	cmd := command(context.Background(), f.path, filepath.Join(bin, "postgres"), serverArguments(f.data(), socket, o)...)
	cmd.Stdout, cmd.Stderr = log, log
	ended, err := launch(cmd, as)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	s := &Server{folder: f, socket: socket, cmd: cmd, ended: ended}
	s.stop = sync.OnceValue(s.shutDown)
	if err := s.awaitAnswer(ctx); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

func serverArguments(data, socket string, o Options) []string {
	settings := map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_directories": socket,
		"unix_socket_permissions": "0700",
		"timezone":                "UTC",
		"logging_collector":       "off",
	}
	if o.Temporary {
		maps.Copy(settings, map[string]string{
			"fsync":              "off",
			"synchronous_commit": "off",
			"full_page_writes":   "off",
			"max_connections":    "200",
		})
	}
	maps.Copy(settings, o.Settings)
	args := []string{"-D", data}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

// command prepares a PostgreSQL program with no environment but what it needs: PG* variables would change what it does.
func command(ctx context.Context, dir, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir // the caller's folder may be closed to the server's user
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	return cmd
}

// awaitAnswer waits while the server is silent or says that it is still starting.
func (s *Server) awaitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	var failure error
	err := poll(ctx, func() bool {
		select {
		case <-s.ended: //nolint:errcheck // that it has ended is all that matters here
			failure = fmt.Errorf("start PostgreSQL: %s", complaint(s.folder.log()))
			return true
		default:
		}
		failure = s.ping(ctx)
		var answer *pgconn.PgError
		return failure == nil || errors.As(failure, &answer) && answer.Code != startingUp
	})
	return cmp.Or(failure, err)
}

const startingUp = "57P03"

func (s *Server) ping(ctx context.Context) error {
	conn, err := pgconn.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("PostgreSQL in %s does not answer: %w", s.folder.path, err)
	}
	return conn.Close(ctx)
}

// URL is the address of one of the server's databases, for pgx and psql. A new cluster holds the database "postgres".
func (s *Server) URL(database string) string { return address(s.socket, database) }

func address(socket, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(superuser),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {socket}, "port": {port}}.Encode(),
	}
	return u.String()
}

// Stop ends the server in good order, waits until it is gone, and removes what was temporary. It may be called again.
func (s *Server) Stop() error { return s.stop() }

func (s *Server) shutDown() error {
	s.end()
	return s.folder.leave()
}

// end asks for a fast shutdown and goes on to a kill, so that it always returns with the server gone.
func (s *Server) end() {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		_ = s.cmd.Process.Signal(signal) // fails only when it is gone
		select {
		case <-s.ended: //nolint:errcheck // that it has ended is all that matters here
			return
		case <-time.After(stopLimit):
		}
	}
	_ = s.cmd.Process.Kill()
	<-s.ended //nolint:errcheck // that it has ended is all that matters here
}
