package followup

import (
	"context"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Begin moves an adopted case to its follow-up. All are told (rule 2.2).
func (s *Service) Begin(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*casefile.Case, error) {
	return s.cases.Change(ctx, actor, ref, beginFollowUp.ID, func(ch *casefile.Change) (audit.Changes, error) {
		before := ch.Case.State
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.FollowUp(ch.Now); err != nil {
			return nil, err
		}
		if err := casefile.SetState(ctx, ch.Tx, ch.Case); err != nil {
			return nil, err
		}
		return audit.Changes{"state": {Old: before, New: ch.Case.State}}, s.tell(ctx, ch, noticeBegun, "", treatment.Parties(ch.Case))
	})
}

// Close ends a case for good, with a reason: nothing is asked of anybody any more. An open
// version of the mandate is withdrawn, assignments end that day, reminders that are not
// sent are cancelled, and everyone concerned gets one letter, as when a case is withdrawn
// (rules 2.2, 2.4).
func (s *Service) Close(ctx context.Context, actor authn.Actor, ref casefile.Ref, in EndingReasonInput) (*casefile.Case, error) {
	why, err := in.tidy()
	if err != nil {
		return nil, err
	}
	return s.cases.Change(ctx, actor, ref, closeCase.ID, func(ch *casefile.Change) (audit.Changes, error) {
		c, before := ch.Case, ch.Case.State
		if err := request.Match(ctx, c.Revision); err != nil {
			return nil, err
		}
		if err := c.Close(why, ch.Now); err != nil {
			return nil, err
		}
		concerned, err := concerned(ctx, ch)
		if err != nil {
			return nil, err
		}
		if err := casefile.SetState(ctx, ch.Tx, c); err != nil {
			return nil, err
		}
		if err := approval.WithdrawOpen(ctx, ch, message.Verbatim(why)); err != nil {
			return nil, err
		}
		if err := staffing.EndAll(ctx, ch, "", message.Verbatim(why)); err != nil {
			return nil, err
		}
		if err := reminder.StopCase(ctx, ch.Tx, ch.Now, c.ID, "", msgClosed); err != nil {
			return nil, err
		}
		return audit.Changes{"state": {Old: before, New: c.State}, "reason": {New: why}}, s.tell(ctx, ch, noticeClosed, why, concerned)
	})
}

// concerned are those whom it concerns that a case is closed: also the people named in it.
func concerned(ctx context.Context, ch *casefile.Change) ([]authority.Call, error) {
	named, err := staffing.Concerned(ctx, ch.Tx, ch.Case.ID, workday.Today(ch.Now))
	calls := treatment.Parties(ch.Case)
	for _, person := range named {
		calls = append(calls, authority.Call{Post: authority.Post{Person: person}, Case: ch.Case.ID})
	}
	return calls, err
}
