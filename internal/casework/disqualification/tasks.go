package disqualification

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// WaitDecide is the kind of a question of disqualification that waits.
const WaitDecide = "decide_disqualification"

// Tasks are the tasks about questions of disqualification: in cases that go on, and
// of the region in those that it drafts.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitDecide},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT '` + WaitDecide + `' AS kind, x.case_id, x.path, NULL::date AS due FROM live x
				WHERE EXISTS (SELECT FROM disqualification d
					WHERE d.case_id = x.case_id AND d.organisation_id = x.organisation_id AND d.state = 'raised' AND d.person_id <> @person OFFSET 0)`, `
				SELECT '` + WaitDecide + `', x.case_id, x.path, NULL::date
				FROM disqualification d JOIN case_draft x ON x.case_id = d.case_id AND x.organisation_id = d.organisation_id
				WHERE d.state = 'raised' AND x.organisation = ANY(@organisations) AND d.person_id <> @person`}
		},
		Waits: waits,
	}
}

// waitingRow is a question that was raised and is not decided.
type waitingRow struct {
	CaseID       int64     `db:"case_id"`
	Number       int       `db:"number"`
	Organisation string    `db:"organisation"`
	Person       string    `db:"person"`
	Name         string    `db:"name"`
	RaisedAt     time.Time `db:"raised_at"`
	// Subordinate says whether a superior may decide about the person.
	Subordinate bool `db:"subordinate"`
}

// waits are the questions raised in some cases in organisations of the list,
// but for those about the actor. Each waits
// for whoever records what bodies decide, and about employees and officers for
// their superior too (FVL § 8).
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(cases)
	pgdb.Part(p, "find questions that wait", func(w waitingRow) {
		if c := by[w.CaseID]; mustTakeActs(c, w.Organisation) == nil {
			add(w.wait(c))
		}
	}, `
		SELECT d.case_id, d.number, o.key AS organisation, d.person_id::text AS person, p.name, d.raised_at,
			NOT EXISTS (SELECT FROM held_office(@now) f WHERE f.organisation_id = o.id AND f.person_id = p.id AND f.kind = '`+office.ChiefExecutive+`')
			AND NOT EXISTS (SELECT FROM held_seat(@now) s JOIN body b ON b.id = s.body_id
				WHERE s.person_id = p.id AND b.organisation_id = o.id AND b.kind NOT IN ('`+body.WorkingGroup+`', '`+body.ChiefExecutivesCommittee+`'))
			AND (EXISTS (SELECT FROM held_office(@now) f WHERE f.organisation_id = o.id AND f.person_id = p.id AND f.kind <> '`+office.Reader+`')
				OR EXISTS (SELECT FROM employed_on(@today) e WHERE e.municipality_id = o.id AND e.person_id = p.id)
				OR EXISTS (SELECT FROM substitute s WHERE s.organisation_id = o.id AND s.person_id = p.id
					AND s.from_at <= @now AND (s.to_at IS NULL OR s.to_at > @now))) AS subordinate
		FROM disqualification d JOIN organisation o ON o.id = d.organisation_id JOIN person p ON p.id = d.person_id
		WHERE d.case_id = ANY(@cases) AND d.state = 'raised' AND o.key = ANY(@organisations) AND d.person_id <> @actor
		ORDER BY d.case_id, d.number`,
		pgx.StrictNamedArgs{"cases": ids, "organisations": a.Organisations, "actor": a.Actor.Person, "now": a.Now, "today": workday.Today(a.Now)})
}

func (w waitingRow) wait(c *casefile.Case) waiting.Wait {
	d := &Disqualification{Number: w.Number, Organisation: w.Organisation, Person: w.Person, State: Raised}
	ref := d.ref(c.Ref())
	posts := []authority.Post{recorder(c, w.Organisation)}
	if w.Subordinate {
		posts = append(posts, superior(c, w.Organisation))
	}
	return waiting.Wait{
		Case: c, Kind: WaitDecide, Key: fmt.Sprintf("%s/%d", w.Organisation, w.Number), Organisation: w.Organisation, Permission: decide.Permission,
		Title: msgDecide.With(w.Name), Posts: posts, Since: w.RaisedAt, About: showDisqualification.Href(ref),
		Act: decideDisqualification.At(ref).Action(), Refusal: d.MustBeDecidable,
	}
}
