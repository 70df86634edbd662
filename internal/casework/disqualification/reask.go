package disqualification

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
)

// reask blocks the standing answers to a case's open version that turn out to
// have been given by someone disqualified, and asks for them anew: reminders
// are planned, and those who can answer now, and the clerk, are told (rule
// 1.7). Each is an event of its own in the record, of the act that caused it.
func (s *Service) reask(ctx context.Context, ch *casefile.Change, cause string) error {
	v, err := approval.Open(ctx, ch.Tx, ch.Case.ID)
	if err != nil || v == nil {
		return err
	}
	for i := range v.Approvals {
		a := &v.Approvals[i]
		if a.Standing == nil || !a.Standing.Disqualified || a.Standing.Blocked {
			continue
		}
		if err := v.Block(ctx, ch, a, cause); err != nil {
			return err
		}
		if _, err := ch.Case.Party(a.Municipality); err != nil {
			continue // it takes no part any more, and is asked for nothing
		}
		if err := reminder.Plan(ctx, ch.Tx, ch.Now, v.AnswerDeadline(ch.Case, a.Municipality)); err != nil {
			return err
		}
		if err := s.tellBlocked(ctx, ch, v, a); err != nil {
			return err
		}
	}
	return nil
}

// tellBlocked tells that a municipality's answer does not count any more.
func (s *Service) tellBlocked(ctx context.Context, ch *casefile.Change, v *approval.Version, a *approval.Approval) error {
	c := ch.Case
	clerk := authority.Post{Organisation: a.Municipality, Office: office.Clerk}
	calls := []authority.Call{approval.Answering(c, a.Municipality), {Post: clerk, Case: c.ID, Act: approval.RecordCouncilAnswer.Call()}}
	params := v.LetterParams(c)
	params["municipality"] = a.Name
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{Calls: calls, Notice: notice.Notice{
		Source: fmt.Sprintf("mandate_answer:%d:blocked", a.Standing.ID), Kind: noticeBlocked, Case: c.ID, Params: params,
	}})
}
