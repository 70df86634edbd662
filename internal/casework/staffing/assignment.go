package staffing

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
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
	Replaced  State = "replaced"
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
		"Nothing more can be done with an assignment of which no day is left (rule 4.1).")
	ErrOwnNomination = fault.New(fault.Forbidden, "assignment.own_nomination", "Nobody releases themselves",
		"Whoever is named is a party to the release, and disqualified from deciding on it: another holder or substitute does, or whom the council names (rule 1.7, FVL § 6 first paragraph a).")
	ErrNominatedAlready = fault.New(fault.Conflict, "assignment.nominated_already", "The person is already named",
		"The person is nominated or released for the same requirement in a period that overlaps; a person counts once (rule 4.3).")
	ErrRecallDay = fault.New(fault.Invalid, "assignment.recall_day_invalid", "The day is not valid",
		"A person is recalled from today or a later day, before the assignment ends by itself (rule 4.1).")
)

// Assignment is one person, named for one requirement of the mandate: an own
// employee of the municipality with a share of full time and a period
// (rule 4.1).
type Assignment struct {
	request.Resource
	ID           int64             `json:"-" db:"id"`
	Municipality string            `json:"municipality" db:"municipality" example:"3417"`
	Number       int               `json:"number" db:"number" example:"1" doc:"Running number of the municipality's assignments in the case"`
	Requirement  string            `json:"requirement" db:"requirement_key" example:"area-planner" doc:"The requirement's key in the mandate"`
	Person       string            `json:"person" db:"person" format:"uuid"`
	Name         string            `json:"name" db:"name" example:"Planner, Grue" doc:"The person's name"`
	Function     string            `json:"function" db:"function" example:"Area planner" doc:"As the mandate named it when the person was nominated"`
	Share        int               `json:"share" db:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date      `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To           workday.Date      `json:"to" db:"to_date" format:"date" doc:"The day after the last day, as agreed"`
	Deputy       *string           `json:"deputy" db:"deputy" format:"uuid" doc:"The deputy; covers nothing until released"`
	DeputyName   *string           `json:"deputy_name" db:"deputy_name"`
	State        State             `json:"state" db:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Output only: acts move it"`
	EndedOn      *workday.Date     `json:"ended_on" db:"ended_on" format:"date" doc:"The day from which a recall, a replacement, or the municipality's or the whole case's end, ended it early"`
	EndedWhy     message.Text      `json:"ended_why,omitzero" db:"ended_why" doc:"Why the case or the municipality's part in it ended"`
	Ends         workday.Date      `json:"ends" db:"-" format:"date" doc:"The day from which it covers nothing: the earliest of its own end, its early end, and the end of the employment"`
	ReasonCode   Reason            `json:"reason_code,omitempty" db:"-" enum:"left_post,reassigned,absent,other" doc:"Why it was declined, recalled or replaced; shown to the municipality's own offices alone"`
	NominatedBy  string            `json:"nominated_by" db:"nominated_by" format:"uuid"`
	NominatedAt  time.Time         `json:"nominated_at" db:"nominated_at"`
	DecidedBy    *string           `json:"decided_by" db:"decided_by" format:"uuid" doc:"Who released, declined, retracted, recalled or replaced it last"`
	DecidedAt    *time.Time        `json:"decided_at" db:"decided_at"`
	Replaces     *int              `json:"replaces" db:"replaces" example:"1" doc:"The number of the released assignment that ends when this one is released"`
	Override     *CapacityOverride `json:"override,omitempty" db:"-" doc:"It was released over what the person can give (rule 4.2)"`
	Warnings     []Warning         `json:"warnings,omitempty" db:"-" doc:"What should be looked at, and hinders no nomination: a share too small to count, days that a replacement leaves uncovered, and a release over capacity. Of capacity hears only whoever may read the load of people there (load:read), or act on the assignment: they hear how much, but not in which cases (rules 2.5, 4.6)"`
	Surplus      bool              `json:"surplus" db:"-" doc:"It is released, but the version in force does not ask for it: it covers nothing and uses capacity (rule 4.1)"`
	SurplusBy    *int              `json:"surplus_by_version" db:"-" example:"2" doc:"The version in force that does not ask for it"`
	SurplusKept  bool              `json:"surplus_kept" db:"-" doc:"It is surplus, and the chief executive keeps it all the same, until another version is in force"`

	// What is kept of the reason, the override, the surplus and the employment.
	Reason             Reason        `json:"-" db:"reason_code"`
	OverrideReason     string        `json:"-" db:"override_reason"`
	OverrideBy         *string       `json:"-" db:"override_by"`
	OverrideAt         *time.Time    `json:"-" db:"override_at"`
	OverrideExcess     *int          `json:"-" db:"override_excess"`
	SurplusKeptVersion *int          `json:"-" db:"surplus_kept_version"`
	Employment         int64         `json:"-" db:"employment_id"`
	StaffKey           string        `json:"-" db:"staff_key"`
	Employed           *workday.Date `json:"-" db:"employed_to"`
}

// Complete works out what follows from what is kept: where the assignment ends,
// whether it is over capacity, and its address in the case.
func (a *Assignment) Complete(in casefile.Ref) {
	a.Self = AssignmentRef{Ref{in, a.Municipality}, a.Number}.Path()
	a.findEnd()
}

// findEnd works out where the assignment ends, and whether it is over capacity.
func (a *Assignment) findEnd() {
	if a.OverrideAt != nil {
		a.Override = &CapacityOverride{By: *a.OverrideBy, At: *a.OverrideAt}
	}
	a.Ends = *period.Earlier(&a.To, period.Earlier(a.EndedOn, a.Employed))
}

// turn turns the assignment back to how it stood at a moment of the past, as the
// record tells, and says whether there was one (rule 1.1). Of an employment that
// ended since, it tells nothing.
func (a *Assignment) turn(p *reading.Past) bool {
	if p == nil {
		return true
	}
	if p.Hides(a.NominatedAt) {
		return false
	}
	if p.HidesAny(a.DecidedAt) {
		a.DecidedAt, a.DecidedBy, a.Reason = nil, nil, ""
		if d, ok := p.Last(a.Self, ""); ok {
			a.DecidedAt, a.DecidedBy = &d.At, d.Person
		}
	}
	a.State = reading.Was(p, a.Self, "state", a.State)
	a.From, a.EndedOn = reading.Was(p, a.Self, "from", a.From), reading.Was(p, a.Self, "ended_on", a.EndedOn)
	a.SurplusKeptVersion = reading.Was(p, a.Self, "surplus_kept_version", a.SurplusKeptVersion)
	if a.EndedOn == nil {
		a.EndedWhy = message.Text{}
	}
	if p.HidesAny(a.OverrideAt) {
		a.OverrideAt, a.OverrideBy, a.OverrideReason, a.OverrideExcess, a.Override = nil, nil, "", nil, nil
	}
	if a.State == Nominated {
		a.DecidedAt, a.DecidedBy = nil, nil
	} else if a.DecidedAt == nil {
		a.DecidedAt = &a.NominatedAt
	}
	if a.Employed != nil && a.Employed.After(workday.Today(p.Until)) {
		a.Employed = nil
	}
	a.findEnd()
	return true
}

// Live says whether the assignment still names somebody for a day to come.
func (a *Assignment) Live(today workday.Date) bool {
	return a.State != Declined && a.State != Retracted && a.From.Before(a.Ends) && today.Before(a.Ends)
}

// Counts says whether the assignment covers anything on its days: it was
// released, though perhaps recalled or replaced from a day on (rule 4.3).
func (a *Assignment) Counts() bool {
	return slices.Contains(counting, a.State)
}

// counting are the states of an assignment that was released: it lasts until it
// ends, also where it was recalled or replaced from a day that is still to come.
var counting = []State{Released, Recalled, Replaced}

// CapacityOverride is a chief executive's release of a person over what they
// can give. That there is one is shown to all who read the case, the reason to
// the municipality's own offices alone (rules 2.5, 4.2).
type CapacityOverride struct {
	Reason string    `json:"reason,omitempty" example:"The building cases go to a colleague in May" doc:"About the workload, never about health (rule 4.6); shown to the municipality's own offices alone"`
	By     string    `json:"by" format:"uuid"`
	At     time.Time `json:"at"`
}

// Warning is a time for which something should be looked at, though it hinders
// nothing.
type Warning struct {
	Code   string       `json:"code" example:"assignment.over_capacity" doc:"What it is about, explained at /v1/problems/{code}"`
	Detail message.Text `json:"detail" example:"From 2024-04-01 to 2024-06-30 the person can give 100 percent; 60 are released (2024-3 in kongsvingerregionen), and this would be 60 more."`
	From   workday.Date `json:"from" format:"date" doc:"The first day"`
	To     workday.Date `json:"to" format:"date" doc:"The day after the last day"`
}

// Event is an act on the assignment, for the audit.
func (a *Assignment) Event(act string, changes audit.Changes) audit.Event {
	return audit.Event{Act: act, Object: a.Self, Changes: changes}
}

// Difference lists what an act changed. Reasons are left out: whoever reads the
// case reads its record, but not the reasons (rules 2.5, 4.6).
func (a *Assignment) Difference(after *Assignment) audit.Changes {
	return audit.Difference(
		audit.Changed("state", a.State, after.State),
		audit.Changed("from", a.From, after.From),
		audit.Optional("surplus_kept_version", a.SurplusKeptVersion, after.SurplusKeptVersion),
		audit.Optional("ended_on", a.EndedOn, after.EndedOn),
	)
}
