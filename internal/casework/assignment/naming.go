package assignment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// versions are those of a case's mandate to which people may be named; each is
// nil where there is none.
type versions struct{ inForce, open *approval.Version }

func current(ctx context.Context, q pgdb.Querier, c *casefile.Case) (v versions, err error) {
	if v.inForce, err = approval.InForce(ctx, q, c.ID); err != nil {
		return v, err
	}
	v.open, err = approval.Open(ctx, q, c.ID)
	return v, err
}

// remind brings the reminders to name people in line with a change of a
// municipality's assignments, for each version that asks it. Once enough people
// are nominated or released, the administrator has acted and hears no more
// (rule 6.5); a change that opens a gap before the naming due date has passed
// plans the reminders anew.
func (v versions) remind(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, before, after []Assignment, now time.Time) error {
	today := workday.Today(now)
	for _, version := range []*approval.Version{v.inForce, v.open} {
		if version == nil {
			continue
		}
		a, deadline := asked(version, p), version.NamingDeadline(c, p.Number)
		if version == v.inForce && !a.Approved {
			continue // it asks nothing of the municipality (rule 3.7)
		}
		var err error
		switch {
		case a.named(after, today):
			err = reminder.Stop(ctx, tx, now, deadline.Ref, "everyone asked for is named")
		case a.named(before, today) && now.Before(deadline.Due.EndIn(workday.Oslo())):
			err = reminder.Plan(ctx, tx, now, deadline)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// follow is remind after an act on a municipality's assignments, which were as
// in before; it gives them as they are.
func (v versions) follow(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, before []Assignment, now time.Time) ([]Assignment, error) {
	after, err := assignments(ctx, tx, c, p.Number)
	if err != nil {
		return nil, err
	}
	return after, v.remind(ctx, tx, c, p, before, after, now)
}
