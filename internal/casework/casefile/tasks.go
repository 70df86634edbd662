package casefile

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

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
	Case *Case
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
	// Detail is what else goes with a task of the kind; nil for nothing.
	Detail any
}

// Asked says whose tasks are looked for.
type Asked struct {
	Actor authn.Actor
	// Organisations are those in which the actor holds something.
	Organisations []string
	Now           time.Time
}

// TaskKinds is what a feature brings to the list of tasks. A feature that brings
// another kind of task declares one of these; the list itself knows none.
type TaskKinds struct {
	// Kinds are their names, for those who look for one alone.
	Kinds []string
	// Find adds to a batch the statement that finds the cases in which something
	// of these kinds waits, or may wait, for the organisations: it starts from
	// them and reads no case in which nothing can.
	Find func(b *pgx.Batch, a Asked, add func(caseID int64))
	// Waits are what waits in those of the cases that the actor may read. The
	// number of statements is the same however many. Of the cases it has their
	// participants and not their papers.
	Waits func(ctx context.Context, q pgdb.Querier, cases []*Case, a Asked) ([]Wait, error)
}

// Going reads the cases that are neither drafts nor over, and of which one of
// the organisations is the region or a municipality that takes part now.
func Going(ctx context.Context, q pgdb.Querier, organisations []string) ([]*Case, error) {
	return pgdb.Pointers[Case](ctx, q, "find the cases that go on", whole+`
		WHERE c.state NOT IN ('draft', 'closed', 'withdrawn') AND (r.key = ANY($1) OR EXISTS (
			SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id
			WHERE p.case_id = c.id AND p.left_at IS NULL AND m.key = ANY($1)))
		ORDER BY c.id`, organisations)
}

// Among are the municipalities of a list that take part in the case now.
func (c *Case) Among(organisations []string) []Participant {
	return slices.DeleteFunc(c.Parties(), func(p Participant) bool { return !slices.Contains(organisations, p.Number) })
}

// IDs are the rows of cases, and the cases by their rows.
func IDs(cases []*Case) (ids []int64, by map[int64]*Case) {
	by = map[int64]*Case{}
	for _, c := range cases {
		ids, by[c.ID] = append(ids, c.ID), c
	}
	return ids, by
}
