// Package resource keeps the named municipal resources of a case: the people
// whom each municipality releases by name to what the mandate asks of it, what
// it contributes besides, and whether that covers what is asked (rules 4.1,
// 4.3, 4.6).
//
// Not kept yet: replacing one assignment by another as an act of its own
// (`replaced`, rule 4.1), what a person can give in all (4.2), the alarms (4.4),
// and the balance of the contributions (4.5).
package resource

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/fault"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// State is where an assignment is between nomination and release. Whether a
// released one is running or over is read from its dates.
type State string

// The states of an assignment (rule 4.1).
const (
	Nominated State = "nominated"
	Released  State = "released"
	Declined  State = "declined"
	Retracted State = "retracted"
	Recalled  State = "recalled"
)

// Reason is why a chief executive declines or recalls. None of the reasons
// tells of health or leave (rule 4.6).
type Reason string

// The faults of assignments.
var (
	ErrNotInForce = fault.New(fault.Conflict, "assignment.mandate_not_in_force", "No mandate is in force",
		"People are nominated while a version is open, and released only when one is in force (rule 4.1).")
	ErrNotApproved = fault.New(fault.Conflict, "assignment.mandate_not_approved", "The municipality has not approved the mandate",
		"A version in force binds no municipality that has not approved it: nobody is released on that slice (rule 3.7).")
	ErrNotAsked = fault.New(fault.Conflict, "assignment.not_asked", "The mandate in force does not ask for this",
		"The version in force asks the municipality for no requirement with this key; a release would be surplus (rule 4.1).")
	ErrWrongState = fault.New(fault.Conflict, "assignment.wrong_state", "The assignment is in another state",
		"The assignment's state does not allow this act now (rule 4.1).")
	ErrEnded = fault.New(fault.Conflict, "assignment.ended", "The assignment has ended",
		"Nothing more can be done with an assignment whose last day has passed (rule 4.1).")
	ErrRecallDay = fault.New(fault.Invalid, "assignment.recall_day_invalid", "The day does not fit",
		"A person is recalled from today or a later day, before the assignment ends by itself (rule 4.1).")
)

// Assignment is one person, named for one requirement of the mandate: an own
// employee of the municipality with a share of full time and a period
// (rule 4.1).
type Assignment struct {
	rest.Resource
	ID           int64         `json:"-" db:"id"`
	Municipality string        `json:"municipality" db:"municipality" example:"3417"`
	Number       int           `json:"number" db:"number" example:"1" doc:"Running number of the municipality's assignments in the case"`
	Requirement  string        `json:"requirement" db:"requirement_key" example:"area-planner" doc:"The requirement's key in the mandate"`
	Person       string        `json:"person" db:"person" format:"uuid"`
	Name         string        `json:"name" db:"name" example:"Planner, Grue" doc:"The person's name"`
	Function     string        `json:"function" db:"function" example:"Area planner" doc:"As the mandate named it when the person was nominated"`
	Share        int           `json:"share" db:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date  `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To           workday.Date  `json:"to" db:"to_date" format:"date" doc:"The day after the last day, as agreed"`
	Deputy       *string       `json:"deputy" db:"deputy" format:"uuid" doc:"The deputy; covers nothing until released"`
	DeputyName   *string       `json:"deputy_name" db:"deputy_name"`
	State        State         `json:"state" db:"state" enum:"nominated,released,declined,retracted,recalled" doc:"Output only: acts move it"`
	EndedOn      *workday.Date `json:"ended_on" db:"ended_on" format:"date" doc:"The day from which a recall, or the municipality's or the whole case's end, ended it early"`
	EndedWhy     string        `json:"ended_why,omitempty" db:"ended_why" doc:"Why the case or the municipality's part in it ended"`
	Ends         workday.Date  `json:"ends" db:"-" format:"date" doc:"The day from which it covers nothing: the earliest of its own end, its early end, and the end of the employment"`
	ReasonCode   Reason        `json:"reason_code,omitempty" db:"-" enum:"left_post,reassigned,absent,other" doc:"Why it was declined or recalled; shown to the municipality's own offices alone"`
	NominatedBy  string        `json:"nominated_by" db:"nominated_by" format:"uuid"`
	NominatedAt  time.Time     `json:"nominated_at" db:"nominated_at"`
	DecidedBy    *string       `json:"decided_by" db:"decided_by" format:"uuid" doc:"Who released, declined, retracted or recalled it last"`
	DecidedAt    *time.Time    `json:"decided_at" db:"decided_at"`

	// The reason as it is kept, and the end of the employment.
	Reason   Reason        `json:"-" db:"reason_code"`
	Employed *workday.Date `json:"-" db:"employed_to"`
}

// Ref is how a path names a municipality's resources in a case.
type Ref struct {
	casefile.Ref
	Municipality string `path:"municipality" example:"3417" maxLength:"4" doc:"The municipality's number"`
}

// Path is the address of the municipality's resources.
func (r Ref) Path() string { return r.Ref.Path() + "/resources/" + r.Municipality }

// AssignmentRef is how a path names an assignment.
type AssignmentRef struct {
	Ref
	Assignment int `path:"assignment" minimum:"1" maximum:"1000000" example:"1" doc:"The assignment's running number"`
}

// Path is the address of the assignment.
func (r AssignmentRef) Path() string {
	return fmt.Sprintf("%s/assignments/%d", r.Ref.Path(), r.Assignment)
}

// settle reads from its dates where the assignment ends.
func (a *Assignment) settle() {
	a.Ends = a.To
	for _, d := range []*workday.Date{a.EndedOn, a.Employed} {
		if d != nil && d.Before(a.Ends) {
			a.Ends = *d
		}
	}
}

// Live says whether the assignment still names somebody for a day to come.
func (a *Assignment) Live(today workday.Date) bool {
	return a.State != Declined && a.State != Retracted && today.Before(a.Ends)
}

// Counts says whether the assignment covers anything on its days: it was
// released, though perhaps recalled from a day on (rule 4.3).
func (a *Assignment) Counts() bool { return a.State == Released || a.State == Recalled }

// awaits refuses an act on an assignment that is in another state, or over.
func (a *Assignment) awaits(want State, today workday.Date) error {
	if a.State != want {
		return ErrWrongState.Detailf("The assignment is %s; this act needs it to be %s (rule 4.1).", a.State, want)
	}
	if !a.Live(today) {
		return ErrEnded.Detailf("The assignment ended before %s (rule 4.1).", a.Ends)
	}
	return nil
}

// Releasable refuses a release while no version is in force, one that the
// municipality has not approved, and one that does not ask for it (rules 3.7,
// 4.1).
func (a *Assignment) Releasable(inForce *Asked, today workday.Date) error {
	if err := a.awaits(Nominated, today); err != nil {
		return err
	}
	switch {
	case inForce == nil:
		return ErrNotInForce
	case !inForce.Approved:
		return ErrNotApproved
	case inForce.requirement(a.Requirement) == nil:
		return ErrNotAsked
	}
	return nil
}

// Release gives the person to the work (rule 4.1; KL § 13-1: the chief
// executive has the responsibility for the personnel).
func (a *Assignment) Release(inForce *Asked, actor authn.Actor, now time.Time) error {
	if err := a.Releasable(inForce, workday.Today(now)); err != nil {
		return err
	}
	a.decide(Released, actor, now)
	return nil
}

// Decline is the chief executive's no to a nomination.
func (a *Assignment) Decline(why Reason, actor authn.Actor, now time.Time) error {
	if err := a.awaits(Nominated, workday.Today(now)); err != nil {
		return err
	}
	a.decide(Declined, actor, now)
	a.Reason = why
	return nil
}

// Retract takes a nomination back before it is decided.
func (a *Assignment) Retract(actor authn.Actor, now time.Time) error {
	if err := a.awaits(Nominated, workday.Today(now)); err != nil {
		return err
	}
	a.decide(Retracted, actor, now)
	return nil
}

// Recall takes a released person back from a day on; what they did before
// stands.
func (a *Assignment) Recall(on workday.Date, why Reason, actor authn.Actor, now time.Time) error {
	today := workday.Today(now)
	if err := a.awaits(Released, today); err != nil {
		return err
	}
	if on.Before(today) || !on.Before(a.Ends) {
		return ErrRecallDay.At("/on", "is not a day from %s on and before %s", today, a.Ends)
	}
	a.decide(Recalled, actor, now)
	a.EndedOn, a.Reason = &on, why
	a.settle()
	return nil
}

func (a *Assignment) decide(s State, actor authn.Actor, now time.Time) {
	a.State, a.DecidedBy, a.DecidedAt = s, &actor.Person, &now
}

// reveal shows the reason to those who hold an office in the municipality
// itself. A seat in its council is none: the reasons concern personnel (rules
// 2.5, 4.6); nor is a substitute's office outside what they were given.
func (a *Assignment) reveal(actor authn.Actor) {
	if slices.ContainsFunc(actor.Roles, func(r authn.Role) bool {
		whole := r.OnBehalfOf == "" || r.Acts == nil && (r.Cases == nil || slices.Contains(r.Cases, actor.Case))
		return r.Organisation == a.Municipality && r.Office != directory.Seated && whole
	}) {
		a.ReasonCode = a.Reason
	}
}
