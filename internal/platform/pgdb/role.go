package pgdb

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrOneRole says that the role under which the service runs is not there, and
// that whoever migrates cannot create it.
var ErrOneRole = errors.New("the role is not there, and this one may not create roles")

// OpenAs makes a pool like Open whose connections act as a role: it must be one
// that the user of the address is a member of.
func OpenAs(ctx context.Context, url, role string) (*pgxpool.Pool, error) {
	cfg, err := configure(url, nil)
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.RuntimeParams["role"] = role
	return openCrowded(ctx, cfg)
}

// Grant lets a role do what the service does, and no more (rule 9.1): it reads
// and writes rows, it only adds events, it only reads which migrations ran and how old it may be, and
// it changes no schema. It is called after every migration, as the owner: tables
// that are new are then granted too, those of the queue as well. A role that is
// not there is created, without a login.
func Grant(ctx context.Context, pool *pgxpool.Pool, role string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrateLock); err != nil {
			return fmt.Errorf("wait for the migration lock: %w", err)
		}
		if err := createRole(ctx, tx, role); err != nil {
			return err
		}
		var statements *string
		if err := tx.QueryRow(ctx, Grants, role).Scan(&statements); err != nil {
			return fmt.Errorf("look at what there is to grant: %w", err)
		}
		if statements == nil {
			return errors.New("only the owner of the tables can grant: migrate as the user who created them")
		}
		if _, err := tx.Exec(ctx, *statements); err != nil {
			return fmt.Errorf("grant to %s: %w", role, err)
		}
		return nil
	})
}

// createRole makes the role where there is none, and the caller its member.
// Servers are shared: somebody else may make it at the same moment.
func createRole(ctx context.Context, tx pgx.Tx, role string) error {
	var there, may bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1), rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user`, role).Scan(&there, &may)
	switch {
	case err != nil:
		return fmt.Errorf("look for the role %s: %w", role, err)
	case there:
		return nil
	case !may:
		return ErrOneRole
	}
	name := pgx.Identifier{role}.Sanitize()
	err = pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `CREATE ROLE `+name+` NOLOGIN; GRANT `+name+` TO CURRENT_USER`)
		return err
	})
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && (pg.Code == "42710" || pg.Code == "23505") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create the role %s: %w", role, err)
	}
	return nil
}

// Grants writes the statements of Grant for all tables and sequences that are the
// caller's. In servers up to 14 everybody may create tables in public: where
// the schema is the caller's, nobody may any more.
const Grants = `
	SELECT format('GRANT USAGE ON SCHEMA %1$I TO %2$I; ', current_schema(), $1::text)
		|| coalesce((SELECT format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC; ', n.nspname)
			FROM pg_namespace n WHERE n.nspname = current_schema() AND pg_has_role(current_user, n.nspowner, 'MEMBER')), '')
		|| string_agg(format('REVOKE ALL ON %1$s FROM %2$I; GRANT %3$s ON %1$s TO %2$I; ', c.oid::regclass, $1::text, CASE
			WHEN c.relkind = 'S' THEN 'USAGE, SELECT'
			WHEN c.relname = 'audit_event' THEN 'SELECT, INSERT'
			WHEN c.relname IN ('goose_db_version', 'schema_floor', 'river_migration') OR c.relkind IN ('v', 'm') THEN 'SELECT'
			ELSE 'SELECT, INSERT, UPDATE, DELETE' END), '' ORDER BY c.relkind <> 'S', c.oid)
	FROM pg_class c
	WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND pg_has_role(current_user, c.relowner, 'MEMBER')`

// Excess is what the user of a pool may do besides what the service needs, in
// words; nil where it may do no more. A role that the connections took on does
// not count: whoever speaks through them can lay it down.
func Excess(ctx context.Context, pool *pgxpool.Pool) (user string, may []string, err error) {
	err = pool.QueryRow(ctx, `
		SELECT session_user::text, array_remove(ARRAY[
			CASE WHEN r.rolsuper THEN 'everything: it is a superuser' END,
			CASE WHEN r.rolcreaterole THEN 'create roles' END,
			CASE WHEN pg_has_role(session_user, c.relowner, 'MEMBER') THEN 'disable the triggers of audit_event: it is the owner' END,
			CASE WHEN has_table_privilege(session_user, c.oid, 'UPDATE') THEN 'update audit_event' END,
			CASE WHEN has_table_privilege(session_user, c.oid, 'DELETE') THEN 'delete from audit_event' END,
			CASE WHEN has_table_privilege(session_user, c.oid, 'TRUNCATE') THEN 'truncate audit_event' END,
			CASE WHEN has_schema_privilege(session_user, c.relnamespace, 'CREATE') THEN 'create tables and functions' END], NULL)
		FROM pg_roles r, pg_class c
		WHERE r.rolname = session_user AND c.oid = 'audit_event'::regclass`).Scan(&user, &may)
	if err != nil {
		return "", nil, fmt.Errorf("ask what the database's user may do: %w", err)
	}
	return user, may, nil
}
