package timeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of undoing.
var (
	ErrNotDone = fault.New(fault.Conflict, "timeline.not_done", "There is nothing to reopen",
		"Only a milestone, or a part of one, that is done can be reopened (rule 5.4).")
	ErrFollowed = fault.New(fault.Conflict, "timeline.followed", "Something rests on the milestone",
		"Other milestones depend on this one: first reopen or withdraw them, or take the dependency out of them (rule 5.4).")
	ErrStarted = fault.New(fault.Conflict, "timeline.start_rests_on_it", "The start of the case rests on the milestone",
		"The case could start because this milestone was on its timeline, and so it stays there: move it with a reason (rules 2.3e, 5.4).")
)

// ErrReleased refuses what would be done again by itself.
var ErrReleased = fault.New(fault.Conflict, "timeline.people_released", "The municipality's people are released",
	"The naming is done for a municipality when its people are released, and cannot be reopened before one of them is recalled (rules 2.3e, 5.4).")

// MilestoneUndoInput says why a milestone is reopened or withdrawn.
type MilestoneUndoInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"Recorded as done by mistake"`
}

// check brings the reason to its one form, and refuses an empty one.
func (in *MilestoneUndoInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(ErrContent)
}

// mustBeReopenable refuses a milestone that is not done, and one on which others
// rest that are.
func (m *Milestone) mustBeReopenable(all []Milestone) error {
	if m.PerMunicipality {
		return ErrDoneByEach
	}
	if m.DoneAt == nil {
		return ErrNotDone
	}
	return m.mustBearNone(all, (*Milestone).begun)
}

// mustHavePartReopenable is mustBeReopenable for a municipality's part.
func (m *Milestone) mustHavePartReopenable(municipality string, all []Milestone) error {
	switch {
	case !m.PerMunicipality:
		return ErrDoneOnce
	case !m.partDone(municipality):
		return ErrNotDone
	case !m.Done():
		return nil
	}
	return m.mustBearNone(all, (*Milestone).begun)
}

// mustBeWithdrawable refuses what somebody has done, what others depend on, and
// what the case needed to start once it has.
func (m *Milestone) mustBeWithdrawable(c *casefile.Case, all []Milestone) error {
	switch {
	case m.begun():
		return ErrDone
	case c.Gated() && c.State != casefile.Preparing && slices.Contains(Required, m.Key):
		return ErrStarted
	}
	return m.mustBearNone(all, func(*Milestone) bool { return true })
}

// mustBearNone refuses where a milestone of some sort depends on this one.
func (m *Milestone) mustBearNone(all []Milestone, of func(*Milestone) bool) error {
	var bears []string
	for i := range all {
		if d := &all[i]; slices.Contains(d.DependsOn, m.Key) && of(d) {
			bears = append(bears, d.Title)
		}
	}
	if len(bears) > 0 {
		return ErrFollowed.With(msgFollowed.With(bears))
	}
	return nil
}

// Reopen takes back that a milestone of the whole case is done, with a reason: it
// waits for its responsible again, who is reminded again (rules 5.4, 6.5). It is
// refused while a milestone that depends on it is done.
func (s *Service) Reopen(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneUndoInput) (*Milestone, error) {
	return s.reopen(ctx, actor, ref, reopenMilestone.ID, in, func(_ *casefile.Change, m *Milestone, all []Milestone) error {
		if err := m.mustBeReopenable(all); err != nil {
			return err
		}
		m.Completion = Completion{}
		return nil
	})
}

// ReopenPart is Reopen for a municipality's own part.
func (s *Service) ReopenPart(ctx context.Context, actor authn.Actor, at PartRef, in MilestoneUndoInput) (*Milestone, error) {
	return s.reopen(ctx, actor, at.Ref, reopenPart.ID, in, func(ch *casefile.Change, m *Milestone, all []Milestone) error {
		if _, err := ch.Case.Party(at.Municipality); err != nil {
			return err
		}
		if err := m.mustHavePartReopenable(at.Municipality, all); err != nil {
			return err
		}
		if m.Key == NamingDue {
			released, err := staffing.ReleasedIn(ctx, ch.Tx, ch.Case, ch.Now)
			if err := cmp.Or(err, m.mustLackNames(released, at.Municipality)); err != nil {
				return err
			}
		}
		m.Parts = slices.Clone(m.Parts)
		m.Part(at.Municipality).Completion = Completion{}
		return nil
	})
}

func (s *Service) reopen(ctx context.Context, actor authn.Actor, ref Ref, id string, in MilestoneUndoInput,
	do func(*casefile.Change, *Milestone, []Milestone) error,
) (*Milestone, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.onMilestone(ctx, actor, ref, id, func(ch *casefile.Change, all []Milestone) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := mustTakeCompletions(ch.Case); err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		m.undone = in.Reason
		return m, do(ch, m, all)
	})
}

// Withdraw takes a milestone that was planned by mistake off the timeline, with a
// reason; its reminders stop, and its key is free for another. What it was stays in
// the record (rules 5.4, 9.5).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneUndoInput) (*Milestone, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*Milestone, error) {
		all, err := Milestones(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := cmp.Or(ch.Case.Prepared(), m.mustBeWithdrawable(ch.Case, all)); err != nil {
			return nil, err
		}
		var standing []reminder.Ref
		for _, d := range m.deadlines(ch.Case) {
			standing = append(standing, d.Ref)
		}
		if err := reminder.StopEach(ctx, ch.Tx, ch.Now, standing, msgWithdrawn); err != nil {
			return nil, err
		}
		if err := withdraw(ctx, ch.Tx, ch.Case, m, actor.Person, in.Reason, ch.Now); err != nil {
			return nil, err
		}
		gone := changes(m, &Milestone{DependsOn: []string{}, Moves: m.Moves, undone: in.Reason})
		ch.Record(audit.Event{Act: withdrawMilestone.ID, Object: m.Self, Changes: gone})
		m.markStates(ch.Now)
		m.State, m.Actions, m.Dependants, m.Warnings = Withdrawn, []request.Action{}, []Dependant{}, []MilestoneWarning{}
		return m, nil
	})
}

// withdraw keeps a milestone off the timeline, with its moves, under a key that no
// other can have.
func withdraw(ctx context.Context, tx pgx.Tx, c *casefile.Case, m *Milestone, person, why string, now time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM milestone_dependency WHERE case_id = $1 AND key = $2`, c.ID, m.Key)
	b.Queue(`
		UPDATE milestone SET key = key || '~' || id, withdrawn_by = $3, withdrawn_at = $4, withdrawn_why = $5, revision = revision + 1
		WHERE case_id = $1 AND key = $2`, c.ID, m.Key, person, now, why)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("withdraw milestone: %w", err)
	}
	return nil
}

func (s *Service) registerUndoing(d *httpapi.Door) {
	over := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.DoWith(d, reopenMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Reopen a milestone",
		Description: "Takes back, with a reason, that a milestone of the whole case is done: its responsible is reminded again. Refused while a milestone that depends on it is done (rules 5.4, 6.5).",
		Faults:      append([]*fault.Error{ErrContent, ErrNotDone, ErrDoneByEach, ErrFollowed}, over...),
	}, s.Reopen)
	httpapi.DoWith(d, reopenPart, httpapi.Doc{
		Tag: Tag, Summary: "Reopen a municipality's part of a milestone",
		Description: "Takes back, with a reason, that the municipality has done its part: it is reminded again. Refused while a milestone is done that depends on all parts; and of `naming_due`, while the people that the mandate asks for are released (rules 2.3e, 5.4, 6.5).",
		Faults:      append([]*fault.Error{ErrContent, ErrNotDone, ErrDoneOnce, ErrFollowed, ErrReleased, casefile.ErrNotParty, casefile.ErrLeft}, over...),
	}, s.ReopenPart)
	httpapi.DoWith(d, withdrawMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Withdraw a milestone",
		Description: "Takes a milestone that was planned by mistake off the timeline, with a reason: its reminders stop, its key is free again, and what it was stays in the record. Refused once somebody has done it, while others depend on it, and once the case has started on it (rules 2.3e, 5.4, 9.5).",
		Faults:      append([]*fault.Error{ErrContent, ErrDone, ErrFollowed, ErrStarted}, over...),
	}, s.Withdraw)
}
