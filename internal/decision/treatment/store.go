package treatment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/pgdb"
)

const treatmentColumns = `
	t.id, t.case_id, t.step, t.role, t.prepares, t.body_id, o.key AS organisation, b.key AS body, b.name AS body_name, b.kind AS body_kind, b.decides, b.size,
	t.sent_at, t.turn_at, t.ended_at, t.ended, t.ended_why, t.round, t.reopened_for, t.deferred_to, t.meeting_id, t.presentation, t.recommendation, t.revision`

const ofBodies = ` JOIN body b ON b.id = t.body_id JOIN organisation o ON o.id = b.organisation_id `

// treatmentRow is a treatment as it is stored.
type treatmentRow struct {
	TakenBackAt *time.Time `db:"taken_back_at"`
	chain.Treatment
}

// planRow is the plan of a case that stands, or of the template where none was set.
type planRow struct {
	chain.Plan
	Template []chain.PlanStep `db:"template"`
}

// Part adds to the parts of a read the course of a case through its treatment: its plan
// and the treatments with their resolutions, as they stand, or stood at the moment of a
// reader who left the case (rule 1.1).
func Part(p *pgdb.Parts, c *casefile.Case, add func(*chain.Course)) {
	course := &chain.Course{Case: c, Plan: &chain.Plan{CaseID: c.ID, Steps: chain.Usual(c.Kind)}}
	partPlan(p, c, course)
	by := map[int64]*chain.Treatment{}
	pgdb.Part(p, "read the treatments of a case", func(r treatmentRow) {
		t := &r.Treatment
		t.Region, t.Case, t.Self = c.Region, c.Number, showTreatment.Href(chain.Ref{Ref: c.Ref(), Treatment: t.ID})
		t.Resolutions, t.Changes, t.Received = []*chain.Resolution{}, []chain.TreatmentChange{}, []chain.ReceivedResolution{}
		by[t.ID] = t
		if r.TakenBackAt != nil && !c.Past.HidesAny(r.TakenBackAt) {
			course.Taken = append(course.Taken, t)
			return
		}
		course.Treatments = append(course.Treatments, t)
	}, `SELECT t.taken_back_at,`+treatmentColumns+` FROM treatment t`+ofBodies+`WHERE t.case_id = $1 ORDER BY t.id`, c.ID)
	partResolutions(p, c, by)
	pgdb.Part(p, "read what became of treatments", func(x chain.TreatmentChange) {
		if t := by[x.TreatmentID]; t != nil {
			t.Changes = append(t.Changes, x)
		}
	}, `
		SELECT x.treatment_id, x.change, x.reason, x.meeting_id, x.person_id::text AS person, x.on_behalf_of::text AS behalf, x.at
		FROM treatment t JOIN treatment_change x ON x.treatment_id = t.id WHERE t.case_id = $1 ORDER BY x.id`, c.ID)
	p.Then(func() {
		course.TurnBack()
		course.Order()
		add(course)
	})
}

// partPlan adds to the parts of a read the plan of a case, or the template of its region.
func partPlan(p *pgdb.Parts, c *casefile.Case, course *chain.Course) {
	pgdb.Part(p, "find the plan of a case's treatment", func(r planRow) {
		switch {
		case r.Number != 0:
			course.Plan = &r.Plan
		case r.Template != nil:
			course.Plan.Steps = r.Template
		}
		course.Plan.Steps = chain.Named(course.Plan.Steps)
		if c.Past.HidesAny(course.Plan.SentAt) {
			course.Plan.SentAt, course.Plan.SentBy = nil, nil
		}
	}, `
		SELECT c.id AS case_id, coalesce(p.number, 0) AS number, p.steps, coalesce(p.matter, '{}') AS matter, coalesce(p.reason, '') AS reason, p.set_by::text AS set_by,
			p.set_for::text AS set_for, p.set_at, p.sent_at, p.sent_by::text AS sent_by, t.steps AS template
		FROM casefile c
		LEFT JOIN LATERAL (SELECT * FROM treatment_plan p WHERE p.case_id = c.id AND ($2::timestamptz IS NULL OR p.set_at <= $2) ORDER BY p.number DESC LIMIT 1) p ON true
		LEFT JOIN LATERAL (SELECT t.steps FROM treatment_template t WHERE t.region_id = c.region_id AND t.kind = c.kind ORDER BY t.number DESC LIMIT 1) t ON p.number IS NULL
		WHERE c.id = $1`, c.ID, c.Past.Moment())
}

func partResolutions(p *pgdb.Parts, c *casefile.Case, by map[int64]*chain.Treatment) {
	pgdb.Part(p, "read the resolutions of a case", func(r chain.Resolution) {
		if t := by[r.TreatmentID]; t != nil {
			r.Explain()
			t.Resolutions = append(t.Resolutions, &r)
		}
	}, `SELECT `+resolutionColumns+` FROM treatment t JOIN resolution r ON r.treatment_id = t.id WHERE t.case_id = $1 ORDER BY r.treatment_id, r.number`, c.ID)
}

// load reads the course of a case, in one statement.
func load(ctx context.Context, q pgdb.Querier, c *casefile.Case) (course *chain.Course, err error) {
	var p pgdb.Parts
	Part(&p, c, func(found *chain.Course) { course = found })
	return course, p.Read(ctx, q)
}

// Load reads a treatment with the course of its case, in which it is judged; the case is
// read within it.
func Load(ctx context.Context, q pgdb.Querier, c *casefile.Case, id int64) (*chain.Treatment, *chain.Course, error) {
	course, err := load(ctx, q, c)
	if err != nil {
		return nil, nil, err
	}
	t, err := mustFind(course, id)
	return t, course, err
}

// lookFor finds the organisation whose body treats the case in the treatment of a path.
func lookFor(b *pgx.Batch, path func(string) string, st *act.Standing) {
	year, serial := casefile.Ref{Region: path("region"), Number: path("number")}.Parts()
	b.Queue(`
		SELECT o.key FROM treatment t`+ofBodies+`JOIN casefile c ON c.id = t.case_id JOIN organisation r ON r.id = c.region_id
		WHERE r.key = $1 AND c.year = $2 AND c.serial = $3 AND t.id = $4`, path("region"), year, serial, number(path("treatment"))).
		QueryRow(func(row pgx.Row) error {
			var organisation string
			if err := row.Scan(&organisation); err != nil {
				return err
			}
			st.ActIn = []string{organisation}
			return nil
		})
}

// insertPlan stores a plan behind those that were set before.
func insertPlan(ctx context.Context, tx pgx.Tx, p *chain.Plan) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO treatment_plan (case_id, number, steps, matter, reason, set_by, set_for, set_at, sent_at, sent_by)
		VALUES (@case, @number, @steps, @matter, @reason, @by, @for, @at, @sent, @sender)`, pgx.StrictNamedArgs{
		"case": p.CaseID, "number": p.Number, "steps": chain.Bare(p.Steps), "matter": p.Matter, "reason": p.Reason, "by": p.SetBy, "for": p.SetFor, "at": p.SetAt,
		"sent": p.SentAt, "sender": p.SentBy,
	})
	if err != nil {
		return fmt.Errorf("store a plan of treatment: %w", err)
	}
	return nil
}

// saveSending notes when a case was sent by its plan, or that it was taken back.
func saveSending(ctx context.Context, tx pgx.Tx, p *chain.Plan) error {
	_, err := tx.Exec(ctx, `UPDATE treatment_plan SET sent_at = $3, sent_by = $4 WHERE case_id = $1 AND number = $2`, p.CaseID, p.Number, p.SentAt, p.SentBy)
	if err != nil {
		return fmt.Errorf("note that a case was sent: %w", err)
	}
	return nil
}

// insert makes treatments, in one statement, and tells them their identifiers.
func insert(ctx context.Context, tx pgx.Tx, all []*chain.Treatment) error {
	if len(all) == 0 {
		return nil
	}
	bodies, steps, roles, prepares := make([]int64, len(all)), make([]string, len(all)), make([]string, len(all)), make([]bool, len(all))
	for i, t := range all {
		bodies[i], steps[i], roles[i], prepares[i] = t.BodyID, t.Step, string(t.Role), t.Prepares
	}
	ids, err := pgdb.All[int64](ctx, tx, "make treatments", `
		INSERT INTO treatment (case_id, step, role, prepares, body_id, sent_at, turn_at)
		SELECT $1, x.step, x.role, x.prepares, x.body_id, $2, NULL
		FROM unnest($3::bigint[], $4::text[], $5::text[], $6::boolean[]) WITH ORDINALITY AS x(body_id, step, role, prepares, nr) ORDER BY x.nr RETURNING id`,
		all[0].CaseID, all[0].SentAt, bodies, steps, roles, prepares)
	for i, id := range ids {
		all[i].ID, all[i].Revision = id, 1
		all[i].Self = showTreatment.Href(all[i].Ref())
	}
	return err
}

// stored is what of a treatment changes.
type stored struct {
	ID         int64      `json:"id"`
	TurnAt     *time.Time `json:"turn_at"`
	EndedAt    *time.Time `json:"ended_at"`
	Ended      string     `json:"ended"`
	EndedWhy   string     `json:"ended_why"`
	Round      int        `json:"round"`
	Reopened   []int64    `json:"reopened"`
	DeferredTo *string    `json:"deferred_to"`
	Meeting    *int64     `json:"meeting_id"`
}

// save stores treatments as they are, in one statement however many, and tells them
// their new revisions.
func save(ctx context.Context, tx pgx.Tx, all ...*chain.Treatment) error {
	rows, seen := []stored{}, map[int64]bool{}
	for _, t := range all {
		if seen[t.ID] {
			continue
		}
		seen[t.ID] = true
		s := stored{t.ID, t.TurnAt, t.EndedAt, t.Ended, t.EndedWhy, t.Round, append([]int64{}, t.Reopened...), nil, t.Meeting}
		if t.DeferredTo != nil {
			day := t.DeferredTo.String()
			s.DeferredTo = &day
		}
		rows = append(rows, s)
		t.Revision++
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE treatment t SET turn_at = x.turn_at, ended_at = x.ended_at, ended = x.ended, ended_why = x.ended_why, round = x.round,
			reopened_for = array(SELECT jsonb_array_elements_text(x.reopened)::bigint), deferred_to = x.deferred_to, meeting_id = x.meeting_id, revision = t.revision + 1
		FROM jsonb_to_recordset($1) AS x(id bigint, turn_at timestamptz, ended_at timestamptz, ended text, ended_why text, round int, reopened jsonb, deferred_to date, meeting_id bigint)
		WHERE t.id = x.id`, rows)
	if err != nil {
		return fmt.Errorf("save treatments: %w", err)
	}
	return nil
}

// saveLaid stores what a municipality lays before its body.
func saveLaid(ctx context.Context, tx pgx.Tx, t *chain.Treatment) error {
	_, err := tx.Exec(ctx, `UPDATE treatment SET presentation = $2, recommendation = $3, revision = revision + 1 WHERE id = $1`, t.ID, t.Presentation, t.Recommendation)
	if err != nil {
		return fmt.Errorf("save what is laid before a body: %w", err)
	}
	t.Revision++
	return nil
}

// note keeps what became of treatments, in one statement.
func note(ctx context.Context, ch *casefile.Change, change, reason string, meeting *int64, all ...*chain.Treatment) error {
	ids := make([]int64, len(all))
	for i, t := range all {
		ids[i] = t.ID
		t.Changes = append(t.Changes, chain.TreatmentChange{TreatmentID: t.ID, Change: change, Reason: reason, Meeting: meeting, By: ch.Actor.Person, For: ch.Actor.For(), At: ch.Now})
	}
	return keep(ctx, ch.Tx, ids, chain.TreatmentChange{Change: change, Reason: reason, Meeting: meeting, By: ch.Actor.Person, For: ch.Actor.For(), At: ch.Now})
}

func keep(ctx context.Context, tx pgx.Tx, ids []int64, x chain.TreatmentChange) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO treatment_change (treatment_id, change, reason, meeting_id, person_id, on_behalf_of, at) SELECT unnest($1::bigint[]), $2, $3, $4, $5, $6, $7`,
		ids, x.Change, x.Reason, x.Meeting, x.By, x.For, x.At)
	if err != nil {
		return fmt.Errorf("keep what became of treatments: %w", err)
	}
	return nil
}

// takeBackEach ends treatments that are taken back, in one statement.
func takeBackEach(ctx context.Context, tx pgx.Tx, all []*chain.Treatment, now time.Time) error {
	if len(all) == 0 {
		return nil
	}
	ids := make([]int64, len(all))
	for i, t := range all {
		ids[i] = t.ID
	}
	_, err := tx.Exec(ctx, `UPDATE treatment SET taken_back_at = $2, turn_at = NULL, revision = revision + 1 WHERE id = ANY($1)`, ids, now)
	if err != nil {
		return fmt.Errorf("take treatments back: %w", err)
	}
	return nil
}
