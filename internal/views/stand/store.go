package stand

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/disqualification"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/pgdb"
)

// overrides reads the overrides of a case, in the order in which they were
// entered.
func overrides(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) ([]Override, error) {
	var all []Override
	var p pgdb.Parts
	partOverrides(&p, []*casefile.Case{c}, now, func(_ int64, o Override) { all = append(all, o) })
	return all, p.Read(ctx, q)
}

// overrideIn is an override with its case.
type overrideIn struct {
	CaseID int64 `db:"case_id"`
	Override
}

// partOverrides adds to the parts of a read the overrides of several cases.
func partOverrides(p *pgdb.Parts, cases []*casefile.Case, now time.Time, add func(caseID int64, o Override)) {
	ids, regions := make([]int64, len(cases)), make([]int64, len(cases))
	for i, c := range cases {
		ids[i], regions[i] = c.ID, c.RegionID
	}
	pgdb.Part(p, "find overrides", func(o overrideIn) { add(o.CaseID, o.Override) }, `
		SELECT v.case_id, v.serial, v.decided_on, v.case_number, v.reason, v.covers, v.entered_by::text AS entered_by, v.entered_for::text AS entered_for, v.entered_at,
			v.confirmed_by::text AS confirmed_by, v.confirmed_at, v.withdrawn_by::text AS withdrawn_by, v.withdrawn_at, v.withdrawn_why,
			array(SELECT s.person_id::text FROM held_seat($3) s JOIN body b ON b.id = s.body_id
				WHERE b.organisation_id = a.region_id AND b.kind = '`+body.Board+`' AND s.role IN ('chair', 'deputy_chair')
					AND (s.appointed_by IN (v.entered_by, v.entered_for) OR s.appointed_for IN (v.entered_by, v.entered_for)) AND s.created_at >= v.entered_at) AS seated_since
		FROM unnest($1::bigint[], $2::bigint[]) AS a(case_id, region_id) JOIN start_override v ON v.case_id = a.case_id
		ORDER BY v.case_id, v.serial`, ids, regions, now)
}

func insertOverride(ctx context.Context, tx pgx.Tx, caseID int64, o Override) (int, error) {
	return pgdb.One[int](ctx, tx, "insert override", `
		INSERT INTO start_override (case_id, serial, decided_on, case_number, reason, covers, entered_by, entered_for, entered_at)
		SELECT @case, (SELECT coalesce(max(serial), 0) + 1 FROM start_override WHERE case_id = @case), @on, @number, @reason, @covers, @person, @behalf, @now
		RETURNING serial`,
		pgx.StrictNamedArgs{
			"case": caseID, "on": o.Date, "number": o.CaseNumber, "reason": o.Reason, "covers": o.Covers, "person": o.EnteredBy, "behalf": o.EnteredFor, "now": o.EnteredAt,
		})
}

func saveWithdrawal(ctx context.Context, tx pgx.Tx, caseID int64, serial int, person, why string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE start_override SET withdrawn_by = $3, withdrawn_at = $4, withdrawn_why = $5, revision = revision + 1 WHERE case_id = $1 AND serial = $2`,
		caseID, serial, person, now, why)
	if err != nil {
		return fmt.Errorf("withdraw override: %w", err)
	}
	return nil
}

func saveConfirmation(ctx context.Context, tx pgx.Tx, caseID int64, serial int, person string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE start_override SET confirmed_by = $3, confirmed_at = $4, revision = revision + 1 WHERE case_id = $1 AND serial = $2`,
		caseID, serial, person, now)
	if err != nil {
		return fmt.Errorf("confirm override: %w", err)
	}
	return nil
}

// ConfirmedInstead finds the disqualifications of a board's chair because of which
// somebody else has confirmed an override that stands: it rests on them (rules
// 1.7, 2.3). What people declare about themselves bars them as chair wherever they
// declare it.
func ConfirmedInstead(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*disqualification.Disqualification) ([]int64, error) {
	var ids []int64
	var people []string
	var since, until []*time.Time
	for _, d := range all {
		if d.Organisation == c.Region || d.DecidedAs == disqualification.BySelf {
			ids, people, since, until = append(ids, d.ID), append(people, d.Person), append(since, d.DecidedAt), append(until, d.To)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return pgdb.All[int64](ctx, q, "look for overrides that a deputy confirmed", `
		SELECT a.id FROM unnest($1::bigint[], $2::text[]::uuid[], $3::timestamptz[], $4::timestamptz[]) AS a(id, person, since, until)
		WHERE EXISTS (SELECT FROM start_override v
			WHERE v.case_id = $5 AND v.withdrawn_at IS NULL AND v.confirmed_by <> a.person AND v.confirmed_at >= a.since AND (a.until IS NULL OR v.confirmed_at < a.until)
				AND EXISTS (SELECT FROM held_seat(v.confirmed_at) s JOIN body b ON b.id = s.body_id
					WHERE b.organisation_id = $6 AND b.kind = '`+body.Board+`' AND s.role = 'chair' AND s.person_id = a.person))`,
		ids, people, since, until, c.ID, c.RegionID)
}
