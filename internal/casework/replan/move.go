package replan

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// MilestoneMoveInput is where a milestone is moved, and why.
type MilestoneMoveInput struct {
	Due    *workday.Date           `json:"due,omitempty" format:"date" example:"2024-06-21" doc:"The new day; this, month or rule"`
	Month  *workday.Month          `json:"month,omitempty" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" example:"2024-06" doc:"The new month, for an event; this, due or rule"`
	Rule   *timeline.MilestoneRule `json:"rule,omitempty" doc:"How the new day is counted; this, due or month"`
	Reason string                  `json:"reason" minLength:"3" maxLength:"2000" example:"The board's meeting was moved"`
	Follow bool                    `json:"follow,omitempty" example:"false" doc:"Whether the milestones that follow it move too, in the same act; else the answer says which would"`
}

// check brings the reason into its one form, and refuses a move to nowhere or
// without reason (rule 5.4).
func (in *MilestoneMoveInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	if err := c.Err(timeline.ErrContent); err != nil {
		return err
	}
	return timeline.CheckWhen(timeline.When{Due: in.Due, Month: in.Month}, in.Rule)
}

// MovedMilestone is a milestone after its move, with what follows.
type MovedMilestone struct {
	timeline.Milestone
	Follows []MilestoneFollow `json:"follows,omitempty" doc:"What follows the move, in the order in which it does, left out where nothing does: milestones counted from one that moves, and those that would come too soon after one"`
}

// MilestoneFollow is what becomes of a milestone when another one moves.
type MilestoneFollow struct {
	Key        string         `json:"key" example:"board"`
	Title      string         `json:"title" example:"The board's meeting"`
	Cause      string         `json:"cause" example:"proposal_ready" doc:"The milestone that it follows directly"`
	By         string         `json:"by" enum:"rule,order" doc:"rule: its day is counted from that one; order: it comes after that one, with a lag or without"`
	FromDue    *workday.Date  `json:"from_due" format:"date"`
	FromMonth  *workday.Month `json:"from_month" example:"2024-06"`
	ToDue      *workday.Date  `json:"to_due" format:"date" doc:"The same where it stands"`
	ToMonth    *workday.Month `json:"to_month" example:"2024-07"`
	FirstDue   *workday.Date  `json:"first_due" format:"date" doc:"The day of the first plan"`
	FirstMonth *workday.Month `json:"first_month" example:"2024-06" doc:"The month of the first plan, where it had no day"`
	Moved      bool           `json:"moved" doc:"Whether it moved in this act"`
	Stands     bool           `json:"stands" doc:"Whether it no longer fits and still stays: it is done, or counted from a day that stays"`
	Detail     message.Text   `json:"detail" example:"\"The board's meeting\" would come too soon after \"The proposal is ready\", and goes from 14 June 2024 to 21 June 2024."`
}

// Move gives a milestone another day or month, with a reason; with Follow, all that
// it pushes, and all that is counted from it, move in the same act, for the same
// reason (rule 5.4). What is done stays. The number of statements is the same however
// many follow.
func (s *Service) Move(ctx context.Context, actor authn.Actor, ref timeline.Ref, in MilestoneMoveInput) (*MovedMilestone, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*MovedMilestone, error) {
		l, err := timeline.Load(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		m, err := l.Milestone(ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		because := why{reason: in.Reason, person: actor.Person, at: ch.Now}
		if err := moveTo(l, m, timeline.When{Due: in.Due, Month: in.Month}, in.Rule, because); err != nil {
			return nil, err
		}
		after, follows, err := follow(l, m, in.Follow, because)
		if err != nil {
			return nil, err
		}
		if _, err := timeline.Save(ctx, ch, l, timeline.MoveMilestone.ID, after...); err != nil {
			return nil, err
		}
		shown, err := s.timelines.Shown(ctx, ch, l.With(after...), m)
		if err != nil {
			return nil, err
		}
		return &MovedMilestone{*shown, follows}, nil
	})
}

// follow is what follows when a milestone has moved: the milestones as they are
// then, the first that one itself; and, told in words, what becomes of the others,
// or would.
func follow(l timeline.Line, m *timeline.Milestone, moves bool, because why) ([]*timeline.Milestone, []MilestoneFollow, error) {
	after, told := []*timeline.Milestone{m}, []MilestoneFollow{}
	plan, circle := schedule.New(l.With(m).Steps())
	if circle != nil {
		return nil, nil, timeline.InCircle(circle)
	}
	now := l.With(m)
	for _, f := range plan.Move(m.Key, m.Span()) {
		if f.To.Last.Year() > workday.MaxYear {
			return nil, nil, timeline.ErrWhen.On("/due", msgTooFar)
		}
		d, err := now.Milestone(f.Key)
		if err != nil {
			return nil, nil, err
		}
		cause, err := now.Milestone(f.Cause)
		if err != nil {
			return nil, nil, err
		}
		one := followed(d, cause, f)
		if one.Moved = moves && !f.Stands; one.Moved {
			because.follows = f.Cause
			if err := moveTo(now, d, timeline.When{Due: one.ToDue, Month: one.ToMonth}, counted(d, f), because); err != nil {
				return nil, nil, err
			}
			after, now = append(after, d), now.With(d)
		}
		told = append(told, one)
	}
	return after, told, nil
}

// counted is the rule by which a milestone is counted anew; none where it is pushed.
func counted(d *timeline.Milestone, f schedule.Follow) *timeline.MilestoneRule {
	if f.Counted {
		return d.Rule
	}
	return nil
}

// followed tells what becomes of a milestone.
func followed(d, cause *timeline.Milestone, f schedule.Follow) MilestoneFollow {
	to := d.When
	switch {
	case d.Due != nil:
		to.Due = &f.To.First
	default:
		to.Month = new(f.To.First.Month())
	}
	one := MilestoneFollow{
		Key: d.Key, Title: d.Title, Cause: f.Cause, By: "order", FromDue: d.Due, FromMonth: d.Month, ToDue: to.Due, ToMonth: to.Month,
		FirstDue: d.FirstDue, FirstMonth: d.FirstMonth, Stands: f.Stands,
	}
	switch {
	case f.Stands:
		one.Detail = msgStands.With(d.Title, cause.Title, d.When)
	case f.Counted:
		one.By, one.Detail = "rule", msgCountedAnew.With(d.Title, cause.Title, d.When, f.To.First)
	default:
		one.Detail = msgPushed.With(d.Title, cause.Title, d.When, to)
	}
	return one
}

// moveTo gives a milestone another day or month, or a day by a rule, as
// Milestone.Move does; one that was counted and is put on a day by hand is counted
// no more. It refuses a rule that counts in a circle, and a month for a milestone
// from which others are counted.
func moveTo(l timeline.Line, m *timeline.Milestone, to timeline.When, r *timeline.MilestoneRule, why why) error {
	switch {
	case r != nil && m.Done() && !m.Rule.Is(r):
		return timeline.ErrDone
	case r != nil:
		if err := l.CheckOrder(m.Key, m.DependsOn, r); err != nil {
			return err
		}
		counted, err := l.CountBy(m, *r)
		if err != nil {
			return err
		}
		to = counted
	case to.Due == nil && slices.ContainsFunc(l.All, func(o timeline.Milestone) bool { return o.Rule != nil && o.Rule.Milestone == m.Key }):
		return timeline.ErrCountedFrom
	case !m.PlannedFor(to):
		m.Rule, m.Explanation = nil, nil
	}
	before := len(m.Moves)
	if err := m.Move(to, why.reason, why.person, why.at); err != nil {
		return err
	}
	if len(m.Moves) > before {
		m.Moves[before].Follows = why.follows
	}
	return nil
}

// why is why a milestone is moved, by whom and when; and the milestone whose move
// it follows, where it is not moved itself.
type why struct {
	reason, person, follows string
	at                      time.Time
}
