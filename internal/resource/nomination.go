package resource

import (
	"slices"

	"forankring.no/forankring/internal/fault"
	"forankring.no/forankring/internal/mandate"
	"forankring.no/forankring/internal/workday"
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
	ErrPeriod = fault.New(fault.Invalid, "assignment.period_invalid", "The period does not fit",
		"A period begins before it ends, ends after today, and lies between the start and the end of the mandate (rule 4.1).")
	ErrDeputy = fault.New(fault.Invalid, "assignment.deputy_invalid", "Nobody is their own deputy",
		"Name another employee as deputy, or none (rule 4.1).")
	ErrNominatedAlready = fault.New(fault.Conflict, "assignment.nominated_already", "The person is named already",
		"The person is nominated or released for the same requirement in a period that overlaps; a person counts once (rule 4.3).")
)

// Asked is what one version of the mandate asks of one municipality.
type Asked struct {
	Version      int
	Approved     bool
	Start, End   workday.Date
	Requirements []mandate.Requirement
}

// requirement finds what is asked by its key; nil where it is not.
func (a *Asked) requirement(key string) *mandate.Requirement {
	if a == nil {
		return nil
	}
	i := slices.IndexFunc(a.Requirements, func(r mandate.Requirement) bool { return r.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Requirements[i]
}

// NominationInput is whom a municipality puts forward for a requirement.
type NominationInput struct {
	Requirement    string       `json:"requirement" minLength:"1" maxLength:"100" example:"area-planner" doc:"The requirement's key in the mandate"`
	StaffKey       string       `json:"staff_key" minLength:"1" maxLength:"100" example:"planner1" doc:"The employee, by the key in the municipality"`
	Share          int          `json:"share" minimum:"5" maximum:"100" multipleOf:"5" example:"20" doc:"Percent of full time, in steps of 5"`
	From           workday.Date `json:"from" format:"date" example:"2024-04-01" doc:"The first day"`
	To             workday.Date `json:"to" format:"date" example:"2025-04-01" doc:"The day after the last day"`
	DeputyStaffKey string       `json:"deputy_staff_key,omitempty" maxLength:"100" example:"planner2" doc:"An employee who stands in"`
}

// asking are the versions to which people may be nominated: the one in force,
// where the municipality has approved it, and the open one (rules 3.7, 4.1).
func asking(inForce, open *Asked) []*Asked {
	var versions []*Asked
	if inForce != nil && inForce.Approved {
		versions = append(versions, inForce)
	}
	if open != nil {
		versions = append(versions, open)
	}
	return versions
}

// Check finds the function that a nomination is for. It refuses a municipality
// of which nothing is asked, a requirement that is not, and a period that does
// not lie in the mandate's (rule 4.1).
func (in NominationInput) Check(inForce, open *Asked, today workday.Date) (function string, err error) {
	versions := asking(inForce, open)
	if len(versions) == 0 {
		return "", ErrNoMandate
	}
	versions = slices.DeleteFunc(versions, func(a *Asked) bool { return a.requirement(in.Requirement) == nil })
	if len(versions) == 0 {
		return "", ErrUnknownRequirement.At("/requirement", "the mandate asks the municipality for no %q", in.Requirement)
	}
	var c fault.Checks
	c.That(in.From.Before(in.To), "/to", "is not after the first day, %s", in.From)
	c.That(in.To.After(today), "/to", "the period is over: today is %s", today)
	c.That(slices.ContainsFunc(versions, func(a *Asked) bool { return !in.From.Before(a.Start) && !in.To.After(a.End) }),
		"/from", "the mandate lasts from %s to %s", versions[0].Start, versions[0].End)
	return versions[0].requirement(in.Requirement).Function, c.Err(ErrPeriod)
}

// Employment is a person's post in the municipality, as far as it matters
// here.
type Employment struct {
	ID       int64         `db:"id"`
	StaffKey string        `db:"staff_key"`
	Person   string        `db:"person"`
	From     workday.Date  `db:"from_date"`
	To       *workday.Date `db:"to_date"`
}

// Staff picks the person named, and the deputy or nil, among the
// municipality's employees. It refuses a key that is not among them, whoever
// is not employed the whole period, and a person as their own deputy.
func (in NominationInput) Staff(employed []Employment) (person, deputy *Employment, err error) {
	if person, err = in.employee(employed, in.StaffKey, "/staff_key"); err != nil || in.DeputyStaffKey == "" {
		return person, nil, err
	}
	if deputy, err = in.employee(employed, in.DeputyStaffKey, "/deputy_staff_key"); err != nil {
		return nil, nil, err
	}
	if deputy.Person == person.Person {
		return nil, nil, ErrDeputy.At("/deputy_staff_key", "is the person named")
	}
	return person, deputy, nil
}

func (in NominationInput) employee(employed []Employment, key, pointer string) (*Employment, error) {
	i := slices.IndexFunc(employed, func(e Employment) bool { return e.StaffKey == key })
	if i < 0 {
		return nil, ErrUnknownStaff.At(pointer, "the municipality has no employee %q", key)
	}
	e := &employed[i]
	if in.From.Before(e.From) || (e.To != nil && in.To.After(*e.To)) {
		return nil, ErrNotEmployed.At(pointer, "is not employed on every day from %s to %s", in.From, in.To)
	}
	return e, nil
}
