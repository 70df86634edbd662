package approval

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
)

// Carry lets the approvals of the version before hold for this one, which was
// just submitted (rule 3.6): each with its conditions and their fulfilment, if
// neither the common part nor the municipality's own slice was changed. Where
// something was changed the approval is stale and counts as not given; so it
// stays while the municipality does not answer. Only approvals carry over, and
// only those given since the municipality joined the case (rule 1.1).
func (v *Version) Carry(before *Version, c *casefile.Case) {
	for i := range v.Approvals {
		a := &v.Approvals[i]
		old := before.Approval(a.Municipality)
		party, err := c.Party(a.Municipality)
		if old == nil || err != nil {
			continue
		}
		switch {
		case old.Status.Approves() && !old.Flagged && !old.since(before).Before(party.JoinedAt):
			if old.CommonHash == a.CommonHash && old.SliceHash == a.SliceHash {
				a.carry(*old.Standing, v.Number, before.Number)
			} else {
				a.StaleFrom = &before.Number
			}
		case old.Standing == nil:
			a.StaleFrom = old.StaleFrom
		}
		a.judge()
	}
}

// carry files an approval of the version before as this one's.
func (a *Approval) carry(answer Answer, version, from int) {
	answer.Version, answer.CarriedFrom, answer.SupersededAt = version, &from, nil
	a.take(answer)
}

// older are the versions before the last that an approval of this one is stale
// from.
func (v *Version) older(before *Version) []int {
	var numbers []int
	for _, a := range v.Approvals {
		if a.StaleFrom != nil && *a.StaleFrom != before.Number && !slices.Contains(numbers, *a.StaleFrom) {
			numbers = append(numbers, *a.StaleFrom)
		}
	}
	return numbers
}

// restore forgets that an approval is stale where this version says again what
// the municipality approved in the old one: it is then simply not answered.
func (v *Version) restore(old *Version) {
	for i := range v.Approvals {
		a := &v.Approvals[i]
		if a.StaleFrom == nil || *a.StaleFrom != old.Number {
			continue
		}
		if was := old.Approval(a.Municipality); was != nil && was.CommonHash == a.CommonHash && was.SliceHash == a.SliceHash {
			a.StaleFrom = nil
			a.judge()
		}
	}
}

// since is the moment from which an approval of the version counts: a carried
// one from the submission.
func (a *Approval) since(v *Version) time.Time {
	if a.Standing.CarriedFrom != nil {
		return *v.SubmittedAt
	}
	return a.Standing.At
}

// carry reads the version before and lets its approvals hold for this one.
func carry(ctx context.Context, ch *casefile.Change, v *Version) error {
	if v.Number == 1 {
		return nil
	}
	before, err := Find(ctx, ch.Tx, ch.Case.ID, v.Number-1)
	if err != nil {
		return err
	}
	v.Carry(before, ch.Case)
	for _, number := range v.older(before) {
		old, err := Find(ctx, ch.Tx, ch.Case.ID, number)
		if err != nil {
			return err
		}
		v.restore(old)
	}
	for i := range v.Approvals {
		v.Slices[i].StaleFrom = v.Approvals[i].StaleFrom
	}
	return nil
}
