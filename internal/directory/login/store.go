package login

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Bound finds the person for whom a login speaks, and the binding by which it
// does; nobody where there is none.
func Bound(ctx context.Context, q pgdb.Querier, issuer, subject string) (person string, login int64, err error) {
	found, err := pgdb.One[struct {
		Person string `db:"person"`
		ID     int64  `db:"id"`
	}](ctx, q, "find a login", `SELECT person_id::text AS person, id FROM login WHERE issuer = $1 AND subject = $2 AND unbound_at IS NULL`, issuer, subject)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", 0, nil
	}
	return found.Person, found.ID, err
}

const selectLogin = `
	SELECT id, issuer, subject, how, created_at, bound_by::text AS bound_by, unbound_at, person_id::text AS person FROM login `

// loginsOf are all logins of a person, with when each last acted.
func loginsOf(ctx context.Context, q pgdb.Querier, person string) ([]*Login, error) {
	found, err := pgdb.Pointers[Login](ctx, q, "find a person's logins", selectLogin+`WHERE person_id = $1 ORDER BY id`, person)
	if err != nil {
		return nil, err
	}
	return found, fillActs(ctx, q, found)
}

func fillActs(ctx context.Context, q pgdb.Querier, logins []*Login) error {
	ids := make([]int64, len(logins))
	for i, l := range logins {
		ids[i] = l.ID
	}
	acted, err := audit.LastActs(ctx, q, ids)
	for _, l := range logins {
		if at, ok := acted[l.ID]; ok {
			l.ActedAt = &at
		}
	}
	return err
}

// findBound finds the binding of a subject that stands, nil for none; lock is "" or
// a locking clause.
func findBound(ctx context.Context, q pgdb.Querier, issuer, subject, lock string) (*Login, error) {
	found, err := pgdb.Pointers[Login](ctx, q, "find a login", selectLogin+`WHERE issuer = $1 AND subject = $2 AND unbound_at IS NULL`+lock, issuer, subject)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], fillActs(ctx, q, found)
}

// insert binds a subject to a person, whose record is locked.
func insert(ctx context.Context, tx pgx.Tx, person string, in LoginInput, how, by string, now time.Time) (int64, error) {
	id, err := pgdb.One[int64](ctx, tx, "bind a login", `
		INSERT INTO login (issuer, subject, person_id, how, bound_by, created_at) VALUES ($1, $2, $3, $4, nullif($5, '')::uuid, $6) RETURNING id`,
		in.Issuer, in.Subject, person, how, by, now)
	return id, pgdb.Refuse(err, map[string]*fault.Error{"login_bound_once": ErrBound})
}

// keepUnbound undoes a login, with the codes of its person that are under way.
func keepUnbound(ctx context.Context, tx pgx.Tx, l *Login, by string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE login SET unbound_at = $2, unbound_by = nullif($3, '')::uuid WHERE id = $1`, l.ID, now, by)
	if err != nil {
		return fmt.Errorf("undo a login: %w", err)
	}
	return dropCodes(ctx, tx, l.Person, "")
}

// dropCodes forgets codes that a person could redeem: those of a kind, or all.
func dropCodes(ctx context.Context, tx pgx.Tx, person, how string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM login_code WHERE person_id = $1 AND ($2 = '' OR how = $2)`, person, how); err != nil {
		return fmt.Errorf("forget login codes: %w", err)
	}
	return nil
}

// insertCode keeps the hash of a code, in the place of others of its kind.
func insertCode(ctx context.Context, tx pgx.Tx, text string, c code, by string, now time.Time) (int64, error) {
	if err := dropCodes(ctx, tx, c.Person, c.How); err != nil {
		return 0, err
	}
	return pgdb.One[int64](ctx, tx, "keep a login code", `
		INSERT INTO login_code (hash, person_id, home_id, how, made_by, made_login, sent_to, created_at, expires_at)
		SELECT @hash, @person, id, @how, @by, @login, @sent, @now, @expires FROM organisation WHERE key = @home RETURNING id`,
		pgx.StrictNamedArgs{
			"hash": hashed(text), "person": c.Person, "home": c.Home, "how": c.How, "by": by, "login": c.MadeLogin, "sent": c.SentTo, "now": now, "expires": c.ExpiresAt,
		})
}

// findCode finds a code; lock is "" or a locking clause. Codes are locked after the
// record of their person, as whoever makes or forgets one does: of two who redeem one
// at once the second finds it gone.
func findCode(ctx context.Context, tx pgx.Tx, text, lock string) (*code, error) {
	c, err := pgdb.Pointer[code](ctx, tx, "find a login code", `
		SELECT c.id, c.person_id::text AS person, o.key AS home, c.how, c.made_login, c.sent_to, c.expires_at
		FROM login_code c JOIN organisation o ON o.id = c.home_id WHERE c.hash = $1`+lock, hashed(text))
	return c, pgdb.NotFound(err, ErrCode.On("/code", msgCode))
}

// invitedUntil is when a person's invitation ends; nil for none.
func invitedUntil(ctx context.Context, q pgdb.Querier, person string, now time.Time) (*time.Time, error) {
	return pgdb.One[*time.Time](ctx, q, "look for an invitation", `
		SELECT max(expires_at) FROM login_code WHERE person_id = $1 AND how = '`+ByInvitation+`' AND expires_at > $2`, person, now)
}
