package timeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Milestones reads the whole timeline of a case, in the order of the keys, with
// parts, moves and dependencies, in one statement. Whether one is overdue is asked
// of it with the moment (rule 5.1).
func Milestones(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]Milestone, error) {
	all := []Milestone{}
	var p pgdb.Parts
	partState(&p, c, &all)
	pgdb.Part(&p, "read dependencies", func(d dependencyRow) {
		if m := find(all, d.Key); m != nil {
			m.DependsOn = append(m.DependsOn, d.DependsOn)
		}
	}, `SELECT key, depends_on FROM milestone_dependency WHERE case_id = $1 ORDER BY key, depends_on`, c.ID)
	pgdb.Part(&p, "read moves", func(v moveRow) {
		if m := find(all, v.Key); m != nil {
			m.Moves = append(m.Moves, v.MilestoneMove)
		}
	}, `
		SELECT split_part(m.key, '~', 1) AS key, v.from_due, v.from_month, v.to_due, v.to_month, v.reason, v.person_id::text AS person_id, v.at
		FROM milestone m JOIN milestone_move v ON v.milestone_id = m.id WHERE `+then+` ORDER BY m.id, v.serial`, c.ID, c.Past.Moment())
	if err := p.Read(ctx, q); err != nil {
		return nil, err
	}
	all = turned(all, c.Past)
	for i := range all {
		all[i].FirstDue, all[i].FirstMonth = all[i].Due, all[i].Month
		if moves := all[i].Moves; len(moves) > 0 {
			all[i].FirstDue, all[i].FirstMonth = moves[0].FromDue, moves[0].FromMonth
		}
	}
	return all, nil
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

// partState adds to the parts of a read milestones and who has done them.
func partState(p *pgdb.Parts, c *casefile.Case, all *[]Milestone) {
	pgdb.Part(p, "read milestones", func(m Milestone) {
		m.Self = Ref{Ref: c.Ref(), Key: m.Key}.Path()
		m.Actions, m.DependsOn, m.Moves = []request.Action{}, []string{}, []MilestoneMove{}
		m.divide(c)
		*all = append(*all, m)
	}, `
		SELECT split_part(m.key, '~', 1) AS key, title, kind, due, month, zone, per_municipality, responsible, note,
			done_on, done_at, done_by::text AS done_by, done_note, created_at, revision
		FROM milestone m WHERE `+then+` ORDER BY m.key`, c.ID, c.Past.Moment())
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
	Key       string `db:"key"`
	DependsOn string `db:"depends_on"`
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

// save writes a milestone as it is after an act, which it tells its revision: itself,
// and of what it depends on, the moves and the completed parts what the act changed.
func save(ctx context.Context, tx pgx.Tx, c *casefile.Case, before, after *Milestone, now time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO milestone (case_id, key, title, kind, due, month, per_municipality, responsible, note, done_on, done_at, done_by, done_note, created_at)
		VALUES (@case, @key, @title, @kind, @due, @month, @each, @responsible, @note, @done_on, @done_at, @done_by, @done_note, @now)
		ON CONFLICT ON CONSTRAINT milestone_key_unique DO UPDATE SET title = @title, kind = @kind, due = @due, month = @month,
			per_municipality = @each, responsible = @responsible, note = @note, done_on = @done_on, done_at = @done_at, done_by = @done_by,
			done_note = @done_note, revision = milestone.revision + 1
		RETURNING revision, zone, created_at`,
		pgx.StrictNamedArgs{
			"case": c.ID, "key": after.Key, "title": after.Title, "kind": after.Kind, "due": after.Due, "month": after.Month,
			"each": after.PerMunicipality, "responsible": after.Responsible, "note": after.Note, "done_on": after.DoneOn, "done_at": after.DoneAt,
			"done_by": after.DoneBy, "done_note": after.DoneNote, "now": now,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(&after.Revision, &after.Zone, &after.CreatedAt) })
	if !slices.Equal(before.DependsOn, after.DependsOn) {
		b.Queue(`DELETE FROM milestone_dependency WHERE case_id = $1 AND key = $2 AND depends_on <> ALL($3)`, c.ID, after.Key, after.DependsOn)
		b.Queue(`INSERT INTO milestone_dependency (case_id, key, depends_on) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
			c.ID, after.Key, after.DependsOn)
	}
	for i := len(before.Moves); i < len(after.Moves); i++ {
		v := after.Moves[i]
		b.Queue(`
			INSERT INTO milestone_move (milestone_id, serial, from_due, from_month, to_due, to_month, reason, person_id, at)
			SELECT id, $3, $4, $5, $6, $7, $8, $9, $10 FROM milestone WHERE case_id = $1 AND key = $2`,
			c.ID, after.Key, i+1, v.FromDue, v.FromMonth, v.ToDue, v.ToMonth, v.Reason, v.Person, v.At)
	}
	for _, p := range after.Parts {
		switch was := before.partDone(p.Municipality); {
		case p.DoneAt == nil && was:
			b.Queue(`DELETE FROM milestone_done d USING milestone m WHERE m.id = d.milestone_id AND m.case_id = $1 AND m.key = $2 AND d.municipality_id = $3`,
				c.ID, after.Key, p.id)
			continue
		case p.DoneAt == nil || was:
			continue
		}
		b.Queue(`
			INSERT INTO milestone_done (milestone_id, municipality_id, done_on, done_at, person_id, note)
			SELECT id, $3, $4, $5, $6, $7 FROM milestone WHERE case_id = $1 AND key = $2`,
			c.ID, after.Key, p.id, p.DoneOn, p.DoneAt, p.DoneBy, p.DoneNote)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save milestone: %w", pgdb.Refuse(err, map[string]*fault.Error{
			"milestone_dependency_on":    ErrUnknownDependency,
			"milestone_dependency_other": ErrCycle,
		}))
	}
	return nil
}

// identifier is that of a person; nil for what is none, which is known to nobody.
func identifier(person string) *string {
	if uuid.Validate(person) != nil {
		return nil
	}
	return &person
}

// checkKnown refuses a body that its organisation does not have, and a person
// who neither has their record in, nor is employed by, nor holds an office or
// seat in the region or a participant.
func checkKnown(ctx context.Context, q pgdb.Querier, c *casefile.Case, p authority.Post) error {
	organisations := []string{c.Region}
	for _, party := range c.Parties() {
		organisations = append(organisations, party.Number)
	}
	var isBody, isKnown bool
	err := q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = @organisation AND b.key = @body),
			EXISTS (SELECT FROM person p JOIN organisation o ON o.key = ANY(@organisations) WHERE p.id = @person::uuid AND (
				p.home_id = o.id
				OR EXISTS (SELECT FROM employment e WHERE e.person_id = p.id AND e.municipality_id = o.id)
				OR EXISTS (SELECT FROM appointment a WHERE a.person_id = p.id AND a.organisation_id = o.id)))`,
		pgx.StrictNamedArgs{"organisation": p.Organisation, "body": p.Body, "person": identifier(p.Person), "organisations": organisations}).
		Scan(&isBody, &isKnown)
	switch {
	case err != nil:
		return fmt.Errorf("find the responsible: %w", err)
	case p.Body != "" && !isBody:
		return body.ErrUnknownBody.On("/responsible/body", casefile.MsgNoBody.With(p.Organisation, p.Body))
	case p.Person != "" && !isKnown:
		return person.ErrUnknownPerson.On("/responsible/person", casefile.MsgPersonUnknown)
	}
	return nil
}
