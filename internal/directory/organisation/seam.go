package directory

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Lock finds an organisation with its memberships and locks its row until the
// transaction ends: what is appointed in one organisation stands in a row.
func Lock(ctx context.Context, tx pgx.Tx, organisation string) (*Organisation, error) {
	o, err := lockOrganisation(ctx, tx, organisation)
	if err != nil {
		return nil, err
	}
	return o, fillMembers(ctx, tx, []*Organisation{o})
}

// FindOffice reads an appointment in whatever organisation, also one that has
// ended.
func FindOffice(ctx context.Context, q pgdb.Querier, id int64) (*Office, error) {
	return oneOffice(ctx, q, `WHERE f.id = $1`, id)
}

// LockOffice reads an appointment of an organisation and locks it, so that
// nobody ends it meanwhile.
func LockOffice(ctx context.Context, tx pgx.Tx, organisation string, id int64) (*Office, error) {
	return lockOffice(ctx, tx, organisation, id)
}

// Term is the period of something given now, which begins now unless it says
// otherwise. It refuses one that ends before it begins, lies outside the
// calendar, or begins before today.
func Term(from, to *time.Time, now time.Time) (time.Time, *time.Time, error) {
	return term(from, to, now)
}

// Close is the moment at which a period that stands ends, and why. It refuses
// an end without a reason, in the past, or of what has ended.
func (in EndInput) Close(from time.Time, to *time.Time, now time.Time) (at time.Time, reason string, err error) {
	var c fault.Checks
	required(&c, "/reason", &in.Reason)
	if err := c.Err(ErrContent); err != nil {
		return now, "", err
	}
	at, err = closing(from, to, in.At, now)
	return at, in.Reason, err
}

// Over refuses to end what has ended.
func Over(to *time.Time, now time.Time) error { return over(to, now) }

// Circle are the keys of the organisations whose people an organisation knows
// on a day: its own, and for a region its members', which employ those who work
// for it.
func (o Organisation) Circle(on workday.Date) []string {
	keys := []string{o.Key}
	for _, m := range o.Members {
		if o.Kind == KindRegion && !on.Before(m.From) && (m.To == nil || on.Before(*m.To)) {
			keys = append(keys, m.Municipality)
		}
	}
	return keys
}
