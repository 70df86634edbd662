// Package contribution holds what the municipalities of a case contribute besides
// people, and the balance of all that they contribute against the key that their
// region has agreed on: person-days and money, planned and so far, and how far
// each is from its part (rules 2.3d, 4.5). It owns the contributions and the keys.
//
// A worked example of the balance: three municipalities share by population,
// 4,600, 7,200 and 17,900, in all 29,700. Grue is asked for one planner at 20
// percent from 2 to 16 April 2024: 10 working days, so 2.00 person-days; Åsnes
// for the same at 40 percent, so 4.00; Kongsvinger for nobody. By the key Grue's
// part is 4600/29700 = 15.49 percent, of the days its own is 2/6 = 33.33 percent:
// it gives 17.85 percentage points more than its part, exactly 53/297.
package contribution

import (
	"time"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of contributions.
var (
	ErrNoContribution = fault.New(fault.NotFound, "contribution.not_recorded", "No contribution is recorded",
		"The municipality has recorded no contribution besides people (rule 2.3d).")
	ErrContributionText = fault.New(fault.Invalid, "contribution.description_invalid", "The description or the money is not valid",
		"A contribution is described in 1 to 5,000 characters, and its money is in a currency in use (rules 2.3d, 3.1).")
)

// Contribution is what a municipality contributes besides people. With one
// recorded, it contributes also where nobody is released (rule 2.3d).
type Contribution struct {
	request.Resource
	Municipality string         `json:"municipality" db:"municipality" example:"3417"`
	Description  string         `json:"description" db:"description" example:"Meeting rooms and map data"`
	Money        *mandate.Money `json:"money,omitempty" db:"-"`
	RecordedBy   string         `json:"recorded_by" db:"recorded_by" format:"uuid"`
	RecordedAt   time.Time      `json:"recorded_at" db:"recorded_at"`

	Amount   *int64  `json:"-" db:"amount"`
	Currency *string `json:"-" db:"currency"`
}

// ContributionInput is a contribution as the municipality records it.
type ContributionInput struct {
	Description string         `json:"description" minLength:"1" maxLength:"5000" example:"Meeting rooms and map data"`
	Money       *mandate.Money `json:"money,omitempty"`
}

// Clean brings the description into the form that is kept, and refuses one
// without words.
func (in ContributionInput) Clean() (ContributionInput, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/description", &in.Description)
	if in.Money != nil {
		in.Money.RequireCurrency(&c, "/money")
	}
	return in, c.Err(ErrContributionText)
}

// turn turns the contribution back to what was recorded at a moment of the past,
// and says whether anything was (rule 1.1).
func (b *Contribution) turn(p *reading.Past) bool {
	if !p.Hides(b.RecordedAt) {
		return true
	}
	d, ok := p.Last(b.Self, RecordContribution.ID)
	if !ok || d.Person == nil {
		return false
	}
	b.RecordedAt, b.RecordedBy = d.At, *d.Person
	b.Description, b.Money = reading.Was(p, b.Self, "description", b.Description), reading.Was(p, b.Self, "money", b.Money)
	return true
}

// difference lists what the recording changes.
func (b *Contribution) difference(in ContributionInput) audit.Changes {
	if b == nil {
		return audit.Difference(audit.Set("description", in.Description), audit.Set("money", in.Money))
	}
	return audit.Difference(audit.Changed("description", b.Description, in.Description), audit.Optional("money", b.Money, in.Money))
}
