package planner

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// milestones are the steps of the plan as milestones: each is due on the day on which
// all of it is done, by the body that treats it alone, or by every municipality.
func (p *CasePlan) milestones(asked []PlanStepInput) []timeline.MilestonePlanInput {
	all := make([]timeline.MilestonePlanInput, len(p.Steps))
	for i, s := range p.Steps {
		due := s.Parts[0].Done
		for _, part := range s.Parts {
			due = workday.Later(due, part.Done)
		}
		m := timeline.MilestoneInput{Title: s.Title, Kind: timeline.Deadline, Due: &due, DependsOn: s.After}
		at := slices.IndexFunc(asked, func(in PlanStepInput) bool { return in.Key == s.Key })
		switch each := asked[at].Every != "" && !slices.Contains(timeline.Required, s.Key); {
		case each, s.Key == timeline.CouncilsDecided:
			m.PerMunicipality, m.Responsible = true, &authority.Post{Office: office.Clerk}
		case len(s.Parts) == 1 && s.Parts[0].Body != "":
			m.Responsible = &authority.Post{Organisation: s.Parts[0].Organisation, Body: s.Parts[0].Body}
		}
		all[i] = timeline.MilestonePlanInput{Key: s.Key, MilestoneInput: m}
	}
	return all
}

// saveMilestones plans milestones in the act, each after those that it depends on; one
// that is on the timeline already is moved to its day with a reason, comes after those
// before it in the chain too, and stays what else it is (rule 5.4). However many they are, the number of statements is the same.
func saveMilestones(ctx context.Context, ch *casefile.Change, planned []timeline.MilestonePlanInput, reason string) error {
	before, err := timeline.Load(ctx, ch.Tx, ch.Case)
	if err != nil {
		return err
	}
	line, all := before, make([]*timeline.Milestone, len(planned))
	for i, in := range planned {
		if all[i], err = milestone(ch, line, in, reason); err != nil {
			return err
		}
		line = line.With(all[i])
	}
	_, err = timeline.Save(ctx, ch, before, takeOverPlan.ID, all...)
	return err
}

// milestone is one as it is planned, among all of the case.
func milestone(ch *casefile.Change, line timeline.Line, in timeline.MilestonePlanInput, reason string) (*timeline.Milestone, error) {
	if err := in.Check(in.Key); err != nil {
		return nil, err
	}
	if !line.Has(in.Key) {
		m := timeline.NewMilestone(timeline.Ref{Ref: ch.Case.Ref(), Key: in.Key})
		return m, m.Plan(line, in.MilestoneInput)
	}
	m, err := line.Milestone(in.Key)
	if err != nil {
		return nil, err
	}
	to := timeline.When{Due: in.Due}
	if !m.PlannedFor(to) {
		m.Rule, m.Explanation = nil, nil // it is the meeting's day from now on
	}
	if !m.Done() {
		line.Follow(m, in.DependsOn)
	}
	return m, m.Move(to, reason, ch.Actor.Person, ch.Now)
}
