package organisation

import (
	"regexp"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

var municipalityNumber = regexp.MustCompile(`^[0-9]{4}$`)

// IsNumber says whether a key is that of a municipality, which is its number; the key
// of a region is a word.
func IsNumber(key string) bool { return municipalityNumber.MatchString(key) }

// The faults of numbers and names.
var (
	ErrNumberKnown = fault.New(fault.Conflict, "directory.number_known", "The number is another municipality's",
		"A municipality number is never given to another municipality: it finds the one that had it, for good (rule 1.1).")
	ErrNameKnown = fault.New(fault.Conflict, "directory.name_known", "There is an organisation of this name",
		"An organisation is registered once, and goes on when its number or name changes (rule 1.1).")
)

// DatedNumber is a municipality number, and from when it counts.
type DatedNumber struct {
	Number string        `json:"number" example:"3417"`
	From   *workday.Date `json:"from" format:"date" doc:"The first day on which it counts; null for the first that is known"`
}

// DatedName is a name, and from when it counts.
type DatedName struct {
	Name string        `json:"name" example:"Grue"`
	From *workday.Date `json:"from" format:"date" doc:"The first day on which it counts; null for the first that is known"`
}

// NumberInput is what an operator enters of a new municipality number: whose,
// which, from which day, and the name where that changes too.
type NumberInput struct {
	Municipality string
	Number       string
	Name         string
	From         workday.Date
	Namesake     bool
}

// NameInput is what an operator enters of a new name. Namesake says that there
// is another organisation of the name.
type NameInput struct {
	Organisation string
	Name         string
	From         workday.Date
	Namesake     bool
}

// NumberOn is the municipality's number on a day; "" for a region.
func (o Organisation) NumberOn(day workday.Date) string { return numberOn(o.Numbers, day) }

// numberOn is the last of the numbers, which are in order of their days, that
// counts on a day; the first of all where the day lies before it.
func numberOn(numbers []DatedNumber, day workday.Date) (number string) {
	for i, n := range numbers {
		if i == 0 || n.From == nil || !n.From.After(day) {
			number = n.Number
		}
	}
	return number
}

// NameOn is the organisation's name on a day.
func (o Organisation) NameOn(day workday.Date) string { return o.nameOn(day).Name }

// nameOn is the last of the names that counts on a day; the first of all where the
// day lies before it.
func (o Organisation) nameOn(day workday.Date) DatedName {
	name := DatedName{Name: o.Name}
	for i, n := range o.Names {
		if i == 0 || n.From == nil || !n.From.After(day) {
			name = n
		}
	}
	return name
}

// check refuses a number that is none, and one without a first day.
func (in *NumberInput) check() error {
	var c fault.Checks
	c.Require(municipalityNumber.MatchString(in.Number), "/number", msgNumberForm)
	c.Require(!in.From.IsZero(), "/from", msgNamedFrom)
	if in.Name != "" {
		canon.RequiredLine(&c, "/name", &in.Name)
	}
	return c.Err(ErrContent)
}

// check refuses an empty name, and one without a first day.
func (in *NameInput) check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	c.Require(!in.From.IsZero(), "/from", msgNamedFrom)
	return c.Err(ErrContent)
}

// mustBeMeant refuses to give a municipality that was found by a number that it
// has no longer, or not yet, another name: whoever registers it takes it for
// another (rule 1.1).
func (o Organisation) mustBeMeant(number, name string, today workday.Date) error {
	now := o.NumberOn(today)
	if o.Kind == KindMunicipality && number != now && name != o.Name {
		return ErrNumberKnown.With(msgNumberOfAnother.With(number, o.Name, now))
	}
	return nil
}
