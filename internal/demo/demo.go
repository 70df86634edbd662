// Package demo plays a real case of a real region through the HTTP API, each
// act by the office that may do it, and then leaves the service running to be
// tried. What is not public about the case is made up, and marked
// "illustrative" wherever it is shown.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/demo/story"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Options are the demo's flags.
type Options struct {
	// Fresh starts over: all that the demo kept is thrown away.
	Fresh bool
	// Once ends after the story instead of serving on.
	Once bool
	// Dir is where the demo keeps its database, letters and log.
	Dir string
	// Record is the folder into which the contract's examples are written, ""
	// for none.
	Record string
	// Tracer hears of every statement of the service; nil for nobody.
	Tracer pgx.QueryTracer
}

// Run plays the demo and serves until ctx ends. Without a DatabaseURL in the
// settings it starts a private PostgreSQL, whose data it keeps between runs.
func Run(ctx context.Context, cfg config.Config, o Options, out io.Writer) (err error) {
	url, stop, err := database(ctx, cfg, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	pool, err := pgdb.Open(ctx, url, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := pgdb.Migrate(ctx, pool, nil); err != nil {
		return err
	}
	served, err := lesser(ctx, pool, url, cfg.DatabaseRole, out)
	if err != nil {
		return err
	}
	if o.Tracer != nil {
		heard := served.Config()
		heard.ConnConfig.Tracer = o.Tracer
		served.Close()
		if served, err = pgxpool.NewWithConfig(ctx, heard); err != nil {
			return fmt.Errorf("trace the demo's statements: %w", err)
		}
	}
	defer served.Close()
	if err := claim(ctx, served); err != nil {
		return err
	}
	return serve(ctx, cfg, served, o, out)
}

// lesser opens the database as the role of the service, which can neither change
// the record nor the schema. Where the user of a database that was named may not
// create roles, the demo says so and goes on as that user.
func lesser(ctx context.Context, owner *pgxpool.Pool, url, role string, out io.Writer) (*pgxpool.Pool, error) {
	err := pgdb.Grant(ctx, owner, role)
	if errors.Is(err, pgdb.ErrOneRole) {
		_, _ = fmt.Fprintf(out, "The user of DATABASE_URL may not create the role %s: the demo runs as the owner of its tables.\n", role)
		return pgdb.Open(ctx, url, nil)
	}
	if err != nil {
		return nil, err
	}
	return pgdb.OpenAs(ctx, url, role)
}

// database is the one of the settings, or that of a private server.
func database(ctx context.Context, cfg config.Config, o Options) (url string, stop func() error, err error) {
	if cfg.DatabaseURL != "" {
		if o.Fresh {
			return "", nil, errors.New("--fresh throws away the demo's private database only; DATABASE_URL names another: empty it yourself")
		}
		return cfg.DatabaseURL, func() error { return nil }, nil
	}
	server, err := localpg.Start(ctx, localpg.Options{Dir: o.Dir, Fresh: o.Fresh})
	if errors.Is(err, localpg.ErrRunning) {
		return "", nil, o.running(err)
	}
	if err != nil {
		return "", nil, err
	}
	_ = os.Remove(o.addressFile()) // of one that was killed
	if err := create(ctx, server.URL("postgres")); err != nil {
		return "", nil, errors.Join(err, server.Stop())
	}
	return server.URL(app.DemoDatabase), server.Stop, nil
}

// claim marks the database as the demo's, and refuses one that is in real use:
// the demo would play into it.
func claim(ctx context.Context, pool *pgxpool.Pool) error {
	ours, used, err := claimed(ctx, pool)
	if err != nil {
		return err
	}
	if used && !ours {
		return errors.New("the database of DATABASE_URL is in use: the demo plays in one of its own, or in an empty one")
	}
	_, err = pgdb.Secret(ctx, pool, "demo", 1)
	return err
}

// claimed says whether a database is a demo's, and whether anything is in it.
func claimed(ctx context.Context, pool *pgxpool.Pool) (ours, used bool, err error) {
	err = pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM service_secret WHERE name = 'demo'), EXISTS (SELECT 1 FROM organisation)`).Scan(&ours, &used)
	if err != nil {
		return false, false, fmt.Errorf("look into the database: %w", err)
	}
	return ours, used, nil
}

// create makes the demo's database where it is not there yet.
func create(ctx context.Context, admin string) error {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return fmt.Errorf("reach the private PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, app.DemoDatabase).Scan(&there); err != nil {
		return fmt.Errorf("look for the demo's database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{app.DemoDatabase}.Sanitize()); err != nil {
		return fmt.Errorf("create the demo's database: %w", err)
	}
	return nil
}

// serve builds the service, plays the story against it, and goes on serving.
func serve(ctx context.Context, cfg config.Config, pool *pgxpool.Pool, o Options, out io.Writer) error {
	begins, err := story.Begins()
	if err != nil {
		return err
	}
	clock, err := resume(ctx, pool, begins)
	if err != nil {
		return err
	}
	ln, err := listen(ctx, cfg.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }()
	cfg = cfg.At(ln.Addr())
	if cfg.DatabaseURL == "" {
		remove, err := o.announce(cfg.PublicURL)
		if err != nil {
			return err
		}
		defer remove()
	}
	cfg.Development, cfg.MetricsAddr = true, ""
	cfg.TokenLife = max(cfg.TokenLife, story.TokenLife)
	cfg.MailFrom = `"Forankring demo (illustrative)" <forankring@localhost>`
	if cfg.SMTP.Host == "" && cfg.MailFolder == "" {
		cfg.MailFolder = filepath.Join(o.Dir, "letters")
		if o.Fresh {
			if err := os.RemoveAll(cfg.MailFolder); err != nil {
				return fmt.Errorf("throw away the letters: %w", err)
			}
		}
	}
	if err := cfg.Check(); err != nil {
		return err
	}
	log, closeLog, err := logTo(logFile(o.Dir))
	if err != nil {
		return err
	}
	defer closeLog()
	a, err := app.Configure(ctx, cfg, pool, log, clock.Now)
	if err != nil {
		return err
	}
	people, err := app.OpenDirectory(pool, clock.Now, "")
	if err != nil {
		return err
	}
	issuer, err := app.DevelopmentIssuer(ctx, pool)
	if err != nil {
		return err
	}
	s, err := story.New(story.Stage{URL: cfg.PublicURL, People: people, Issuer: issuer, Clock: clock}, out)
	if err != nil {
		return err
	}
	running, end := context.WithCancel(ctx)
	defer end()
	done := make(chan error, 1)
	go func() { done <- app.Serve(running, a, app.Listeners{API: ln}, log) }()
	if err := s.Tell(ctx, o.Record); err != nil {
		end()
		if ctx.Err() != nil {
			return <-done // told to stop in the middle of the story
		}
		return errors.Join(fmt.Errorf("the demo stopped: %w", err), <-done)
	}
	if o.Once {
		end()
		s.Printf("`forankring demo` serves it.\n")
		return <-done
	}
	if err := s.Tour(cfg, o.Dir, logFile(o.Dir)); err != nil {
		end()
		return errors.Join(err, <-done)
	}
	return <-done
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%w: choose another address with --addr", err)
	}
	return ln, err
}

func logFile(dir string) string { return filepath.Join(dir, "service.log") }

// logTo writes the service's log into a file, so that the story stays
// readable.
func logTo(path string) (*slog.Logger, func(), error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, nil, fmt.Errorf("make the demo's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open the log: %w", err)
	}
	return slog.New(slog.NewJSONHandler(f, nil)), func() { _ = f.Close() }, nil
}
