// Package completion records that milestones are done, by the case as one or by
// each municipality, and takes that back (rules 5.4, 6.5).
package completion

import (
	"cmp"
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of completing milestones.
type Service struct{ timelines *timeline.Service }

// New builds the service upon that of timelines.
func New(timelines *timeline.Service) *Service { return &Service{timelines} }

// MilestoneDoneInput is what may be said of a completion.
type MilestoneDoneInput struct {
	On   *workday.Date `json:"done_on,omitempty" format:"date" example:"2024-02-12" doc:"The day on which it was done: not in the future, and not before the case was opened; today if left out"`
	Note string        `json:"note,omitempty" maxLength:"2000" example:"Council case 31/2024"`
}

// Complete records that a milestone of the whole case is done (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) Complete(ctx context.Context, actor authn.Actor, ref timeline.Ref, in *MilestoneDoneInput) (*timeline.Milestone, error) {
	return s.complete(ctx, actor, ref, timeline.CompleteMilestone.ID, in, func(_ *casefile.Case, m *timeline.Milestone, done timeline.Completion) error {
		return m.Complete(done)
	})
}

// CompletePart records that a municipality has done its part (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) CompletePart(ctx context.Context, actor authn.Actor, at timeline.PartRef, in *MilestoneDoneInput) (*timeline.Milestone, error) {
	return s.complete(ctx, actor, at.Ref, timeline.CompletePartOf.ID, in, func(c *casefile.Case, m *timeline.Milestone, done timeline.Completion) error {
		if _, err := c.Party(at.Municipality); err != nil {
			return err
		}
		return m.CompletePart(at.Municipality, done)
	})
}

func (s *Service) complete(ctx context.Context, actor authn.Actor, ref timeline.Ref, id string, in *MilestoneDoneInput,
	do func(c *casefile.Case, m *timeline.Milestone, done timeline.Completion) error,
) (*timeline.Milestone, error) {
	if in == nil {
		in = &MilestoneDoneInput{}
	}
	note := in.Note
	var checks fault.Checks
	canon.TidyText(&checks, "/note", &note)
	if err := checks.Err(timeline.ErrContent); err != nil {
		return nil, err
	}
	return s.timelines.OnMilestone(ctx, actor, ref, id, func(ch *casefile.Change, l timeline.Line) (*timeline.Milestone, error) {
		m, err := l.Milestone(ref.Key)
		if err != nil {
			return nil, err
		}
		if err := timeline.MustTakeCompletions(ch.Case); err != nil {
			return nil, err
		}
		done, err := timeline.Completed(ch.Case, in.On, note, actor.Person, ch.Now)
		if err != nil {
			return nil, err
		}
		if err := do(ch.Case, m, done); err != nil {
			return nil, err
		}
		if !l.Changed(m) {
			return m, nil
		}
		return m, request.Match(ctx, m.Revision)
	})
}

// Reopen takes back that a milestone of the whole case is done, with a reason: it
// waits for its responsible again, who is reminded again (rules 5.4, 6.5). It is
// refused while a milestone that depends on it is done.
func (s *Service) Reopen(ctx context.Context, actor authn.Actor, ref timeline.Ref, in timeline.MilestoneUndoInput) (*timeline.Milestone, error) {
	return s.reopen(ctx, actor, ref, timeline.ReopenMilestone.ID, in, func(_ *casefile.Change, m *timeline.Milestone, all []timeline.Milestone) error {
		if err := m.MustBeReopenable(all); err != nil {
			return err
		}
		m.Completion = timeline.Completion{}
		return nil
	})
}

// ReopenPart is Reopen for a municipality's own part.
func (s *Service) ReopenPart(ctx context.Context, actor authn.Actor, at timeline.PartRef, in timeline.MilestoneUndoInput) (*timeline.Milestone, error) {
	return s.reopen(ctx, actor, at.Ref, timeline.ReopenPartOf.ID, in, func(ch *casefile.Change, m *timeline.Milestone, all []timeline.Milestone) error {
		if _, err := ch.Case.Party(at.Municipality); err != nil {
			return err
		}
		if err := m.MustHavePartReopenable(at.Municipality, all); err != nil {
			return err
		}
		if m.Key == timeline.NamingDue {
			released, err := staffing.ReleasedIn(ctx, ch.Tx, ch.Case, ch.Now)
			if err := cmp.Or(err, m.MustLackNames(released, at.Municipality)); err != nil {
				return err
			}
		}
		m.Parts = slices.Clone(m.Parts)
		m.Part(at.Municipality).Completion = timeline.Completion{}
		return nil
	})
}

func (s *Service) reopen(ctx context.Context, actor authn.Actor, ref timeline.Ref, id string, in timeline.MilestoneUndoInput,
	do func(*casefile.Change, *timeline.Milestone, []timeline.Milestone) error,
) (*timeline.Milestone, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.timelines.OnMilestone(ctx, actor, ref, id, func(ch *casefile.Change, l timeline.Line) (*timeline.Milestone, error) {
		m, err := l.Milestone(ref.Key)
		if err != nil {
			return nil, err
		}
		if err := timeline.MustTakeCompletions(ch.Case); err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		m.Undo(in.Reason)
		return m, do(ch, m, l.All)
	})
}
