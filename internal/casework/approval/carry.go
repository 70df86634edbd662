package approval

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Carry lets approvals of earlier versions, the newest first, hold for this one,
// which was just submitted (rule 3.6). Of each municipality the newest version
// counts on which its approval stands, whatever became of that version and of
// those after it: with its conditions and their fulfilment the approval holds
// here too, if neither the common part nor the municipality's own slice differs.
// Where something does, the approval is stale and counts as not given. Only
// approvals carry over, only those given since the municipality joined the case
// (rule 1.1), none by whoever is disqualified since (rule 1.7), and none of
// content to which the municipality said no later.
func (v *Version) Carry(earlier []*Version, c *casefile.Case) {
	for i := range v.Approvals {
		a := &v.Approvals[i]
		party, err := c.Party(a.Municipality)
		if err != nil {
			continue
		}
		a.carryFrom(earlier, v.Number, party.JoinedAt)
		a.judge()
	}
}

// carryFrom carries the municipality's approval over from the newest of the
// earlier versions on which one stands.
func (a *Approval) carryFrom(earlier []*Version, version int, joined time.Time) {
	var refused []*Approval
	for _, before := range earlier {
		old := before.Approval(a.Municipality)
		switch {
		case old == nil:
		case old.Status == Rejected, old.Status == Returned:
			refused = append(refused, old)
		case !old.Status.Approves():
		case old.Flagged, before.since(old.Standing).Before(joined), slices.ContainsFunc(refused, old.sameContent):
			return
		case old.sameContent(a):
			a.carry(*old.Standing, version, before.Number)
			return
		default:
			a.StaleFrom = &before.Number
			return
		}
	}
}

// sameContent says whether another version says the same to the municipality.
func (a *Approval) sameContent(b *Approval) bool {
	return a.CommonHash == b.CommonHash && a.SliceHash == b.SliceHash
}

// carry files an approval of an earlier version as this one's.
func (a *Approval) carry(answer Answer, version, from int) {
	answer.Version, answer.CarriedFrom, answer.SupersededAt = version, &from, nil
	a.take(answer)
}

// since is the moment from which an answer to the version counts: a carried one
// from the submission.
func (v *Version) since(a *Answer) time.Time {
	if a.CarriedFrom != nil {
		return *v.SubmittedAt
	}
	return a.At
}

// carry reads the versions before, and lets their approvals hold for this one.
func carry(ctx context.Context, ch *casefile.Change, v *Version) (earlier []*Version, err error) {
	var p pgdb.Parts
	partVersions(&p, mandate.Before(ch.Case.ID, v.Number), func(before *Version) { earlier = append(earlier, before) })
	if err := p.Read(ctx, ch.Tx); err != nil {
		return nil, err
	}
	slices.Reverse(earlier) // the newest first
	v.Carry(earlier, ch.Case)
	for i := range v.Approvals {
		v.Slices[i].StaleFrom = v.Approvals[i].StaleFrom
	}
	return earlier, nil
}

// turnWhole turns the version back to how it stood in the case as it is read, with the
// answers to it, and says whether it was submitted by then (rule 1.1).
func (v *Version) turnWhole(c *casefile.Case) bool {
	if !v.Turn(c.Past) {
		return false
	}
	v.turn(c)
	return true
}

// turn turns the answers back to how they stood in the case as it is read (rule 1.1),
// outdated where the period of then began after them.
func (v *Version) turn(c *casefile.Case) {
	p := c.Past
	if p == nil {
		return
	}
	joined := map[string]time.Time{}
	for _, party := range c.Participants {
		joined[party.Number] = party.JoinedAt
	}
	for i := range v.Approvals {
		a := &v.Approvals[i]
		blocked := reading.Was(p, a.Self, "answer", a.Status) == Blocked
		all := a.answers()
		a.Standing, a.History, a.Revision, a.StaleFrom = nil, []Answer{}, 0, v.Slices[i].StaleFrom
		for _, answer := range all {
			if p.Hides(answer.At) {
				continue
			}
			if p.HidesAny(answer.SupersededAt) {
				answer.SupersededAt = nil
			}
			answer.Disqualified = reading.Holds(p, answer.Findings)
			answer.Blocked = answer.Blocked && blocked
			answer.Outdated = v.since(&answer).Before(joined[a.Municipality])
			for n := range answer.Conditions {
				answer.Conditions[n].Turn(p)
			}
			a.take(answer)
		}
	}
	v.judge()
}
