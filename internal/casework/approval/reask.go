package approval

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/audit"
)

// Reask blocks the standing answers to a case's open version that turn out to
// have been given by someone disqualified, and asks for them anew: reminders
// are planned, and those who can answer now, and the clerk, are told (rule
// 1.7). Each is an event of its own in the record, of the act that caused it.
// The caller holds the case's lock.
func Reask(ctx context.Context, tx pgx.Tx, c *casefile.Case, notices *notice.Service, cause audit.Event) error {
	v, err := Open(ctx, tx, c.ID)
	if err != nil || v == nil {
		return err
	}
	for i := range v.Approvals {
		a := &v.Approvals[i]
		if a.Standing == nil || !a.Standing.Disqualified || a.Standing.Blocked {
			continue
		}
		if err := v.block(ctx, tx, a, cause); err != nil {
			return err
		}
		if _, err := c.Party(a.Municipality); err != nil {
			continue // it takes no part any more, and is asked for nothing
		}
		if err := reminder.Plan(ctx, tx, cause.At, v.answerDeadline(c, a.Municipality)); err != nil {
			return err
		}
		if err := v.tellBlocked(ctx, tx, c, notices, a, cause.At); err != nil {
			return err
		}
	}
	return nil
}

// block lets a municipality's standing answer count no more.
func (v *Version) block(ctx context.Context, tx pgx.Tx, a *Approval, cause audit.Event) error {
	if err := saveBlocked(ctx, tx, a.Standing); err != nil {
		return err
	}
	before := a.Status
	a.Standing.Blocked = true
	a.judge()
	e := v.Event(cause.Actor, cause.Act, cause.At, audit.Changes{"answer": {Old: before, New: a.Status}})
	e.Object = a.Self
	return audit.Record(ctx, tx, e)
}

// tellBlocked tells that a municipality's answer does not count any more.
func (v *Version) tellBlocked(ctx context.Context, tx pgx.Tx, c *casefile.Case, notices *notice.Service, a *Approval, now time.Time) error {
	clerk := authority.Post{Organisation: a.Municipality, Office: office.Clerk}
	calls := []authority.Call{answering(c, a.Municipality), {Post: clerk, Case: c.ID, Act: recordCouncilAnswer.Call()}}
	params := v.LetterParams(c)
	params["municipality"] = a.Name
	return authority.Tell(ctx, tx, notices, now, authority.Letter{Calls: calls, Notice: notice.Notice{
		Source: fmt.Sprintf("mandate_answer:%d:blocked", a.Standing.ID), Kind: notice.ApprovalBlocked, Case: c.ID, Params: params,
	}})
}
