package assignment

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrDecided tells of a nomination that the chief executive has answered.
var ErrDecided = fault.New(fault.Conflict, "assignment.decided_already", "The chief executive has decided on this",
	"A list names nobody anew whom the chief executive has declined, recalled or replaced on just these terms; nominate them by themselves where that is meant (rule 4.1).")

// NominationRow is what one row of a list of nominations says.
type NominationRow struct {
	NominationInput
	// Unread are the columns whose cells cannot be read: the row is judged by the
	// others, and names nobody.
	Unread []string
}

// dated says whether the row's period could be read.
func (row NominationRow) dated() bool {
	return !slices.Contains(row.Unread, "from") && !slices.Contains(row.Unread, "to")
}

// NominationPlan is what a list of nominations changes in a case, row by row; it
// writes nothing before Keep.
type NominationPlan struct {
	*partyAct
	outcomes []request.Outcome
	made     []staffing.Assignment
	rows     []int // where the row of each that is made stands

	employed map[string]*person.Employment
	people   map[namedFor]*period.Index[workday.Date, *staffing.Assignment] // when they are named
	terms    map[terms][]*staffing.Assignment                               // those before the list, by how they name whom
	next     int
}

// namedFor is a person and the requirement that they are named for.
type namedFor struct{ requirement, person string }

// PlanNominations compares a list of nominations with the mandate, the
// municipality's employees and whoever is named already. What stands just as a
// row says is unchanged, and so is what the chief executive has declined or
// ended, of which a warning tells; what the person is named for otherwise at the
// same time is refused, and nothing that stands is moved. The case stays locked
// until the transaction ends. The number of statements is the same however long
// the list is.
func (s *Service) PlanNominations(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref staffing.Ref, rows []NominationRow) (*NominationPlan, error) {
	ch, err := s.frame.BeginPart(ctx, tx, actor, casefile.PartyRef(ref))
	if err != nil {
		return nil, err
	}
	begun, err := s.partOf(ctx, ch)
	if err != nil {
		return nil, err
	}
	if err := mustTakeNominations(begun.Standing); err != nil {
		return nil, err
	}
	p := &NominationPlan{partyAct: begun, employed: map[string]*person.Employment{}, people: map[namedFor]*period.Index[workday.Date, *staffing.Assignment]{},
		terms: map[terms][]*staffing.Assignment{}, next: nextNumber(begun.Named)}
	if err := p.load(ctx, rows); err != nil {
		return nil, err
	}
	for i, row := range rows {
		p.outcomes = append(p.outcomes, p.judge(i, row))
	}
	return p, s.addWarnings(ctx, p)
}

// Outcomes are what comes of the rows, in their order.
func (p *NominationPlan) Outcomes() []request.Outcome { return p.outcomes }

// load reads the employees whom the rows name, and gathers whom the municipality
// has named already.
func (p *NominationPlan) load(ctx context.Context, rows []NominationRow) error {
	var keys []string
	for _, row := range rows {
		keys = append(keys, row.StaffKey, row.DeputyStaffKey)
	}
	employed, err := person.EmployedUnder(ctx, p.change.Tx, p.Party.ID, keys...)
	if err != nil {
		return err
	}
	for _, e := range employed {
		p.employed[e.StaffKey] = e
	}
	for i := range p.before {
		a := &p.before[i]
		p.terms[termsOf(a)] = append(p.terms[termsOf(a)], a)
		p.remember(a)
	}
	return nil
}

// remember notes on which days an assignment names its person.
func (p *NominationPlan) remember(a *staffing.Assignment) {
	key := namedFor{a.Requirement, a.Person}
	if p.people[key] == nil {
		p.people[key] = &period.Index[workday.Date, *staffing.Assignment]{}
	}
	p.people[key].Add(naming(a), a)
}

func (p *NominationPlan) judge(i int, row NominationRow) request.Outcome {
	o := request.Outcome{Key: row.StaffKey}
	function, unfit := row.Check(p.Asking(), workday.Today(p.change.Now))
	person, deputy, unknown := p.staff(row)
	for _, err := range append(unknown, unfit) {
		if f, ok := fault.As(err); ok {
			o.Refusals = append(o.Refusals, f)
		}
	}
	if person == nil || !row.dated() {
		return o
	}
	a := row.nominated(person, deputy, function, p.change.Actor, p.change.Now)
	a.Number = p.next
	other := p.findOverlapping(&a)
	if stands, decided := p.standsAlready(&a); stands || len(decided) > 0 && other == nil {
		return request.Outcome{Key: row.StaffKey, Result: request.Unchanged, Warnings: decided}
	}
	if other != nil {
		o.Refusals = append(o.Refusals, staffing.ErrNominatedAlready.On("/staff_key", msgNamedAlready.With(a.Requirement, other.From, other.Ends.AddDays(-1))))
	}
	if len(o.Refusals) > 0 || len(row.Unread) > 0 {
		return o
	}
	p.enlist(i, &a)
	o.Result, o.Detail = request.Created, msgNominates.With(function, a.Share, a.From, a.To.AddDays(-1))
	return o
}

// staff are the person and the deputy of a row, and all that is wrong with
// either. Where the row's period could not be read, nobody is compared with it.
func (p *NominationPlan) staff(row NominationRow) (person, deputy *person.Employment, wrong []error) {
	among := p.among(row.NominationInput)
	person, deputy, err := row.Staff(among)
	if err == nil {
		return person, deputy, nil
	}
	wrong = []error{err}
	alone := row.NominationInput
	alone.DeputyStaffKey = ""
	if person, _, err = alone.Staff(among); err != nil && row.DeputyStaffKey != "" {
		_, err = row.employee(among, row.DeputyStaffKey, "/deputy_staff_key")
		wrong = append(wrong, err)
	}
	return person, nil, slices.DeleteFunc(wrong, func(err error) bool { return !row.dated() && errors.Is(err, ErrNotEmployed) })
}

// standsAlready says whether an assignment stands already just as a row names
// it, and warns of those that the chief executive has declined or ended.
func (p *NominationPlan) standsAlready(a *staffing.Assignment) (stands bool, decided []*fault.Error) {
	for _, other := range p.terms[termsOf(a)] {
		switch {
		case !names(other):
		case isDecided(other):
			decided = append(decided, ErrDecided.With(msgDecided.With(other.State, workday.Today(*other.DecidedAt))))
		default:
			return true, nil
		}
	}
	return false, decided
}

// findOverlapping finds what names the person of a row on one of the same days:
// the rule of the constraint assignment_once. What was decided on just these
// terms is no hindrance: the row changes nothing then.
func (p *NominationPlan) findOverlapping(a *staffing.Assignment) *staffing.Assignment {
	named := p.people[namedFor{a.Requirement, a.Person}]
	if named == nil {
		return nil
	}
	for other := range named.Overlapping(naming(a)) {
		if !isDecided(other) || !names(other) || termsOf(other) != termsOf(a) {
			return other
		}
	}
	return nil
}

// among are the employees of whom a row speaks.
func (p *NominationPlan) among(in NominationInput) []*person.Employment {
	var list []*person.Employment
	for _, key := range []string{in.StaffKey, in.DeputyStaffKey} {
		if e, ok := p.employed[key]; ok {
			list = append(list, e)
		}
	}
	return list
}

func (p *NominationPlan) enlist(i int, a *staffing.Assignment) {
	a.Complete(p.Case.Ref())
	p.remember(a)
	p.made, p.rows = append(p.made, *a), append(p.rows, i)
	p.next++
}

// addWarnings gives each row the warnings that its nomination has (rules 4.2,
// 4.3).
func (s *Service) addWarnings(ctx context.Context, p *NominationPlan) error {
	v, err := viewOf(ctx, p.change.Tx, s.policy, p.change.Actor, p.change.Now, p.Standing, p.made...)
	if err != nil {
		return err
	}
	for i := range p.made {
		o := &p.outcomes[p.rows[i]]
		for _, w := range v.warnings(&p.made[i]) {
			o.Warnings = append(o.Warnings, (&fault.Error{Code: w.Code}).On("/share", w.Detail))
		}
	}
	return nil
}

// Keep writes the new nominations in one statement, and an event of its own for
// each in another, as if each had been made alone. When nobody is lacking then,
// the municipality is no longer reminded to name people (rules 4.1, 6.5).
func (p *NominationPlan) Keep(ctx context.Context, tx pgx.Tx) error {
	if len(p.made) == 0 {
		return nil
	}
	for _, a := range p.made {
		p.change.Record(a.Event(NominatePerson.ID, nominationChanges(&a)))
	}
	if err := staffing.InsertNominations(ctx, tx, p.Case, &p.Party, p.made); err != nil {
		return err
	}
	p.Named = slices.Concat(p.before, p.made)
	if err := p.conclude(ctx); err != nil {
		return err
	}
	return p.change.Trace(ctx)
}
