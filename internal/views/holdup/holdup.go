// Package holdup lists what holds a case up: everything that it waits for, who can act, by
// when, and how many steps of its treatment and municipalities wait for that (rules 2.3,
// 2.4, 7.2, 8.3, 8.4). It owns no table, and has no rules of its own: what is missing is
// said by the start gate, the plan of treatment and the rule of effect.
package holdup

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/stand"
)

// Kind says what it is that holds a case up.
type Kind string

// The kinds of what holds a case up.
const (
	// Condition is one of the five conditions: something that a municipality, or the
	// secretariat, has not done for it.
	Condition Kind = "condition"
	// Move is the next step of the case as a whole: to be started, or sent to treatment.
	Move Kind = "move"
	// Meeting is a meeting with the case on its agenda that is not called.
	Meeting Kind = "meeting"
	// Resolution is what a body has not resolved though it is its turn.
	Resolution Kind = "resolution"
	// Wording is a body that said no, or adopted another text, without a reconciliation.
	Wording Kind = "wording"
	// Reconciliation is one that is open and waits for an exit, or for its end.
	Reconciliation Kind = "reconciliation"
)

// HoldUp is one thing for which a case waits.
type HoldUp struct {
	Kind      Kind            `json:"kind" enum:"condition,move,meeting,resolution,wording,reconciliation" example:"resolution"`
	Condition stand.Condition `json:"condition,omitempty" example:"mandate" doc:"The condition that lacks something; left out for other kinds"`
	Reason    message.Text    `json:"reason" doc:"What is waited for, in words" example:"The municipality has not answered version 1."`
	Of        []string        `json:"of" doc:"The organisations that it waits for"`
	Who       []stand.Doer    `json:"who" doc:"Who can act"`
	By        *workday.Date   `json:"by" format:"date" doc:"By when; null without a day"`
	Overdue   bool            `json:"overdue" doc:"Whether that day has passed"`
	Act       string          `json:"act" doc:"The act that is waited for, by the identifier of its operation"`
	Method    string          `json:"method" example:"PUT"`
	Address   string          `json:"address" doc:"Where it is done" example:"/v1/regions/kongsvingerregionen/cases/2024-1/mandates/1/approvals/3417"`
	Yours     bool            `json:"yours" doc:"Whether the caller's offices carry the act; whether it is open now, the resource itself says in its actions"`
	About     string          `json:"about" doc:"The address of what to read first" example:"/v1/regions/kongsvingerregionen/cases/2024-1/mandates/1"`
	Steps     []string        `json:"steps" doc:"The steps of the treatment that cannot begin or go on before it is done"`
	Waiting   []string        `json:"municipalities" doc:"The municipalities that wait for it"`
	post      authority.Post  // who can act, before the people are looked up
	target    act.Target      // and what they do
}

// facts are what is known of a case at one moment. The rules below look at nothing else.
type facts struct {
	c        *casefile.Case
	today    workday.Date
	lacks    []lack
	gate     stand.StartGate
	course   *chain.Course
	standing *effect.Standing
	uncalled map[int64]meetingcalendar.Meeting
}

// holdUps are all for which the case waits, what blocks most first: by the steps and then
// the municipalities that wait for it, then by its day.
func (f *facts) holdUps() []HoldUp {
	if f.c.Past != nil || f.c.In(casefile.Preparing, casefile.Active, casefile.InTreatment) != nil {
		return []HoldUp{}
	}
	all := slices.Concat(f.conditions(), f.moves(), f.treatments(), f.differences())
	for i := range all {
		h := &all[i]
		h.Overdue = h.By != nil && h.By.Before(f.today)
	}
	slices.SortStableFunc(all, func(a, b HoldUp) int {
		return cmp.Or(cmp.Compare(len(b.Steps), len(a.Steps)), cmp.Compare(len(b.Waiting), len(a.Waiting)), sooner(a.By, b.By))
	})
	return append([]HoldUp{}, all...)
}

// sooner puts the earlier day first, and none last.
func sooner(a, b *workday.Date) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	default:
		return a.Compare(*b)
	}
}

// conditions are what the conditions lack. All steps and municipalities wait for what the
// start gate misses; else each municipality for its own alone.
func (f *facts) conditions() (all []HoldUp) {
	for _, l := range f.lacks {
		h := HoldUp{
			Kind: Condition, Condition: l.Condition, Reason: l.Reason, Of: []string{l.Post.Organisation}, By: l.By, About: l.Link, Steps: []string{}, Waiting: l.Municipalities,
			post: l.Post, target: l.Act,
		}
		if l.Holds {
			h.Steps, h.Waiting = f.steps(), f.parties()
		}
		all = append(all, h)
	}
	return all
}

// moves are what the secretariat does next with the case as a whole, once nothing of the
// start gate is missing (rule 2.2).
func (f *facts) moves() []HoldUp {
	h := HoldUp{
		Kind: Move, Of: []string{f.c.Region}, Steps: f.steps(), Waiting: f.parties(), post: authority.Post{Organisation: f.c.Region, Office: office.Secretariat},
	}
	switch {
	case f.c.State == casefile.Preparing && f.gate.Open:
		h.Reason, h.target, h.About = msgNotStarted, stand.StartCase.At(f.c.Ref()), stand.ShowGate.Href(f.c.Ref())
	case f.c.State == casefile.Active:
		h.Reason, h.target = msgNotSent, treatment.SendCase.At(f.c.Ref())
		h.About = treatment.ShowCourse.Href(f.c.Ref())
	default:
		return nil
	}
	return []HoldUp{h}
}

// treatments are the bodies whose turn it is: their meeting is to be called, or they are to
// resolve (rules 7.2, 7.6).
func (f *facts) treatments() (all []HoldUp) {
	course := f.course
	for _, t := range course.Treatments {
		if t.State != chain.Open {
			continue
		}
		h := HoldUp{
			Kind: Resolution, Reason: t.Reason, Of: []string{t.Organisation}, By: t.By, About: t.Self, Steps: []string{}, Waiting: []string{},
			post: t.Keeper(), target: treatment.RecordResolution.At(t.Ref()),
		}
		for _, o := range course.Awaiting(t) {
			h.Steps = with(h.Steps, o.Step)
			if o.Municipal() {
				h.Waiting = with(h.Waiting, o.Organisation)
			}
		}
		if f.standing.Awaits(t, f.standing.Rule()) {
			h.Waiting = f.parties()
		}
		if m, uncalled := f.uncalled[canon.OrZero(t.Meeting)]; uncalled {
			ref := meeting.Ref{Ref: body.Body{Organisation: m.Organisation, Key: m.Body}.Ref(), Meeting: m.ID}
			h.Kind, h.Reason, h.target = Meeting, msgNotCalled.With(t.BodyName, m.Date), meeting.CallMeeting.At(ref)
			h.By, h.About = &m.Date, meetingcalendar.Href(ref)
		}
		all = append(all, h)
	}
	return all
}

// differences are what keeps the rule of effect from being met though bodies have resolved:
// an open reconciliation, or bodies that stand apart without one (rules 8.3, 8.4).
func (f *facts) differences() (all []HoldUp) {
	v, ref := f.standing, f.c.Ref()
	if v.Open != nil {
		h := HoldUp{
			Kind: Reconciliation, Reason: msgReconciliation, Of: []string{f.c.Region}, About: effect.ShowReconciling.Href(ref), Steps: []string{}, Waiting: f.parties(),
			post: authority.Post{Organisation: f.c.Region, Office: office.Secretariat}, target: effect.ChooseExit.At(ref),
		}
		names := message.All[string]{}
		for _, e := range v.Apart() {
			names = append(names, e.BodyName)
		}
		if len(names) > 0 {
			h.Reason = msgApart.With(names)
		}
		if n := len(v.Open.Exits); n > 0 {
			h.By = v.Open.Exits[n-1].Due
		}
		return []HoldUp{h}
	}
	if v.Outcome != effect.Cannot {
		return nil
	}
	for _, e := range v.Apart() {
		t := e.Treated()
		if t.State == chain.Open || !v.Awaits(t, v.Rule()) {
			continue
		}
		all = append(all, HoldUp{
			Kind: Wording, Reason: e.Reason, Of: []string{e.Organisation}, About: effect.ShowWording.Href(ref), Steps: []string{}, Waiting: f.parties(),
			post: t.Keeper(), target: treatment.RecordResolution.At(t.Ref()),
		})
	}
	return all
}

// steps are those of the plan of treatment, before the case is sent.
func (f *facts) steps() []string {
	keys := []string{}
	for _, s := range f.course.Plan.Steps {
		keys = append(keys, s.Key)
	}
	return keys
}

// parties are the municipalities that take part.
func (f *facts) parties() []string {
	numbers := []string{}
	for _, p := range f.c.Parties() {
		numbers = append(numbers, p.Number)
	}
	return numbers
}

func with(all []string, one string) []string {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

// call is upon whoever can act.
func (h *HoldUp) call(caseID int64) authority.Call {
	return authority.Call{Post: h.post, Case: caseID, Act: h.target.Permission.String()}
}
