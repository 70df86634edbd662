// Package replan is about the timeline of a case as a whole: what follows when a
// milestone moves, what the end hangs on, and milestones that are taken over many at
// once (rule 5.4).
package replan

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of whole timelines.
type Service struct {
	pool      *pgxpool.Pool
	now       func() time.Time
	timelines *timeline.Service
	frame     casefile.Frame
}

// New builds the service upon that of timelines, and tells cases where their
// timeline is.
func New(pool *pgxpool.Pool, now func() time.Time, timelines *timeline.Service, cases *casefile.Service) *Service {
	cases.Offers.Relate("timeline", func(c *casefile.Case) string { return ShowTimeline.Href(c.Ref()) })
	return &Service{pool: pool, now: now, timelines: timelines, frame: casefile.Frame{Pool: pool, Now: now}}
}

// CaseTimeline is the timeline of a case as a whole.
type CaseTimeline struct {
	request.Resource
	Region     string         `json:"region" example:"kongsvingerregionen"`
	Case       string         `json:"case" example:"2024-1" doc:"The case's number in the region"`
	End        *workday.Date  `json:"end" format:"date" doc:"The day of the last milestone that is not done, of a month its last; null where all are done"`
	FirstEnd   *workday.Date  `json:"first_end" format:"date" doc:"The last day of the first plan of all milestones; null where there are none"`
	Path       []string       `json:"path" doc:"The critical path: the open milestones that lead to the last one with the least slack, by their keys, the last one included"`
	Bottleneck string         `json:"bottleneck,omitempty" example:"board" doc:"The one on the path before the last that has the least slack; the last one where it stands alone"`
	Steps      []TimelineStep `json:"steps" doc:"All milestones, each after those that it depends on or is counted from"`
}

// TimelineStep is a milestone in its timeline.
type TimelineStep struct {
	Key   string         `json:"key" example:"board"`
	Title string         `json:"title" example:"The board's meeting"`
	Kind  timeline.Kind  `json:"kind" enum:"deadline,event"`
	State timeline.State `json:"state" enum:"open,overdue,done"`
	timeline.When
	FirstDue         *workday.Date               `json:"first_due" format:"date" doc:"The day of the first plan"`
	FirstMonth       *workday.Month              `json:"first_month" example:"2024-06" doc:"The month of the first plan, where it had no day"`
	MovedDays        int                         `json:"moved_days" example:"7" doc:"How many days later it is than by the first plan, of a month by its last day; negative where it is earlier"`
	DependsOn        []string                    `json:"depends_on" example:"[\"proposal_ready\"]" doc:"The milestones that come before it"`
	Lags             []timeline.MilestoneLag     `json:"lags" doc:"How long after some of them it comes, at the least"`
	CountedFrom      string                      `json:"counted_from,omitempty" example:"board" doc:"The milestone from whose day its day is counted"`
	Earliest         *workday.Date               `json:"earliest" format:"date" doc:"The first day on which it fits after those that it depends on; null where there are none, and where it is done"`
	Latest           *workday.Date               `json:"latest" format:"date" doc:"The last day on which it can be without the end moving, where all that it pushes follows; null where it is done"`
	SlackDays        *int                        `json:"slack_days" example:"14" doc:"How many days later it can be; of a month the last day counts; negative where it is too late already"`
	SlackWorkingDays *int                        `json:"slack_working_days" example:"10" doc:"The same in working days of the responsible's organisation, or else of the region"`
	Critical         bool                        `json:"critical" doc:"Whether it is on the critical path"`
	WaitsFor         []string                    `json:"waits_for" example:"[\"3417\"]" doc:"The municipalities that have not done their part; empty where the case does it as one"`
	Warnings         []timeline.MilestoneWarning `json:"warnings" doc:"What does not fit, but is kept"`
	About            string                      `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/board" doc:"The address of the milestone"`
}

// Show reads the timeline of a case as a whole: its critical path, and the slack of
// each milestone (rule 5.4).
func (s *Service) Show(ctx context.Context, _ authn.Actor, ref casefile.Ref) (*CaseTimeline, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*CaseTimeline, error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		l, err := timeline.Load(ctx, q, c)
		if err != nil {
			return nil, err
		}
		plan, circle := schedule.New(l.Steps())
		if circle != nil {
			return nil, timeline.InCircle(circle)
		}
		return whole(l, plan, c.Then(s.now())), nil
	})
}

// whole is a timeline with what its plan tells.
func whole(l timeline.Line, plan *schedule.Plan, now time.Time) *CaseTimeline {
	a := plan.Analyse()
	all := &CaseTimeline{
		Resource: request.Resource{Self: ShowTimeline.Href(l.Case.Ref()), Actions: []request.Action{}, Revision: l.Case.Revision},
		Region:   l.Case.Region, Case: l.Case.Number, Path: append([]string{}, a.Path...), Bottleneck: a.Bottleneck, Steps: []TimelineStep{},
	}
	steps := map[string]*TimelineStep{}
	for _, key := range plan.Keys() {
		m, err := l.Milestone(key)
		if err != nil {
			continue
		}
		m.MarkStates(now)
		all.Steps = append(all.Steps, stepOf(l, m))
		first := timeline.When{Due: m.FirstDue, Month: m.FirstMonth}.Span()
		all.FirstEnd = later(all.FirstEnd, first.Last)
		if !m.Done() {
			all.End = later(all.End, m.Span().Last)
		}
	}
	for i := range all.Steps {
		steps[all.Steps[i].Key] = &all.Steps[i]
	}
	for _, sl := range a.Slack {
		t := steps[sl.Key]
		t.Latest, t.SlackDays, t.SlackWorkingDays = &sl.Latest, &sl.Days, &sl.WorkingDays
		if !sl.Earliest.IsZero() {
			t.Earliest = &sl.Earliest
		}
	}
	for _, key := range a.Path {
		steps[key].Critical = true
	}
	return all
}

func stepOf(l timeline.Line, m *timeline.Milestone) TimelineStep {
	first := timeline.When{Due: m.FirstDue, Month: m.FirstMonth}
	t := TimelineStep{
		Key: m.Key, Title: m.Title, Kind: m.Kind, State: m.State, When: m.When, FirstDue: m.FirstDue, FirstMonth: m.FirstMonth,
		MovedDays: m.Span().Last.Sub(first.Span().Last), DependsOn: m.DependsOn, Lags: m.Lags, WaitsFor: []string{}, Warnings: l.Warnings(m), About: m.Self,
	}
	if m.Rule != nil {
		t.CountedFrom = m.Rule.Milestone
	}
	for _, p := range m.Parts {
		if p.State == timeline.Open || p.State == timeline.Overdue {
			t.WaitsFor = append(t.WaitsFor, p.Municipality)
		}
	}
	return t
}

// later is the later of a day, or none, and another.
func later(day *workday.Date, other workday.Date) *workday.Date {
	if day != nil {
		other = workday.Later(*day, other)
	}
	return &other
}
