package assignment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// CoverageOf holds what the mandate in force asks of every participant, also
// of one that left, against the people released, from today on (rules 2.3,
// 2.4, 4.3). The number of statements is the same however many participants.
func CoverageOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, today workday.Date) ([]MunicipalityCoverage, error) {
	inForce, err := approval.InForce(ctx, q, c.ID)
	if err != nil {
		return nil, err
	}
	return coverages(ctx, q, c, inForce, today)
}

func coverages(ctx context.Context, q pgdb.Querier, c *casefile.Case, inForce *approval.Version, today workday.Date) ([]MunicipalityCoverage, error) {
	named, err := assignments(ctx, q, c, "")
	if err != nil {
		return nil, err
	}
	given, err := contributions(ctx, q, c, "")
	if err != nil {
		return nil, err
	}
	own := map[string][]Assignment{}
	for _, a := range named {
		own[a.Municipality] = append(own[a.Municipality], a)
	}
	list := make([]MunicipalityCoverage, len(c.Participants))
	recorded := map[string]*Contribution{}
	for _, b := range given {
		recorded[b.Municipality] = b
	}
	for i := range c.Participants {
		p := &c.Participants[i]
		list[i] = cover(p, asked(inForce, p), own[p.Number], today)
		list[i].Self = Ref{c.Ref(), p.Number}.Path()
		if b := recorded[p.Number]; b != nil {
			list[i].Contribution, list[i].Contributes = b, true
		}
	}
	return list, nil
}

// asked is what a version asks of a participant, which is nothing of one without
// a slice; nil where there is no version. Only an approval since it joined
// counts.
func asked(v *approval.Version, p *casefile.Participant) *Asked {
	if v == nil {
		return nil
	}
	a := &Asked{Version: v.Number, Approved: v.ApprovedSince(p.Number, p.JoinedAt), Start: v.Common.Start, End: v.Common.End}
	if slice := v.Slice(p.Number); slice != nil {
		a.Requirements = slice.Requirements
	}
	return a
}

// EndAll ends the assignments of a case that are not over on that day, because
// the case is withdrawn or, with a municipality, because it leaves the case
// (rules 1.1, 2.2). Each is an event of its own in the record. The caller
// holds the case's lock, and tells the people concerned.
func EndAll(ctx context.Context, tx pgx.Tx, c *casefile.Case, municipality string, on workday.Date, why string, actor authn.Actor, now time.Time) error {
	list, err := assignments(ctx, tx, c, municipality)
	if err != nil {
		return err
	}
	for i := range list {
		a := &list[i]
		if a.State == Declined || a.State == Retracted || !on.Before(a.Ends) {
			continue
		}
		before := *a
		a.EndedOn, a.EndedWhy = &on, why
		if err := save(ctx, tx, a); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, a.event(c, actor, "end-assignment", now, before.moved(a))); err != nil {
			return err
		}
	}
	return nil
}

// Concerned are the people named in a case for today or a later day, and their
// deputies: those who are told when it is withdrawn (rule 2.2). Whose
// nomination came to nothing, and whose assignment is over, is not among them.
func Concerned(ctx context.Context, q pgdb.Querier, caseID int64, today workday.Date) ([]string, error) {
	rows, err := q.Query(ctx, `
		SELECT DISTINCT person::text FROM assignment a JOIN employment e ON e.id = a.employment_id
		CROSS JOIN LATERAL (VALUES (a.person_id), (a.deputy_person_id)) AS named(person)
		WHERE a.case_id = $1 AND a.state IN ('nominated', 'released', 'recalled', 'replaced') AND person IS NOT NULL
			AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $2) ORDER BY 1`, caseID, today)
	if err != nil {
		return nil, fmt.Errorf("find the people named: %w", err)
	}
	people, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the people named: %w", err)
	}
	return people, nil
}
