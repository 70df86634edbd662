package chain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of plans.
var (
	ErrPlan = fault.New(fault.Invalid, "treatment.plan_invalid", "The plan of treatment is not valid",
		"Each step has a key of its own and is treated by bodies of the region, or by one of every participating municipality; it comes after other steps of the plan, in no circle (rule 7.2).")
	ErrNoBody = fault.New(fault.Conflict, "treatment.no_body", "A body of the plan is not there",
		"Every body that the plan names must be there before the case is sent: `errors` names those that are missing (rule 7.2).")
	ErrPlanFixed = fault.New(fault.Conflict, "treatment.plan_fixed", "A step has begun",
		"In a case in treatment, a step that a body has begun or ended stays as it is; steps that nobody has begun can be changed, with a reason (rule 7.2).")
)

// TreatmentStepInput is a step of a plan, or of a template.
type TreatmentStepInput struct {
	Key   string   `json:"step" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"board" doc:"The key, unique in the plan. The milestone of this key follows the step"`
	Title string   `json:"title,omitempty" maxLength:"300" example:"The board recommends" doc:"What the step is called; left out, it says what the body does"`
	Role  Role     `json:"role" enum:"recommends,deliberates,decides" example:"recommends"`
	Kind  string   `json:"body_kind,omitempty" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees" example:"board" doc:"The region's body of this kind; this or body or every"`
	Body  string   `json:"body,omitempty" pattern:"^[a-z][a-z0-9-]{1,62}$" maxLength:"63" example:"styre" doc:"The region's body with this key"`
	Every string   `json:"every,omitempty" enum:"municipal_council,municipal_executive_committee" doc:"This body of every municipality that takes part, side by side"`
	After []string `json:"after,omitempty" maxItems:"50" maxLength:"63" example:"[\"board\"]" doc:"The steps that come before it; left out, the one before it in the list. An empty list begins at once"`
}

// PlanStep is a step of a plan as it stands.
type PlanStep struct {
	Key   string       `json:"step" example:"board"`
	Title message.Text `json:"title,omitzero" example:"Recommendation: the board"`
	Role  Role         `json:"role" enum:"recommends,deliberates,decides"`
	Kind  string       `json:"body_kind,omitempty" example:"board"`
	Body  string       `json:"body,omitempty" example:"styre"`
	Every string       `json:"every,omitempty" example:"municipal_council"`
	After []string     `json:"after" example:"[]"`
}

// TreatmentMatter is what the competence of bodies depends on besides the case itself (rule 7.4).
type TreatmentMatter struct {
	Individual       string            `json:"individual_decision,omitempty" enum:"internal,grant,other" example:"grant" doc:"Whether it is an individual administrative decision, and of what sort: the region's bodies make no others than internal ones and grants (KL § 18-1). Left out where it is none"`
	Grant            int64             `json:"grant,omitempty" minimum:"0" maximum:"100000000000000" example:"25000000" doc:"The amount of a grant, in øre"`
	AgreementChanges []AgreementChange `json:"agreement_changes,omitempty" maxItems:"20" enum:"name,legal_personality,seats,matters,powers,ownership_share,withdrawal,dissolution,archive,other" example:"[\"seats\"]" doc:"What a change of the agreement concerns (KL § 18-4); required for a case of this kind"`
}

// Plan is the plan of a case's treatment as it stands.
type Plan struct {
	CaseID int64           `json:"-" db:"case_id"`
	Number int             `json:"number" db:"number" example:"1" doc:"The number of the plan in the case; 0 while the region's template or the usual plan applies"`
	Steps  []PlanStep      `json:"steps" db:"steps"`
	Matter TreatmentMatter `json:"matter" db:"matter"`
	Reason string          `json:"reason,omitempty" db:"reason" doc:"Why it was changed"`
	SetBy  *string         `json:"set_by" db:"set_by" format:"uuid"`
	SetFor *string         `json:"set_for" db:"set_for" format:"uuid" doc:"The office holder for whom a substitute set it; null where none did"`
	SetAt  *time.Time      `json:"set_at" db:"set_at"`
	SentAt *time.Time      `json:"sent_at" db:"sent_at" doc:"When the case was sent to treatment; null while it is not in treatment"`
	SentBy *string         `json:"sent_by" db:"sent_by" format:"uuid"`
}

// TreatmentPlanInput sets the plan of a case.
type TreatmentPlanInput struct {
	Steps  []TreatmentStepInput `json:"steps" minItems:"1" maxItems:"30"`
	Matter TreatmentMatter      `json:"matter,omitzero"`
	Reason string               `json:"reason,omitempty" maxLength:"10000" example:"The councils want their executive committees to treat it first" doc:"Why; required once the case is in treatment"`
}

// Text is the plan in words, for the record of changes.
func (p *Plan) Text() message.Text { return InWords(p.Steps) }

// InWords are steps as a record of changes names them.
func InWords(steps []PlanStep) message.Text {
	titles := make(message.All[message.Text], len(steps))
	for i, s := range steps {
		titles[i] = s.Title
	}
	return msgSteps.With(titles)
}

// Named are steps with their titles: those that were given none say what the body does.
func Named(steps []PlanStep) []PlanStep {
	steps = slices.Clone(steps)
	for i := range steps {
		if steps[i].Title.IsZero() {
			steps[i].Title = steps[i].usualTitle()
		}
	}
	return steps
}

// Bare are steps as they are stored: with the titles that they were given alone.
func Bare(steps []PlanStep) []PlanStep {
	steps = slices.Clone(steps)
	for i := range steps {
		if steps[i].Title.ID() != "" {
			steps[i].Title = message.Text{}
		}
	}
	return steps
}

// Step is the step of a key; nil where the plan has none.
func (p *Plan) Step(key string) *PlanStep {
	i := slices.IndexFunc(p.Steps, func(s PlanStep) bool { return s.Key == key })
	if i < 0 {
		return nil
	}
	return &p.Steps[i]
}

// place is where a step stands in the plan.
func (p *Plan) place(key string) int {
	return slices.IndexFunc(p.Steps, func(s PlanStep) bool { return s.Key == key })
}

// Municipal says whether bodies of the municipalities treat the step.
func (s PlanStep) Municipal() bool { return s.Every != "" }

// CouncilsDecide says whether every municipal council decides in a step of the plan.
func (p *Plan) CouncilsDecide() bool {
	return slices.ContainsFunc(p.Steps, func(s PlanStep) bool { return s.Role == Decides && s.Every == body.MunicipalCouncil })
}

// before are the keys of all steps that come before one, near and far.
func (p *Plan) before(key string) map[string]bool {
	found := map[string]bool{}
	var walk func(string)
	walk = func(of string) {
		s := p.Step(of)
		if s == nil {
			return
		}
		for _, k := range s.After {
			if !found[k] {
				found[k] = true
				walk(k)
			}
		}
	}
	walk(key)
	return found
}

// Usual is the plan of a kind of case until another is set (rule 7.2):
// the board recommends, the representative council recommends, the joint council meeting
// deliberates, and every municipal council decides. A statement, or another case, is
// decided by the board alone.
func Usual(kind casefile.Kind) []PlanStep {
	step := func(key string, role Role, kind string) PlanStep {
		return PlanStep{Key: key, Role: role, Kind: kind, After: []string{}}
	}
	var steps []PlanStep
	if kind == casefile.Statement || kind == casefile.Other {
		steps = []PlanStep{step(timeline.Board, Decides, body.Board)}
	} else {
		councils := step(timeline.CouncilsDecided, Decides, "")
		councils.Every = body.MunicipalCouncil
		steps = []PlanStep{
			step(timeline.Board, Recommends, body.Board), step(timeline.RepresentativeCouncil, Recommends, body.RepresentativeCouncil),
			step(timeline.JointMeeting, Deliberates, body.JointCouncilMeeting), councils,
		}
	}
	for i := range steps {
		if i > 0 {
			steps[i].After = []string{steps[i-1].Key}
		}
	}
	return Named(steps)
}

// usualTitle says what the body of a step does.
func (s PlanStep) usualTitle() message.Text {
	who := bodyWord(s.Kind)
	if s.Every != "" {
		who = bodyWord("every_" + s.Every)
	}
	if s.Body != "" {
		return msgNamedBody[s.Role].With(s.Body)
	}
	return msgDoes[s.Role].With(who)
}

// Steps are those of an input in their one form. It refuses what could be the plan of no
// case.
func Steps(all []TreatmentStepInput) ([]PlanStep, error) {
	var c fault.Checks
	made, order, keys := make([]PlanStep, len(all)), make([]schedule.Step, len(all)), map[string]bool{}
	for i := range all {
		s, at := all[i], fmt.Sprintf("/steps/%d", i)
		canon.TidyLine(&c, at+"/title", &s.Title)
		named := 0
		for _, by := range []string{s.Kind, s.Body, s.Every} {
			if by != "" {
				named++
			}
		}
		c.Require(named == 1, at+"/body_kind", msgOneBody)
		c.Require(!keys[s.Key], at+"/step", msgStepTwice.With(s.Key))
		c.Require(s.Key != timeline.NamingDue && s.Key != timeline.ProposalReady, at+"/step", msgNoStepKey.With(s.Key))
		keys[s.Key] = true
		if s.After == nil && i > 0 {
			s.After = []string{all[i-1].Key}
		}
		made[i] = PlanStep{Key: s.Key, Role: s.Role, Kind: s.Kind, Body: s.Body, Every: s.Every, After: append([]string{}, s.After...)}
		if s.Title != "" {
			made[i].Title = message.Verbatim(s.Title)
		}
		order[i] = schedule.After(s.Key, s.After)
	}
	for i := range made {
		for j, key := range made[i].After {
			c.Require(keys[key], fmt.Sprintf("/steps/%d/after/%d", i, j), msgNoStep.With(key))
		}
	}
	if err := c.Err(ErrPlan); err != nil {
		return nil, err
	}
	if _, circle := schedule.New(order); circle != nil {
		return nil, ErrPlan.On("/steps", msgCircle.With(strings.Join(circle, " → ")))
	}
	return Named(made), nil
}

// BodiesOf are the bodies that treat a step in a case, and what is missing of them.
func (s PlanStep) BodiesOf(c *casefile.Case, all []*body.Body) (found []*body.Body, missing []message.Text) {
	if s.Every == "" {
		b := regional(c, all, s)
		if b == nil {
			return nil, []message.Text{msgRegionLacks.With(s.Title)}
		}
		return []*body.Body{b}, nil
	}
	for _, p := range c.Parties() {
		i := slices.IndexFunc(all, func(b *body.Body) bool { return b.Organisation == p.Number && b.Kind == s.Every })
		if i < 0 {
			missing = append(missing, msgMunicipalityLacks.With(p.Name, bodyWord(s.Every)))
			continue
		}
		found = append(found, all[i])
	}
	return found, missing
}

func regional(c *casefile.Case, all []*body.Body, s PlanStep) *body.Body {
	i := slices.IndexFunc(all, func(b *body.Body) bool {
		return b.Organisation == c.Region && (s.Body != "" && b.Key == s.Body || s.Body == "" && b.Kind == s.Kind)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// Required are the keys of the milestones that the start gate asks for of a case with
// these steps (rule 2.3e): the naming, the proposal, and each step. Those of steps that
// every municipality's body treats are done by each.
func (p *Plan) Required() []string {
	keys := []string{timeline.NamingDue, timeline.ProposalReady}
	for _, s := range p.Steps {
		keys = append(keys, s.Key)
	}
	return keys
}

// ExpectedBy is when the resolutions of a step are expected: on the day of its milestone.
func ExpectedBy(key string, all []timeline.Milestone) *workday.Date {
	for i := range all {
		if all[i].Key == key {
			return all[i].Due
		}
	}
	return nil
}
