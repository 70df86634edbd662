package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/pgdb"
)

// serve answers requests, and works jobs unless the settings say otherwise,
// until the program is told to stop.
func (sh shell) serve(ctx context.Context, args []string) error {
	var addr string
	if err := flags("serve", args, func(f *flag.FlagSet) { f.StringVar(&addr, "addr", "", "") }); err != nil {
		return err
	}
	environ := slices.Clone(sh.environ)
	sh.collectSeldom()
	if addr != "" {
		environ = append(environ, "FORANKRING_ADDR="+addr)
	}
	cfg, pool, err := settled(ctx, environ)
	if err != nil {
		return err
	}
	defer pool.Close()
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return err
	}
	defer ln.Close()
	listeners := app.Listeners{API: ln}
	if cfg.MetricsAddr != "" {
		if listeners.Metrics, err = new(net.ListenConfig).Listen(ctx, "tcp", cfg.MetricsAddr); err != nil {
			return fmt.Errorf("FORANKRING_METRICS_ADDR: %w", err)
		}
		defer listeners.Metrics.Close()
	}
	log := sh.log(cfg)
	a, err := app.Configure(ctx, cfg.At(ln.Addr()), pool, log, time.Now)
	if err != nil {
		return err
	}
	if err := warnOfExcess(ctx, pool, log); err != nil {
		return err
	}
	return app.Serve(ctx, a, listeners, log)
}

// heapGrowth is by how many per cent the heap grows before it is collected. What
// lives in it is small, some 10 MB, and Go's own 100 would have it looked through with
// every hundred or so requests: a fifth of what a list costs.
const heapGrowth = 400

// collectSeldom lets the heap grow, unless GOGC says how far.
func (sh shell) collectSeldom() {
	if !slices.ContainsFunc(sh.environ, func(s string) bool { return strings.HasPrefix(s, "GOGC=") }) {
		debug.SetGCPercent(heapGrowth)
	}
}

// work works jobs until the program is told to stop.
func (sh shell) work(ctx context.Context, args []string) error {
	if err := flags("work", args, noFlags); err != nil {
		return err
	}
	cfg, pool, err := settled(ctx, sh.environ)
	if err != nil {
		return err
	}
	defer pool.Close()
	if cfg.Workers == 0 {
		return errors.New("FORANKRING_WORKERS is 0: nobody is there to work")
	}
	log := sh.log(cfg)
	a, err := app.Configure(ctx, cfg, pool, log, time.Now)
	if err != nil {
		return err
	}
	if err := warnOfExcess(ctx, pool, log); err != nil {
		return err
	}
	defer a.EndTraces(ctx)
	log.Info("working", "workers", cfg.Workers)
	return a.Work(ctx)
}

// settled reads the settings and opens the database of a command that changes
// or serves all of it. It must be named: nobody should serve or migrate a
// demo's by forgetting to.
func settled(ctx context.Context, environ []string) (config.Config, *pgxpool.Pool, error) {
	cfg, err := config.Load(environ)
	if err != nil {
		return cfg, nil, err
	}
	if cfg.DatabaseURL == "" {
		return cfg, nil, errors.New("DATABASE_URL is missing; it names a PostgreSQL database, such as postgres://forankring@localhost/forankring")
	}
	pool, err := open(ctx, cfg)
	return cfg, pool, err
}

// open opens the database, over a pooler where the settings say so.
func open(ctx context.Context, cfg config.Config) (*pgxpool.Pool, error) {
	if cfg.DatabasePooled {
		return pgdb.OpenPooled(ctx, cfg.DatabaseURL)
	}
	return pgdb.Open(ctx, cfg.DatabaseURL, nil)
}

// warnOfExcess says in the log what the database's user may do besides what the
// service needs: it could rewrite the record.
func warnOfExcess(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) error {
	user, may, err := pgdb.Excess(ctx, pool)
	if err == nil && len(may) > 0 {
		log.Warn("the database's user may do more than the service needs: see \"Database roles\" in README.md", "user", user, "may", may)
	}
	return err
}

func (sh shell) log(cfg config.Config) *slog.Logger {
	return slog.New(slog.NewJSONHandler(sh.stderr, &slog.HandlerOptions{Level: cfg.LogLevel}))
}
