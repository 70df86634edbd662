package approval

import (
	"context"
	"fmt"

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
func Reask(ctx context.Context, ch *casefile.Change, notices *notice.Service, cause string) error {
	v, err := Open(ctx, ch.Tx, ch.Case.ID)
	if err != nil || v == nil {
		return err
	}
	for i := range v.Approvals {
		a := &v.Approvals[i]
		if a.Standing == nil || !a.Standing.Disqualified || a.Standing.Blocked {
			continue
		}
		if err := v.block(ctx, ch, a, cause); err != nil {
			return err
		}
		if _, err := ch.Case.Party(a.Municipality); err != nil {
			continue // it takes no part any more, and is asked for nothing
		}
		if err := reminder.Plan(ctx, ch.Tx, ch.Now, v.answerDeadline(ch.Case, a.Municipality)); err != nil {
			return err
		}
		if err := v.tellBlocked(ctx, ch, notices, a); err != nil {
			return err
		}
	}
	return nil
}

// block lets a municipality's standing answer count no more.
func (v *Version) block(ctx context.Context, ch *casefile.Change, a *Approval, cause string) error {
	if err := saveBlocked(ctx, ch.Tx, a.Standing); err != nil {
		return err
	}
	before := a.Status
	a.Standing.Blocked = true
	a.judge()
	e := v.Event(cause, audit.Changes{"answer": {Old: before, New: a.Status}})
	e.Object = a.Self
	ch.Record(e)
	return nil
}

// tellBlocked tells that a municipality's answer does not count any more.
func (v *Version) tellBlocked(ctx context.Context, ch *casefile.Change, notices *notice.Service, a *Approval) error {
	c := ch.Case
	clerk := authority.Post{Organisation: a.Municipality, Office: office.Clerk}
	calls := []authority.Call{answering(c, a.Municipality), {Post: clerk, Case: c.ID, Act: recordCouncilAnswer.Call()}}
	params := v.LetterParams(c)
	params["municipality"] = a.Name
	return authority.Tell(ctx, ch.Tx, notices, ch.Now, authority.Letter{Calls: calls, Notice: notice.Notice{
		Source: fmt.Sprintf("mandate_answer:%d:blocked", a.Standing.ID), Kind: noticeBlocked, Case: c.ID, Params: params,
	}})
}
