package election

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// maxBodies is to how many bodies one list elects at most.
const maxBodies = 100

// ElectionsPath is where elections are recorded.
const ElectionsPath = organisation.Path + "/elections"

// ElectionRow is one row of a list of those whom a council elected.
type ElectionRow struct {
	ElectionHead
	ElectedInput
}

// ElectionHead is what the rows of one body have in common. Of is the organisation
// that elects where it is left out; From and To are zero where they are.
type ElectionHead struct {
	Of, Body, CaseNumber string
	DecidedOn, From, To  workday.Date
	Replaces             bool
}

// input is the election of which the row is one.
func (h ElectionHead) input(own string) ElectionInput {
	in := ElectionInput{Of: h.Of, Body: h.Body, DecidedOn: h.DecidedOn, CaseNumber: h.CaseNumber, Replaces: h.Replaces}
	if in.Of == "" {
		in.Of = own
	}
	moment := func(d workday.Date) *time.Time {
		if d.IsZero() {
			return nil
		}
		at := d.In(workday.Oslo())
		return &at
	}
	in.From, in.To = moment(h.From), moment(h.To)
	return in
}

// ElectionList is a whole election by a council, to all of its bodies, as a list has
// it: each row is judged, and nothing is written before Keep.
type ElectionList struct {
	s        *Service
	c        *organisation.Change
	plans    []*electionPlan
	outcomes []request.Outcome
}

// PlanElections judges a list of those whom a council elected, as recording the
// election to each body alone judges them (rule 1.5). The organisation's row stays
// locked until the transaction ends, and so do those of its regions.
func (s *Service) PlanElections(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref organisation.Ref, rows []ElectionRow) (*ElectionList, error) {
	c, err := s.organisations.Hold(ctx, tx, recordElection.Decl, actor, ref.Organisation)
	if err != nil {
		return nil, err
	}
	l := &ElectionList{s: s, c: c, outcomes: make([]request.Outcome, len(rows))}
	if rows, err = ofItself(ctx, c, rows); err != nil {
		return nil, err
	}
	groups := byBody(rows)
	if len(groups) > maxBodies {
		return nil, ErrElection.With(msgTooManyBodies.With(maxBodies))
	}
	for _, group := range groups {
		if err := l.plan(ctx, rows, group); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// ofItself are the rows, each without the organisation whose body it is where that
// is the one that elects, by whatever number it was named.
func ofItself(ctx context.Context, c *organisation.Change, rows []ElectionRow) ([]ElectionRow, error) {
	rows = slices.Clone(rows)
	own := map[string]bool{"": true, c.In.Key: true}
	for i := range rows {
		of := strings.ToLower(rows[i].Of)
		if _, known := own[of]; !known {
			if len(own) > maxBodies+1 {
				return nil, ErrElection.With(msgTooManyBodies.With(maxBodies))
			}
			o, err := organisation.Find(ctx, c.Tx, of)
			if _, refused := fault.As(err); err != nil && !refused {
				return nil, err
			}
			own[of] = err == nil && o.ID == c.In.ID
		}
		if rows[i].Of = of; own[of] {
			rows[i].Of = ""
		}
	}
	return rows, nil
}

// byBody are the places of the rows of each body, in the order in which whose they
// are is locked: the organisation's own first, and always the same.
func byBody(rows []ElectionRow) [][]int {
	var groups [][]int
	at := map[[2]string]int{}
	for i, row := range rows {
		key := [2]string{row.Of, row.Body}
		g, known := at[key]
		if !known {
			g, at[key] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return strings.Compare(rows[a[0]].Of, rows[b[0]].Of) })
	return groups
}

// plan judges the rows of one body. What is wrong with the election itself stands
// with the first of them.
func (l *ElectionList) plan(ctx context.Context, rows []ElectionRow, group []int) error {
	first := rows[group[0]].ElectionHead
	in := first.input(l.c.In.Key)
	for _, i := range group {
		row := rows[i]
		in.Seats = append(in.Seats, row.ElectedInput)
		l.outcomes[i] = request.Outcome{Key: row.Person, Result: request.Created}
		if row.ElectionHead != first {
			l.refuse(i, ErrElection.On("/body", msgOneElection))
		}
	}
	p, err := l.s.planElection(ctx, l.c, in)
	if f, refused := fault.As(err); refused {
		l.refuse(group[0], f)
		return nil
	}
	if err != nil {
		return err
	}
	l.plans = append(l.plans, p)
	for _, err := range p.refused {
		if f, ok := fault.As(err); ok {
			l.refuseRows(f, group)
		}
	}
	for n, i := range group {
		if p.recorded != nil {
			l.outcomes[i].Result = request.Unchanged
			continue
		}
		e := p.Seats[n]
		l.outcomes[i].Detail = msgElected.With(p.voters.name(e.Person), p.body.Name, body.RoleText(e.Role))
	}
	return nil
}

// refuse adds a refusal to a row.
func (l *ElectionList) refuse(i int, f *fault.Error) {
	l.outcomes[i].Refusals = append(l.outcomes[i].Refusals, f)
}

// refuseRows adds to the rows of a body what a fault of its election says of each of
// its seats, by the columns of the row.
func (l *ElectionList) refuseRows(f *fault.Error, group []int) {
	of := map[int]*fault.Error{}
	for _, field := range f.Fields {
		seat, column, _ := strings.Cut(strings.TrimPrefix(field.Pointer, "/seats/"), "/")
		n, err := strconv.Atoi(seat)
		if err != nil {
			continue
		}
		if of[n] == nil {
			one := *f
			one.Fields = nil
			of[n] = &one
			l.refuse(group[n], of[n])
		}
		of[n].Fields = append(of[n].Fields, fault.Field{Pointer: "/" + column, Detail: field.Detail})
	}
}

// Outcomes are what comes of the rows, in their order.
func (l *ElectionList) Outcomes() []request.Outcome { return l.outcomes }

// Keep stores the elections, with an event for each seat. Each person is told of
// each seat once, and those who answer for the organisations of each body once,
// however many were elected.
func (l *ElectionList) Keep(ctx context.Context, _ pgx.Tx) error {
	var all []organisation.Announcement
	for _, p := range l.plans {
		_, told, err := l.s.keepElection(ctx, p)
		if err != nil {
			return err
		}
		all = append(all, told...)
	}
	return l.s.organisations.Announce(ctx, l.c.Tx, all...)
}
