// Package directory knows the organisations, the people, and who holds which
// office and seat, when (rules 1.1-1.3, 1.5).
package directory

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of organisations.
const (
	KindRegion       = "region"
	KindMunicipality = "municipality"
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

// Whoever has a seat in a body of an organisation holds the role Seated there;
// the chair of a region's board is BoardChair besides.
const (
	Seated     = "seat"
	BoardChair = "board_chair"
)

// The faults of organisations and people that other features meet too.
var (
	ErrUnknownPerson = fault.New(fault.Invalid, "directory.unknown_person", "No such person",
		"No person with this identifier is known to the organisation. People are never found by name or e-mail (rule 1.2).")
	ErrUnknownMunicipality = fault.New(fault.Invalid, "directory.unknown_municipality", "No such municipality",
		"No municipality with this number is registered here. Municipality numbers have four digits, such as 3417.")
	ErrUnknownBody = fault.New(fault.Invalid, "directory.unknown_body", "No such body",
		"The organisation has no body with this key.")
	ErrUnknownRegion = fault.New(fault.Invalid, "directory.unknown_region", "No such region",
		"No region with this slug is registered here.")
	ErrUnknownOrganisation = fault.New(fault.Invalid, "directory.unknown_organisation", "No such organisation",
		"No region or municipality with this key is registered here.")
	ErrContent = fault.New(fault.Invalid, "directory.content_invalid", "The content does not fit",
		"See errors for the members at fault (rule 1.2).")
	ErrPeriod = fault.New(fault.Invalid, "directory.period_invalid", "The period does not fit",
		"A period [from, to) begins before it ends, and nothing in it lies outside it (rule 1.2).")
	ErrBackdated = fault.New(fault.Invalid, "directory.backdated", "The moment has passed",
		"Authority is given from today on and ends now or later, never as of a moment that has passed (rules 1.3, 1.6).")
	ErrEnded = fault.New(fault.Conflict, "directory.already_ended", "It has ended already",
		"The period has ended; what has ended is not ended again (rule 1.3).")
	ErrOwnAppointment = fault.New(fault.Forbidden, "directory.own_appointment", "Nobody appoints themselves",
		"Another administrator, secretary or clerk of the organisation must make this appointment (rule 1.5).")
)

// Organisation is a region or a municipality: the scope of every permission
// (rule 1.1).
type Organisation struct {
	request.Resource
	ID      int64        `json:"-" db:"id"`
	Key     string       `json:"key" db:"key" doc:"The slug of a region or the four-digit number of a municipality" example:"kongsvingerregionen"`
	Kind    string       `json:"kind" db:"kind" enum:"region,municipality"`
	Name    string       `json:"name" db:"name" example:"Kongsvingerregionen interkommunalt politisk råd"`
	Aliases []string     `json:"aliases" db:"aliases" doc:"Other names in use"`
	County  string       `json:"county" db:"county" example:"Innlandet"`
	Members []Membership `json:"members" db:"-" doc:"For a region its municipalities, for a municipality its regions, with periods"`
}

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

// Post names someone to be reached without naming the person: an office in an
// organisation, a role in a body (`chair`, or "" for all seats), or a person.
// Exactly one of Office, Body and Person is set.
type Post struct {
	Organisation string `json:"organisation,omitempty" doc:"The organisation of the office or body" example:"3417"`
	Office       string `json:"office,omitempty" doc:"The office, such as administrator" example:"administrator"`
	Body         string `json:"body,omitempty" doc:"The body, by its key"`
	Role         string `json:"role,omitempty" doc:"The role in the body"`
	Person       string `json:"person,omitempty" doc:"The person's identifier"`
}

// Contact is a person as the service writes to them.
type Contact struct {
	Person   string `json:"person" db:"person"`
	Name     string `json:"name" db:"name"`
	Email    string `json:"-" db:"email"`
	Language string `json:"-" db:"language"`
}

// OfficesOf are the offices that a kind of organisation has.
func OfficesOf(kind string) []string {
	if kind == KindRegion {
		return []string{Secretariat, Auditor, Reader}
	}
	return []string{ChiefExecutive, Administrator, Clerk, CaseOfficer, Reader}
}

// Has says whether this kind of organisation has an office.
func (o Organisation) Has(office string) bool { return slices.Contains(OfficesOf(o.Kind), office) }

// InForce says whether a period [from, to) covers a moment.
func InForce(from time.Time, to *time.Time, at time.Time) bool {
	return !at.Before(from) && (to == nil || at.Before(*to))
}

// Path is the address of the organisation.
func (o Organisation) Path() string { return request.Path("organisations/%s", o.Key) }

// term is the period of a new appointment, which begins now unless it says
// otherwise. It refuses one that ends before it begins or outside the calendar,
// and one that begins before today: that would make authority for what is
// already done.
func term(from, to *time.Time, now time.Time) (time.Time, *time.Time, error) {
	begin := now
	if from != nil {
		begin = moment(*from)
	}
	if err := dated(begin, "/from"); err != nil {
		return begin, nil, err
	}
	if begin.Before(workday.Today(now).In(workday.Oslo())) {
		return begin, nil, ErrBackdated.At("/from", "lies before today")
	}
	if to == nil {
		return begin, nil, nil
	}
	end := moment(*to)
	if err := dated(end, "/to"); err != nil {
		return begin, nil, err
	}
	if !end.After(begin) {
		return begin, nil, ErrPeriod.At("/to", "must be later than from")
	}
	return begin, &end, nil
}

// closing is the moment at which a period that stands is to end: at once, or
// later. What has not begun ends as it begins, and was never in force.
func closing(from time.Time, to, at *time.Time, now time.Time) (time.Time, error) {
	if err := over(to, now); err != nil {
		return now, err
	}
	end := now
	if at != nil {
		end = moment(*at)
	}
	if err := dated(end, "/at"); err != nil {
		return end, err
	}
	switch {
	case end.Before(now):
		return end, ErrBackdated.At("/at", "lies in the past; leave it out to end it now")
	case to != nil && end.After(*to):
		return end, ErrPeriod.At("/at", "it ends earlier already; ending cannot prolong it")
	case end.Before(from):
		return from, nil
	}
	return end, nil
}

// over refuses to end what has ended.
func over(to *time.Time, now time.Time) error {
	if to != nil && !to.After(now) {
		return ErrEnded
	}
	return nil
}

// dated refuses an instant in a year outside those that dates are read in.
func dated(t time.Time, pointer string) error {
	if year := t.In(workday.Oslo()).Year(); year < workday.MinYear || year > workday.MaxYear {
		return ErrPeriod.At(pointer, "must lie in the years from %d to %d", workday.MinYear, workday.MaxYear)
	}
	return nil
}

// moment is an instant as the database keeps it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// tidy brings a name or title to its one form, in place.
func tidy(c *fault.Checks, pointer string, text *string) {
	line, err := canon.Line(*text)
	c.That(err == nil, pointer, "must be one line of text")
	*text = line
}

// required is tidy for text that may not be empty.
func required(c *fault.Checks, pointer string, text *string) {
	tidy(c, pointer, text)
	c.That(*text != "", pointer, "must not be empty")
}

// address checks an e-mail address; an empty one is none.
func address(c *fault.Checks, pointer string, email *string) {
	tidy(c, pointer, email)
	if *email == "" {
		return
	}
	parsed, err := mail.ParseAddress(*email)
	c.That(err == nil && parsed.Address == *email && !strings.ContainsAny(*email, " \""), pointer,
		"must be one plain address, such as postmottak@grue.kommune.no")
}
