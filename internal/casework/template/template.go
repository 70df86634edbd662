// Package template keeps a region's templates of timelines, one for each kind of
// case, and applies them to cases (rule 5.4).
package template

import (
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of templates.
var (
	ErrTemplate = fault.New(fault.Invalid, "template.invalid", "The template is not valid",
		"Each milestone has a key of its own, depends only on others of the template, in no circle, and the lags between them are days or working days (rule 5.4).")
	ErrStartOrEnd = fault.New(fault.Invalid, "template.start_or_end", "A template is applied from a start or to an end",
		"Give either `start`, the first day, or `end`, the wanted last day (rule 5.4).")
)

// TimelineTemplate is the template of a region for a kind of case.
type TimelineTemplate struct {
	setting.Base
	Kind       casefile.Kind       `json:"kind" db:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" example:"strategy"`
	Milestones []TemplateMilestone `json:"milestones" db:"milestones" doc:"The milestones, of which each comes after those that it depends on"`
}

// TemplateMilestone is a milestone as a template has it: its day is found when the
// template is applied.
type TemplateMilestone struct {
	Key             string                  `json:"key" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"board" doc:"The key, unique in the template: one of those that the start gate asks for, or another one of your own"`
	Title           string                  `json:"title" minLength:"3" maxLength:"300" example:"The board recommends"`
	Kind            timeline.Kind           `json:"kind" enum:"deadline,event" example:"event"`
	PerMunicipality bool                    `json:"per_municipality,omitempty" example:"false" doc:"Whether each municipality does it, by the same day"`
	Responsible     *authority.Post         `json:"responsible,omitempty" doc:"Who answers for it, as for a milestone; whether they are in the case is asked when the template is applied"`
	DependsOn       []string                `json:"depends_on,omitempty" maxItems:"50" maxLength:"63" example:"[\"proposal_ready\"]" doc:"The keys of those in the template that come before it"`
	Lags            []timeline.MilestoneLag `json:"lags,omitempty" maxItems:"50" doc:"How long after some of them it comes, at the least"`
	Note            string                  `json:"note,omitempty" maxLength:"5000" example:"Sent to the members one week before the meeting"`
}

// TimelineTemplateInput sets a template.
type TimelineTemplateInput struct {
	Milestones []TemplateMilestone `json:"milestones" minItems:"1" maxItems:"200"`
	Reason     string              `json:"reason" minLength:"1" maxLength:"10000" example:"As the board has settled it" doc:"What the template rests on"`
}

// Text is the template in words: its milestones.
func (t *TimelineTemplate) Text() message.Text {
	titles := make([]string, len(t.Milestones))
	for i, m := range t.Milestones {
		titles[i] = m.Title
	}
	return msgMilestones.With(titles)
}

// planned is the milestone as it is planned for a day.
func (m TemplateMilestone) planned(day workday.Date) timeline.MilestonePlanInput {
	return timeline.MilestonePlanInput{Key: m.Key, MilestoneInput: timeline.MilestoneInput{
		Title: m.Title, Kind: m.Kind, Due: &day, PerMunicipality: m.PerMunicipality, Responsible: m.Responsible,
		DependsOn: m.DependsOn, Lags: m.Lags, Note: m.Note,
	}}
}

// step is the milestone as a step that has no day yet.
func (m TemplateMilestone) step(c *workday.Calendar) schedule.Step {
	s := schedule.Step{Key: m.Key, Calendar: c}
	for _, key := range m.DependsOn {
		link := schedule.Link{Step: key}
		for _, l := range m.Lags {
			if l.Milestone == key {
				link.Lag = l.Lag
			}
		}
		s.After = append(s.After, link)
	}
	return s
}

// check brings the texts into their one form, and refuses a template that could be
// applied to no case.
func (in *TimelineTemplateInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	steps := make([]schedule.Step, len(in.Milestones))
	keys := map[string]bool{}
	for i := range in.Milestones {
		m := &in.Milestones[i]
		at := fmt.Sprintf("/milestones/%d", i)
		planned := m.planned(workday.MustDate("2024-01-02")) // any day: it is found later
		if f, refused := fault.As(planned.Check(m.Key)); refused {
			return f
		}
		m.Title, m.Note, m.Responsible = planned.Title, planned.Note, planned.Responsible
		c.Require(!keys[m.Key], at+"/key", msgKeyTwice.With(m.Key))
		keys[m.Key], steps[i] = true, m.step(workday.Norway())
	}
	for i, m := range in.Milestones {
		at := fmt.Sprintf("/milestones/%d", i)
		for j, key := range m.DependsOn {
			c.Require(keys[key], fmt.Sprintf("%s/depends_on/%d", at, j), msgUnknown.With(key))
		}
		for j, l := range m.Lags {
			lag := fmt.Sprintf("%s/lags/%d", at, j)
			c.Require(slices.Contains(m.DependsOn, l.Milestone), lag+"/milestone", msgUnknown.With(l.Milestone))
			c.Require(!l.Lag.IsZero() && schedule.CheckLag(l.Lag) == nil, lag+"/lag", msgLag.With(schedule.MostLag))
		}
	}
	if _, circle := schedule.New(steps); circle != nil {
		c.Require(false, "/milestones", msgCircle.With(circle))
	}
	return c.Err(ErrTemplate)
}

// own is the program's own template of a kind of case: the chain of rule 7.2, with
// illustrative lags, in a language.
func own(kind casefile.Kind, in message.Language) []TemplateMilestone {
	after := func(key, lag string, m TemplateMilestone) TemplateMilestone {
		m.DependsOn, m.Lags = []string{key}, []timeline.MilestoneLag{{Milestone: key, Lag: workday.MustRule(lag)}}
		return m
	}
	of := func(key string, kind timeline.Kind, title message.Text) TemplateMilestone {
		return TemplateMilestone{Key: key, Title: title.Say(in), Kind: kind}
	}
	ready := of(timeline.ProposalReady, timeline.Deadline, msgProposalReady)
	board := after(timeline.ProposalReady, "working_days:10", of(timeline.Board, timeline.Event, msgBoard))
	if kind == casefile.Statement || kind == casefile.Other {
		return []TemplateMilestone{ready, board}
	}
	naming := of(timeline.NamingDue, timeline.Deadline, msgNaming)
	naming.PerMunicipality, naming.Responsible = true, &authority.Post{Office: "administrator"}
	councils := after(timeline.JointMeeting, "working_days:20", of(timeline.CouncilsDecided, timeline.Deadline, msgCouncils))
	councils.PerMunicipality, councils.Responsible = true, &authority.Post{Office: "clerk"}
	return []TemplateMilestone{
		naming, after(timeline.NamingDue, "working_days:20", ready), board,
		after(timeline.Board, "working_days:10", of(timeline.RepresentativeCouncil, timeline.Event, msgRepresentatives)),
		after(timeline.RepresentativeCouncil, "working_days:10", of(timeline.JointMeeting, timeline.Event, msgJointMeeting)),
		councils,
	}
}
