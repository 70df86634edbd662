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
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
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
	// ErrReleased refuses to reopen what would be done again by itself.
	ErrReleased = fault.New(fault.Conflict, "timeline.people_released", "The municipality's people are released",
		"The naming is done for a municipality when its people are released, and cannot be reopened before one of them is recalled (rules 2.3e, 5.4).")
)

// MilestoneUndoInput says why a milestone is reopened or withdrawn.
type MilestoneUndoInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"Recorded as done by mistake"`
}

// Check brings the reason to its one form, and refuses an empty one.
func (in *MilestoneUndoInput) Check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(ErrContent)
}

// MustBeReopenable refuses a milestone that is not done, and one on which others
// rest that are.
func (m *Milestone) MustBeReopenable(all []Milestone) error {
	if m.PerMunicipality {
		return ErrDoneByEach
	}
	if m.DoneAt == nil {
		return ErrNotDone
	}
	return mustBearNone(all, m.doneBy)
}

// MustHavePartReopenable is MustBeReopenable for a municipality's part.
func (m *Milestone) MustHavePartReopenable(municipality string, all []Milestone) error {
	switch {
	case !m.PerMunicipality:
		return ErrDoneOnce
	case !m.partDone(municipality):
		return ErrNotDone
	case !m.Done():
		return nil
	}
	return mustBearNone(all, m.doneBy)
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
	return mustBearNone(all, func(d *Milestone) bool { return slices.Contains(d.Before(), m.Key) })
}

// Undo notes why the present act takes back what was recorded of the milestone.
func (m *Milestone) Undo(why string) { m.undone = why }

// doneBy says whether another milestone depends on this one, and is done.
func (m *Milestone) doneBy(d *Milestone) bool {
	return slices.Contains(d.DependsOn, m.Key) && d.begun()
}

// mustBearNone refuses where a milestone rests on another in some way.
func mustBearNone(all []Milestone, rests func(*Milestone) bool) error {
	var bears []string
	for i := range all {
		if d := &all[i]; rests(d) {
			bears = append(bears, d.Title)
		}
	}
	if len(bears) > 0 {
		return ErrFollowed.With(msgFollowed.With(bears))
	}
	return nil
}

// Withdraw takes a milestone that was planned by mistake off the timeline, with a
// reason; its reminders stop, and its key is free for another. What it was stays in
// the record (rules 5.4, 9.5).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneUndoInput) (*Milestone, error) {
	if err := in.Check(); err != nil {
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
		if err := cmp.Or(request.Match(ctx, m.Revision), ch.Case.Prepared(), m.mustBeWithdrawable(ch.Case, all)); err != nil {
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
		gone := changes(m, &Milestone{DependsOn: []string{}, Lags: []MilestoneLag{}, Moves: m.Moves, undone: in.Reason})
		ch.Record(audit.Event{Act: withdrawMilestone.ID, Object: m.Self, Changes: gone})
		m.MarkStates(ch.Now)
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
