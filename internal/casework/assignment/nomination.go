package assignment

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of nominations.
var (
	ErrNoMandate = fault.New(fault.Conflict, "assignment.no_mandate", "No mandate asks the municipality for people",
		"People are nominated while a version of the mandate is open, or in force with the municipality's own approval (rules 3.7, 4.1).")
	ErrUnknownRequirement = fault.New(fault.Invalid, "assignment.unknown_requirement", "No such requirement",
		"Name a requirement of the municipality's slice in the version in force or in the open one (rule 4.1).")
	ErrUnknownStaff = fault.New(fault.Invalid, "assignment.unknown_staff_key", "No such employee",
		"A municipality names its own employees, by their staff key there (rule 4.1).")
	ErrNotEmployed = fault.New(fault.Invalid, "assignment.not_employed", "Not employed the whole period",
		"Whoever is named, and the deputy, is employed in the municipality from the first day to the last (rule 4.1).")
	ErrPeriod = fault.New(fault.Invalid, "assignment.period_invalid", "The period is not valid",
		"A period begins before it ends, ends after today, and lies within the mandate (rule 4.1).")
	ErrDeputy = fault.New(fault.Invalid, "assignment.deputy_invalid", "Nobody is their own deputy",
		"Name another employee as deputy, or none (rule 4.1).")
	ErrReplaces = fault.New(fault.Invalid, "assignment.replaces_invalid", "Nobody to replace",
		"Name an assignment of the same requirement that is released and has not ended (rule 4.1).")
)

// NominationInput is whom a municipality puts forward for a requirement.
type NominationInput struct {
	Requirement    string       `json:"requirement" minLength:"1" maxLength:"100" example:"area-planner" doc:"The requirement's key in the mandate"`
	StaffKey       string       `json:"staff_key" minLength:"1" maxLength:"100" example:"planner1" doc:"The employee, by the key in the municipality"`
	Share          int          `json:"share" minimum:"5" maximum:"100" multipleOf:"5" example:"20" doc:"Percent of full time, in steps of 5"`
	From           workday.Date `json:"from" format:"date" example:"2024-04-01" doc:"The first day"`
	To             workday.Date `json:"to" format:"date" example:"2025-04-01" doc:"The day after the last day"`
	DeputyStaffKey string       `json:"deputy_staff_key,omitempty" maxLength:"100" example:"planner2" doc:"An employee who stands in"`
	Replaces       *int         `json:"replaces,omitempty" minimum:"1" maximum:"1000000" example:"1" doc:"The number of a released assignment of the same requirement: it ends on this one's first day when this one is released, or on the day of the release, on which this one then begins"`
}

// ReplaceInput is whom a chief executive releases in the place of another
// person, and how.
type ReplaceInput struct {
	StaffKey       string          `json:"staff_key" minLength:"1" maxLength:"100" example:"planner2" doc:"The employee, by the key in the municipality"`
	Share          int             `json:"share" minimum:"5" maximum:"100" multipleOf:"5" example:"20" doc:"Percent of full time, in steps of 5"`
	From           workday.Date    `json:"from" format:"date" example:"2024-09-01" doc:"The first day, today or later; the other person is released until then"`
	To             *workday.Date   `json:"to,omitempty" format:"date" example:"2025-04-01" doc:"The day after the last day; left out, the agreed one of the assignment replaced, or the day on which another comes in its place, and never after the end of the mandate"`
	DeputyStaffKey string          `json:"deputy_staff_key,omitempty" maxLength:"100" example:"planner3" doc:"An employee who stands in"`
	ReasonCode     staffing.Reason `json:"reason_code,omitempty" enum:"left_post,reassigned,absent,other" example:"reassigned" doc:"Why the other person is replaced"`
	OverrideReason string          `json:"override_reason,omitempty" minLength:"1" maxLength:"2000" example:"The building cases go to a colleague in May" doc:"Why the employee is released over what they can give; needs assignment:release_over_capacity too. About the workload, never about health (rules 4.2, 4.6)"`
}

// override is why the replacement is released over capacity, "" where it is to
// fit.
func (in ReplaceInput) override() (string, error) {
	if in.OverrideReason == "" {
		return "", nil
	}
	return cleanReason(in.OverrideReason, "/override_reason")
}

// Check refuses to replace what cannot be, and a first day that has passed, on
// which the person replaced is gone already, or after the mandate.
func (in ReplaceInput) Check(old *staffing.Assignment, inForce *staffing.Asked, today workday.Date) error {
	if err := old.MustBeReplaceable(inForce, today); err != nil {
		return err
	}
	switch {
	case in.From.Before(today):
		return ErrPeriod.On("/from", msgReplacedInPast.With(today))
	case !in.From.Before(old.Ends) && old.State != staffing.Released:
		return staffing.ErrWrongState.With(msgReplacedLater.With(old.State, old.Ends.AddDays(-1)))
	case !in.From.Before(old.Ends):
		return ErrPeriod.On("/from", msgAfterRelease.With(old.Ends.AddDays(-1)))
	case !in.From.Before(inForce.End):
		return ErrPeriod.On("/from", msgAfterMandate.With(inForce.End.AddDays(-1)))
	}
	return nil
}

// nomination is the nomination that a replacement makes.
func (in ReplaceInput) nomination(old *staffing.Assignment, inForce *staffing.Asked) NominationInput {
	n := NominationInput{
		Requirement: old.Requirement, StaffKey: in.StaffKey, Share: in.Share, From: in.From, To: old.To, DeputyStaffKey: in.DeputyStaffKey, Replaces: &old.Number,
	}
	if old.State == staffing.Replaced {
		n.To = old.AgreedEnd()
	}
	n.To = workday.Earlier(n.To, inForce.End)
	if in.To != nil {
		n.To = *in.To
	}
	return n
}

// Check finds the function that a nomination is for, among the versions that ask
// (Standing.Asking). It refuses a municipality of which nothing is asked, a
// requirement that is not, and a period that does not lie in the mandate's (rule
// 4.1).
func (in NominationInput) Check(versions []*staffing.Asked, today workday.Date) (function string, err error) {
	if len(versions) == 0 {
		return "", ErrNoMandate
	}
	versions = slices.DeleteFunc(slices.Clone(versions), func(a *staffing.Asked) bool { return a.Requirement(in.Requirement) == nil })
	if len(versions) == 0 {
		return "", ErrUnknownRequirement.On("/requirement", msgNoRequirement.With(in.Requirement))
	}
	var c fault.Checks
	c.Require(in.From.Before(in.To), "/to", organisation.MsgNotLater.With(in.From))
	c.Require(in.To.After(today), "/to", msgPeriodOver.With(today))
	if !slices.ContainsFunc(versions, func(a *staffing.Asked) bool { return !in.From.Before(a.Start) && !in.To.After(a.End) }) {
		start, end := versions[0].Start, versions[0].End
		outside := msgOutsideMandate.With(start, end.AddDays(-1))
		c.Require(!in.From.Before(start) && in.From.Before(end), "/from", outside)
		c.Require(!in.To.After(end), "/to", outside)
	}
	return versions[0].Requirement(in.Requirement).Function, c.Err(ErrPeriod)
}

// Staff picks the person named, and the deputy or nil, among the
// municipality's employees. It refuses a key that is not among them, whoever
// is not employed the whole period, and a person as their own deputy.
func (in NominationInput) Staff(employed []*person.Employment) (person, deputy *person.Employment, err error) {
	if person, err = in.employee(employed, in.StaffKey, "/staff_key"); err != nil || in.DeputyStaffKey == "" {
		return person, nil, err
	}
	if deputy, err = in.employee(employed, in.DeputyStaffKey, "/deputy_staff_key"); err != nil {
		return nil, nil, err
	}
	if deputy.Person == person.Person {
		return nil, nil, ErrDeputy.On("/deputy_staff_key", msgOwnDeputy)
	}
	return person, deputy, nil
}

func (in NominationInput) employee(employed []*person.Employment, key, pointer string) (*person.Employment, error) {
	i := slices.IndexFunc(employed, func(e *person.Employment) bool { return e.StaffKey == key })
	if i < 0 {
		return nil, ErrUnknownStaff.On(pointer, msgNoEmployee.With(key))
	}
	e := employed[i]
	if in.From.Before(e.From) || (e.To != nil && in.To.After(*e.To)) {
		return nil, ErrNotEmployed.On(pointer, msgNotEmployed.With(in.From, in.To.AddDays(-1)))
	}
	return e, nil
}

// mustReplaceSomebody refuses to replace what is not released to the same
// requirement, or has ended.
func (in NominationInput) mustReplaceSomebody(list []staffing.Assignment, today workday.Date) error {
	if in.Replaces == nil {
		return nil
	}
	i := slices.IndexFunc(list, func(a staffing.Assignment) bool { return a.Number == *in.Replaces })
	if i < 0 || list[i].Requirement != in.Requirement || list[i].MustBeReleased(today) != nil {
		return ErrReplaces.On("/replaces", msgNobodyThere.With(in.Requirement))
	}
	return nil
}

// nominated is the assignment that a nomination makes, without its number.
func (in NominationInput) nominated(person, deputy *person.Employment, function string, by authn.Actor, now time.Time) staffing.Assignment {
	a := staffing.Assignment{
		Municipality: person.Municipality, Requirement: in.Requirement, Person: person.Person, Name: person.Name, Employment: person.ID, StaffKey: person.StaffKey, Employed: person.To, Function: function, Share: in.Share, From: in.From, To: in.To,
		Replaces: in.Replaces, State: staffing.Nominated, NominatedBy: by.Person, NominatedAt: now,
	}
	if deputy != nil {
		a.Deputy, a.DeputyName = &deputy.Person, &deputy.Name
	}
	return a
}

// terms are how an assignment names a person, whatever became of it.
type terms struct {
	namedFor
	employment int64
	deputy     string
	share      int
	from, to   workday.Date
}

func termsOf(a *staffing.Assignment) terms {
	t := terms{namedFor{a.Requirement, a.Person}, a.Employment, "", a.Share, a.From, a.To}
	if a.Deputy != nil {
		t.deputy = *a.Deputy
	}
	return t
}

// names is true of an assignment that named somebody, whatever the chief executive
// said to it; where it was taken back, or a case or a part in it ended, it names nobody.
func names(a *staffing.Assignment) bool {
	return a.State != staffing.Retracted && a.EndedWhy.IsZero()
}

// isDecided is true of what the chief executive has said no to, or ended.
func isDecided(a *staffing.Assignment) bool {
	return a.State == staffing.Declined || a.State == staffing.Recalled || a.State == staffing.Replaced
}

// naming are the days on which an assignment names its person: the rule of the
// constraint assignment_once.
func naming(a *staffing.Assignment) period.Period[workday.Date] {
	if a.State == staffing.Declined || a.State == staffing.Retracted {
		return period.Between(a.From, a.From)
	}
	return period.Between(a.From, a.AgreedEnd())
}

// nextNumber is the number of a municipality's next assignment in the case.
func nextNumber(named []staffing.Assignment) int {
	next := 1
	for _, a := range named {
		next = max(next, a.Number+1)
	}
	return next
}

// mustTakeNominations refuses nominations where acts are refused, and where no
// version asks the municipality for people (rule 4.1).
func mustTakeNominations(s *staffing.Standing) error {
	if err := s.MustTakeActs(); err != nil {
		return err
	}
	if len(s.Asking()) == 0 {
		return ErrNoMandate
	}
	return nil
}
