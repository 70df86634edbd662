package casefile

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const columns = `
	c.id, c.region_id, r.key AS region, c.year || '-' || c.serial AS number, c.title, c.summary, c.kind, c.state,
	c.principal, c.statutory_plan, c.publicity, c.legal_basis, c.exempt_until, c.shielded_title, c.responsible_id::text AS responsible,
	(SELECT p.year || '-' || p.serial FROM casefile p WHERE p.id = c.predecessor_id) AS predecessor,
	c.withdrawn_why, c.closed_why, c.created_at, c.opened_at, c.started_at, c.withdrawn_at, c.closed_at, c.modified_at, c.revision`

const from = ` FROM casefile c JOIN organisation r ON r.id = c.region_id `

// insert gives the case the next number of its region and year. The counter's
// row is locked until the transaction ends, so numbers are unique and none is
// lost (rule 2.1).
func insert(ctx context.Context, tx pgx.Tx, region string, in Input, now time.Time) (*Case, error) {
	c, err := pgdb.Pointer[Case](ctx, tx, "insert case", `
		WITH r AS (SELECT id, key FROM organisation WHERE key = @region AND kind = 'region'),
		next AS (
			INSERT INTO case_counter (region_id, year, last) SELECT id, @year, 1 FROM r
			ON CONFLICT (region_id, year) DO UPDATE SET last = case_counter.last + 1
			RETURNING region_id, year, last),
		c AS (
			INSERT INTO casefile (region_id, year, serial, title, summary, kind, principal, statutory_plan, publicity, legal_basis, exempt_until, shielded_title,
				responsible_id, predecessor_id, created_at, modified_at)
			SELECT region_id, year, last, @title, @summary, @kind, @principal, @statutory, @publicity, @basis, @until, @shielded, @responsible, @predecessor, @now, @now
			FROM next RETURNING *)
		SELECT `+columns+`, `+participants+`, `+papers+nothingLearnt+` FROM c JOIN r ON r.id = c.region_id`,
		in.args(pgx.StrictNamedArgs{"region": region, "year": workday.Today(now).Year(), "now": now}))
	if err != nil {
		return nil, refuse(err)
	}
	return c, nil
}

// update writes the members that can be edited.
func update(ctx context.Context, tx pgx.Tx, id int64, in Input) error {
	_, err := tx.Exec(ctx, `
		UPDATE casefile SET title = @title, summary = @summary, kind = @kind, principal = @principal, statutory_plan = @statutory,
			publicity = @publicity, legal_basis = @basis, exempt_until = @until, shielded_title = @shielded, responsible_id = @responsible, predecessor_id = @predecessor
		WHERE id = @id`, in.args(pgx.StrictNamedArgs{"id": id}))
	if err != nil {
		return fmt.Errorf("update case: %w", refuse(err))
	}
	return nil
}

func (in Input) args(more pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	args := pgx.StrictNamedArgs{
		"title": in.Title, "summary": in.Summary, "kind": in.Kind, "principal": in.Principal, "statutory": in.StatutoryPlan,
		"publicity": in.Publicity, "basis": in.LegalBasis, "until": in.ExemptUntil, "shielded": in.ShieldedTitle, "responsible": in.Responsible, "predecessor": in.predecessorID,
	}
	maps.Copy(args, more)
	return args
}

func refuse(err error) error {
	return pgdb.Refuse(err, map[string]*fault.Error{
		"casefile_responsible_id_fkey": person.ErrUnknownPerson.On("/responsible", MsgPersonUnknown),
		"participant_pkey":             ErrAlreadyParty,
		"case_decision_stands":         ErrDecisionKnown,
		"case_link_version":            ErrNoVersion.On("/mandate_version", msgNoMandateVersion),
	})
}

// SetState moves a case; the rule that allows it was asked before.
func SetState(ctx context.Context, tx pgx.Tx, c *Case) error {
	_, err := tx.Exec(ctx, `
		UPDATE casefile SET state = @state, opened_at = @opened, started_at = @started, withdrawn_at = @withdrawn, withdrawn_why = @why, closed_at = @closed, closed_why = @closed_why
		WHERE id = @id`, pgx.StrictNamedArgs{
		"id": c.ID, "state": c.State, "opened": c.OpenedAt, "started": c.StartedAt, "withdrawn": c.WithdrawnAt, "why": c.WithdrawnWhy,
		"closed": c.ClosedAt, "closed_why": c.ClosedWhy,
	})
	if err != nil {
		return fmt.Errorf("move case: %w", err)
	}
	return nil
}

// touch notes that something in the case changed.
func touch(ctx context.Context, tx pgx.Tx, id int64, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE casefile SET modified_at = greatest(modified_at, $2) WHERE id = $1`, id, now); err != nil {
		return fmt.Errorf("touch case: %w", err)
	}
	return nil
}

// revise is touch for a change of the case's own resource.
func revise(ctx context.Context, tx pgx.Tx, id int64, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE casefile SET modified_at = greatest(modified_at, $2), revision = revision + 1 WHERE id = $1`, id, now); err != nil {
		return fmt.Errorf("revise case: %w", err)
	}
	return nil
}

// AddParticipants adds municipalities, by their row identifiers; why is "" when
// the case opens. One that comes back begins a new period, and keeps the one
// before (rule 1.1).
func AddParticipants(ctx context.Context, tx pgx.Tx, caseID int64, municipalities []int64, why string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		WITH kept AS (
			INSERT INTO participant_past (case_id, municipality_id, joined_at, joined_why, left_at, left_why)
			SELECT case_id, municipality_id, joined_at, joined_why, left_at, left_why FROM participant
			WHERE case_id = $1 AND municipality_id = ANY($2) AND left_at IS NOT NULL)
		INSERT INTO participant (case_id, municipality_id, joined_at, joined_why) SELECT $1, unnest($2::bigint[]), $3, $4
		ON CONFLICT (case_id, municipality_id) DO UPDATE SET left_at = NULL, left_why = '', joined_at = excluded.joined_at, joined_why = excluded.joined_why
		WHERE participant.left_at IS NOT NULL`, caseID, municipalities, now, why)
	if err != nil {
		return fmt.Errorf("add participants: %w", refuse(err))
	}
	return nil
}

// Leave ends a municipality's part in the case.
func Leave(ctx context.Context, tx pgx.Tx, caseID, municipality int64, why message.Text, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE participant SET left_at = $3, left_why = $4 WHERE case_id = $1 AND municipality_id = $2`,
		caseID, municipality, now, why)
	if err != nil {
		return fmt.Errorf("leave the case: %w", err)
	}
	return nil
}

// members are the municipalities of the region on a day, by number.
func members(ctx context.Context, q pgdb.Querier, region string, on workday.Date) (map[string]int64, error) {
	return pgdb.ByKey[string, int64](ctx, q, "find the region's members", `
		SELECT t.key, t.id FROM member_on($2) m JOIN organisation t ON t.id = m.municipality_id JOIN organisation r ON r.id = m.region_id
		WHERE r.key = $1`, region, on)
}

// predecessor finds the row of the case that a new one follows.
// It must be an earlier one, so that no chain of cases ends in itself.
func predecessor(ctx context.Context, q pgdb.Querier, ref, of Ref) (*int64, error) {
	year, serial := ref.Parts()
	if y, n := of.Parts(); y != 0 && (year > y || year == y && serial >= n) {
		return nil, ErrUnknownPredecessor.On("/predecessor", msgNotEarlier.With(of.Number, ref.Number))
	}
	var id int64
	err := q.QueryRow(ctx, `SELECT c.id`+from+`WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`, ref.Region, year, serial).Scan(&id)
	if err != nil {
		return nil, pgdb.NotFound(err, ErrUnknownPredecessor.On("/predecessor", msgNoPredecessor.With(ref.Number)))
	}
	return &id, nil
}
