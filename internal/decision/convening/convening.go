// Package convening keeps that members demand a meeting of their body: one third of them
// may (KL § 11-2, rule 7.6). Those who keep the body's meetings and its chair are told, and
// the demand waits for them until a meeting is called that answers it.
package convening

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is what became of a demand.
type State string

// A demand is open until a meeting is called that answers it, or its members withdraw it.
const (
	Open      State = "open"
	Answered  State = "answered"
	Withdrawn State = "withdrawn"
)

// The faults of demands.
var (
	ErrContent = fault.New(fault.Invalid, "convening.demand_invalid", "The demand is not valid",
		"A demand says what the meeting is to be about, and on which day it was made: today or before. `errors` names what is wrong.")
	ErrTooFew = fault.New(fault.Conflict, "convening.too_few", "Too few members demand it",
		"A meeting is held where at least one third of the members of the body demand it (KL § 11-2, rule 7.6).")
	ErrNoMember = fault.New(fault.Invalid, "convening.no_member", "Somebody demands it who is no member",
		"Members of the body demand a meeting, each once: whoever has a seat in it on the day of the demand, other than as a deputy (KL § 11-2).")
	ErrOver = fault.New(fault.Conflict, "convening.demand_over", "The demand does not wait any more",
		"A demand that is answered by a meeting or withdrawn stays as it is; where the calendar cancels the meeting, it waits again (rule 7.6).")
)

// MeetingDemand is that members demand a meeting of their body.
type MeetingDemand struct {
	request.Resource
	ID           int64             `json:"demand" db:"id" example:"3" doc:"Its identifier in addresses"`
	BodyID       int64             `json:"-" db:"body_id"`
	Organisation string            `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Body         string            `json:"body" db:"body" example:"styre"`
	BodyName     string            `json:"body_name" db:"body_name" example:"Styret"`
	State        State             `json:"state" db:"-" enum:"open,answered,withdrawn" doc:"Output only: acts change it"`
	Matter       string            `json:"matter" db:"matter" example:"The grid capacity in the north" doc:"What the meeting is to be about"`
	DemandedOn   workday.Date      `json:"demanded_on" db:"demanded_on" format:"date" example:"2024-02-08"`
	Members      []DemandingMember `json:"members" db:"members" doc:"Who demands it"`
	Size         int               `json:"size" db:"size" example:"12" doc:"How many members the body had on that day by its statutes"`
	Needed       int               `json:"needed" db:"-" example:"4" doc:"How many have to demand a meeting: one third of them"`
	Meeting      *int64            `json:"meeting" db:"meeting_id" example:"41" doc:"The meeting that answers it, by its identifier in the calendar of the body; null for none"`
	WithdrawnAt  *time.Time        `json:"withdrawn_at" db:"withdrawn_at"`
	WithdrawnWhy string            `json:"withdrawn_why,omitempty" db:"withdrawn_why"`
	RecordedBy   string            `json:"recorded_by" db:"recorded_by" format:"uuid"`
	RecordedFor  *string           `json:"recorded_for" db:"recorded_for" format:"uuid" doc:"The office holder for whom a substitute recorded it; null where none did"`
	RecordedAt   time.Time         `json:"recorded_at" db:"recorded_at"`
}

// DemandingMember is a member who demands a meeting.
type DemandingMember struct {
	Person string `json:"person" format:"uuid"`
	Name   string `json:"name"`
}

// MeetingDemandInput is a demand as it is recorded.
type MeetingDemandInput struct {
	Matter     string        `json:"matter" minLength:"1" maxLength:"2000" example:"The grid capacity in the north" doc:"What the meeting is to be about"`
	Members    []string      `json:"members" minItems:"1" maxItems:"500" doc:"Who demands it, by their identifiers: one third of the members at least"`
	DemandedOn *workday.Date `json:"demanded_on,omitempty" format:"date" example:"2024-02-08" doc:"The day on which it was made; today if left out"`
}

// DemandReasonInput says why a demand is withdrawn.
type DemandReasonInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" example:"The matter is on the agenda of the next meeting"`
}

// check brings a demand to its one form, on a day.
func (in *MeetingDemandInput) check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredText(&c, "/matter", &in.Matter)
	if in.DemandedOn == nil {
		in.DemandedOn = &today
	}
	c.Require(!in.DemandedOn.After(today), "/demanded_on", msgToCome)
	for i := range in.Members {
		in.Members[i] = strings.ToLower(in.Members[i])
	}
	return c.Err(ErrContent)
}

// demand is the one that the input makes in a body as it was on the day. It refuses one by
// others than members, and by fewer than one third of them (KL § 11-2).
func (in MeetingDemandInput) demand(b *body.Body, at time.Time) (*MeetingDemand, error) {
	names, members := map[string]string{}, 0
	for _, s := range b.Seats {
		if s.Role != body.Deputy {
			names[s.Person], members = s.Name, members+1
		}
	}
	d := &MeetingDemand{BodyID: b.ID, Organisation: b.Organisation, Body: b.Key, BodyName: b.Name, Matter: in.Matter, DemandedOn: *in.DemandedOn, Size: members, RecordedAt: at}
	if b.Statutes.Size != nil {
		d.Size = *b.Statutes.Size
	}
	var c fault.Checks
	for i, person := range in.Members {
		name, ok := names[person]
		again := slices.ContainsFunc(d.Members, func(m DemandingMember) bool { return m.Person == person })
		c.Require(ok && !again, fmt.Sprintf("/members/%d", i), msgNoMember)
		d.Members = append(d.Members, DemandingMember{person, name})
	}
	if err := c.Err(ErrNoMember); err != nil {
		return nil, err
	}
	d.settle(false)
	if !ballot.Third(len(d.Members), d.Size) {
		return nil, ErrTooFew.With(msgTooFew.With(len(d.Members), d.Size, d.Needed))
	}
	return d, nil
}

// mustHaveMembers refuses a demand in a body without members.
func mustHaveMembers(b *body.Body) error {
	if slices.ContainsFunc(b.Seats, func(s *body.Seat) bool { return s.Role != body.Deputy }) {
		return nil
	}
	return ErrNoMember
}

// settle finds what became of a demand: cancelled says that the meeting that answered it is.
func (d *MeetingDemand) settle(cancelled bool) {
	d.Needed = (d.Size + 2) / 3
	if cancelled {
		d.Meeting = nil
	}
	switch {
	case d.WithdrawnAt != nil:
		d.State = Withdrawn
	case d.Meeting != nil:
		d.State = Answered
	default:
		d.State = Open
	}
}

// mustWait refuses what is done to a demand that is answered, or was withdrawn.
func (d *MeetingDemand) mustWait() error {
	if d.State != Open {
		return ErrOver.With(msgIsOver.With(stateNames[d.State]))
	}
	return nil
}
