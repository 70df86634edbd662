package organisation

import (
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of registering organisations and of memberships.
var (
	ErrOrganisationKnown = fault.New(fault.Conflict, "directory.organisation_known", "The organisation is registered already",
		"An organisation with this key was registered at the same time. Try again.")
	ErrMembershipOverlap = fault.New(fault.Conflict, "directory.membership_overlap", "The membership overlaps another",
		"A municipality is a member of a region once at a time (rule 1.1). End the membership that is there, or begin after its end.")
	ErrMembershipBegun = fault.New(fault.Conflict, "directory.membership_begun", "The membership has begun",
		"A membership that has begun keeps its first day; you can set its end, today or later (rule 1.1).")
)

// Membership is a period in which a municipality belongs to a region; it may
// belong to several at once.
type Membership struct {
	request.Resource
	RegionID       int64         `json:"-" db:"region_id"`
	MunicipalityID int64         `json:"-" db:"municipality_id"`
	Region         string        `json:"region" db:"region" example:"kongsvingerregionen"`
	Municipality   string        `json:"municipality" db:"municipality" example:"3417"`
	Name           string        `json:"name" db:"name" doc:"The municipality's name" example:"Grue"`
	From           workday.Date  `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To             *workday.Date `json:"to" db:"to_date" format:"date" doc:"The day after the last day; null while it lasts"`
}

// MembershipBeginInput begins a membership.
type MembershipBeginInput struct {
	Municipality string `json:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality's number"`
	MembershipInput
}

// MembershipInput is the period of a membership.
type MembershipInput struct {
	From workday.Date  `json:"from" format:"date" example:"2020-01-01" doc:"The first day"`
	To   *workday.Date `json:"to,omitempty" format:"date" doc:"The day after the last day; left out while no end is known"`
}

// Path is the address of the membership.
func (m Membership) Path() string {
	return request.Path("regions/%s/members/%s", m.Region, m.Municipality)
}

// mustNotHaveEnded refuses a membership that is over (rule 1.1).
func (m Membership) mustNotHaveEnded(today workday.Date) error {
	if period.Ended(m.To, today) {
		return ErrEnded
	}
	return nil
}

// Edit refuses a period that would rewrite what has been: a membership that is
// over, the first day of one that has begun, or an end before today (rule 1.1).
func (m Membership) Edit(in MembershipInput, today workday.Date) error {
	if err := m.mustNotHaveEnded(today); err != nil {
		return err
	}
	if err := in.Check(); err != nil {
		return err
	}
	if !m.From.After(today) && in.From != m.From {
		return ErrMembershipBegun.On("/from", msgMembershipBegan.With(m.From))
	}
	if in.To != nil && in.To.Before(today) {
		return ErrBackdated.On("/to", msgBeforeToday)
	}
	return nil
}

// Check refuses a membership that ends before it begins.
func (in MembershipInput) Check() error {
	if period.Of(in.From, in.To).Empty() {
		return ErrPeriod.On("/to", MsgNotAfterFrom)
	}
	return nil
}
