// Package timeline keeps the milestones of cases: what has to happen by when,
// by whom and after what, and whether it has (rules 5.1, 5.4).
//
// A day is set by hand, or counted from a day or from another milestone's by the
// calendar of the organisation concerned; once set it is kept until it is moved
// (rules 5.2, 5.3).
package timeline

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Kind says what a milestone's day means.
type Kind string

// A deadline is a day by which something must be done; an event takes place on
// a day, or in a month whose day is not known yet.
const (
	Deadline Kind = "deadline"
	Event    Kind = "event"
)

// The milestones that the start gate asks for. The first two are done by each
// municipality.
const (
	NamingDue             = "naming_due"
	CouncilsDecided       = "councils_decided"
	ProposalReady         = "proposal_ready"
	Board                 = "board"
	RepresentativeCouncil = "representative_council"
	JointMeeting          = "joint_meeting"
)

// Required are the keys of the milestones that a case needs before it starts
// (rule 2.3e), in the order of the procedure.
var Required = []string{NamingDue, ProposalReady, Board, RepresentativeCouncil, JointMeeting, CouncilsDecided}

// most is how many milestones a case can have: they are always read together.
const most = 200

// State is where a milestone, or a municipality's part of it, is at a moment.
type State string

// The states. Only a municipality's part can be Left.
const (
	Open    State = "open"
	Overdue State = "overdue"
	Done    State = "done"
	Left    State = "left"
	// Withdrawn is a milestone that was planned by mistake, in the answer to the act
	// alone: it is on the timeline no more.
	Withdrawn State = "withdrawn"
)

// The faults of timelines.
var (
	ErrContent = fault.New(fault.Invalid, "timeline.content_invalid", "The milestone's content is not valid",
		"`errors` names the members at fault (rule 5.4).")
	ErrKey = fault.New(fault.Conflict, "timeline.key_taken", "The key is taken",
		"A key names one milestone of the case: edit that one, or choose another key (rule 5.4).")
	ErrWhen = fault.New(fault.Invalid, "timeline.day_or_month", "A milestone has a day or a month",
		"Give either `due`, a day, or `month`. A deadline needs a day; only an event can have a month alone (rule 5.4).")
	ErrByWhom = fault.New(fault.Invalid, "timeline.required_milestone", "The key says who does this milestone",
		"`naming_due` and `councils_decided` are done by each municipality, so `per_municipality` is true; `proposal_ready`, `board`, `representative_council` and `joint_meeting` are done once (rule 2.3e).")
	ErrUnknownDependency = fault.New(fault.Invalid, "timeline.unknown_dependency", "No such milestone to depend on",
		"A milestone can depend only on others of the same case (rule 5.4).")
	ErrCycle = fault.New(fault.Invalid, "timeline.dependency_cycle", "The dependencies form a circle",
		"Milestones cannot wait for each other: dependencies have no cycles (rule 5.4).")
	ErrMoveNeedsReason = fault.New(fault.Conflict, "timeline.move_needs_reason", "Moving needs a reason",
		"To change the day or month of an existing milestone, use move-milestone and give a reason, so that its history stays readable (rule 5.4).")
	ErrDone = fault.New(fault.Conflict, "timeline.already_done", "The milestone is done",
		"A milestone that is done can be neither moved nor given to others (rule 5.4).")
	ErrDoneByEach = fault.New(fault.Conflict, "timeline.done_by_each", "Each municipality does this milestone",
		"The milestone is per municipality: each municipality completes its own part, and the milestone is done when all have (rule 5.4).")
	ErrDoneOnce = fault.New(fault.Conflict, "timeline.done_once", "The milestone is done once for the whole case",
		"The milestone is not per municipality: its responsible or the region's secretariat completes it (rule 5.4).")
	ErrDoneOn = fault.New(fault.Invalid, "timeline.done_day_invalid", "It cannot have been done on that day",
		"A milestone was done today or on a day before, and not before the case was opened (rule 5.4).")
	ErrTooMany = fault.New(fault.Conflict, "timeline.too_many", "The timeline is full",
		"A case has at most 200 milestones (rule 5.4).")
)

// Milestone is a point on the timeline of a case (rule 5.4).
type Milestone struct {
	request.Resource
	Key   string `json:"key" db:"key" example:"proposal_ready" doc:"The key, unique in the case"`
	Title string `json:"title" db:"title" example:"The proposal is ready for the board"`
	Kind  Kind   `json:"kind" db:"kind" enum:"deadline,event"`
	State State  `json:"state" db:"-" enum:"open,overdue,done,withdrawn" doc:"Derived at every read: overdue from the end of the day in due, unless done. A milestone per municipality is done when all that take part have done it"`
	When
	FirstDue        *workday.Date   `json:"first_due" db:"-" format:"date" doc:"The day of the first plan"`
	FirstMonth      *workday.Month  `json:"first_month" db:"-" example:"2024-06" doc:"The month of the first plan, where it had no day"`
	Zone            string          `json:"zone" db:"zone" example:"Europe/Oslo" doc:"The zone in which the day ends"`
	PerMunicipality bool            `json:"per_municipality" db:"per_municipality" doc:"Whether each municipality does it, by the same day"`
	Responsible     *authority.Post `json:"responsible,omitempty" db:"responsible" doc:"Who answers for it; for a milestone per municipality an office alone, each municipality's own"`
	Note            string          `json:"note,omitempty" db:"note"`
	Completion
	Rule        *MilestoneRule        `json:"rule,omitempty" db:"rule" doc:"How its day was counted; left out where the day was set by hand"`
	Explanation *MilestoneExplanation `json:"explanation,omitempty" db:"explanation" doc:"The count as it was when the day was set, by the calendar of the responsible's organisation or else of the region. It stays when that calendar changes, with a warning (rule 5.3)"`
	CreatedAt   time.Time             `json:"created_at" db:"created_at"`
	DependsOn   []string              `json:"depends_on" db:"-" example:"[\"board\"]" doc:"The milestones that come before it"`
	Lags        []MilestoneLag        `json:"lags" db:"-" doc:"How long after some of them it comes, at the least"`
	Dependants  []Dependant           `json:"dependants" db:"-" doc:"The milestones that wait for it"`
	Parts       []MilestonePart       `json:"parts" db:"-" doc:"For a milestone per municipality, the part of each; else empty"`
	Moves       []MilestoneMove       `json:"moves" db:"-" doc:"Every move, the oldest first"`
	Warnings    []MilestoneWarning    `json:"warnings" db:"-" doc:"What does not fit, but is kept"`

	// undone is why the present act takes back what was recorded, "" where it does
	// not.
	undone string
}

// Completion says when a milestone, or a part of it, was done: the day on which
// it was, and the moment at which that was recorded. Both times and person are
// null while it is not.
type Completion struct {
	DoneOn   *workday.Date `json:"done_on,omitempty" db:"done_on" format:"date" doc:"The day on which it was done; left out while it is not"`
	DoneAt   *time.Time    `json:"done_at" db:"done_at" doc:"When it was recorded as done"`
	DoneBy   *string       `json:"done_by" db:"done_by" format:"uuid" doc:"The person who recorded it"`
	DoneNote string        `json:"done_note,omitempty" db:"done_note" example:"Council case 31/2024"`
}

// MilestonePart is a municipality's part of a milestone.
type MilestonePart struct {
	Municipality string          `json:"municipality" example:"3417"`
	Name         string          `json:"name" example:"Grue"`
	State        State           `json:"state" enum:"open,overdue,done,left"`
	Responsible  *authority.Post `json:"responsible,omitempty" doc:"The office in this municipality"`
	Completion
	Actions []request.Action `json:"actions" doc:"The acts on this part, and whether this caller may do them now"`

	id   int64
	left bool
}

// MilestoneMove is one change of a milestone's day or month, and why.
type MilestoneMove struct {
	FromDue   *workday.Date  `json:"from_due" db:"from_due" format:"date"`
	FromMonth *workday.Month `json:"from_month" db:"from_month" example:"2024-06"`
	ToDue     *workday.Date  `json:"to_due" db:"to_due" format:"date"`
	ToMonth   *workday.Month `json:"to_month" db:"to_month" example:"2024-06"`
	Reason    string         `json:"reason" db:"reason" example:"The board's meeting was moved"`
	Person    string         `json:"moved_by" db:"person_id" format:"uuid" doc:"The person who moved it"`
	At        time.Time      `json:"moved_at" db:"at"`
	Follows   string         `json:"follows,omitempty" db:"follows" example:"board" doc:"The milestone whose move it followed; left out where it was moved itself"`
}

// Done says whether the milestone is done: by the case as one, or by every
// municipality that takes part now.
func (m *Milestone) Done() bool {
	if !m.PerMunicipality {
		return m.DoneAt != nil
	}
	waiting := func(p MilestonePart) bool { return !p.left && p.DoneAt == nil }
	return m.begun() && !slices.ContainsFunc(m.Parts, waiting)
}

// begun says whether anyone has done it.
func (m *Milestone) begun() bool {
	done := func(p MilestonePart) bool { return p.DoneAt != nil }
	return m.DoneAt != nil || slices.ContainsFunc(m.Parts, done)
}

// Overdue says whether the day has ended without the milestone being done
// (rule 5.1). An event is never overdue.
func (m *Milestone) Overdue(now time.Time) bool { return m.passed(now) && !m.Done() }

// PartOverdue is Overdue for the part of one municipality; a municipality that
// has left owes nothing.
func (m *Milestone) PartOverdue(municipality string, now time.Time) bool {
	p := m.Part(municipality)
	return p != nil && !p.left && p.DoneAt == nil && m.passed(now)
}

func (m *Milestone) passed(now time.Time) bool {
	return m.Kind != Event && m.Due != nil && !now.Before(m.Due.EndIn(workday.Oslo()))
}

// Part is a municipality's part; nil where it has none.
func (m *Milestone) Part(municipality string) *MilestonePart {
	for i := range m.Parts {
		if m.Parts[i].Municipality == municipality {
			return &m.Parts[i]
		}
	}
	return nil
}

// divide gives each participant its part of a milestone per municipality, and
// leaves standing what was done.
func (m *Milestone) divide(c *casefile.Case) {
	was := *m
	m.Parts = []MilestonePart{}
	if !m.PerMunicipality {
		return
	}
	for _, p := range c.Participants {
		part := MilestonePart{Municipality: p.Number, Name: p.Name, Actions: []request.Action{}, id: p.ID, left: p.LeftAt != nil}
		if m.Responsible != nil {
			part.Responsible = &authority.Post{Organisation: p.Number, Office: m.Responsible.Office}
		}
		if old := was.Part(p.Number); old != nil {
			part.Completion = old.Completion
		}
		m.Parts = append(m.Parts, part)
	}
}

// MarkStates writes the states of the moment into the milestone.
func (m *Milestone) MarkStates(now time.Time) {
	m.State = state(m.Done(), m.Overdue(now))
	for i := range m.Parts {
		p := &m.Parts[i]
		p.State = state(p.DoneAt != nil, m.PartOverdue(p.Municipality, now))
		if p.left {
			p.State = Left
		}
	}
}

func state(done, overdue bool) State {
	switch {
	case done:
		return Done
	case overdue:
		return Overdue
	default:
		return Open
	}
}

// Move gives the milestone another day or month, and keeps what it was and why
// it changed (rule 5.4). Moving it to where it is changes nothing.
func (m *Milestone) Move(to When, reason, person string, now time.Time) error {
	switch {
	case m.PlannedFor(to):
		return nil
	case m.Done():
		return ErrDone
	case m.Kind == Deadline && to.Due == nil:
		return ErrWhen.On("/due", msgDayNeeded)
	}
	m.Moves = append(slices.Clone(m.Moves), MilestoneMove{
		FromDue: m.Due, FromMonth: m.Month, ToDue: to.Due, ToMonth: to.Month, Reason: reason, Person: person, At: now,
	})
	m.When = to
	return nil
}

// Complete records that a milestone of the whole case is done. Completing it
// again changes nothing.
func (m *Milestone) Complete(done Completion) error {
	if m.PerMunicipality {
		return ErrDoneByEach
	}
	m.complete(done)
	return nil
}

// CompletePart records that a municipality has done its part; again changes
// nothing. That the municipality takes part was asked before.
func (m *Milestone) CompletePart(municipality string, done Completion) error {
	if !m.PerMunicipality {
		return ErrDoneOnce
	}
	m.Parts = slices.Clone(m.Parts)
	m.Part(municipality).complete(done)
	return nil
}

func (c *Completion) complete(done Completion) {
	if c.DoneAt == nil {
		*c = done
	}
}

// Completed is a completion that is recorded now, of what was done on a day, or
// today where none is given. It refuses a day to come, and one before the case
// was opened (rule 5.4).
func Completed(c *casefile.Case, on *workday.Date, note, person string, now time.Time) (Completion, error) {
	today := workday.Today(now)
	if on == nil {
		on = &today
	}
	first := workday.Today(canon.OrZero(c.OpenedAt))
	if on.After(today) || on.Before(first) {
		return Completion{}, ErrDoneOn.On("/done_on", msgDoneOn.With(first, today))
	}
	return Completion{DoneOn: on, DoneAt: &now, DoneBy: &person, DoneNote: note}, nil
}

// MustNotBeDone refuses what is done.
func (c *Completion) MustNotBeDone() error {
	if c.DoneAt != nil {
		return ErrDone
	}
	return nil
}

// MustTakeCompletions refuses to record anything as done before the case is
// opened and after it is closed. What was done is recorded also after the
// decision: the last council's decision itself makes the case adopted.
func MustTakeCompletions(c *casefile.Case) error {
	return c.In(casefile.Preparing, casefile.Active, casefile.InTreatment, casefile.Adopted, casefile.NotAdopted, casefile.FollowingUp)
}

// When is the time of a milestone: a day, or a month whose day is not known.
type When struct {
	Due   *workday.Date  `json:"due" db:"due" format:"date" doc:"The day; it ends at its end in the zone. Null where only the month is known"`
	Month *workday.Month `json:"month" db:"month" example:"2024-06" doc:"The month, where the day is not known: then there is no reminder, and it is never overdue"`
}

// first and last are the days between which it lies.
func (w When) first() workday.Date {
	if w.Due != nil {
		return *w.Due
	}
	return w.Month.First()
}

func (w When) last() workday.Date {
	if w.Due != nil {
		return *w.Due
	}
	return w.Month.Last()
}

// Span is the time as the span of a step.
func (w When) Span() schedule.Span { return schedule.Span{First: w.first(), Last: w.last()} }

// Say is the time in a language.
func (w When) Say(in message.Language) string {
	if w.Due != nil {
		return w.Due.Say(in)
	}
	return w.Month.Say(in)
}

// PlannedFor says whether it is the same time as another.
func (w When) PlannedFor(o When) bool {
	return canon.OrZero(w.Due) == canon.OrZero(o.Due) && canon.OrZero(w.Month) == canon.OrZero(o.Month)
}
