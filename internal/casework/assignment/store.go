package assignment

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

const columns = `
	a.id, m.key AS municipality, a.number, a.requirement_key, a.person_id::text AS person, p.name, a.function, a.share, a.from_date, a.to_date,
	a.deputy_person_id::text AS deputy, d.name AS deputy_name, a.state, a.ended_on, a.ended_why, a.reason_code, e.to_date AS employed_to,
	a.nominated_by::text AS nominated_by, a.nominated_at, a.decided_by::text AS decided_by, a.decided_at, a.replaces,
	a.override_reason, a.override_by::text AS override_by, a.override_at, a.override_excess, a.surplus_kept_version, a.employment_id, e.staff_key, a.revision`

const from = ` FROM assignment a JOIN organisation m ON m.id = a.municipality_id JOIN employment e ON e.id = a.employment_id
	JOIN person p ON p.id = a.person_id LEFT JOIN person d ON d.id = a.deputy_person_id `

// collect reads assignments of a case.
func collect(c *casefile.Case, rows pgx.Rows, err error) ([]Assignment, error) {
	if err != nil {
		return nil, fmt.Errorf("find assignments: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Assignment])
	if err != nil {
		return nil, fmt.Errorf("read assignments: %w", err)
	}
	for i := range list {
		list[i].settle()
		list[i].Self = AssignmentRef{Ref{c.Ref(), list[i].Municipality}, list[i].Number}.Path()
	}
	return list, nil
}

// assignments reads those of a case; with a municipality, only its own.
func assignments(ctx context.Context, q pgdb.Querier, c *casefile.Case, municipality string) ([]Assignment, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+from+`WHERE a.case_id = $1 AND ($2 = '' OR m.key = $2) ORDER BY m.key, a.number`, c.ID, municipality)
	return collect(c, rows, err)
}

// find picks an assignment by its number.
func find(list []Assignment, number int) (*Assignment, error) {
	i := slices.IndexFunc(list, func(a Assignment) bool { return a.Number == number })
	if i < 0 {
		return nil, httpapi.ErrNotFound
	}
	return &list[i], nil
}

// employments finds a municipality's employees by their staff keys.
func employments(ctx context.Context, q pgdb.Querier, municipality int64, keys ...string) ([]Employment, error) {
	rows, err := q.Query(ctx, `SELECT id, staff_key, person_id::text AS person, from_date, to_date FROM employment
		WHERE municipality_id = $1 AND staff_key = ANY($2)`, municipality, keys)
	if err != nil {
		return nil, fmt.Errorf("find employees: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Employment])
	if err != nil {
		return nil, fmt.Errorf("read employees: %w", err)
	}
	return list, nil
}

// insert gives the assignment the municipality's next number in the case,
// whose row is locked.
func insert(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, n nomination) (number int, err error) {
	var deputy *string
	if n.deputy != nil {
		deputy = &n.deputy.Person
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO assignment (case_id, municipality_id, number, requirement_key, employment_id, person_id, function, share,
			from_date, to_date, deputy_person_id, replaces, nominated_by, nominated_at)
		SELECT @case, @municipality, (SELECT coalesce(max(number), 0) + 1 FROM assignment WHERE case_id = @case AND municipality_id = @municipality),
			@requirement, @employment, @person, @function, @share, @from, @to, @deputy, @replaces, @by, @now
		RETURNING number`, pgx.StrictNamedArgs{
		"case": c.ID, "municipality": p.ID, "requirement": n.Requirement, "employment": n.person.ID, "person": n.person.Person,
		"function": n.function, "share": n.Share, "from": n.From, "to": n.To, "deputy": deputy, "replaces": n.Replaces, "by": n.by, "now": n.at,
	}).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert assignment: %w", refuse(err))
	}
	return number, nil
}

// save writes what acts move.
func save(ctx context.Context, tx pgx.Tx, a *Assignment) error {
	_, err := tx.Exec(ctx, `
		UPDATE assignment SET state = @state, from_date = @from, ended_on = @ended, ended_why = @why, reason_code = @reason, decided_by = @by, decided_at = @at,
			override_reason = @override, override_by = @overrider, override_at = @overridden, override_excess = @excess,
			surplus_kept_version = @kept, revision = revision + 1
		WHERE id = @id`, pgx.StrictNamedArgs{
		"id": a.ID, "state": a.State, "from": a.From, "ended": a.EndedOn, "why": a.EndedWhy, "reason": a.Reason, "by": a.DecidedBy, "at": a.DecidedAt,
		"override": a.OverrideReason, "overrider": a.OverrideBy, "overridden": a.OverrideAt, "excess": a.OverrideExcess, "kept": a.SurplusKeptVersion,
	})
	if err != nil {
		return fmt.Errorf("save assignment: %w", refuse(err))
	}
	return nil
}

func refuse(err error) error {
	return pgdb.Refuse(err, map[string]*fault.Error{"assignment_once": ErrNominatedAlready, "assignment_capacity": ErrOverCapacity})
}
