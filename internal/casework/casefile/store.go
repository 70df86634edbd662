package casefile

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const columns = `
	c.id, c.region_id, r.key AS region, c.year || '-' || c.serial AS number, c.title, c.summary, c.kind, c.state,
	c.principal, c.statutory_plan, c.publicity, c.legal_basis, c.exempt_until, c.shielded_title, c.responsible_id::text AS responsible,
	(SELECT p.year || '-' || p.serial FROM casefile p WHERE p.id = c.predecessor_id) AS predecessor,
	c.withdrawn_why, c.created_at, c.opened_at, c.started_at, c.withdrawn_at, c.modified_at, c.revision`

const from = ` FROM casefile c JOIN organisation r ON r.id = c.region_id `

// Load reads a case with all its parts, within its region.
func Load(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) { return load(ctx, q, ref, "") }

// Lock is Load with the case's row locked until the transaction ends: it
// serialises the acts in one case. It is the first lock that an act takes.
func Lock(ctx context.Context, tx pgx.Tx, ref Ref) (*Case, error) {
	return load(ctx, tx, ref, " FOR UPDATE OF c")
}

// LoadParties is Load without the papers of the case: with its participants
// alone.
func LoadParties(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) {
	c, err := findCase(ctx, q, ref, "")
	if err != nil {
		return nil, err
	}
	b := &pgx.Batch{}
	queueParticipants(b, []int64{c.ID}, map[int64]*Case{c.ID: c})
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("read the participants of a case: %w", err)
	}
	return c.seen(ctx, q)
}

func load(ctx context.Context, q pgdb.Querier, ref Ref, lock string) (*Case, error) {
	c, err := findCase(ctx, q, ref, lock)
	if err != nil {
		return nil, err
	}
	if err := fill(ctx, q, []*Case{c}); err != nil {
		return nil, err
	}
	return c.seen(ctx, q)
}

// findCase reads the case itself, and says that it is not found where it is not.
func findCase(ctx context.Context, q pgdb.Querier, ref Ref, lock string) (*Case, error) {
	year, serial := ref.Parts()
	c, err := pgdb.Pointer[Case](ctx, q, "find case", `SELECT `+columns+from+` WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`+lock, ref.Region, year, serial)
	return c, pgdb.NotFound(err, httpapi.ErrNotFound)
}

const selectParticipants = `
	SELECT p.case_id, p.municipality_id, m.key AS municipality, m.name, p.joined_at, p.joined_why, p.left_at, p.left_why, successors_of(m.id) AS successors,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('joined_at', e.joined_at, 'joined_why', e.joined_why, 'left_at', e.left_at, 'left_why', e.left_why)
			ORDER BY e.joined_at), '[]') FROM participant_past e WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id) AS earlier
	FROM participant p JOIN organisation m ON m.id = p.municipality_id `

func queueParticipants(b *pgx.Batch, ids []int64, by map[int64]*Case) {
	pgdb.Queue(b, "read participants", func(p Participant) { c := by[p.CaseID]; c.Participants = append(c.Participants, p) },
		selectParticipants+`WHERE p.case_id = ANY($1) ORDER BY m.key`, ids)
}

// fill reads the parts of cases: one statement per kind of part, in one
// batch, however many cases.
func fill(ctx context.Context, q pgdb.Querier, cases []*Case) error {
	ids := make([]int64, len(cases))
	by := map[int64]*Case{}
	for i, c := range cases {
		ids[i], by[c.ID] = c.ID, c
		c.Participants, c.References, c.Links, c.Decisions = []Participant{}, []Reference{}, []Link{}, []Decision{}
	}
	b := &pgx.Batch{}
	queueParticipants(b, ids, by)
	pgdb.Queue(b, "read references", func(f Reference) { c := by[f.CaseID]; c.References = append(c.References, f) }, `
		SELECT f.case_id, o.key AS organisation, f.case_number, f.archive_number, f.revision
		FROM case_reference f JOIN organisation o ON o.id = f.organisation_id WHERE f.case_id = ANY($1) ORDER BY o.key`, ids)
	pgdb.Queue(b, "read links", func(l Link) { c := by[l.CaseID]; c.Links = append(c.Links, l) }, `
		SELECT case_id, serial, mandate_version, title, address, kind, added_at
		FROM case_link WHERE case_id = ANY($1) AND removed_at IS NULL ORDER BY serial`, ids)
	pgdb.Queue(b, "read decisions", func(d Decision) { c := by[d.CaseID]; c.Decisions = append(c.Decisions, d) }, `
		SELECT d.case_id, d.serial, o.key AS organisation, b.key AS body, b.name AS body_name, d.decided_on, d.case_number, d.subject, d.recorded_at, d.withdrawn_at, d.withdrawn_why
		FROM case_decision d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE d.case_id = ANY($1) ORDER BY d.serial`, ids)
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read the parts of cases: %w", err)
	}
	return nil
}

// insert gives the case the next number of its region and year. The counter's
// row is locked until the transaction ends, so numbers are unique and none is
// lost (rule 2.1).
func insert(ctx context.Context, tx pgx.Tx, region string, in Input, now time.Time) (Ref, error) {
	ref := Ref{Region: region}
	err := tx.QueryRow(ctx, `
		WITH region AS (SELECT id FROM organisation WHERE key = @region AND kind = 'region'),
		next AS (
			INSERT INTO case_counter (region_id, year, last) SELECT id, @year, 1 FROM region
			ON CONFLICT (region_id, year) DO UPDATE SET last = case_counter.last + 1
			RETURNING region_id, year, last)
		INSERT INTO casefile (region_id, year, serial, title, summary, kind, principal, statutory_plan, publicity, legal_basis, exempt_until, shielded_title,
			responsible_id, predecessor_id, created_at, modified_at)
		SELECT region_id, year, last, @title, @summary, @kind, @principal, @statutory, @publicity, @basis, @until, @shielded, @responsible, @predecessor, @now, @now
		FROM next RETURNING year || '-' || serial`,
		in.args(pgx.StrictNamedArgs{"region": region, "year": workday.Today(now).Year(), "now": now})).Scan(&ref.Number)
	if err != nil {
		return Ref{}, fmt.Errorf("insert case: %w", refuse(err))
	}
	return ref, nil
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
		UPDATE casefile SET state = @state, opened_at = @opened, started_at = @started, withdrawn_at = @withdrawn, withdrawn_why = @why
		WHERE id = @id`, pgx.StrictNamedArgs{
		"id": c.ID, "state": c.State, "opened": c.OpenedAt, "started": c.StartedAt, "withdrawn": c.WithdrawnAt, "why": c.WithdrawnWhy,
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
