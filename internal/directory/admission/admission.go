// Package admission keeps who has agreed to what another organisation than a
// person's home may make of them: an employment, an office, a seat, or their home
// itself (rule 1.2).
package admission

import (
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// As what a person is taken in.
const (
	Employment = "employment"
	Office     = "office"
	Seat       = "seat"
	Home       = "home"
)

// The states of an admission.
const (
	Asked     = "asked"
	Confirmed = "confirmed"
	Declined  = "declined"
)

// The faults of taking people in.
var (
	ErrAtHome = fault.New(fault.Conflict, "directory.admission_at_home", "The person's home is here",
		"The organisation keeps this person's record: nobody else needs to agree (rule 1.2).")
	ErrAsked = fault.New(fault.Conflict, "directory.admission_asked", "It has been asked for already",
		"The organisation waits for an answer to the same question already: withdraw it by `decline-admission` before asking anew (rule 1.2).")
	ErrAnswered = fault.New(fault.Conflict, "directory.admission_answered", "It has been answered",
		"What has been confirmed or declined is not confirmed again, and a home that has been moved is moved back by a question of its own (rule 1.2).")
	ErrNotTheirs = fault.New(fault.Forbidden, "directory.admission_not_theirs", "Only the person or their home confirms this",
		"The organisation that asks cannot answer for the person; it can only withdraw its question (rule 1.2).")
	ErrPersonAlone = fault.New(fault.Forbidden, "directory.admission_person_alone", "Only the person moves their home",
		"The home is moved by the person and the new home together; the old home is told (rule 1.2).")
	ErrOwnQuestion = fault.New(fault.Forbidden, "directory.admission_own_question", "Nobody is on both sides of it",
		"Nobody asks for themselves, and nobody confirms for the home what they asked for elsewhere (rule 1.2).")
)

// Admission is that an organisation asks to take in a person whose home is
// elsewhere. Confirmed by the person or the home, it lets the organisation employ
// them up to a percentage, or appoint or seat them, until it is taken back; what
// was made under it stays then. A confirmed move of the home is done with its
// confirmation (rule 1.2).
type Admission struct {
	request.Resource
	ID               int64      `json:"id" db:"id" example:"4"`
	Organisation     string     `json:"organisation" db:"organisation" example:"3416" doc:"The organisation that asks"`
	OrganisationName string     `json:"organisation_name" db:"organisation_name" example:"Eidskog"`
	Person           string     `json:"person" db:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Name             string     `json:"name" db:"name" doc:"The person's name" example:"Planner, Grue"`
	Home             string     `json:"home" db:"home" example:"3417" doc:"The person's home: while it is asked, the one of today; then the one that it had when it was answered"`
	As               string     `json:"as" db:"kind" enum:"employment,office,seat,home" example:"employment" doc:"As what the organisation wants to take the person in; home: it wants to keep the record from then on"`
	Percent          *int       `json:"percent" db:"percent" example:"40" doc:"The most that the person may give there on any day, in all employments there together; null but for employment"`
	Reason           string     `json:"reason" db:"reason" example:"Planner for both municipalities from April on"`
	State            string     `json:"state" db:"state" enum:"asked,confirmed,declined"`
	AskedBy          string     `json:"asked_by" db:"asked_by" format:"uuid" doc:"The person who asked"`
	AskedFor         *string    `json:"asked_for" db:"asked_for" format:"uuid" doc:"The office holder for whom a substitute asked; null where none did"`
	AskedAt          time.Time  `json:"asked_at" db:"asked_at"`
	AnsweredBy       *string    `json:"answered_by" db:"answered_by" format:"uuid" doc:"The person who confirmed, declined, took back or withdrew it; null while it is asked, and where it ended with the municipality"`
	AnsweredAt       *time.Time `json:"answered_at" db:"answered_at"`
	HomeNow          string     `json:"-" db:"home_now"`
}

// AdmissionInput asks to take a person in.
type AdmissionInput struct {
	Person  string `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier, which the person or their home gives you: people are never found by name or e-mail"`
	As      string `json:"as" enum:"employment,office,seat,home" example:"employment" doc:"As what; home: to keep the person's record from then on"`
	Percent *int   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"40" doc:"For employment, and required there: the most that the person is to give there on any day, in percent of full time"`
	Reason  string `json:"reason" minLength:"1" maxLength:"500" example:"Planner for both municipalities from April on" doc:"Why, for whoever is asked"`
}

// Check refuses a question without a reason, and a percentage where it does not
// belong.
func (in *AdmissionInput) Check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/reason", &in.Reason)
	c.Require((in.As == Employment) == (in.Percent != nil), "/percent", msgPercent)
	return c.Err(organisation.ErrContent)
}

// Path is the address of the admission, at the organisation that asks.
func (a Admission) Path() string { return a.pathAt(a.Organisation) }

func (a Admission) pathAt(organisation string) string {
	return request.Path("organisations/%s/admissions/%d", organisation, a.ID)
}

// ownPath is where the person finds it.
func (a Admission) ownPath() string { return request.Path("me/admissions/%d", a.ID) }

// mustBeConfirmedAt refuses the confirmation in the name of an organisation: of
// any but the home, of the move of the home, and by whoever asked.
func (a Admission) mustBeConfirmedAt(organisation string, by authn.Actor) error {
	switch {
	case organisation != a.HomeNow:
		return ErrNotTheirs
	case a.As == Home:
		return ErrPersonAlone
	case by.Is(a.AskedBy) || a.AskedFor != nil && by.Is(*a.AskedFor):
		return ErrOwnQuestion
	}
	return a.mustBeAsked()
}

// mustBeAsked refuses to answer what has been answered.
func (a Admission) mustBeAsked() error {
	if a.State != Asked {
		return ErrAnswered
	}
	return nil
}

// mustBeDeclinedAt refuses an organisation's no: that of one that is the home no
// longer, the home's to its own move, and one to what cannot be undone.
func (a Admission) mustBeDeclinedAt(organisation string) error {
	switch {
	case organisation == a.Organisation:
	case organisation != a.HomeNow:
		return ErrNotTheirs
	case a.As == Home:
		return ErrPersonAlone
	}
	return a.mustStand()
}

// mustStand refuses to decline what was declined, and a move of the home that is
// done. What else was confirmed can be taken back.
func (a Admission) mustStand() error {
	if a.State == Declined || a.State == Confirmed && a.As == Home {
		return ErrAnswered
	}
	return nil
}

// answer gives the admission its answer.
func (a *Admission) answer(state, by string, now time.Time) {
	a.State, a.AnsweredBy, a.AnsweredAt, a.Home = state, &by, &now, a.HomeNow
}
