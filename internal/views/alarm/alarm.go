// Package alarm says where a municipality's people will be lacking though they
// are released: a release or an employment ends too early, nobody was named in
// time, or somebody gives more than they can (rule 4.4). It owns no table: an
// alarm is found in the current state at every read, and is gone with its
// cause.
package alarm

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Kind is what an alarm is about.
type Kind string

// The kinds of alarms (rule 4.4).
const (
	ReleaseEnds    Kind = "release_ends_early"
	EmploymentEnds Kind = "employment_ends"
	NobodyNamed    Kind = "nobody_named"
	OverCapacity   Kind = "over_capacity"
)

// Alarm is something about a municipality's people in a case that somebody
// should act on.
type Alarm struct {
	ID               string         `json:"id" example:"release-ends-early/kongsvingerregionen/2024-1/3417/1" doc:"Names the alarm as long as it lasts. Each person gets one letter about it; if it goes and comes back for the same day it is a task again, but there is no second letter"`
	Kind             Kind           `json:"kind" enum:"release_ends_early,employment_ends,nobody_named,over_capacity" example:"release_ends_early"`
	Since            time.Time      `json:"since" doc:"The last dated act, or day, that caused it. A change of an employment or of what somebody can give is not dated"`
	By               workday.Date   `json:"by" format:"date" doc:"The last day before the trouble begins; for nobody_named the naming due date, and for over_capacity the first day of it"`
	Region           string         `json:"region" example:"kongsvingerregionen"`
	Case             string         `json:"case" example:"2024-1" doc:"The number of the case"`
	CaseTitle        string         `json:"case_title" example:"Regional kraftstrategi for Kongsvingerregionen"`
	Municipality     string         `json:"municipality" example:"3417"`
	MunicipalityName string         `json:"municipality_name" example:"Grue"`
	Person           *string        `json:"person" format:"uuid" doc:"Whom it is about; null for nobody_named"`
	PersonName       *string        `json:"person_name" example:"Planner, Grue"`
	Overridden       bool           `json:"overridden" doc:"For over_capacity: whether the chief executive has accepted so much on each of its days by a release over capacity; then it brings neither a task nor a letter. False where more is released, or less can be given, than was accepted"`
	Detail           message.Text   `json:"detail" example:"Planner, Grue is released as Area planner with the last day 2024-06-30, but The proposal is ready is due on 2024-09-02." doc:"In words"`
	Who              []AlarmDoer    `json:"who" doc:"Who can act"`
	Link             string         `json:"link" example:"/v1/regions/kongsvingerregionen/cases/2024-1/resources/3417/assignments/1" doc:"The address of what it is about"`
	Action           request.Action `json:"action" doc:"What helps, and whether the caller may do it now; of several the first that they may"`

	in *casefile.Case
	// helps are what helps, the first of them whoever the caller is.
	helps []help
	// assignment is the row of the one it is about, 0 for none; turns is the day
	// on which that turns bad.
	assignment int64
	turns      workday.Date
	// subject is what the letter names besides the person: a milestone's title.
	subject string
	// within tells those outside the municipality, who learn nothing of what
	// the person does elsewhere, of the same (rule 2.5).
	within message.Text
}

// help is what an office can do about an alarm.
type help struct {
	office string
	act.Target
}

// AlarmDoer is someone who can act: an office, who holds it now, and who may do
// the act for the holder.
type AlarmDoer struct {
	authority.Post
	authority.People
}

// facts are what is known of a municipality in a case at one moment.
type facts struct {
	*staffing.Standing
	undone []timeline.Undone
	// elsewhere are all that the people named here give, by employment.
	elsewhere map[int64]capacity.Load
	now       time.Time
}

// alarms are those that stand, in the order of their names.
func (f facts) alarms() []Alarm {
	var all []Alarm
	today := workday.Today(f.now)
	if a, ok := f.unnamed(today); ok {
		all = append(all, a)
	}
	for i := range f.Named {
		n := &f.Named[i]
		if !n.Counts() || !today.Before(n.Ends) {
			continue
		}
		a, ok := f.leaves(n)
		if !ok {
			a, ok = f.endsEarly(n)
		}
		if ok {
			all = append(all, a)
		}
		if a, ok := f.over(n, today); ok {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, Alarm.compare)
	return all
}

// raise begins an alarm of the municipality: what helps is to name somebody.
func (f facts) raise(k Kind) Alarm {
	c, at := f.Case, staffing.Ref{Ref: f.Case.Ref(), Municipality: f.Party.Number}
	return Alarm{
		ID: strings.Join([]string{k.slug(), c.Region, c.Number, f.Party.Number}, "/"), Kind: k, Region: c.Region, Case: c.Number, CaseTitle: c.Title,
		Municipality: f.Party.Number, MunicipalityName: f.Party.Name, Link: at.Path(), Who: []AlarmDoer{}, in: c,
		helps: []help{{office.Administrator, assignment.NominatePerson.At(at)}},
	}
}

func (k Kind) slug() string { return strings.ReplaceAll(string(k), "_", "-") }

// raiseOn begins an alarm about an assignment, which turns bad on a day.
func (f facts) raiseOn(k Kind, n *staffing.Assignment, turns workday.Date) Alarm {
	a := f.raise(k)
	a.ID += "/" + strconv.Itoa(n.Number)
	a.Person, a.PersonName, a.Link, a.Since = &n.Person, &n.Name, n.Self, *n.DecidedAt
	a.assignment, a.turns, a.By = n.ID, turns, turns.AddDays(-1)
	return a
}

// unnamed is raised when the day has passed by which the municipality was to
// name people, something is asked of it still, and nobody is nominated or
// released.
func (f facts) unnamed(today workday.Date) (Alarm, bool) {
	for _, n := range f.asking() {
		asked := slices.ContainsFunc(n.Requirements, func(r mandate.Requirement) bool { return today.Before(r.To) })
		named := slices.ContainsFunc(f.Named, func(a staffing.Assignment) bool {
			return a.Live(today) && slices.ContainsFunc(n.Requirements, func(r mandate.Requirement) bool { return r.Key == a.Requirement })
		})
		since := n.NamingDue.EndIn(workday.Oslo()).UTC()
		if !asked || named || f.now.Before(since) {
			continue
		}
		a := f.raise(NobodyNamed)
		a.Since, a.By = since, n.NamingDue
		a.Detail = msgNobodyNamed.With(f.Party.Name, n.NamingDue)
		return a, true
	}
	return Alarm{}, false
}

// asking are the versions that ask, the one whose naming due date comes first
// first.
func (f facts) asking() []*staffing.Asked {
	versions := f.Asking()
	slices.SortStableFunc(versions, func(a, b *staffing.Asked) int { return a.NamingDue.Compare(b.NamingDue) })
	return versions
}

// endsEarly is raised when a release ends before the last deadline that needs
// it: the last one within the requirement's period that is not done, by the
// municipality where each has a part. Of somebody whose place is taken that
// day none is raised; once the release is over, the gap itself is shown.
func (f facts) endsEarly(n *staffing.Assignment) (Alarm, bool) {
	r := f.Binding().Requirement(n.Requirement)
	if r == nil || !gives(n) || !f.opens(n) {
		return Alarm{}, false
	}
	for _, u := range slices.Backward(f.undone) {
		if !u.Waits(f.Party.Number) || !u.Due.Before(r.To) {
			continue
		}
		if u.Due.Before(n.Ends) {
			return Alarm{}, false
		}
		a := f.raiseOn(ReleaseEnds, n, n.Ends)
		if u.Since.After(a.Since) {
			a.Since = u.Since
		}
		a.subject = u.Title
		a.Detail = msgEndsEarly.With(n.Name, n.Function, n.Ends.AddDays(-1), u.Title, u.Due)
		return a, true
	}
	return Alarm{}, false
}

// leaves is raised when a person's employment ends before their release does,
// and nobody takes their place that day.
func (f facts) leaves(n *staffing.Assignment) (Alarm, bool) {
	until := n.AgreedEnd()
	if n.Employed == nil || !n.Employed.Before(until) || !f.opens(n) {
		return Alarm{}, false
	}
	a := f.raiseOn(EmploymentEnds, n, *n.Employed)
	a.Detail = msgLeaves.With(n.Name, n.Employed.AddDays(-1), n.Function, until.AddDays(-1))
	a.within = msgEnds.With(n.Name, n.Function, n.Employed.AddDays(-1))
	return a, true
}

// gives says whether an assignment has any day: one recalled before its first
// day has none.
func gives(n *staffing.Assignment) bool { return n.From.Before(n.Ends) }

// opens says whether a gap opens, or widens, where an assignment ends, or where
// it was to begin that has no day. A gap that opens later, when somebody else
// leaves, is not this one's.
func (f facts) opens(n *staffing.Assignment) bool {
	if !gives(n) {
		return f.Lacking(n.Requirement, n.From) > 0
	}
	return f.Lacking(n.Requirement, n.Ends) > f.Lacking(n.Requirement, n.Ends.AddDays(-1))
}

// over is raised when a person gives more than they can, today or later, in all
// that they are released to: what they can give was lowered, or the chief
// executive has released them over it. The chief executive can recall them, the
// administrator set anew what they can give.
func (f facts) over(n *staffing.Assignment, today workday.Date) (Alarm, bool) {
	o, ok := f.elsewhere[n.Employment].OverloadAhead(n.From, n.Ends, today)
	if !gives(n) || !ok {
		return Alarm{}, false
	}
	a := f.raiseOn(OverCapacity, n, o.From)
	a.By, a.Overridden = o.From, o.Accepted
	a.Detail = msgOver.With(n.Name, o.Released, o.From, o.Percent)
	a.within = msgOverHere.With(n.Name, n.Function, o.From)
	day := workday.Later(o.From, today)
	at := staffing.AssignmentRef{Ref: staffing.Ref{Ref: f.Case.Ref(), Municipality: n.Municipality}, Assignment: n.Number}
	from := person.CapacityRef{EmploymentRef: person.EmploymentRef{Ref: organisation.Ref{Organisation: n.Municipality}, StaffKey: n.StaffKey}, From: day}
	a.helps = []help{
		{office.ChiefExecutive, assignment.RecallAssignment.At(at)},
		{office.Administrator, person.SetCapacity.At(from)},
	}
	return a, true
}

// outside is the alarm as those outside the municipality see it, who learn
// neither that somebody's employment ends nor what they do elsewhere (rules
// 2.5, 4.6).
func (a Alarm) outside() Alarm {
	if !a.within.IsZero() {
		a.Detail = a.within
	}
	if a.Kind == EmploymentEnds {
		a.ID, a.Kind = ReleaseEnds.slug()+strings.TrimPrefix(a.ID, a.Kind.slug()), ReleaseEnds
	}
	return a
}

func (a Alarm) compare(b Alarm) int { return cmp.Compare(a.ID, b.ID) }

// calls are upon those who can act, in the order of what helps.
func (a Alarm) calls() []authority.Call {
	calls := make([]authority.Call, len(a.helps))
	for i, h := range a.helps {
		calls[i] = authority.Call{Post: h.post(a), Case: a.in.ID, Act: h.Permission.String()}
	}
	return calls
}

func (h help) post(a Alarm) authority.Post {
	return authority.Post{Organisation: a.Municipality, Office: h.office}
}

// offer is what helps and the actor may do now; where they may do nothing, what
// helps most.
func (a Alarm) offer(policy *authz.Policy, actor authn.Actor) request.Action {
	offers := make([]request.Action, len(a.helps))
	for i, h := range a.helps {
		offers[i] = policy.Action(actor, a.Municipality, h.Permission, nil, h.Action())
	}
	return offers[max(0, slices.IndexFunc(offers, func(o request.Action) bool { return o.Open }))]
}
