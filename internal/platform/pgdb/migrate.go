package pgdb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
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

// politely is how long a migration waits for a lock at a time. Whatever the
// service asks of the table meanwhile stands in the queue behind it, and gives
// up after lockPatience: so the migration steps back before, and tries again.
const politely = 3 * time.Second

// Migrate brings the schema up to date: first the project's own migrations,
// then those of the job queue. It is safe to call from several processes. It may
// take as long as it takes: it works on connections of its own, without the
// limits of the service's. While it waits for another migration, or for a lock
// that somebody holds, it tells so; tell may be nil.
func Migrate(ctx context.Context, pool *pgxpool.Pool, tell func(string)) error {
	if tell == nil {
		tell = func(string) {}
	}
	return migrate(ctx, pool, migrations.FS, tell)
}

// MigrateTo brings the schema to where it stood when a migration was the newest, so
// that it can be tried out what the later ones cost. It is Migrate else.
func MigrateTo(ctx context.Context, pool *pgxpool.Pool, newest int64) error {
	return migrate(ctx, pool, upTo{migrations.FS, newest}, func(string) {})
}

// upTo are the migrations up to one of them.
type upTo struct {
	fs.FS
	newest int64
}

// ReadDir lists them.
func (u upTo) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(u.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		version, err := goose.NumericComponent(e.Name())
		return err == nil && version > u.newest
	}), err
}

func migrate(ctx context.Context, pool *pgxpool.Pool, files fs.FS, tell func(string)) error {
	m, err := newMigrator(ctx, pool, files, tell)
	if err != nil {
		return err
	}
	defer m.close()
	if err := mayMigrate(ctx, m.patient); err != nil {
		return err
	}
	release, err := m.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go m.watch(ctx)
	if err := m.own(ctx); err != nil {
		return err
	}
	return m.queue(ctx)
}

// migrator migrates over two pools. One waits for a lock politely; the other
// waits for as long as it takes, for migrations that hold up nobody meanwhile:
// those without a transaction, which build indexes concurrently.
type migrator struct {
	files           fs.FS
	tell            func(string)
	name            string
	polite, patient *pgxpool.Pool
}

func newMigrator(ctx context.Context, pool *pgxpool.Pool, files fs.FS, tell func(string)) (*migrator, error) {
	m := &migrator{files: files, tell: tell, name: "forankring migrate " + rand.Text()[:8]}
	for _, p := range []struct {
		pool *(*pgxpool.Pool)
		wait time.Duration
	}{{&m.polite, politely}, {&m.patient, 0}} {
		cfg := pool.Config()
		cfg.MaxConns, cfg.MinConns, cfg.MinIdleConns, cfg.PrepareConn = 4, 0, 0, nil
		set := cfg.ConnConfig.RuntimeParams
		set["lock_timeout"] = fmt.Sprint(p.wait.Milliseconds())
		set["statement_timeout"], set["idle_in_transaction_session_timeout"] = "0", "0"
		set["application_name"] = m.name
		var err error
		if *p.pool, err = openPool(ctx, cfg); err != nil {
			m.close()
			return nil, err
		}
	}
	return m, nil
}

func (m *migrator) close() {
	for _, p := range []*pgxpool.Pool{m.polite, m.patient} {
		if p != nil {
			p.Close()
		}
	}
}

// look is how often a migrator looks whether what it waits for is over.
const look = 250 * time.Millisecond

// alone waits until no other migration runs. It asks again and again instead of
// waiting in the database: an index that is being built concurrently waits for
// every statement that began before, and would wait for this one for ever.
func (m *migrator) alone(ctx context.Context) (release func(), err error) {
	conn, err := m.patient.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	again := time.NewTicker(look)
	defer again.Stop()
	for told := false; ; told = true {
		var ours bool
		err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, migrateLock).Scan(&ours)
		switch {
		case err != nil:
			conn.Release()
			return nil, fmt.Errorf("wait for the migration lock: %w", err)
		case ours:
			return func() {
				_, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrateLock)
				conn.Release()
			}, nil
		case !told:
			m.tell("Waiting: another migration of this database is running.")
		}
		select {
		case <-ctx.Done():
			conn.Release()
			return nil, fmt.Errorf("wait for the migration lock: %w", ctx.Err())
		case <-again.C:
		}
	}
}

// own applies the project's own migrations, those too that are numbered below
// others that were applied before them.
func (m *migrator) own(ctx context.Context) error {
	polite, closePolite, err := provide(m.polite, m.files)
	if err != nil {
		return err
	}
	defer closePolite()
	patient, closePatient, err := provide(m.patient, m.files)
	if err != nil {
		return err
	}
	defer closePatient()
	all, err := patient.Status(ctx)
	if err != nil {
		return fmt.Errorf("look at the migrations: %w", err)
	}
	for _, s := range all {
		if s.State != goose.StatePending {
			continue
		}
		text, err := fs.ReadFile(m.files, s.Source.Path)
		if err != nil {
			return fmt.Errorf("read a migration: %w", err)
		}
		by := polite
		if strings.Contains(string(text), "+goose NO TRANSACTION") {
			by = patient
		}
		err = untilNobodyIsInTheWay(ctx, func() error {
			_, err := by.ApplyVersion(ctx, s.Source.Version, true)
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	return nil
}

// queue applies the migrations of the job queue.
func (m *migrator) queue(ctx context.Context) error {
	queue, err := rivermigrate.New(riverpgxv5.New(m.polite), nil)
	if err != nil {
		return fmt.Errorf("prepare the queue's migrations: %w", err)
	}
	err = untilNobodyIsInTheWay(ctx, func() error {
		_, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}

// untilNobodyIsInTheWay repeats a step that could not have a lock in time, or that
// PostgreSQL took back because it and the service waited for each other: it was
// rolled back.
func untilNobodyIsInTheWay(ctx context.Context, step func() error) error {
	for {
		err := step()
		if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != lockNotFreed && pg.Code != deadlock || ctx.Err() != nil {
			return err
		}
	}
}

// watch tells of whoever holds what the migration waits for, once.
func (m *migrator) watch(ctx context.Context) {
	again := time.NewTicker(look)
	defer again.Stop()
	known := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		holders, err := m.holders(ctx)
		if err != nil {
			continue // the migration itself will tell what is wrong with the database
		}
		for _, h := range holders {
			if !known[h] {
				known[h] = true
				m.tell("Waiting for a lock that is held by " + h + ". The migration goes on when it is released.")
			}
		}
	}
}

// holders are the sessions that hold what the migration waits for.
func (m *migrator) holders(ctx context.Context) ([]string, error) {
	return All[string](ctx, m.patient, "look who holds a lock", `
		SELECT DISTINCT format('process %s (user %s, application %s, in a transaction since %s)', b.pid, coalesce(b.usename, '?'),
			coalesce(nullif(b.application_name, ''), '?'), coalesce(to_char(b.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'), '?'))
		FROM pg_stat_activity a, unnest(pg_blocking_pids(a.pid)) AS holder JOIN pg_stat_activity b ON b.pid = holder
		WHERE a.datname = current_database() AND a.application_name = $1 AND b.application_name IS DISTINCT FROM $1`, m.name)
}

func provide(pool *pgxpool.Pool, files fs.FS) (provider *goose.Provider, closeDB func(), err error) {
	db := stdlib.OpenDBFromPool(pool)
	provider, err = goose.NewProvider(goose.DialectPostgres, db, files, goose.WithVerbose(false), goose.WithAllowOutofOrder(true))
	if err != nil {
		_ = db.Close()
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, func() { _ = db.Close() }, nil
}
