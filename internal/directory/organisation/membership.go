package organisation

import (
	"forankring.no/forankring/internal/platform/canon"
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
	ErrMembershipProposed = fault.New(fault.Conflict, "directory.membership_proposed", "The region has proposed the membership",
		"What a region has proposed is answered by the municipality's clerk, with its council's decision: an operator enters the first members, and answers for nobody (rule 1.1).")
	ErrMembershipConfirmed = fault.New(fault.Conflict, "directory.membership_confirmed", "The membership is confirmed already",
		"The municipality has confirmed the membership: it can be ended, and is not declined any more (rule 1.1).")
	ErrMembershipConsent = fault.New(fault.Conflict, "directory.membership_consent", "The municipality has not agreed to this",
		"A membership is an act of both: the region alone can shorten it, and neither lengthens it nor lets it begin earlier than the municipality confirmed. Propose a new one from its end (rule 1.1).")
	ErrMembershipDecision = fault.New(fault.Invalid, "directory.membership_decision", "The council's decision is not valid",
		"The clerk records the decision of the municipal council to join the region, made today or earlier, with its case number (rule 1.1).")
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
	Number         string        `json:"number" db:"-" doc:"The municipality's number today" example:"3417"`
	Numbers        []DatedNumber `json:"-" db:"numbers"`
	From           workday.Date  `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To             *workday.Date `json:"to" db:"to_date" format:"date" doc:"The day after the last day; null while it lasts"`
	State          string        `json:"state" db:"state" enum:"proposed,confirmed" doc:"A proposed membership counts for nothing until the municipality confirms it (rule 1.1)"`
	DecidedOn      *workday.Date `json:"decided_on,omitempty" db:"decided_on" format:"date" doc:"The day of the decision by which the municipal council joined the region"`
	CaseNumber     string        `json:"case_number,omitempty" db:"case_number" example:"012/24" doc:"The case number of that decision"`
}

// The states of a membership (rule 1.1).
const (
	Proposed  = "proposed"
	Confirmed = "confirmed"
)

// MembershipConfirmInput is the municipal council's decision to join a region.
type MembershipConfirmInput struct {
	DecidedOn  workday.Date `json:"decided_on" format:"date" example:"2024-02-08" doc:"The day of the council's decision, today or earlier"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The council's case number"`
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
	if period.Ended(m.To, today) || period.Of(m.From, m.To).Empty() {
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
	if m.State == Proposed {
		return in.mustNotBeBackdated(today)
	}
	if in.From.Before(m.From) || m.To != nil && (in.To == nil || in.To.After(*m.To)) {
		return ErrMembershipConsent
	}
	return nil
}

// Confirm lets the membership count from the day proposed on, or from today
// where that has passed, by a decision of the municipal council (rule 1.1).
func (m *Membership) Confirm(in MembershipConfirmInput, today workday.Date) error {
	if m.State != Proposed {
		return ErrMembershipConfirmed
	}
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	c.Require(!in.DecidedOn.After(today), "/decided_on", msgDecidedAfter.With(today))
	if err := c.Err(ErrMembershipDecision); err != nil {
		return err
	}
	m.From = workday.Later(m.From, today)
	m.State, m.DecidedOn, m.CaseNumber = Confirmed, &in.DecidedOn, in.CaseNumber
	return MembershipInput{From: m.From, To: m.To}.Check()
}

// mustBeProposed refuses to decline what is confirmed (rule 1.1).
func (m *Membership) mustBeProposed() error {
	if m.State != Proposed {
		return ErrMembershipConfirmed
	}
	return nil
}

// mustNotBeBackdated refuses to propose a membership from a day gone by.
func (in MembershipInput) mustNotBeBackdated(today workday.Date) error {
	if in.From.Before(today) {
		return ErrBackdated.On("/from", msgBeforeToday)
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
