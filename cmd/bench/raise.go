package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

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
	private := o.database == ""
	if private {
		server, err := o.private(ctx, st.Dir)
		if err != nil {
			return leave, err
		}
		left = append(left, func() { _ = server.Stop() })
		o.database = server.URL(filled)
	}
	begun := time.Now()
	if err := o.mustBeFilled(ctx, sh); err != nil {
		return leave, err
	}
	say("The database is filled (%.0f s).", time.Since(begun).Seconds())
	if st.Program, err = process.Build(ctx, "forankring.no/forankring/cmd/forankring", st.Dir); err != nil {
		return leave, err
	}
	st.Database = o.database
	if !o.inPlace && (!private || o.keep != "") {
		begun = time.Now()
		var drop func()
		if st.Database, drop, err = clone(ctx, o.database); err != nil {
			return leave, err
		}
		left = append(left, drop)
		if err := st.Adopt(ctx); err != nil {
			return leave, err
		}
		say("A copy of it is made (%.0f s).", time.Since(begun).Seconds())
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
		if err := mustBeOurs(folder); err != nil {
			return nil, err
		}
	} else if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL's user must be able to enter
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(folder, "data")); err != nil { // it is still to be filled
		if err := process.MustHaveRoom(there(folder), int64(o.percent)*roomPerCent); err != nil {
			return nil, err
		}
	}
	return localpg.Start(ctx, localpg.Options{Dir: folder, Settings: settings})
}

// roomPerCent is what a hundredth of the whole size takes on the disk: the database,
// its log, and what else is filled beside it.
const roomPerCent = 100 << 20

// there is the folder, or the nearest above it that is there.
func there(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// mustBeOurs refuses a folder to keep PostgreSQL in that holds something else.
func mustBeOurs(folder string) error {
	held, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(held) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into the folder of -keep: %w", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "data", "PG_VERSION")); err != nil {
		return fmt.Errorf("%s is neither empty nor a folder that this program has kept: name another with -keep", folder)
	}
	return nil
}

// mustBeFilled fills a database that is empty or not there, and takes one that is
// filled as it is.
func (o options) mustBeFilled(ctx context.Context, sh shell) error {
	pool, err := openToFill(ctx, o.database)
	if err != nil {
		return err
	}
	defer pool.Close()
	var made bool
	if err := pool.QueryRow(ctx, `SELECT to_regclass('casefile') IS NOT NULL`).Scan(&made); err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	if made {
		var cases int
		if err := pool.QueryRow(ctx, `SELECT count(*) FROM casefile`).Scan(&cases); err != nil || cases > 0 {
			_, _ = fmt.Fprintf(sh.stdout, "The database holds %d cases, and is taken as it is.\n", cases)
			return err
		}
	}
	if !made {
		var foreign int
		if err := pool.QueryRow(ctx, `SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`).Scan(&foreign); err != nil {
			return fmt.Errorf("look into the database: %w", err)
		}
		if foreign > 0 {
			return fmt.Errorf("the database holds %d tables that are not the service's: name one that is filled, or an empty one", foreign)
		}
	}
	if err := pgdb.Migrate(ctx, pool, func(string) {}); err != nil {
		return err
	}
	_, err = fill.Fill(ctx, pool, fill.Whole().Percent(o.percent), sh.stdout)
	return err
}

// settings are those under which is measured, for the record.
func (o options) settings(_ context.Context, st *scenario.Stage) map[string]any {
	return map[string]any{
		"short": o.short, "size_percent": o.percent, "rounds": st.Rounds, "run_seconds": st.Each.Seconds(), "connections": scenario.Connections,
		"private_postgresql": o.database == "",
	}
}
