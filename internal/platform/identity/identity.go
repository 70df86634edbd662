// Package identity says which installation a database belongs to: a copy of it, in another server or beside it, is not
// the installation until an operator says so, and nothing goes out of it (rule 6.4).
package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Name is the name of the installation for which the program runs (FORANKRING_INSTALLATION).
type Name string

// Place is where a database is, and for whom it works.
type Place struct {
	// Name is the installation's.
	Name Name `db:"name" json:"name"`
	// System is the identifier of the server's files: a standby and what is promoted of it have the same, a server into
	// which a dump was restored another.
	System int64 `db:"system_identifier" json:"system_identifier"`
	// Database is the database's number in its server: a copy beside it, or one that was dropped and restored, has
	// another; so has the same after it was dropped, and none that was only renamed.
	Database int64 `db:"database_oid" json:"database_oid"`
}

func (p Place) String() string {
	return fmt.Sprintf("%q in the server %d, database %d", string(p.Name), p.System, p.Database)
}

// ErrElsewhere says that a database is a copy: it was adopted for another place than this one.
var ErrElsewhere = errors.New("the database is not this installation's")

// Check refuses, with ErrElsewhere, a database that was adopted for another place. One that nobody has ever worked is
// adopted by the first who asks: nothing was sent from it.
func (n Name) Check(ctx context.Context, q pgdb.Querier) error {
	found, err := n.places(ctx, q)
	if err == nil && found.Adopted == nil {
		if err = keep(ctx, q, found.Place, false); err == nil {
			found, err = n.places(ctx, q)
		}
	}
	if err != nil {
		return err
	}
	return found.check()
}

// Part is Check as a part of what is read besides, and its verdict once that is read. A database that nobody has ever
// worked is refused: what works one has checked it before.
func (n Name) Part(p *pgdb.Parts) (check func() error) {
	var found places
	pgdb.Part(p, "ask which database this is, and whose", func(x places) { found = x }, selectPlaces, string(n))
	return found.check
}

// Adopt makes the database this installation's, and leaves an event of the operator's. Repeating it changes nothing.
func (n Name) Adopt(ctx context.Context, pool *pgxpool.Pool, now time.Time) (Place, error) {
	return pgdb.InTx(ctx, pool, func(tx pgx.Tx) (Place, error) {
		if _, err := tx.Exec(ctx, `LOCK TABLE installation IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return Place{}, fmt.Errorf("adopt the database: %w", err)
		}
		found, err := n.places(ctx, tx)
		here, before := found.Place, found.Adopted
		if err != nil || before != nil && *before == here {
			return here, err
		}
		if err := keep(ctx, tx, here, true); err != nil {
			return here, err
		}
		return here, audit.Record(ctx, tx, audit.Event{
			At: now, Operator: "forankring adopt", Act: "adopt-database", Object: "/",
			Changes: audit.Changes{"installation": {Old: before, New: here}},
		})
	})
}

// places are where the database is now, and the place for which it was adopted, nil for none.
type places struct {
	Place
	Adopted *Place `db:"adopted"`
}

func (p *places) check() error {
	if p.Adopted == nil || *p.Adopted != p.Place {
		return fmt.Errorf("%w: it was adopted as %v, and this is %v. If this is a copy, work none of its jobs (FORANKRING_WORKERS=0); if it has taken the other's place, and that sends no more, run `forankring adopt`", ErrElsewhere, p.Adopted, p.Place)
	}
	return nil
}

const selectPlaces = `
	SELECT $1::text AS name, s.system_identifier, d.oid::bigint AS database_oid, (
		SELECT jsonb_build_object('name', i.name, 'system_identifier', i.system_identifier, 'database_oid', i.database_oid) FROM installation i) AS adopted
	FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()`

func (n Name) places(ctx context.Context, q pgdb.Querier) (places, error) {
	found, err := pgdb.One[places](ctx, q, "ask which database this is, and whose", selectPlaces, string(n))
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "42501" {
		return found, fmt.Errorf("the database's user may not ask which server this is: as a superuser, GRANT EXECUTE ON FUNCTION pg_control_system() TO the role of the service: %w", err)
	}
	return found, err
}

// keep writes down for which place the database was adopted, unless that stands there already and shall stay.
func keep(ctx context.Context, q pgdb.Querier, p Place, over bool) error {
	sql := `INSERT INTO installation (name, system_identifier, database_oid) VALUES ($1, $2, $3) ON CONFLICT (one) DO `
	if over {
		sql += `UPDATE SET (name, system_identifier, database_oid, adopted_at) = (excluded.name, excluded.system_identifier, excluded.database_oid, excluded.adopted_at)`
	} else {
		sql += `NOTHING`
	}
	if _, err := q.Exec(ctx, sql, string(p.Name), p.System, p.Database); err != nil {
		return fmt.Errorf("adopt the database: %w", err)
	}
	return nil
}
