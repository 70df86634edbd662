package mandate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
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
	return closed(ctx, tx, v, StateOpen, actor, "withdraw-mandate", now)
}

// closed saves a version that has just been closed, with its trace and the end
// of its reminders.
func closed(ctx context.Context, tx pgx.Tx, v *Version, before State, actor authn.Actor, act string, now time.Time) error {
	if err := save(ctx, tx, v); err != nil {
		return err
	}
	changes := audit.Changes{"state": {Old: before, New: v.State}, "closed_why": {New: v.ClosedWhy}}
	if err := audit.Record(ctx, tx, v.event(actor, act, now, changes)); err != nil {
		return err
	}
	for _, kind := range []string{reminder.Answer, reminder.Naming} {
		if err := v.stop(ctx, tx, kind, v.ClosedWhy, now); err != nil {
			return err
		}
	}
	return v.stopConditions(ctx, tx, now)
}

// stopConditions ends the reminders of the conditions that its approvals set.
func (v *Version) stopConditions(ctx context.Context, tx pgx.Tx, now time.Time) error {
	for _, a := range v.Approvals {
		if a.Standing == nil {
			continue
		}
		for _, c := range a.Standing.Conditions {
			ref := reminder.Ref{Case: v.CaseID, Kind: reminder.Condition, Key: c.Key(v.Ref()), Municipality: a.Municipality}
			if err := reminder.Stop(ctx, tx, now, ref, v.ClosedWhy); err != nil {
				return err
			}
		}
	}
	return nil
}

// stop ends the reminders of one kind in every municipality of the version.
func (v *Version) stop(ctx context.Context, tx pgx.Tx, kind, why string, now time.Time) error {
	for _, s := range v.Slices {
		if err := reminder.Stop(ctx, tx, now, v.deadline(kind, s.Municipality), why); err != nil {
			return err
		}
	}
	return nil
}

// deadline names the version's deadline of a kind in a municipality.
func (v *Version) deadline(kind, municipality string) reminder.Ref {
	return reminder.Ref{Case: v.CaseID, Kind: kind, Key: v.Ref().key(), Municipality: municipality}
}
