package timeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Milestones reads the whole timeline of a case, in the order of the keys, with
// parts, moves and dependencies, in one statement. Whether one is overdue is asked
// of it with the moment (rule 5.1).
func Milestones(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]Milestone, error) {
	l, err := Load(ctx, q, c)
	return l.All, err
}

// Load is Milestones with the calendars by which their days are counted, in one
// statement.
func Load(ctx context.Context, q pgdb.Querier, c *casefile.Case) (Line, error) {
	all := []Milestone{}
	var p pgdb.Parts
	partState(&p, c, &all)
	pgdb.Part(&p, "read dependencies", func(d dependencyRow) {
		if m := find(all, d.Key); m != nil {
			m.DependsOn = append(m.DependsOn, d.Milestone)
			if !d.Lag.IsZero() {
				m.Lags = append(m.Lags, d.MilestoneLag)
			}
		}
	}, `SELECT key, depends_on, lag FROM milestone_dependency WHERE case_id = $1 ORDER BY key, depends_on`, c.ID)
	pgdb.Part(&p, "read moves", func(v moveRow) {
		if m := find(all, v.Key); m != nil {
			m.Moves = append(m.Moves, v.MilestoneMove)
		}
	}, `
		SELECT split_part(m.key, '~', 1) AS key, v.from_due, v.from_month, v.to_due, v.to_month, v.reason, v.person_id::text AS person_id, v.at, coalesce(v.follows, '') AS follows
		FROM milestone m JOIN milestone_move v ON v.milestone_id = m.id WHERE `+then+` ORDER BY m.id, v.serial`, c.ID, c.Past.Moment())
	organisations := []string{c.Region}
	for _, party := range c.Participants {
		organisations = append(organisations, party.Number)
	}
	calendars := calendar.Part(&p, organisations)
	if err := p.Read(ctx, q); err != nil {
		return Line{Case: c}, err
	}
	all = turned(all, c.Past)
	for i := range all {
		all[i].FirstDue, all[i].FirstMonth = all[i].Due, all[i].Month
		if moves := all[i].Moves; len(moves) > 0 {
			all[i].FirstDue, all[i].FirstMonth = moves[0].FromDue, moves[0].FromMonth
		}
	}
	set, err := calendars()
	return Line{Case: c, All: all, Calendars: set}, err //nolint:wrapcheck // it names the calendar
}

// States reads how the milestones of a case stand: Milestones without what they
// depend on and how they were moved.
func States(ctx context.Context, q pgdb.Querier, c *casefile.Case) (all []Milestone, err error) {
	var p pgdb.Parts
	PartStates(&p, c, func(found []Milestone) { all = found })
	return all, p.Read(ctx, q)
}

// PartStates adds to the parts of a read what States reads.
func PartStates(p *pgdb.Parts, c *casefile.Case, add func([]Milestone)) {
	all := []Milestone{}
	partState(p, c, &all)
	p.Then(func() { add(turned(all, c.Past)) })
}

// then is the condition on a milestone m that it is on the timeline of a case ($1)
// now, or that it was at a moment of the past ($2): one that was withdrawn since has
// its key with its own number behind it.
const then = `m.case_id = $1 AND ($2::timestamptz IS NULL AND m.withdrawn_at IS NULL OR m.created_at <= $2 AND (m.withdrawn_at IS NULL OR m.withdrawn_at > $2))`

// columns are what is read of a milestone beside its key.
const columns = `m.title, m.kind, m.due, m.month, m.zone, m.per_municipality, m.responsible, m.rule, m.explanation, m.note, m.done_on, m.done_at, m.done_by::text AS done_by, m.done_note, m.created_at, m.revision`

// partState adds to the parts of a read milestones and who has done them.
func partState(p *pgdb.Parts, c *casefile.Case, all *[]Milestone) {
	pgdb.Part(p, "read milestones", func(m Milestone) {
		m.Self = Ref{Ref: c.Ref(), Key: m.Key}.Path()
		m.Actions, m.DependsOn, m.Lags, m.Moves = []request.Action{}, []string{}, []MilestoneLag{}, []MilestoneMove{}
		m.divide(c)
		*all = append(*all, m)
	}, `
		SELECT split_part(m.key, '~', 1) AS key, `+columns+` FROM milestone m WHERE `+then+` ORDER BY m.key`, c.ID, c.Past.Moment())
	pgdb.Part(p, "read what is done", func(d doneRow) {
		if m := find(*all, d.Key); m != nil && m.Part(d.Municipality) != nil {
			m.Part(d.Municipality).Completion = d.Completion
		}
	}, `
		SELECT split_part(m.key, '~', 1) AS key, o.key AS municipality, d.done_on, d.done_at, d.person_id::text AS done_by, d.note AS done_note
		FROM milestone m JOIN milestone_done d ON d.milestone_id = m.id JOIN organisation o ON o.id = d.municipality_id
		WHERE `+then, c.ID, c.Past.Moment())
}

type dependencyRow struct {
	Key string `db:"key"`
	MilestoneLag
}

type moveRow struct {
	Key string `db:"key"`
	MilestoneMove
}

type doneRow struct {
	Key          string `db:"key"`
	Municipality string `db:"municipality"`
	Completion
}

// change is what an act makes of a milestone; before is empty where it makes it.
type change struct{ before, after *Milestone }

// save writes milestones as they are after an act, which it tells their revisions:
// themselves, and of what they depend on, their moves and completed parts what the
// act changed. The number of statements is the same however many.
func save(ctx context.Context, tx pgx.Tx, c *casefile.Case, now time.Time, all []change) error {
	rows, keys := rowsOf{}, []string{}
	for _, ch := range all {
		explained, err := kept(ch.after.Explanation)
		if err != nil {
			return err
		}
		rows.add(ch, explained)
		keys = append(keys, ch.after.Key)
	}
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO milestone (case_id, key, title, kind, due, month, per_municipality, responsible, rule, explanation, note, done_on, done_at, done_by, done_note, created_at)
		SELECT @case, r.key, r.title, r.kind, r.due, r.month, r.each, r.responsible, r.rule, r.explanation, r.note, r.done_on, r.done_at, r.done_by, r.done_note, @now
		FROM jsonb_to_recordset(@rows) AS r(key text, title text, kind text, due date, month text, "each" boolean, responsible jsonb, rule jsonb, explanation jsonb,
			note text, done_on date, done_at timestamptz, done_by uuid, done_note text)
		ON CONFLICT ON CONSTRAINT milestone_key_unique DO UPDATE SET title = excluded.title, kind = excluded.kind, due = excluded.due, month = excluded.month,
			per_municipality = excluded.per_municipality, responsible = excluded.responsible, rule = excluded.rule, explanation = excluded.explanation,
			note = excluded.note, done_on = excluded.done_on, done_at = excluded.done_at, done_by = excluded.done_by, done_note = excluded.done_note,
			revision = milestone.revision + 1
		RETURNING key, revision, zone, created_at`,
		pgx.StrictNamedArgs{"case": c.ID, "rows": rows.milestones, "now": now}).Query(func(found pgx.Rows) error {
		for found.Next() {
			var saved Milestone
			if err := found.Scan(&saved.Key, &saved.Revision, &saved.Zone, &saved.CreatedAt); err != nil {
				return err //nolint:wrapcheck // wrapped below
			}
			m := all[slices.Index(keys, saved.Key)].after
			m.Revision, m.Zone, m.CreatedAt = saved.Revision, saved.Zone, saved.CreatedAt
		}
		return found.Err()
	})
	rows.queue(b, c.ID)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save milestones: %w", pgdb.Refuse(err, map[string]*fault.Error{
			"milestone_dependency_on":    ErrUnknownDependency,
			"milestone_dependency_other": ErrCycle,
		}))
	}
	return nil
}

// rowsOf are the rows of milestones that an act writes, and takes away.
type rowsOf struct {
	milestones, dependencies, moves, done, undone []map[string]any
	// reordered are the milestones whose dependencies are written anew.
	reordered []string
}

func (r *rowsOf) add(ch change, explained json.RawMessage) {
	m := ch.after
	r.milestones = append(r.milestones, map[string]any{
		"key": m.Key, "title": m.Title, "kind": m.Kind, "due": m.Due, "month": m.Month, "each": m.PerMunicipality, "responsible": m.Responsible,
		"rule": m.Rule, "explanation": explained, "note": m.Note, "done_on": m.DoneOn, "done_at": m.DoneAt, "done_by": m.DoneBy, "done_note": m.DoneNote,
	})
	if !slices.Equal(ch.before.DependsOn, m.DependsOn) || !slices.Equal(ch.before.Lags, m.Lags) {
		r.reordered = append(r.reordered, m.Key)
		for _, key := range m.DependsOn {
			r.dependencies = append(r.dependencies, map[string]any{"key": m.Key, "depends_on": key, "lag": m.lag(key).String()})
		}
	}
	for i := len(ch.before.Moves); i < len(m.Moves); i++ {
		v := m.Moves[i]
		r.moves = append(r.moves, map[string]any{
			"key": m.Key, "serial": i + 1, "from_due": v.FromDue, "from_month": v.FromMonth, "to_due": v.ToDue, "to_month": v.ToMonth,
			"reason": v.Reason, "person": v.Person, "at": v.At, "follows": v.Follows,
		})
	}
	for _, p := range m.Parts {
		row := map[string]any{"key": m.Key, "municipality": p.id, "done_on": p.DoneOn, "done_at": p.DoneAt, "person": p.DoneBy, "note": p.DoneNote}
		switch was := ch.before.partDone(p.Municipality); {
		case p.DoneAt == nil && was:
			r.undone = append(r.undone, row)
		case p.DoneAt != nil && !was:
			r.done = append(r.done, row)
		}
	}
}

// queue adds to a batch what there is to write beside the milestones themselves.
func (r *rowsOf) queue(b *pgx.Batch, caseID int64) {
	if len(r.reordered) > 0 {
		b.Queue(`DELETE FROM milestone_dependency WHERE case_id = $1 AND key = ANY($2)`, caseID, r.reordered)
	}
	if len(r.dependencies) > 0 {
		b.Queue(`
			INSERT INTO milestone_dependency (case_id, key, depends_on, lag)
			SELECT $1, r.key, r.depends_on, nullif(r.lag, '') FROM jsonb_to_recordset($2) AS r(key text, depends_on text, lag text)`, caseID, r.dependencies)
	}
	if len(r.moves) > 0 {
		b.Queue(`
			INSERT INTO milestone_move (milestone_id, serial, from_due, from_month, to_due, to_month, reason, person_id, at, follows)
			SELECT m.id, r.serial, r.from_due, r.from_month, r.to_due, r.to_month, r.reason, r.person, r.at, nullif(r.follows, '')
			FROM jsonb_to_recordset($2) AS r(key text, serial int, from_due date, from_month text, to_due date, to_month text, reason text, person uuid, at timestamptz, follows text)
			JOIN milestone m ON m.case_id = $1 AND m.key = r.key`, caseID, r.moves)
	}
	if len(r.undone) > 0 {
		b.Queue(`
			DELETE FROM milestone_done d USING milestone m, jsonb_to_recordset($2) AS r(key text, municipality bigint)
			WHERE m.case_id = $1 AND m.key = r.key AND d.milestone_id = m.id AND d.municipality_id = r.municipality`, caseID, r.undone)
	}
	if len(r.done) > 0 {
		b.Queue(`
			INSERT INTO milestone_done (milestone_id, municipality_id, done_on, done_at, person_id, note)
			SELECT m.id, r.municipality, r.done_on, r.done_at, r.person, r.note
			FROM jsonb_to_recordset($2) AS r(key text, municipality bigint, done_on date, done_at timestamptz, person uuid, note text)
			JOIN milestone m ON m.case_id = $1 AND m.key = r.key`, caseID, r.done)
	}
}
