package approval

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/message"
)

// WithdrawOpen withdraws the open version of a case, if there is one: because
// the case is withdrawn, or its participants change (rule 3.7).
func WithdrawOpen(ctx context.Context, ch *casefile.Change, why message.Text) error {
	v, err := Open(ctx, ch.Tx, ch.Case.ID)
	if err != nil || v == nil {
		return err
	}
	return withdraw(ctx, ch, v, why)
}

// withdraw withdraws a version as part of another act: its reminders stop, and a
// trace is left; telling people is the caller's, who knows what it is part of.
func withdraw(ctx context.Context, ch *casefile.Change, v *Version, why message.Text) error {
	if err := v.Withdraw(ch.Case, why, ch.Now); err != nil {
		return err
	}
	return closed(ctx, ch, v, mandate.StateOpen, withdrawMandate.ID)
}

// closed saves a version that has just been closed, with its trace and the end
// of its reminders.
func closed(ctx context.Context, ch *casefile.Change, v *Version, before mandate.State, act string) error {
	if err := mandate.SaveState(ctx, ch.Tx, &v.Document); err != nil {
		return err
	}
	ch.Record(v.Event(act, audit.Changes{"state": {Old: before, New: v.State}, "closed_why": {New: v.ClosedWhy}}))
	return reminder.StopEach(ctx, ch.Tx, ch.Now, append(v.Deadlines(answerDue, NamingDue), v.conditionDeadlines()...), v.ClosedWhy)
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

// submitted is what a submission changes: it binds every part by its hash, and
// says whose approvals carried over.
func (v *Version) submitted() audit.Changes {
	hashes := map[string]string{mandate.PartCommon: v.CommonHash}
	carried := []string{}
	for _, a := range v.Approvals {
		hashes[a.Municipality] = a.SliceHash
		if a.Standing != nil {
			carried = append(carried, a.Municipality)
		}
	}
	return audit.Changes{
		"state": {Old: mandate.StateDraft, New: v.State}, "content_hash": {New: v.ContentHash}, "answer_by": {New: v.AnswerBy}, "naming_due": {New: v.NamingDue},
		"hashes": {New: hashes}, "rule": {New: v.Text()}, "carried": {New: carried},
	}
}

// answered is the event of an answer that took the place of before's.
func (v *Version) answered(before Approval, given *Answer) audit.Event {
	e := v.Event(AnswerMandate.ID, audit.Changes{
		"answer": {Old: before.Status, New: given.Answer}, "common_hash": {New: before.CommonHash}, "slice_hash": {New: before.SliceHash},
	})
	if given.Reason != "" {
		e.Changes["reason"] = audit.Change{New: given.Reason}
	}
	if len(given.Conditions) > 0 {
		e.Changes["conditions"] = audit.Change{New: given.Conditions}
	}
	if given.Body != "" {
		e.Changes["decision"] = audit.Change{New: council.Decision{Body: given.Body, DecidedOn: *given.DecidedOn, CaseNumber: given.CaseNumber}}
	}
	if given.Late {
		e.Changes["late"] = audit.Change{New: true}
	}
	e.Object = before.Self
	return e
}
