package timeline

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// settleNaming completes a municipality's part of naming_due when its people are
// released, and stops the reminders (rules 2.3, 6.5). A release that is taken
// back later reopens nothing: what is lacking then is shown by the resources.
func settleNaming(ctx context.Context, ch *casefile.Change, st *staffing.Standing) error {
	if _, all := st.ReleasedBy(workday.Today(ch.Now)); !all || !takesCompletions(ch.Case) {
		return nil
	}
	waits, err := namingWaits(ctx, ch.Tx, ch.Case.ID, st.Party.ID)
	if err != nil || !waits {
		return err
	}
	all, err := Milestones(ctx, ch.Tx, ch.Case)
	if err != nil {
		return err
	}
	before, err := known(all, NamingDue)
	if err != nil {
		return err
	}
	after := *before
	if err := after.completeReleasedPart(ch, st); err != nil {
		return err
	}
	changed := changes(before, &after)
	if len(changed) == 0 {
		return nil
	}
	if err := save(ctx, ch.Tx, ch.Case, before, &after, ch.Now); err != nil {
		return err
	}
	by := ch.Actor
	if by.Person == "" {
		by = authn.Actor{Person: *after.Part(st.Party.Number).DoneBy}
	}
	ch.Record(audit.Event{Actor: by, Organisation: st.Party.Number, Act: completePart.ID, Object: after.Self, Changes: changed})
	return remind(ctx, ch.Tx, ch.Now, ch.Case, before, &after)
}

// completeReleased completes naming_due, which is planned or edited, for the
// municipalities whose people are released already (rule 2.3).
func (m *Milestone) completeReleased(ctx context.Context, ch *casefile.Change) error {
	if m.Key != NamingDue {
		return nil
	}
	standings, err := staffing.Standings(ctx, ch.Tx, []*casefile.Case{ch.Case}, nil, ch.Now)
	if err != nil {
		return err
	}
	for _, st := range standings {
		if err := m.completeReleasedPart(ch, st); err != nil {
			return err
		}
	}
	return nil
}

// completeReleasedPart completes the part of a municipality whose people are
// released, in the name of whoever released the last of them.
func (m *Milestone) completeReleasedPart(ch *casefile.Change, st *staffing.Standing) error {
	by, all := st.ReleasedBy(workday.Today(ch.Now))
	p := m.Part(st.Party.Number)
	if !all || p == nil || p.left || p.DoneAt != nil {
		return nil
	}
	done, err := completed(ch.Case, nil, "", by, ch.Now)
	if err != nil {
		return err
	}
	return m.CompletePart(st.Party.Number, done)
}

// namingDay is the day of the milestone of the naming; nil where there is none.
func namingDay(ctx context.Context, q pgdb.Querier, caseID int64) (*workday.Date, error) {
	days, err := pgdb.All[workday.Date](ctx, q, "find the day of the naming", `
		SELECT due FROM milestone WHERE case_id = $1 AND key = '`+NamingDue+`' AND due IS NOT NULL AND withdrawn_at IS NULL`, caseID)
	if err != nil || len(days) == 0 {
		return nil, err
	}
	return &days[0], nil
}

// namingWaits says whether the milestone of the naming is there and waits for a
// municipality.
func namingWaits(ctx context.Context, q pgdb.Querier, caseID, municipality int64) (bool, error) {
	return pgdb.One[bool](ctx, q, "look whether the naming waits", `
		SELECT EXISTS (SELECT FROM milestone m WHERE m.case_id = $1 AND m.key = '`+NamingDue+`' AND m.per_municipality AND m.withdrawn_at IS NULL
			AND NOT EXISTS (SELECT FROM milestone_done d WHERE d.milestone_id = m.id AND d.municipality_id = $2))`, caseID, municipality)
}

func takesCompletions(c *casefile.Case) bool { return mustTakeCompletions(c) == nil }
