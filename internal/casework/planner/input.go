package planner

import (
	"cmp"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// CasePlanInput is what is to be planned.
type CasePlanInput struct {
	Start  *workday.Date   `json:"start,omitempty" format:"date" example:"2024-02-12" doc:"The first day of the work, today or later; today if left out"`
	Finish *workday.Date   `json:"finish,omitempty" format:"date" example:"2024-06-28" doc:"The day by which all is wanted; left out, it is planned as early as can be"`
	Steps  []PlanStepInput `json:"steps,omitempty" maxItems:"50" doc:"The chain; left out, the usual one of the case's kind. A statement, an enquiry or another case is decided by the board. Any other is treated by the board, the representative council and the joint council meeting, where the region has these, one after the other, and then by every council; before that a plan that the law requires is six weeks on consultation"`
}

// CasePlanQuestion is what is to be planned, and what is assumed for that.
type CasePlanQuestion struct {
	CasePlanInput
	Assumptions []PlanAssumptionInput `json:"assumptions,omitempty" maxItems:"200" doc:"Changes in the meeting calendars that nobody has made, one after the other, to see what would follow"`
}

// CasePlanTakeover is what is to be planned, and taken over.
type CasePlanTakeover struct {
	CasePlanInput
	Reason string `json:"reason,omitempty" maxLength:"2000" example:"The board has asked for it before the summer" doc:"Why; it is the reason of every milestone that moves"`
}

// PlanStepInput is a step of a chain.
type PlanStepInput struct {
	Key         string          `json:"step" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"board" doc:"The key, unique in the chain. A plan that is taken over makes a milestone of it, or moves the one that has this key"`
	Title       string          `json:"title,omitempty" maxLength:"300" example:"The board recommends" doc:"The title of its milestone"`
	Kind        StepKind        `json:"kind" enum:"meetings,consultation,work" example:"meetings" doc:"meetings: bodies treat it, in a meeting each; consultation: others are heard; work: something is written"`
	After       []string        `json:"after,omitempty" maxItems:"50" maxLength:"63" example:"[]" doc:"The steps that come before it; left out, the one before it in the list. An empty list begins with the start"`
	Own         bool            `json:"own,omitempty" doc:"Whether a body waits, in the steps before it, for those of its own organisation alone, where there are such: a council for its own executive committee"`
	Preparation *workday.Rule   `json:"preparation,omitempty" example:"working_days:10" doc:"What lies between the end of what comes before and the papers for this step"`
	Lasts       *workday.Rule   `json:"lasts,omitempty" example:"days:42,forward" doc:"How long a consultation or a work lasts; left out, a consultation lasts six weeks"`
	Bodies      []PlanBodyInput `json:"bodies,omitempty" maxItems:"100" doc:"The bodies that treat it, side by side"`
	Every       string          `json:"every,omitempty" enum:"municipal_council,municipal_executive_committee" doc:"This body of every municipality that takes part, besides the bodies that are named"`
}

// PlanBodyInput names a body of the region or of a participant.
type PlanBodyInput struct {
	Organisation string `json:"organisation" maxLength:"63" example:"kongsvingerregionen"`
	Body         string `json:"body" maxLength:"63" example:"styre"`
}

// PlanAssumptionInput assumes something of the meetings of a body.
type PlanAssumptionInput struct {
	PlanBodyInput
	Change Assumed       `json:"change" enum:"cancelled,moved,added" example:"cancelled"`
	On     workday.Date  `json:"on" format:"date" example:"2024-06-20" doc:"The day of the meeting: all that the body has planned on it"`
	To     *workday.Date `json:"to,omitempty" format:"date" example:"2024-06-27" doc:"The day to which it is moved"`
}

// PlanGiveUpInput says why a plan is given up.
type PlanGiveUpInput struct {
	Reason string `json:"reason" minLength:"3" maxLength:"2000" example:"The case is put off until the autumn"`
}

// check brings the titles to their one form, fills in what is left out of a chain, and
// refuses steps that cannot be told apart.
func (in *CasePlanInput) check() error {
	var f fault.Checks
	in.Steps = slices.Clone(in.Steps)
	seen := map[string]bool{}
	for i := range in.Steps {
		s, at := &in.Steps[i], fmt.Sprintf("/steps/%d", i)
		canon.TidyLine(&f, at+"/title", &s.Title)
		f.Require(!seen[s.Key], at+"/step", msgStepTwice.With(s.Key))
		f.Require(s.Key != timeline.NamingDue, at+"/step", msgNotNaming)
		seen[s.Key] = true
		if s.After == nil && i > 0 {
			s.After = []string{in.Steps[i-1].Key}
		}
		if s.Lasts == nil && s.Kind == Consultation {
			lawful := workday.MustRule("days:42,forward")
			s.Lasts = &lawful
		}
	}
	return f.Err(ErrChain)
}

// usual is the chain of a kind of case, with the bodies that are there.
func usual(c *casefile.Case, bodies []*body.Body) (steps []PlanStepInput) {
	add := func(key, kind string) {
		for _, b := range bodies {
			if b.Organisation == c.Region && b.Kind == kind {
				steps = append(steps, PlanStepInput{Key: key, Kind: Meetings, Bodies: []PlanBodyInput{{b.Organisation, b.Key}}})
				return
			}
		}
	}
	if c.StatutoryPlan {
		steps = append(steps, PlanStepInput{Key: "consultation", Kind: Consultation})
	}
	add("board", body.Board)
	if c.Kind == casefile.Statement || c.Kind == casefile.Enquiry || c.Kind == casefile.Other {
		return steps
	}
	add("representative_council", body.RepresentativeCouncil)
	add("joint_meeting", body.JointCouncilMeeting)
	return append(steps, PlanStepInput{Key: "councils_decided", Kind: Meetings, Every: body.MunicipalCouncil})
}

// builder makes a chain of what is asked for.
type builder struct {
	c      *casefile.Case
	bodies []*body.Body
	chain  *Chain
	places map[int64]int // of the bodies in the chain
	f      fault.Checks
}

// chainOf is the chain of a case as it is asked for, with the bodies that it names
// and without their meetings. It refuses bodies that the case does not have.
func chainOf(c *casefile.Case, bodies []*body.Body, in CasePlanInput, today workday.Date) (*Chain, error) {
	b := &builder{c: c, bodies: bodies, chain: &Chain{Start: cmp.Or(day0(in.Start), today), Finish: day0(in.Finish)}, places: map[int64]int{}}
	b.f.Require(!b.chain.Start.Before(today), "/start", msgStartPast.With(today))
	for i, s := range in.Steps {
		b.add(in.Steps, i, s)
	}
	b.f.Require(len(b.chain.Steps) > 0, "/steps", msgNoSteps)
	if err := b.f.Err(ErrChain); err != nil {
		return nil, err
	}
	return b.chain, b.chain.Check(c.StatutoryPlan)
}

func day0(d *workday.Date) (day workday.Date) {
	if d != nil {
		day = *d
	}
	return day
}

func (b *builder) add(all []PlanStepInput, i int, in PlanStepInput) {
	at := fmt.Sprintf("/steps/%d", i)
	s := Step{Key: in.Key, Kind: in.Kind, Own: in.Own}
	if in.Preparation != nil {
		s.Preparation = *in.Preparation
	}
	if in.Lasts != nil {
		s.Lasts = *in.Lasts
	}
	for j, key := range in.After {
		before := slices.IndexFunc(all, func(o PlanStepInput) bool { return o.Key == key })
		b.f.Require(before >= 0, fmt.Sprintf("%s/after/%d", at, j), msgNoStep.With(key))
		if before >= 0 {
			s.After = append(s.After, before)
		}
	}
	for j, named := range in.Bodies {
		b.name(&s, named, fmt.Sprintf("%s/bodies/%d", at, j))
	}
	if in.Every != "" {
		b.every(&s, in.Every, at+"/every")
	}
	s.Name = stepName(in, s, b.chain.Bodies)
	b.chain.Steps = append(b.chain.Steps, s)
}

// name adds a body that is named to a step.
func (b *builder) name(s *Step, named PlanBodyInput, at string) {
	i := slices.IndexFunc(b.bodies, func(o *body.Body) bool { return o.Organisation == named.Organisation && o.Key == named.Body })
	if !slices.Contains(b.c.Organisations(), named.Organisation) {
		b.f.Require(false, at+"/organisation", casefile.MsgOutsideCase)
		return
	}
	b.f.Require(i >= 0, at+"/body", casefile.MsgNoBody.With(named.Organisation, named.Body))
	if i >= 0 {
		b.f.Require(b.put(s, b.bodies[i]), at, msgBodyTwice)
	}
}

// every adds the body of a kind of every municipality that takes part: the first by
// its key where one has several, and none that is named already.
func (b *builder) every(s *Step, kind, at string) {
	for _, p := range b.c.Parties() {
		i := slices.IndexFunc(b.bodies, func(o *body.Body) bool { return o.Organisation == p.Number && o.Kind == kind })
		b.f.Require(i >= 0, at, msgLacksBody.With(p.Name))
		if i >= 0 {
			b.put(s, b.bodies[i])
		}
	}
}

// put adds a body to a step, and says whether it was not there.
func (b *builder) put(s *Step, named *body.Body) bool {
	place, known := b.places[named.ID]
	if !known {
		place = len(b.chain.Bodies)
		b.places[named.ID] = place
		b.chain.Bodies = append(b.chain.Bodies, Body{ID: named.ID, Organisation: named.Organisation, Key: named.Key, Name: bodyName(b.c, named)})
	}
	if slices.Contains(s.Bodies, place) {
		return false
	}
	s.Bodies = append(s.Bodies, place)
	return true
}

// bodyName is what sentences call a body at their beginning.
func bodyName(c *casefile.Case, b *body.Body) message.Text {
	for i := range c.Participants {
		switch p := &c.Participants[i]; {
		case p.Number != b.Organisation:
		case b.Kind == body.MunicipalCouncil:
			return msgCouncilOf.With(p.Name)
		default:
			return msgBodyIn.With(b.Name, p.Name)
		}
	}
	return message.Verbatim(b.Name)
}

// stepName is what a step is called: by its title, or by what it is.
func stepName(in PlanStepInput, s Step, bodies []Body) message.Text {
	switch {
	case in.Title != "":
		return message.Verbatim(in.Title)
	case in.Key == "councils_decided":
		return msgCouncilsDecide
	case in.Kind == Consultation:
		return msgConsultation
	case in.Kind == Work:
		return msgWork
	case len(s.Bodies) == 1:
		return bodies[s.Bodies[0]].Name
	default:
		return message.Verbatim(in.Key)
	}
}

// assumptions are what is assumed, by the places of the bodies in the chain.
func (c *Chain) assumptions(all []PlanAssumptionInput) []Assumption {
	found := make([]Assumption, len(all))
	for i, a := range all {
		found[i] = Assumption{Change: a.Change, On: a.On, To: day0(a.To), Body: slices.IndexFunc(c.Bodies, func(b Body) bool {
			return b.Organisation == a.Organisation && b.Key == a.Body
		})}
	}
	return found
}
