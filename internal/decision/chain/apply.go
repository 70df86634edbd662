package chain

import (
	"cmp"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/workday"
)

// MustTake refuses a resolution that the case, the treatment, its role or the law do not
// allow, or on a day on which it cannot have been made (rules 7.2-7.4).
func (m *Matter) MustTake(t *Treatment, r *Resolution, today workday.Date) error {
	if err := m.MustGoOn(t); err != nil {
		return err
	}
	if err := t.MustHaveTurn(); err != nil {
		return err
	}
	if err := t.mustAllow(r.Outcome); err != nil {
		return err
	}
	if r.Outcome.Deciding() {
		if err := CompetenceIn(m.Case, m.Plan).MustAllow(m.decider(t.BodyRow, t.Statutes)); err != nil {
			return err
		}
	}
	if r.Outcome == ReferredBack {
		if err := m.mustBeReferable(t, r.ReferTo); err != nil {
			return err
		}
	}
	return r.mustHaveBeen(t.sentOn(), today)
}

// MustGoOn refuses what is done to a treatment in a case that is not in treatment. A body
// that was not done when the rule of effect was met may go on still: what rests on councils
// binds those that adopt (rule 8.3).
func (c *Course) MustGoOn(t *Treatment) error {
	if t.Final() == nil && (c.Case.State == casefile.Adopted || c.Case.State == casefile.FollowingUp) {
		return nil
	}
	return c.Case.In(casefile.InTreatment)
}

// Apply lets a resolution take effect on the treatment, and on those that a referral back
// opens again, which it gives (rule 7.3).
func (m *Matter) Apply(t *Treatment, r *Resolution, now time.Time) (opened []*Treatment) {
	t.take(r, now)
	if r.Outcome == ReferredBack {
		return m.Reopen(t, r.ReferTo)
	}
	return nil
}

// take lets a resolution take effect on the treatment itself.
func (t *Treatment) take(r *Resolution, at time.Time) {
	t.DeferredTo, t.EndedAt, t.Ended, t.EndedWhy = nil, nil, "", ""
	switch {
	case r.Outcome.Final():
		t.EndedAt, t.Reopened, t.Meeting = &at, nil, nil
	case r.Outcome == Deferred:
		t.DeferredTo, t.Meeting = r.DeferredTo, nil
	case r.Outcome == ReferredBack:
		t.Round, t.Meeting = t.Round+1, nil
	case r.Outcome == WithdrawnFrom:
		t.EndedAt, t.Ended, t.EndedWhy, t.Meeting = &at, ChangeWithdrawn, cmp.Or(r.Reason, r.words()), nil
	}
}

// words are the text of the resolution, in one piece.
func (r *Resolution) words() string {
	all := make([]string, len(r.Items))
	for i, item := range r.Items {
		all[i] = item.Text
	}
	return strings.Join(all, " ")
}

// Repeats says whether a resolution is recorded again as it stands. The version that lay
// before the body is asked for only where it is named.
func (r *Resolution) Repeats(again *Resolution) bool {
	in := again.ResolutionInput
	if in.Proposal == nil {
		in.Proposal = r.Proposal
	}
	return r.same(in)
}

// sentOn is the day on which a treatment's case was sent.
func (t *Treatment) sentOn() workday.Date { return workday.Today(t.SentAt) }
