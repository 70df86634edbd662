// Package office keeps who holds which office in an organisation, when: an act
// counts if its actor held the office at that moment (rules 1.2, 1.3, 1.5).
package office

import (
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of offices (rule 1.2). A region has the first three, a
// municipality the others; both may have readers.
const (
	Secretariat    = "secretariat"
	Auditor        = "auditor"
	Reader         = "reader"
	ChiefExecutive = "chief_executive"
	Administrator  = "administrator"
	Clerk          = "clerk"
	CaseOfficer    = "case_officer"
)

// KindsOf are the offices that a kind of organisation has.
func KindsOf(organisationKind string) []string {
	if organisationKind == organisation.KindRegion {
		return []string{Secretariat, Auditor, Reader}
	}
	return []string{ChiefExecutive, Administrator, Clerk, CaseOfficer, Reader}
}

// noSuchOffice says which offices an organisation has instead.
func noSuchOffice(o organisation.Organisation, kind string) message.Text {
	return msgNoSuchOffice.With(o.Name, organisation.KindOf(o.Kind), authz.Office(kind), message.All[authz.Office](authz.Offices(KindsOf(o.Kind))))
}

// The faults of offices.
var (
	ErrOfficeKind = fault.New(fault.Invalid, "directory.office_kind", "The organisation has no such office",
		"A region has secretariat, auditor and reader; a municipality chief_executive, administrator, clerk, case_officer and reader (rule 1.2).")
	ErrCouncilAppoints = fault.New(fault.Invalid, "directory.council_appoints", "The municipal council appoints the chief executive",
		"The municipal council appoints the chief executive (KL § 13-1). The clerk records it, with its date and case number, by `appoint-chief-executive`, and the end by `end-chief-executive` (rule 1.5).")
	ErrChiefExecutive = fault.New(fault.Conflict, "directory.one_chief_executive", "Another chief executive is recorded for that time",
		"A municipality has one chief executive at a time (rule 1.2). The new one follows the one in office; first end the period of another who begins at the same time or later.")
	ErrAlreadyHeld = fault.New(fault.Conflict, "directory.already_held", "The office is held already",
		"This person holds this office in the organisation at that time already (rule 1.2).")
	ErrDecision = fault.New(fault.Invalid, "directory.decision_invalid", "The decision does not fit",
		"A decision was made today or earlier, and a council's has a case number (KL § 13-1).")
	ErrFirstOffice = fault.New(fault.Invalid, "directory.first_office", "An operator does not fill this office",
		"An operator enters the first secretariat of a region, and the first administrator and clerk of a municipality; these appoint all others (rule 1.5).")
	ErrOwnAppointment = fault.New(fault.Forbidden, "directory.own_appointment", "Nobody appoints themselves",
		"Another administrator, secretary or clerk of the organisation must make this appointment (rule 1.5).")
	ErrMutualAppointment = fault.New(fault.Forbidden, "directory.mutual_appointment", "Nobody appoints whoever appointed them",
		"This person appointed you to an office that you hold here. Somebody whom they did not appoint must record their appointment; where there is nobody, an operator does, by `forankring appoint --person` with the day and case number of the decision (rule 1.5).")
	ErrOwnOffice = fault.New(fault.Forbidden, "directory.own_office", "Nobody ends their own office for the organisation",
		"Leave an office of your own by `resign-office` (rule 1.3).")
	ErrNotHeld = fault.New(fault.NotFound, "directory.not_held", "Nobody holds the office",
		"Nobody holds this office in the organisation at that moment.")
)

// Office is a person's appointment to an office of an organisation, for the
// period [from, to): an act counts if its actor held the office at that moment
// (rules 1.2, 1.3).
type Office struct {
	request.Resource
	ID               int64         `json:"id" db:"id" example:"12"`
	Organisation     string        `json:"organisation" db:"organisation" example:"3417"`
	OrganisationName string        `json:"organisation_name" db:"organisation_name" example:"Grue"`
	Kind             string        `json:"office" db:"kind" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" example:"case_officer"`
	Person           string        `json:"person" db:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Name             string        `json:"name" db:"name" doc:"The person's name" example:"Case officer, Grue"`
	From             time.Time     `json:"from" db:"from_at"`
	To               *time.Time    `json:"to" db:"to_at" doc:"The moment from which it is no longer held; null while no end is set"`
	DecidedOn        *workday.Date `json:"decided_on" db:"decided_on" format:"date" doc:"The day of the decision it rests on"`
	CaseNumber       string        `json:"case_number,omitempty" db:"case_number" example:"012/24" doc:"The case number of that decision"`
	EndedWhy         message.Text  `json:"ended_why,omitzero" db:"ended_why" example:"Moved to another post" doc:"Why it was ended"`
	AppointedBy      *string       `json:"appointed_by" db:"appointed_by" format:"uuid" doc:"Who recorded the appointment; null where an operator did"`
	AppointedFor     *string       `json:"appointed_for" db:"appointed_for" format:"uuid" doc:"The office holder for whom a substitute recorded it; null where none did"`
	CreatedAt        time.Time     `json:"created_at" db:"created_at"`
}

// AppointInput appoints a person to an office.
type AppointInput struct {
	Office     string        `json:"office" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" example:"case_officer"`
	Person     string        `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the organisation is, or who has agreed to it, or whose home has (see ask-admission)"`
	From       *time.Time    `json:"from,omitempty" doc:"When it begins, today or later; now if left out"`
	To         *time.Time    `json:"to,omitempty" doc:"When it ends; left out while no end is known"`
	DecidedOn  *workday.Date `json:"decided_on,omitempty" format:"date" doc:"The day of the decision it rests on"`
	CaseNumber string        `json:"case_number,omitempty" maxLength:"60" example:"012/24" doc:"The case number of that decision"`
}

// ChiefExecutiveInput records the council's appointment of a chief executive.
type ChiefExecutiveInput struct {
	Person     string       `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the municipality is, or who has agreed to it, or whose home has (see ask-admission)"`
	From       *time.Time   `json:"from,omitempty" doc:"When it begins, today or later; now if left out"`
	To         *time.Time   `json:"to,omitempty" doc:"When it ends, for a term or an acting chief executive"`
	DecidedOn  workday.Date `json:"decided_on" format:"date" example:"2024-02-08" doc:"The day of the council's decision"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The council's case number"`
}

// appointment is an office about to be filled: checked, and with its period
// fixed.
type appointment struct {
	kind, person string
	from         time.Time
	to           *time.Time
	decidedOn    *workday.Date
	caseNumber   string
}

// appointment checks an appointment by someone in an organisation (rules 1.2,
// 1.5). It refuses the office of chief executive, which the council fills.
func (in AppointInput) appointment(o organisation.Organisation, by authn.Actor, now time.Time) (appointment, error) {
	if !slices.Contains(KindsOf(o.Kind), in.Office) {
		return appointment{}, ErrOfficeKind.On("/office", noSuchOffice(o, in.Office))
	}
	if in.Office == ChiefExecutive {
		return appointment{}, ErrCouncilAppoints.On("/office", msgByCouncil)
	}
	return newAppointment(in, by, now)
}

// appointment checks what a clerk records of a council's decision (KL § 13-1).
func (in ChiefExecutiveInput) appointment(by authn.Actor, now time.Time) (appointment, error) {
	var c fault.Checks
	c.Require(strings.TrimSpace(in.CaseNumber) != "", "/case_number", canon.MsgEmpty)
	if err := c.Err(ErrDecision); err != nil {
		return appointment{}, err
	}
	return newAppointment(AppointInput{
		Office: ChiefExecutive, Person: in.Person, From: in.From, To: in.To, DecidedOn: &in.DecidedOn, CaseNumber: in.CaseNumber,
	}, by, now)
}

func newAppointment(in AppointInput, by authn.Actor, now time.Time) (appointment, error) {
	if by.Is(in.Person) {
		return appointment{}, ErrOwnAppointment
	}
	var c fault.Checks
	canon.TidyLine(&c, "/case_number", &in.CaseNumber)
	c.Require(in.DecidedOn == nil || !in.DecidedOn.After(workday.Today(now)), "/decided_on", msgFuture)
	if err := c.Err(ErrDecision); err != nil {
		return appointment{}, err
	}
	from, to, err := organisation.Term(in.From, in.To, now)
	return appointment{kind: in.Office, person: strings.ToLower(in.Person), from: from, to: to, decidedOn: in.DecidedOn, caseNumber: in.CaseNumber}, err
}

// Path is the address of the office.
func (f Office) Path() string {
	return request.Path("organisations/%s/offices/%d", f.Organisation, f.ID)
}

// words are what a letter tells of the office: which it is, and its first and
// last day.
func (f Office) words() map[string]string {
	return organisation.TermWords(f.From, f.To, "office", f.Kind)
}

// ref is the office as paths name it.
func (f Office) ref() Ref {
	return Ref{Ref: organisation.Ref{Organisation: f.Organisation}, Office: f.ID}
}

// MustBeEndedBy refuses to end an office of the actor's own, or the chief
// executive's, in the name of the organisation (rules 1.3, 1.5).
func (f Office) MustBeEndedBy(by authn.Actor) error {
	switch {
	case f.Kind == ChiefExecutive:
		return ErrCouncilAppoints
	case by.Is(f.Person):
		return ErrOwnOffice
	}
	return nil
}

// End sets the end of the office, at once or later (rule 1.3).
func (f *Office) End(in organisation.EndInput, now time.Time) error {
	at, reason, err := in.Close(f.From, f.To, now)
	f.To, f.EndedWhy = &at, reason
	return err
}
