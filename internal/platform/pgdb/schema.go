package pgdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"forankring.no/forankring/migrations"
)

// UnfitError says why a program cannot work with a database that answers, in
// words for an operator that give nothing away.
type UnfitError string

// Error is the reason.
func (e UnfitError) Error() string { return string(e) }

// CheckSchema refuses a database that this program cannot serve: one that lacks
// a migration, whichever, or has one for which this program is too old
// (schema_floor); a standby; one in another encoding than UTF-8; one whose tables
// are not for its user. A server never migrates by itself. Of a schema that has
// more than this program knows, and that it may still serve, newer tells.
func CheckSchema(ctx context.Context, pool *pgxpool.Pool) (newer string, err error) {
	return checkSchema(ctx, pool, migrations.FS)
}

func checkSchema(ctx context.Context, pool *pgxpool.Pool, files fs.FS) (newer string, err error) {
	if err := mustServe(ctx, pool); err != nil {
		return "", err
	}
	known, err := numbers(files)
	if err != nil {
		return "", err
	}
	applied, err := appliedMigrations(ctx, pool)
	if err != nil {
		return "", err
	}
	if missing := without(known, applied); len(missing) > 0 {
		return "", UnfitError(fmt.Sprintf("the database's schema lacks %s, which this program needs: run `forankring migrate` first", listed(missing)))
	}
	if newer, err = newerThan(ctx, pool, known, applied); err != nil {
		return "", err
	}
	queue, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return "", fmt.Errorf("prepare the queue's migrations: %w", err)
	}
	if state, err := queue.Validate(ctx, nil); err != nil {
		return "", fmt.Errorf("check the queue's schema: %w", err)
	} else if !state.OK {
		return "", UnfitError("the queue's schema is too old: run `forankring migrate` first")
	}
	return newer, nil
}

// newerThan tells of migrations that this program does not know, and refuses
// those for which it is too old.
func newerThan(ctx context.Context, pool *pgxpool.Pool, known, applied []int64) (string, error) {
	unknown := without(applied, known)
	if len(unknown) == 0 {
		return "", nil
	}
	floor, err := One[int64](ctx, pool, "read how old a program may be", `SELECT version FROM schema_floor`)
	if err != nil {
		return "", err
	}
	if newest := slices.Max(known); floor > newest {
		return "", UnfitError(fmt.Sprintf("the database's schema is newer than this program, and no longer fit for it: it has %s, and programs that do not know migration %d may not use it. Run the newer program", listed(unknown), floor))
	}
	return fmt.Sprintf("the database's schema is newer than this program: it has %s. This program may go on, and should soon be replaced by the newer one", listed(unknown)), nil
}

// mustServe refuses a server that this program could not work with.
func mustServe(ctx context.Context, pool *pgxpool.Pool) error {
	var standby, nowhere bool
	var encoding string
	err := pool.QueryRow(ctx, `SELECT pg_is_in_recovery(), current_schema() IS NULL, current_setting('server_encoding')`).Scan(&standby, &nowhere, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("reach the database: %w", err)
	case encoding != "UTF8":
		return UnfitError(fmt.Sprintf("the database is encoded in %s: make one in UTF-8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0)", encoding))
	case standby:
		return UnfitError("the database is in recovery: it is a standby, or is being restored, and takes no changes. Name the primary in DATABASE_URL")
	case nowhere:
		return UnfitError("the database's user may use no schema in it: grant it USAGE, or run `forankring migrate` as the owner, which does")
	}
	return nil
}

// mayMigrate refuses what the first migration would fail at, or do harm to.
func mayMigrate(ctx context.Context, pool *pgxpool.Pool) error {
	if err := mustServe(ctx, pool); err != nil {
		return err
	}
	var user, schema, owner string
	var create, foreign bool
	err := pool.QueryRow(ctx, `
		SELECT current_user, current_schema(), has_schema_privilege(current_schema(), 'CREATE'),
			coalesce((SELECT min(pg_get_userbyid(c.relowner)) FROM pg_class c
				WHERE c.relnamespace = current_schema()::regnamespace AND c.relname IN ('goose_db_version', 'organisation', 'audit_event', 'river_job')
					AND NOT pg_has_role(c.relowner, 'MEMBER')), ''),
			to_regclass('goose_db_version') IS NOT NULL AND to_regclass('service_secret') IS NULL`).Scan(&user, &schema, &create, &owner, &foreign)
	switch {
	case err != nil:
		return fmt.Errorf("reach the database: %w", err)
	case owner != "":
		return UnfitError(fmt.Sprintf("the tables belong to %s, and %s is no member of it: migrate as %s", owner, user, owner))
	case !create:
		return UnfitError(fmt.Sprintf("%s may create nothing in the schema %s: let it own the database, or GRANT CREATE ON SCHEMA %s TO %s", user, schema, schema, user))
	case !foreign:
		return nil
	}
	applied, err := appliedMigrations(ctx, pool)
	if err == nil && len(applied) > 0 {
		return UnfitError("the database has the migrations of another program: give this one a database of its own")
	}
	return err
}

// numbers are those of the migrations that a program has.
func numbers(files fs.FS) ([]int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var all []int64
	for _, name := range names {
		n, err := migrations.Number(name)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// appliedMigrations are those that the database has.
func appliedMigrations(ctx context.Context, pool *pgxpool.Pool) ([]int64, error) {
	rows, err := pool.Query(ctx, `
		SELECT version_id FROM (SELECT DISTINCT ON (version_id) version_id, is_applied FROM goose_db_version ORDER BY version_id, id DESC) latest
		WHERE is_applied AND version_id > 0 ORDER BY version_id`)
	var all []int64
	if err == nil {
		all, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "42P01":
			return nil, UnfitError("the database has no schema yet: run `forankring migrate` first")
		case "42501":
			return nil, UnfitError("the database's tables belong to somebody else, and its user may not read them: run `forankring migrate` as their owner, and make the user a member of FORANKRING_DATABASE_ROLE")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return all, nil
}

func without(all, others []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(all), func(n int64) bool { return slices.Contains(others, n) })
}

// listed names migrations.
func listed(all []int64) string {
	names := make([]string, len(all))
	for i, n := range all {
		names[i] = fmt.Sprintf("%05d", n)
	}
	if len(all) == 1 {
		return "migration " + names[0]
	}
	return "migrations " + strings.Join(names, ", ")
}
