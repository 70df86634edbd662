package template

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/replan"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service keeps templates and applies them.
type Service struct {
	templates *setting.Service[KindRef, *TimelineTemplate]
	now       func() time.Time
	frame     casefile.Frame
}

// New builds the service, and offers cases to apply their template.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{applyTemplate.Offer(policy, actor, c.Ref(), c.Prepared())}
	})
	return &Service{templates: setting.New(pool, policy, now, regionTemplate), now: now, frame: casefile.Frame{Pool: pool, Now: now}}
}

// Set sets the template of a region for a kind of case in the place of the one
// before, which is kept. Cases that have their milestones already keep them.
func (s *Service) Set(ctx context.Context, actor authn.Actor, ref KindRef, in TimelineTemplateInput) (*TimelineTemplate, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.templates.Replace(ctx, actor, ref, func(tx pgx.Tx, _ *TimelineTemplate, w setting.Written) error {
		return insert(ctx, tx, ref, in, w)
	})
}

// ApplyTemplateInput says from when, or to when, a template is applied.
type ApplyTemplateInput struct {
	Start *workday.Date `json:"start,omitempty" format:"date" example:"2024-03-01" doc:"The first day: every milestone is as early as it can be; this or end"`
	End   *workday.Date `json:"end,omitempty" format:"date" example:"2024-12-02" doc:"The wanted last day: every milestone is as late as it can be; this or start"`
}

// AppliedTemplate is what the template of a case made of its timeline.
type AppliedTemplate struct {
	request.Resource
	Kind       casefile.Kind      `json:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other"`
	Template   int64              `json:"template" example:"0" doc:"The number of the region's template; 0 for the program's own"`
	Milestones []AppliedMilestone `json:"milestones" doc:"The milestones of the template, each after those that it depends on"`
}

// AppliedMilestone is a milestone of the template in the case.
type AppliedMilestone struct {
	Key   string `json:"key" example:"board"`
	Title string `json:"title" example:"The board has its meeting"`
	timeline.When
	Planned  bool                        `json:"planned" doc:"Whether it was made now; false where the case had one of that key, which is left as it is"`
	Warnings []timeline.MilestoneWarning `json:"warnings" doc:"What does not fit, but is kept"`
	About    string                      `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/board" doc:"The address of the milestone"`
}

// Apply plans the milestones of the template of the case's kind, in one act: each as
// early as it can be from a start, or as late as it can be to an end. Those whose
// keys are on the timeline already are left as they are. The number of statements is
// the same however many there are.
func (s *Service) Apply(ctx context.Context, actor authn.Actor, ref casefile.Ref, in ApplyTemplateInput) (*AppliedTemplate, error) {
	if (in.Start == nil) == (in.End == nil) {
		return nil, ErrStartOrEnd.On("/start", msgStartOrEnd)
	}
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*AppliedTemplate, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		t, err := read(ctx, ch.Tx, KindRef{Region: ch.Case.Region, Kind: string(ch.Case.Kind)}, ch.Now)
		if err != nil {
			return nil, err
		}
		l, err := timeline.Load(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		planned, err := in.place(l, t.Milestones)
		if err != nil {
			return nil, err
		}
		made, err := replan.PlanEach(ctx, ch, l, planned)
		if err != nil {
			return nil, err
		}
		if _, err := timeline.Save(ctx, ch, l, applyTemplate.ID, made...); err != nil {
			return nil, err
		}
		return applied(l, l.With(made...), t), nil
	})
}

// place plans what of a template is not on a timeline yet: what is there is where
// it is.
func (in ApplyTemplateInput) place(l timeline.Line, all []TemplateMilestone) ([]timeline.MilestonePlanInput, error) {
	steps := l.Steps()
	for i := range steps {
		steps[i].Done = true // it stays
	}
	for _, m := range all {
		if !l.Has(m.Key) {
			of := timeline.Milestone{Responsible: m.Responsible}
			steps = append(steps, m.step(l.CalendarOf(&of)))
		}
	}
	plan, circle := schedule.New(steps)
	if circle != nil {
		return nil, timeline.InCircle(circle)
	}
	var days map[string]workday.Date
	if in.Start != nil {
		days = plan.Forward(*in.Start)
	} else {
		days = plan.Backward(*in.End)
	}
	planned := []timeline.MilestonePlanInput{}
	for _, m := range all {
		day, isNew := days[m.Key]
		if !isNew {
			continue
		}
		if day.Year() < workday.MinYear || day.Year() > workday.MaxYear {
			return nil, ErrStartOrEnd.On("/start", msgFarDay)
		}
		planned = append(planned, m.planned(day))
	}
	return planned, nil
}

// applied tells what became of a template on a timeline.
func applied(before, after timeline.Line, t *TimelineTemplate) *AppliedTemplate {
	ref := after.Case.Ref()
	a := &AppliedTemplate{
		Resource: request.Resource{Self: timeline.ListMilestones.Href(timeline.ListQuery{Ref: ref}), Actions: []request.Action{}, Revision: after.Case.Revision},
		Kind:     t.Kind, Template: t.Revision, Milestones: []AppliedMilestone{},
	}
	for _, of := range t.Milestones {
		if m, err := after.Milestone(of.Key); err == nil {
			a.Milestones = append(a.Milestones, AppliedMilestone{
				Key: m.Key, Title: m.Title, When: m.When, Planned: !before.Has(m.Key), Warnings: after.Warnings(m), About: m.Self,
			})
		}
	}
	return a
}
