package pgdb

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"forankring.no/forankring/migrations"
)

// migrateLock is the advisory lock under which migrations run, so that two
// instances never migrate at once.
const migrateLock = 7_231_904_411

// Migrate brings the schema up to date: first the project's own migrations,
// then those of the job queue. It is safe to call from several processes.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT set_config('lock_timeout', '120s', false), set_config('statement_timeout', '0', false)"); err != nil {
		return fmt.Errorf("prepare to migrate: %w", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), "RESET lock_timeout; RESET statement_timeout") }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrateLock); err != nil {
		return fmt.Errorf("wait for the migration lock: %w", err)
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrateLock)
	}()
	provider, closeDB, err := provide(pool)
	if err != nil {
		return err
	}
	defer closeDB()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	queue, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return fmt.Errorf("prepare the queue's migrations: %w", err)
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}

// CheckSchema refuses a database whose schema is older than this program
// needs. A server never migrates by itself.
func CheckSchema(ctx context.Context, pool *pgxpool.Pool) error {
	provider, closeDB, err := provide(pool)
	if err != nil {
		return err
	}
	defer closeDB()
	var at int64
	err = pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&at)
	if err != nil {
		if _, unreachable := AsFault(err); unreachable {
			return fmt.Errorf("reach the database: %w", err)
		}
		return fmt.Errorf("the database has no schema yet: run `forankring migrate` first")
	}
	sources := provider.ListSources()
	if need := sources[len(sources)-1].Version; at < need {
		return fmt.Errorf("the database's schema is at version %d, this program needs %d: run `forankring migrate` first", at, need)
	}
	queue, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return fmt.Errorf("prepare the queue's migrations: %w", err)
	}
	if state, err := queue.Validate(ctx, nil); err != nil {
		return fmt.Errorf("check the queue's schema: %w", err)
	} else if !state.OK {
		return fmt.Errorf("the queue's schema is too old: run `forankring migrate` first")
	}
	return nil
}

func provide(pool *pgxpool.Pool) (provider *goose.Provider, closeDB func(), err error) {
	db := stdlib.OpenDBFromPool(pool)
	provider, err = goose.NewProvider(goose.DialectPostgres, db, migrations.FS, goose.WithVerbose(false))
	if err != nil {
		_ = db.Close()
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, func() { _ = db.Close() }, nil
}
