package timeline

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// WaitComplete is the kind of what waits with a timeline.
const WaitComplete = "complete_milestone"

// Tasks are the tasks of completing milestones.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitComplete},
		Find:  func(waiting.Asked) []string { return []string{waitingForOffices, waitingForPerson} },
		Waits: waits,
	}
}

// due is the condition that a milestone m waits for somebody: from 14 days before its
// day on. A longer view is the timeline's own.
const due = `m.done_at IS NULL AND m.withdrawn_at IS NULL AND m.due <= @today::date + 14`

// The cases in which milestones wait for the actor's offices, or for whoever has a part
// in the case where nobody's is named; and those in which they wait for the actor
// themselves.
const (
	waitingForOffices = `
		SELECT '` + WaitComplete + `' AS kind, x.case_id, x.path, m.due
		FROM live x CROSS JOIN LATERAL (SELECT min(m.due) AS due FROM milestone m WHERE m.case_id = x.case_id AND ` + due + ` AND CASE
			WHEN m.per_municipality THEN x.organisation_id <> x.region_id AND coalesce(m.responsible->>'office' = ANY(@offices), true)
				AND NOT EXISTS (SELECT FROM milestone_done d WHERE d.milestone_id = m.id AND d.municipality_id = x.organisation_id)
			WHEN x.organisation_id = x.region_id THEN true
			ELSE m.responsible->>'organisation' = x.organisation AND coalesce(m.responsible->>'office' = ANY(@offices), true) END) m
		WHERE m.due IS NOT NULL`
	waitingForPerson = `
		SELECT '` + WaitComplete + `' AS kind, m.case_id, '' AS path, m.due FROM milestone m WHERE m.responsible->>'person' = @person::uuid::text AND ` + due
)

// waits are the milestones of some cases, and the parts of those that each
// municipality does, that are not done and have their day within the next 14
// days or behind them. They wait for the responsible, or where nobody is named,
// for whoever is reminded (rule 6.2). One that has no more than a month waits
// for nobody.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(cases)
	found := map[int64][]Milestone{}
	args := pgx.StrictNamedArgs{"cases": ids, "today": workday.Today(a.Now)}
	pgdb.Part(p, "read milestones", func(r dueRow) {
		c := by[r.CaseID]
		r.Self = Ref{Ref: c.Ref(), Key: r.Key}.Path()
		r.divide(c)
		found[c.ID] = append(found[c.ID], r.Milestone)
	}, `SELECT case_id, key, `+columns+` FROM milestone m WHERE m.case_id = ANY(@cases) AND `+due+` ORDER BY case_id, key`, args)
	pgdb.Part(p, "read what is done", func(r doneInRow) {
		if m := find(found[r.CaseID], r.Key); m != nil && m.Part(r.Municipality) != nil {
			m.Part(r.Municipality).Completion = r.Completion
		}
	}, `
		SELECT m.case_id, m.key, o.key AS municipality, d.done_on, d.done_at, d.person_id::text AS done_by, d.note AS done_note
		FROM milestone m JOIN milestone_done d ON d.milestone_id = m.id JOIN organisation o ON o.id = d.municipality_id
		WHERE m.case_id = ANY(@cases) AND `+due, args)
	p.Then(func() {
		for _, c := range cases {
			for i := range found[c.ID] {
				if MustTakeCompletions(c) == nil {
					found[c.ID][i].waits(c, a.Now, add)
				}
			}
		}
	})
}

type dueRow struct {
	CaseID int64 `db:"case_id"`
	Milestone
}

type doneInRow struct {
	CaseID int64 `db:"case_id"`
	doneRow
}

// waits are what waits with the milestone: for the case as one, or for each
// municipality that has not done its part.
func (m *Milestone) waits(c *casefile.Case, now time.Time, add func(waiting.Wait)) {
	at := Ref{c.Ref(), m.Key}
	w := waiting.Wait{
		Case: c, Kind: WaitComplete, Key: m.Key, Title: message.Verbatim(m.Title), Organisation: c.Region, Permission: CompleteMilestone.Permission(),
		Answered: true, Since: m.CreatedAt, By: m.Due, About: m.Self, Act: CompleteMilestone.At(at).Action(),
		Refusal: func(authn.Actor) error { return nil },
	}
	if !m.PerMunicipality {
		w.Overdue = m.Overdue(now)
		w.Posts = responsible.Asked(c, "", m.Responsible)
		add(w)
	}
	for _, p := range m.Parts {
		if p.left || p.DoneAt != nil {
			continue
		}
		w := w
		w.Key, w.Title, w.Organisation = m.Key+"/"+p.Municipality, msgPart.With(p.Name, m.Title), p.Municipality
		w.Overdue, w.Permission = m.PartOverdue(p.Municipality, now), CompletePartOf.Permission()
		w.Act = CompletePartOf.At(PartRef{at, p.Municipality}).Action()
		if p.Responsible != nil {
			w.Posts = responsible.Asked(c, p.Municipality, p.Responsible)
		}
		add(w)
	}
}

// Undone is a deadline of a case that not everyone has met.
type Undone struct {
	Key   string       `db:"key"`
	Title string       `db:"title"`
	Due   workday.Date `db:"due"`
	// Since is when it was made, or last moved.
	Since time.Time `db:"since"`
	// DoneBy are the municipalities that have done their part.
	DoneBy []string `db:"done_by"`
}

// Waits says whether the deadline still waits for a municipality, or for the
// case as one.
func (u Undone) Waits(municipality string) bool { return !slices.Contains(u.DoneBy, municipality) }

// undoneIn is such a deadline with its case.
type undoneIn struct {
	CaseID int64 `db:"case_id"`
	Undone
}

// PartUndone adds to the parts of a read the deadlines of some cases that are not
// done, by case and in the order of their days.
func PartUndone(p *pgdb.Parts, cases []*casefile.Case, add func(caseID int64, u Undone)) {
	ids, _ := casefile.IDs(cases)
	pgdb.Part(p, "find the deadlines ahead", func(u undoneIn) { add(u.CaseID, u.Undone) }, `
		SELECT m.case_id, m.key, m.title, m.due,
			greatest(m.created_at, (SELECT max(v.at) FROM milestone_move v WHERE v.milestone_id = m.id)) AS since,
			array(SELECT o.key FROM milestone_done d JOIN organisation o ON o.id = d.municipality_id WHERE d.milestone_id = m.id) AS done_by
		FROM milestone m WHERE m.case_id = ANY($1) AND m.kind = 'deadline' AND m.due IS NOT NULL AND m.done_at IS NULL AND m.withdrawn_at IS NULL
		ORDER BY m.case_id, m.due, m.key`, ids)
}
