package approval

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
)

// WithdrawOpen withdraws the open version of a case, if there is one: because
// the case is withdrawn, its participants change (rule 3.7), or a newer version
// is submitted (rule 3.3). It stops the version's reminders and leaves a trace;
// telling people is the caller's, who knows what it is part of.
func WithdrawOpen(ctx context.Context, tx pgx.Tx, c *casefile.Case, why string, actor authn.Actor, now time.Time) error {
	v, err := Open(ctx, tx, c.ID)
	if err != nil || v == nil {
		return err
	}
	if err := v.Withdraw(c, why, now); err != nil {
		return err
	}
	return closed(ctx, tx, v, mandate.StateOpen, actor, withdrawMandate.ID, now)
}

// closed saves a version that has just been closed, with its trace and the end
// of its reminders.
func closed(ctx context.Context, tx pgx.Tx, v *Version, before mandate.State, actor authn.Actor, act string, now time.Time) error {
	if err := mandate.SaveState(ctx, tx, &v.Document); err != nil {
		return err
	}
	changes := audit.Changes{"state": {Old: before, New: v.State}, "closed_why": {New: v.ClosedWhy}}
	if err := audit.Record(ctx, tx, v.Event(actor, act, now, changes)); err != nil {
		return err
	}
	return reminder.StopEach(ctx, tx, now, append(v.deadlines(reminder.Answer, reminder.Naming), v.conditionDeadlines()...), v.ClosedWhy)
}

// conditionDeadlines name the deadlines of the conditions that the version's
// approvals set.
func (v *Version) conditionDeadlines() []reminder.Ref {
	var refs []reminder.Ref
	for _, a := range v.Approvals {
		if a.Standing != nil {
			refs = append(refs, condition.Deadlines(&v.Document, a.Municipality, a.Standing.Conditions)...)
		}
	}
	return refs
}

// deadlines name the version's deadlines of some kinds in all its
// municipalities.
func (v *Version) deadlines(kinds ...string) []reminder.Ref {
	var refs []reminder.Ref
	for _, kind := range kinds {
		for _, s := range v.Slices {
			refs = append(refs, v.deadline(kind, s.Municipality))
		}
	}
	return refs
}

// deadline names the version's deadline of a kind in a municipality.
func (v *Version) deadline(kind, municipality string) reminder.Ref {
	return reminder.Ref{Case: v.CaseID, Kind: kind, Key: v.Ref().Key(), Municipality: municipality}
}
