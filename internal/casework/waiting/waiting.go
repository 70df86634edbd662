// Package waiting says what can wait in a case for somebody to act: what each feature
// brings to the list of tasks, in a form that the list can read without knowing any.
package waiting

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Wait is something in a case that waits for somebody to act. It is found in
// the current state at every read, and stored nowhere: done is done.
type Wait struct {
	Case *casefile.Case
	Kind string
	// Key names it among those of its kind in the case.
	Key string
	// Title is what is to be done, in words.
	Title message.Text
	// Organisation is the one in whose name the act is done; Permission is what
	// the act needs there.
	Organisation string
	Permission   authz.Permission
	// Posts are those of whom the act is asked; without any it is asked of
	// whoever may do it.
	Posts []authority.Post
	// Answered says that whoever is asked does the act by that, without an office
	// that carries it (rule 5.4).
	Answered bool
	Since    time.Time
	By       *workday.Date
	Overdue  bool
	// Act is what is to be done, About the address of what to read first.
	Act   request.Action
	About string
	// Refusal is why the rule refuses the act to this person, nil where it does
	// not.
	Refusal func(by authn.Actor) error
	// Except is the person whose task it never is though their office could do it,
	// such as whoever is to be released; "" for nobody.
	Except string
	// Detail makes what else goes with a task of the kind, when it is shown; nil for
	// nothing.
	Detail func() any
}

// Asked says whose tasks are looked for.
type Asked struct {
	Actor  authn.Actor
	Policy *authz.Policy
	// Organisations are those in which the actor holds something.
	Organisations []string
	Now           time.Time
}

// Kinds is what a feature brings to the list of tasks. A feature that brings
// another kind of task declares one of these; the list itself knows none.
type Kinds struct {
	// Names are theirs, for those who look for one alone.
	Names []string
	// Find are SELECTs of where something of these kinds waits, or may wait: its kind,
	// case_id, path, and due, the day by which the first of it is to be done, null for
	// none and Unknown where that is known only when it is read. Each starts from live,
	// the cases that go on, each with an organisation of the actor that has a part in it
	// (rows of case_party), and can use @today, @person and @offices.
	Find func(a Asked) []string
	// Waits adds to the parts of a read what waits in those of the cases. Of the cases it
	// has what work in them rests on (casefile.SeveralInWork). What can be asked only when
	// that is read goes into its Next.
	Waits func(p *pgdb.Parts, cases []*casefile.Case, a Asked, add func(Wait))
}

// Finding is the statement that finds where something may wait, with its arguments: it
// looks by the SELECTs of Kinds.Find through the live cases of the actor's organisations.
func (a Asked) Finding(selects []string) (string, pgx.StrictNamedArgs) {
	return `
		WITH arguments AS (SELECT @organisations::text[], @offices::text[], @person::uuid, @today::date), -- all are named, whichever kinds use them
		live AS MATERIALIZED (SELECT * FROM case_party WHERE organisation = ANY(@organisations))` + strings.Join(selects, ` UNION ALL `),
		pgx.StrictNamedArgs{"organisations": a.Organisations, "offices": a.Offices(), "person": a.Actor.Person, "today": workday.Today(a.Now)}
}

// UnknownDay is the due day of what must be read to know it; Unknown is it in SQL.
const (
	UnknownDay = "1900-01-01"
	Unknown    = `'` + UnknownDay + `'::date`
)

// May says whether one of the actor's offices carries an act, in whatever case and
// organisation: where none does, nothing waits for them to do it.
func (a Asked) May(perm authz.Permission) bool {
	return slices.ContainsFunc(a.Actor.Roles, func(r authn.Role) bool { return slices.Contains(a.Policy.Offices(perm), r.Office) })
}

// Offices are those that the actor holds or stands in for, wherever it is.
func (a Asked) Offices() []string {
	offices := []string{}
	for _, r := range a.Actor.Roles {
		if !slices.Contains(offices, r.Office) {
			offices = append(offices, r.Office)
		}
	}
	return offices
}
