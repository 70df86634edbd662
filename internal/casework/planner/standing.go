package planner

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// CasePlan is the plan that was taken over for a case, as it stands against the
// calendars now (rule 5.5).
type CasePlan struct {
	request.Resource
	Number       int            `json:"number" db:"number" example:"1" doc:"Its number among those of the case"`
	Start        workday.Date   `json:"start" db:"start_on" format:"date" example:"2024-02-12"`
	WantedFinish *workday.Date  `json:"wanted_finish" db:"wanted_finish" format:"date" example:"2024-06-28"`
	Finish       workday.Date   `json:"finish" db:"finish_on" format:"date" example:"2024-06-20" doc:"The day on which all is finished by the plan"`
	Reason       string         `json:"reason,omitempty" db:"reason"`
	TakenOverBy  string         `json:"taken_over_by" db:"taken_over_by" format:"uuid"`
	TakenOverFor *string        `json:"taken_over_for" db:"taken_over_for" format:"uuid" doc:"The office holder for whom a substitute took it over; null where none did"`
	TakenOverAt  time.Time      `json:"taken_over_at" db:"taken_over_at"`
	EndedAt      *time.Time     `json:"ended_at" db:"ended_at" doc:"When it was given up; null while it stands"`
	EndedWhy     string         `json:"ended_why,omitempty" db:"ended_why"`
	Broken       bool           `json:"broken" db:"-" doc:"Whether a step can no longer be taken as planned"`
	Steps        []TakenStep    `json:"steps" db:"-"`
	Sentences    []message.Text `json:"sentences" db:"-" example:"[\"The council of Åsnes has cancelled its meeting on 20 June 2024.\"]" doc:"What changed and what broke, in words; empty where all stands as planned"`

	id int64
}

// PartState is how a part of a plan stands against the calendars.
type PartState string

const (
	// Kept is as it was planned.
	Kept PartState = "kept"
	// MeetingMoved is a meeting on another day that can still be taken.
	MeetingMoved PartState = "moved"
	// MeetingCancelled is a meeting that is not held.
	MeetingCancelled PartState = "cancelled"
	// TooEarly is a meeting for which the papers can no longer be in.
	TooEarly PartState = "too_early"
)

// TakenStep is a step of a plan that was taken over.
type TakenStep struct {
	Key         string        `json:"step" example:"board" doc:"The key, also of its milestone"`
	Title       string        `json:"title" example:"The board recommends"`
	Kind        StepKind      `json:"kind" enum:"meetings,consultation,work" example:"meetings"`
	After       []string      `json:"after" example:"[]"`
	Own         bool          `json:"own"`
	Preparation *workday.Rule `json:"preparation" example:"working_days:10"`
	Lasts       *workday.Rule `json:"lasts" example:"days:42,forward"`
	Broken      bool          `json:"broken" doc:"Whether a part of it can no longer be taken as planned"`
	Parts       []TakenPart   `json:"parts"`
}

// TakenPart is what a plan that was taken over has for one body of a step, or for a
// step that no body treats, and how that stands now.
type TakenPart struct {
	Organisation string        `json:"organisation,omitempty" example:"3418"`
	Body         string        `json:"body,omitempty" example:"kommunestyre"`
	Name         message.Text  `json:"name" example:"The council of Åsnes"`
	Ready        workday.Date  `json:"ready_on" format:"date" example:"2024-05-24"`
	Meeting      *int64        `json:"meeting" example:"41" doc:"The meeting that is reserved"`
	MeetingOn    *workday.Date `json:"meeting_on" format:"date" example:"2024-06-20" doc:"The day on which the meeting was planned"`
	Papers       *workday.Date `json:"papers_on" format:"date" example:"2024-06-06"`
	Notice       *workday.Date `json:"notice_on" format:"date" example:"2024-06-13"`
	Done         workday.Date  `json:"done_on" format:"date" example:"2024-06-20"`
	State        PartState     `json:"state" enum:"kept,moved,cancelled,too_early" example:"kept" doc:"kept: as planned; moved: the meeting is on another day, and can still be taken; cancelled: it is not held; too_early: the papers can no longer be in for it"`
	ReadyNow     *workday.Date `json:"ready_now" format:"date" example:"2024-05-24" doc:"The day on which what comes before is done as the calendars are now"`
	DoneNow      *workday.Date `json:"done_now" format:"date" example:"2024-06-20" doc:"The day on which it is done as the calendars are now; null where the meeting is cancelled"`
	PapersNow    *workday.Date `json:"papers_now" format:"date" example:"2024-06-06" doc:"The last day for the papers as the calendars are now"`
	Sentence     message.Text  `json:"sentence,omitzero" doc:"What changed or broke"`

	bodyID int64
}

// named tells the bodies of a case to the parts of its plan. It gives those of which
// the plan has need, and the meetings that it reserves.
func (p *CasePlan) named(c *casefile.Case, bodies []*body.Body) (known []Body, reserved []int64) {
	for i := range p.Steps {
		for j := range p.Steps[i].Parts {
			part := &p.Steps[i].Parts[j]
			if part.bodyID == 0 {
				part.Name = message.Verbatim(p.Steps[i].Title)
				continue
			}
			reserved = append(reserved, *part.Meeting)
			at := slices.IndexFunc(bodies, func(b *body.Body) bool { return b.ID == part.bodyID })
			b := Body{ID: part.bodyID, Organisation: bodies[at].Organisation, Key: bodies[at].Key, Name: bodyName(c, bodies[at])}
			part.Organisation, part.Body, part.Name = b.Organisation, b.Key, b.Name
			if !slices.ContainsFunc(known, func(o Body) bool { return o.ID == b.ID }) {
				known = append(known, b)
			}
		}
	}
	return known, reserved
}

// chain is the chain of a plan that was taken over, of which the bodies are known.
func (p *CasePlan) chain(bodies []Body) *Chain {
	c := &Chain{Start: p.Start, Bodies: bodies}
	for i := range p.Steps {
		t := &p.Steps[i]
		s := Step{Key: t.Key, Name: message.Verbatim(t.Title), Kind: t.Kind, Own: t.Own}
		if t.Preparation != nil {
			s.Preparation = *t.Preparation
		}
		if t.Lasts != nil {
			s.Lasts = *t.Lasts
		}
		for _, key := range t.After {
			s.After = append(s.After, slices.IndexFunc(p.Steps, func(o TakenStep) bool { return o.Key == key }))
		}
		for _, part := range t.Parts {
			if at := slices.IndexFunc(bodies, func(b Body) bool { return b.ID == part.bodyID }); at >= 0 {
				s.Bodies = append(s.Bodies, at)
			}
		}
		c.Steps = append(c.Steps, s)
	}
	return c
}

// compare says of each part of the plan how it stands against the calendars of the
// chain and the meetings as they are now: what was moved or cancelled, and for which
// the papers can no longer be in, by that or by another count of the days.
func (p *CasePlan) compare(c *Chain, meetings map[int64]meetingcalendar.Meeting) error {
	now, err := newPasses(c)
	if err != nil {
		return err
	}
	for _, i := range now.order {
		t := &p.Steps[i]
		ends := now.ends(i)
		for j := range now.stops[i] {
			s, part := &now.stops[i][j], &t.Parts[j]
			s.ready = now.readyOf(s, ends)
			part.ReadyNow = some(s.ready)
			if s.body < 0 {
				s.meet(now, false)
				part.DoneNow, part.State = some(s.done), Kept
				continue
			}
			m := meetings[*part.Meeting]
			s.chosen = s.slots.slot(Meeting{ID: m.ID, On: m.Date}, c.Bodies[s.body].Settings.At(m.Date))
			s.done = m.Date
			part.judge(s, m)
			t.Broken = t.Broken || part.State == MeetingCancelled || part.State == TooEarly
			if !part.Sentence.IsZero() {
				p.Sentences = append(p.Sentences, part.Sentence)
			}
		}
		p.Broken = p.Broken || t.Broken
	}
	return nil
}

// judge says how a part stands whose meeting is as it is now.
func (part *TakenPart) judge(s *stop, m meetingcalendar.Meeting) {
	part.State = Kept
	if m.State == meetingcalendar.Cancelled {
		part.State, part.Sentence = MeetingCancelled, msgCancelled.With(part.Name, m.Date)
		return
	}
	part.DoneNow, part.PapersNow = some(s.done), some(s.chosen.Papers)
	if s.done != *part.MeetingOn {
		part.State, part.Sentence = MeetingMoved, msgMoved.With(part.Name, *part.MeetingOn, s.done)
	}
	if s.chosen.Gate().Before(s.ready) {
		part.State = TooEarly
		part.Sentence = message.Sentences(part.Sentence, msgTooEarly.With(part.Name, s.done, s.chosen.Gate(), s.ready))
	}
}
