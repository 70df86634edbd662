package timeline

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// settleNaming completes the parts of naming_due of municipalities whose people
// are released, and stops the reminders (rules 2.3, 6.5). A release that is taken
// back later reopens nothing: what is lacking then is shown by the resources.
func settleNaming(ctx context.Context, ch *casefile.Change, standings []*staffing.Standing) error {
	standings = slices.DeleteFunc(slices.Clone(standings), func(st *staffing.Standing) bool {
		_, all := st.ReleasedBy(workday.Today(ch.Now))
		return !all
	})
	if takes := MustTakeCompletions(ch.Case) == nil; !takes || len(standings) == 0 {
		return nil
	}
	waits, err := namingWaits(ctx, ch.Tx, ch.Case.ID, standings)
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
	for _, st := range standings {
		step := after
		if err := after.completeReleasedPart(ch, st); err != nil {
			return err
		}
		ch.Record(audit.Event{Organisation: st.Party.Number, Act: CompletePartOf.ID, Object: after.Self, Changes: changes(&step, &after)})
	}
	if len(changes(before, &after)) == 0 {
		return nil
	}
	one := []change{{before, &after}}
	if err := save(ctx, ch.Tx, ch.Case, ch.Now, one); err != nil {
		return err
	}
	return remind(ctx, ch.Tx, ch.Now, ch.Case, one)
}

// CompleteReleased completes naming_due, which is planned or edited, for the
// municipalities whose people are released already (rule 2.3).
func (m *Milestone) CompleteReleased(ctx context.Context, ch *casefile.Change) error {
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
	done, err := Completed(ch.Case, nil, "", by, ch.Now)
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

// namingWaits says whether the milestone of the naming is there and waits for one
// of the municipalities.
func namingWaits(ctx context.Context, q pgdb.Querier, caseID int64, standings []*staffing.Standing) (bool, error) {
	var rows []int64
	for _, st := range standings {
		rows = append(rows, st.Party.ID)
	}
	return pgdb.One[bool](ctx, q, "look whether the naming waits", `
		SELECT EXISTS (SELECT FROM milestone m CROSS JOIN unnest($2::bigint[]) AS asked(id)
			WHERE m.case_id = $1 AND m.key = '`+NamingDue+`' AND m.per_municipality AND m.withdrawn_at IS NULL
			AND NOT EXISTS (SELECT FROM milestone_done d WHERE d.milestone_id = m.id AND d.municipality_id = asked.id))`, caseID, rows)
}

// MustLackNames refuses to reopen the naming of a municipality whose people are
// released: it is done by that, and would be completed again (rule 2.3).
func (m *Milestone) MustLackNames(released []string, municipality string) error {
	if m.Key == NamingDue && slices.Contains(released, municipality) {
		return ErrReleased
	}
	return nil
}
