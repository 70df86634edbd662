package assignment

import (
	"time"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of contributions.
var (
	ErrNoContribution = fault.New(fault.NotFound, "contribution.not_recorded", "No contribution is recorded",
		"The municipality has recorded no contribution besides people.")
	ErrContributionText = fault.New(fault.Invalid, "contribution.description_invalid", "The description does not fit",
		"A contribution is described in words of at most 5,000 characters (rule 2.3d).")
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
	text, err := canon.Text(in.Description)
	if err != nil || text == "" {
		return in, ErrContributionText.At("/description", "is empty, or holds characters that cannot be stored")
	}
	in.Description = text
	return in, nil
}
