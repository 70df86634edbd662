package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/scenario"
	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/platform/pgdb"
)

// The names of the filled database and of the copy that is measured, which are as many
// as there are runs at a time.
var (
	filled = "bench"
	copied = fmt.Sprintf("bench_run_%d", os.Getpid())
)

// settings of the private PostgreSQL: as a careful operator sets them, and the same
// for all that is measured. Checkpoints come seldom, so that no run has one and
// another none.
var settings = map[string]string{"shared_buffers": "1GB", "max_connections": "200", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "random_page_cost": "1.1", "effective_cache_size": "4GB"}

// raise sets the stage: database, service and floor. What it returns takes all of
// it down again, also beside an error.
func (o options) raise(ctx context.Context, sh shell, st *scenario.Stage) (leave func(), err error) {
	var left []func()
	leave = func() {
		for _, f := range slices.Backward(left) {
			f()
		}
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(sh.stdout, format+"\n", args...) }
	if o.database == "" {
		private, err := o.private(ctx, st.Dir)
		if err != nil {
			return leave, err
		}
		left = append(left, func() { _ = private.Stop() })
		o.database = private.URL(filled)
	}
	begun := time.Now()
	if err := o.mustBeFilled(ctx, sh); err != nil {
		return leave, err
	}
	say("The database is filled (%.0f s).", time.Since(begun).Seconds())
	st.Database = o.database
	if !o.inPlace {
		begun = time.Now()
		var drop func()
		if st.Database, drop, err = clone(ctx, o.database); err != nil {
			return leave, err
		}
		left = append(left, drop)
		say("A copy of it is made (%.0f s).", time.Since(begun).Seconds())
	}
	say("The service is built.")
	if st.Program, err = process.Build(ctx, "forankring.no/forankring/cmd/forankring", st.Dir); err != nil {
		return leave, err
	}
	if st.Database != o.database {
		if err := st.Adopt(ctx); err != nil {
			return leave, err
		}
	}
	down, err := st.Raise(ctx)
	left = append(left, down)
	return leave, err
}

// private starts a PostgreSQL of the bench's own: in the folder that is kept, or in
// one that goes with the run.
func (o options) private(ctx context.Context, dir string) (*localpg.Server, error) {
	folder := filepath.Join(dir, "postgres")
	if o.keep != "" {
		absolute, err := filepath.Abs(o.keep)
		if err != nil {
			return nil, err
		}
		folder = absolute
	} else if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL's user must be able to enter
		return nil, err
	}
	return localpg.Start(ctx, localpg.Options{Dir: folder, Settings: settings})
}

// mustBeFilled fills a database that is empty or not there, and takes one that is
// filled as it is.
func (o options) mustBeFilled(ctx context.Context, sh shell) error {
	pool, err := openToFill(ctx, o.database)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := pgdb.Migrate(ctx, pool, func(string) {}); err != nil {
		return err
	}
	var cases int
	if err := pool.QueryRow(ctx, `SELECT count(*) FROM casefile`).Scan(&cases); err != nil {
		return err
	}
	if cases > 0 {
		_, _ = fmt.Fprintf(sh.stdout, "The database holds %d cases, and is taken as it is.\n", cases)
		return nil
	}
	_, err = fill.Fill(ctx, pool, fill.Whole().Percent(o.percent), sh.stdout)
	return err
}

// clone copies the database beside itself, and gives the copy's address.
func clone(ctx context.Context, address string) (string, func(), error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return "", func() {}, err
	}
	from := cfg.ConnConfig.Database
	cfg.ConnConfig.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return "", func() {}, fmt.Errorf("reach the server to copy the database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	name := pgx.Identifier{copied}.Sanitize()
	how := ""
	if conn.PgConn().ParameterStatus("server_version") >= "15" {
		how = " STRATEGY file_copy"
	}
	_, err = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	if err == nil {
		_, err = conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+pgx.Identifier{from}.Sanitize()+how)
	}
	if err != nil {
		return "", func() {}, fmt.Errorf("copy the database (nobody may be connected to it; -in-place measures it itself): %w", err)
	}
	to, err := elsewhere(address, copied)
	return to, func() { _ = drop(context.WithoutCancel(ctx), address) }, err
}

func drop(ctx context.Context, address string) error {
	admin, err := elsewhere(address, "postgres")
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{copied}.Sanitize()+" WITH (FORCE)")
	return errors.Join(err, conn.Close(ctx))
}

// elsewhere is the address of another database of the same server.
func elsewhere(address, database string) (string, error) {
	u, err := parseAddress(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + database
	return u.String(), nil
}

// settings are those under which is measured, for the record.
func (o options) settings(_ context.Context, st *scenario.Stage) map[string]any {
	return map[string]any{
		"short": o.short, "size_percent": o.percent, "rounds": st.Rounds, "run_seconds": st.Each.Seconds(), "connections": scenario.Connections,
		"private_postgresql": o.database == "",
	}
}

// parseAddress reads a database's address, which is a URL.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return nil, errors.New("give the database's address as a URL, such as postgres://forankring@localhost/bench")
	}
	return u, nil
}
