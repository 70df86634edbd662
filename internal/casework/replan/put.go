package replan

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/fault"
)

// PlanEach makes milestones that are not on the timeline yet, which may depend on
// and be counted from each other in any order, and gives them in an order in which
// each follows those. They are not saved. The fields at fault are those of
// /milestones. The number of statements is the same however many (rule 5.4).
func PlanEach(ctx context.Context, ch *casefile.Change, l timeline.Line, planned []timeline.MilestonePlanInput) ([]*timeline.Milestone, error) {
	order, err := ordered(planned)
	if err != nil {
		return nil, err
	}
	posts := map[string]authority.Post{}
	made := make([]*timeline.Milestone, 0, len(planned))
	for _, i := range order {
		at := fmt.Sprintf("/milestones/%d", i)
		in := planned[i]
		if err := in.Check(in.Key); err != nil {
			return nil, below(at, err)
		}
		if l.Has(in.Key) {
			return nil, timeline.ErrKey.On(at+"/key", msgKeyTwice)
		}
		m := timeline.NewMilestone(timeline.Ref{Ref: ch.Case.Ref(), Key: in.Key})
		if err := m.Plan(l, in.MilestoneInput); err != nil {
			return nil, below(at, err)
		}
		if m.FirstDue, m.FirstMonth = m.Due, m.Month; in.Responsible != nil {
			posts[at+"/responsible"] = *in.Responsible
		}
		if err := m.CompleteReleased(ctx, ch); err != nil {
			return nil, err
		}
		made, l = append(made, m), l.With(m)
	}
	return made, responsible.Known(ctx, ch.Tx, ch.Case, posts)
}

// ordered is an order of milestones in which each follows those that it depends on
// or is counted from. It refuses a circle, and two of one key.
func ordered(planned []timeline.MilestonePlanInput) ([]int, error) {
	at, steps := map[string]int{}, make([]schedule.Step, len(planned))
	for i, in := range planned {
		if _, twice := at[in.Key]; twice {
			return nil, timeline.ErrKey.On(fmt.Sprintf("/milestones/%d/key", i), msgKeyTwice)
		}
		planned := timeline.Milestone{DependsOn: in.DependsOn, Rule: in.Rule}
		at[in.Key], steps[i] = i, schedule.After(in.Key, planned.Before())
	}
	plan, circle := schedule.New(steps)
	if circle != nil {
		return nil, timeline.InCircle(circle).On(fmt.Sprintf("/milestones/%d/depends_on", at[circle[0]]), msgCircle)
	}
	order := make([]int, 0, len(planned))
	for _, key := range plan.Keys() {
		order = append(order, at[key])
	}
	return order, nil
}

// below is a refusal of something that stands at a pointer within the request.
func below(at string, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	moved := *f
	moved.Fields = slices.Clone(f.Fields)
	for i := range moved.Fields {
		moved.Fields[i].Pointer = at + moved.Fields[i].Pointer
	}
	return &moved
}
