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

// The kinds of what waits for a statement of shared benefit.
const (
	WaitWriteBenefit   = "write_benefit"
	WaitConfirmBenefit = "confirm_benefit"
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
	Posts   []authority.Post
	Since   time.Time
	By      *workday.Date
	Overdue bool
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

// Tasks are the tasks about statements of shared benefit.
func Tasks() TaskKinds {
	return TaskKinds{
		Kinds: []string{WaitWriteBenefit, WaitConfirmBenefit},
		Find: func(b *pgx.Batch, a Asked, add func(int64)) {
			pgdb.Queue(b, "find benefits that wait", add, `
				SELECT x.case_id FROM case_party x JOIN casefile c ON c.id = x.case_id
				LEFT JOIN benefit b ON b.case_id = x.case_id AND b.municipality_id = x.organisation_id
				WHERE x.organisation = ANY($1) AND x.organisation_id <> c.region_id AND c.state = ANY($2)
					AND b.confirmed_at IS NULL AND (b.written_at IS NOT NULL OR c.kind = ANY($3))`,
				a.Organisations, []State{Preparing, Active, InTreatment}, []Kind{Strategy, StrategyRevision, Plan})
		},
		Waits: func(ctx context.Context, q pgdb.Querier, cases []*Case, a Asked) ([]Wait, error) {
			return Waits(ctx, q, cases, a.Organisations)
		},
	}
}

// Going reads the cases that are neither drafts nor over, and of which one of
// the organisations is the region or a municipality that takes part now.
func Going(ctx context.Context, q pgdb.Querier, organisations []string) ([]*Case, error) {
	cases, err := pgdb.Pointers[Case](ctx, q, "find the cases that go on", `SELECT `+columns+from+`
		WHERE c.state NOT IN ('draft', 'closed', 'withdrawn') AND (r.key = ANY($1) OR EXISTS (
			SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id
			WHERE p.case_id = c.id AND p.left_at IS NULL AND m.key = ANY($1)))
		ORDER BY c.id`, organisations)
	if err != nil {
		return nil, err
	}
	return cases, fill(ctx, q, cases)
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

// begun is how far a statement of shared benefit is.
type begun struct {
	CaseID       int64      `db:"case_id"`
	Municipality string     `db:"municipality"`
	WrittenAt    *time.Time `db:"written_at"`
	ConfirmedAt  *time.Time `db:"confirmed_at"`
}

// Waits are the statements of shared benefit that wait to be written or
// confirmed in some cases, by municipalities of the list. Only where the start
// gate asks for a statement does one wait to be written (rules 2.3a, 2.4).
func Waits(ctx context.Context, q pgdb.Querier, cases []*Case, organisations []string) ([]Wait, error) {
	ids, _ := IDs(cases)
	list, err := pgdb.All[begun](ctx, q, "find benefits that wait", `
		SELECT b.case_id, m.key AS municipality, b.written_at, b.confirmed_at FROM benefit b JOIN organisation m ON m.id = b.municipality_id
		WHERE b.case_id = ANY($1) AND m.key = ANY($2)`, ids, organisations)
	if err != nil {
		return nil, err
	}
	found := map[int64]map[string]Benefit{}
	for _, b := range list {
		if found[b.CaseID] == nil {
			found[b.CaseID] = map[string]Benefit{}
		}
		found[b.CaseID][b.Municipality] = Benefit{WrittenAt: b.WrittenAt, ConfirmedAt: b.ConfirmedAt}
	}
	var waits []Wait
	for _, c := range cases {
		if c.Prepared() != nil {
			continue
		}
		for _, p := range c.Among(organisations) {
			if w, ok := c.benefitWait(p, found[c.ID][p.Number]); ok {
				waits = append(waits, w)
			}
		}
	}
	return waits, nil
}

// benefitWait is what waits to be done with a participant's statement, if
// anything.
func (c *Case) benefitWait(p Participant, b Benefit) (Wait, bool) {
	at := PartyRef{c.Ref(), p.Number}
	w := Wait{Case: c, Key: p.Number, Organisation: p.Number, About: showBenefit.Href(at), Refusal: func(authn.Actor) error { return nil }}
	switch {
	case b.Confirmed(), !b.Written() && !c.Gated():
		return w, false
	case b.Written():
		w.Kind, w.Since, w.Permission = WaitConfirmBenefit, *b.WrittenAt, ConfirmBenefit.Permission()
		w.Title = msgConfirmBenefit.With(p.Name)
		w.Act = ConfirmBenefit.At(at).Action()
	default:
		w.Kind, w.Since, w.Permission = WaitWriteBenefit, p.JoinedAt, WriteBenefit.Permission()
		w.Title = msgWriteBenefit.With(p.Name)
		w.Act = WriteBenefit.At(at).Action()
	}
	return w, true
}
