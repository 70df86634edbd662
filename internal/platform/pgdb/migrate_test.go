package pgdb_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/migrations"
)

// with are the project's migrations and more.
func with(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range more {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func silent(string) {}

// limited is a pool with the limits of a service that is in a hurry.
func limited(t *testing.T, pool *pgxpool.Pool) *pgxpool.Pool {
	t.Helper()
	cfg := pool.Config()
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = "100ms"
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = "100ms"
	hurried, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hurried.Close)
	return hurried
}

func TestAMigrationMayTakeLongerThanTheServicesStatements(t *testing.T) {
	t.Parallel()
	pool := limited(t, pgtest.New(t))
	if _, err := pool.Exec(t.Context(), `SELECT pg_sleep(0.3)`); err == nil {
		t.Fatal("the service's own limit is not at work")
	}
	for number, head := range map[int]string{90001: "", 90002: "-- +goose NO TRANSACTION\n"} {
		slow := map[string]string{fmt.Sprintf("%d_slow.sql", number): head + "-- +goose Up\nSELECT pg_sleep(0.3);\nCREATE TABLE slow_" + fmt.Sprint(number) + " (x int);\n"}
		if err := pgdb.MigrateFrom(t.Context(), pool, with(t, slow), silent); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), fmt.Sprintf(`SELECT FROM slow_%d`, number)); err != nil {
			t.Error(err)
		}
	}
}

// Somebody reads a table in a long transaction. The migration says who, waits for
// as long as it takes, and does not keep others from the table meanwhile.
func TestAMigrationWaitsForALockPolitelyAndSaysWhoHoldsIt(t *testing.T) {
	t.Parallel()
	pool := limited(t, pgtest.New(t))
	reader, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Rollback(context.WithoutCancel(t.Context())) }()
	var process int
	if err := reader.QueryRow(t.Context(), `SELECT pg_backend_pid() FROM (SELECT count(*) FROM service_secret) n`).Scan(&process); err != nil {
		t.Fatal(err)
	}
	said, ended := make(chan string, 10), make(chan error, 1)
	more := map[string]string{"90001_wider.sql": "-- +goose Up\nALTER TABLE service_secret ADD COLUMN wider int;\n"}
	go func() {
		ended <- pgdb.MigrateFrom(t.Context(), pool, with(t, more), func(s string) { said <- s })
	}()
	if told := <-said; !strings.Contains(told, fmt.Sprintf("process %d (user ", process)) || !strings.Contains(told, "application forankring,") {
		t.Errorf("it says: %s", told)
	}
	// The migration stands in the queue. Others who come now stand behind it, and
	// are let through when it steps back.
	impatient, err := pgx.ConnectConfig(t.Context(), pool.Config().ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close(context.WithoutCancel(t.Context()))
	if _, err := impatient.Exec(t.Context(), `SET lock_timeout = '5s'; SET statement_timeout = 0; SELECT FROM service_secret`); err != nil {
		t.Errorf("another reader: %v", err)
	}
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	default:
	}
	if err := reader.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `SELECT wider FROM service_secret`); err != nil {
		t.Error(err)
	}
	if n := len(said); n != 0 {
		t.Errorf("it said %d times more what it had said", n)
	}
}

// An index that is built concurrently waits for whatever began before it: it must
// not wait for another migration, which waits for it.
func TestTwoMigrationsAtOnceWaitForEachOtherAndNotForEver(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	old, err := pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := old.Exec(t.Context(), `SELECT count(*) FROM service_secret`); err != nil {
		t.Fatal(err)
	}
	more := map[string]string{"90001_index.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nDROP INDEX CONCURRENTLY IF EXISTS found_sooner;\nCREATE INDEX CONCURRENTLY found_sooner ON service_secret (value);\n"}
	said, ended := make(chan string, 10), make(chan error, 2)
	begin := func() {
		ended <- pgdb.MigrateFrom(t.Context(), pool, with(t, more), func(s string) { said <- s })
	}
	go begin()
	if told := <-said; !strings.Contains(told, "Waiting for a lock that is held by process") {
		t.Errorf("it says: %s", told)
	}
	go begin()
	if told := <-said; told != "Waiting: another migration of this database is running." {
		t.Errorf("the second says: %s", told)
	}
	if err := old.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	var valid bool
	if err := pool.QueryRow(t.Context(), `SELECT indisvalid FROM pg_index WHERE indexrelid = 'found_sooner'::regclass`).Scan(&valid); err != nil || !valid {
		t.Errorf("the index is valid: %t (%v)", valid, err)
	}
}

// unfit fails the test unless the error says to an operator what they expect.
func unfit(t *testing.T, err error, words ...string) {
	t.Helper()
	reason, ok := errors.AsType[pgdb.UnfitError](err)
	if !ok {
		t.Errorf("want a reason with %q, got %v", words, err)
	}
	for _, w := range words {
		if !strings.Contains(string(reason), w) {
			t.Errorf("%q does not say %q", reason, w)
		}
	}
}

// A migration may have landed after others with higher numbers: the newest alone
// says nothing.
func TestASchemaIsComparedByAllItsMigrations(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	if newer, err := pgdb.CheckSchema(t.Context(), pool); err != nil || newer != "" {
		t.Fatalf("as it should be: %q, %v", newer, err)
	}
	between := with(t, map[string]string{"00017_late.sql": "-- +goose Up\nCREATE TABLE late (x int);\n"})
	_, err := pgdb.CheckSchemaBy(t.Context(), pool, between)
	unfit(t, err, "lacks migration 00017", "run `forankring migrate` first")
	if err := pgdb.MigrateFrom(t.Context(), pool, between, silent); err != nil {
		t.Fatal(err)
	}
	if newer, err := pgdb.CheckSchemaBy(t.Context(), pool, between); err != nil || newer != "" {
		t.Errorf("after the migration: %q, %v", newer, err)
	}
	newer, err := pgdb.CheckSchema(t.Context(), pool)
	if err != nil || !strings.Contains(newer, "newer than this program: it has migration 00017.") {
		t.Errorf("an older program hears %q, %v", newer, err)
	}
	if _, err := pool.Exec(t.Context(), `UPDATE schema_floor SET version = 90001`); err != nil {
		t.Fatal(err)
	}
	_, err = pgdb.CheckSchema(t.Context(), pool)
	unfit(t, err, "newer than this program, and no longer fit for it", "migration 90001")
	if _, err := pool.Exec(t.Context(), `DELETE FROM goose_db_version WHERE version_id IN (5, 9)`); err != nil {
		t.Fatal(err)
	}
	_, err = pgdb.CheckSchema(t.Context(), pool)
	unfit(t, err, "lacks migrations 00005, 00009")
}

// database makes a database beside the test's own.
func database(t *testing.T, options string) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.ConnectConfig(t.Context(), cfg.ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	name := cfg.ConnConfig.Database + "_other"
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := admin.Exec(t.Context(), `CREATE DATABASE `+quoted+` TEMPLATE template0 `+options); err != nil {
		t.Fatal(err)
	}
	cfg.ConnConfig.Database = name
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool.Close()
		if _, err := admin.Exec(context.Background(), `DROP DATABASE `+quoted+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
		_ = admin.Close(context.Background())
	})
	return pool
}

func TestADatabaseThatCannotBeServedIsRefusedInPlainWords(t *testing.T) {
	t.Parallel()
	both := func(t *testing.T, pool *pgxpool.Pool, words ...string) {
		t.Helper()
		_, err := pgdb.CheckSchema(t.Context(), pool)
		unfit(t, err, words...)
		unfit(t, pgdb.Migrate(t.Context(), pool, nil), words...)
	}
	as := func(t *testing.T, url, role string) *pgxpool.Pool {
		t.Helper()
		pool, err := pgdb.OpenAs(t.Context(), url, role)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		return pool
	}
	t.Run("in another encoding", func(t *testing.T) {
		t.Parallel()
		both(t, database(t, `ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`), "encoded in LATIN1", "UTF-8")
	})
	t.Run("without a schema", func(t *testing.T) {
		t.Parallel()
		_, err := pgdb.CheckSchema(t.Context(), database(t, ""))
		unfit(t, err, "has no schema yet", "forankring migrate")
	})
	t.Run("of another program", func(t *testing.T) {
		t.Parallel()
		pool := database(t, "")
		if _, err := pool.Exec(t.Context(), `CREATE TABLE goose_db_version (id int GENERATED ALWAYS AS IDENTITY, version_id bigint, is_applied bool, tstamp timestamp); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)`); err != nil {
			t.Fatal(err)
		}
		unfit(t, pgdb.Migrate(t.Context(), pool, nil), "another program")
	})
	t.Run("with a foreign owner", func(t *testing.T) {
		t.Parallel()
		url := pgtest.URL(t)
		unfit(t, pgdb.Migrate(t.Context(), as(t, url, "pg_monitor"), nil), "the tables belong to", "pg_monitor is no member")
		_, err := pgdb.CheckSchema(t.Context(), as(t, url, "pg_monitor"))
		unfit(t, err, "belong to somebody else")
	})
	t.Run("in recovery", func(t *testing.T) {
		t.Parallel()
		both(t, standby(t), "in recovery", "DATABASE_URL")
	})
}

// standby starts a server that recovers, and never ends it.
func standby(t *testing.T) *pgxpool.Pool {
	t.Helper()
	dir, err := os.MkdirTemp("", "forankring-standby-") //nolint:usetesting // the folder of t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	options := localpg.Options{Dir: dir, Settings: map[string]string{"fsync": "off"}}
	server, err := localpg.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	signals, err := filepath.Glob(filepath.Join(dir, "*", "PG_VERSION"))
	if err != nil || len(signals) != 1 {
		t.Fatalf("where is the cluster? %v, %v", signals, err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(signals[0]), "standby.signal"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if server, err = localpg.Start(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	pool, err := pgdb.Open(t.Context(), server.URL("postgres"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
