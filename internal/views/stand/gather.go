package stand

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/benefit"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/contribution"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/followup"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/alarm"
)

// known is what is read of a case for the matrix and the gate.
type known struct {
	c               *casefile.Case
	now             time.Time
	benefits        map[string]*benefit.Benefit
	inForce, newest *approval.Version
	standings       []*staffing.Standing
	contributions   map[string]*contribution.Contribution
	milestones      []timeline.Milestone
	course          *chain.Course
	followUps       []*followup.FollowUp
}

// part adds to the parts of a read all that the gate looks at, however many
// municipalities take part.
func part(p *pgdb.Parts, c *casefile.Case, now time.Time) *known {
	k := &known{c: c, now: c.Then(now), benefits: map[string]*benefit.Benefit{}, contributions: map[string]*contribution.Contribution{}}
	benefit.Part(p, c, func(b benefit.Benefit) { k.benefits[b.Municipality] = &b })
	approval.PartCurrent(p, c, func(inForce, newest *approval.Version) { k.inForce, k.newest = inForce, newest })
	asking := func() []*approval.Version { return []*approval.Version{k.inForce, k.newest} }
	staffing.PartTo(p, c, k.now, asking, func(all []*staffing.Standing) { k.standings = all })
	contribution.Part(p, c, func(b *contribution.Contribution) { k.contributions[b.Municipality] = b })
	timeline.PartStates(p, c, func(all []timeline.Milestone) { k.milestones = all })
	treatment.Part(p, c, func(course *chain.Course) { k.course = course })
	followup.Part(p, c, func(f *followup.FollowUp) { k.followUps = append(k.followUps, f) })
	return k
}

// facts are what the rules look at.
func (k *known) facts() Facts {
	c := k.c
	f := Facts{Ref: c.Ref(), Past: c.Past != nil, Today: workday.Today(k.now), Gated: c.Gated(), State: c.State, Over: c.Alive() != nil, Settled: c.Prepared() != nil}
	f.Mandate = mandateFacts(k.inForce, k.newest)
	f.Timeline = milestoneFacts(k.milestones, k.now)
	f.Course, f.FollowUps = k.course, k.followUps
	f.Course.Judge(k.milestones, f.Today)
	for _, st := range k.standings {
		p := st.Party
		if b, ok := k.benefits[p.Number]; ok {
			party := partyFacts(p, b, k.inForce, k.newest, st.Cover(f.Today), f.Today)
			party.Released, party.Agreed, party.Recorded = st.HasReleased(), st.HasAgreed(), k.contributions[p.Number] != nil
			f.Parties = append(f.Parties, party)
		}
	}
	return f
}

// gather reads all that the matrix looks at: two statements, however many
// municipalities take part.
func gather(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (Facts, error) {
	var p pgdb.Parts
	k := part(&p, c, now)
	if err := p.Read(ctx, q); err != nil {
		return Facts{}, err
	}
	f := k.facts()
	raised, err := alarm.Outside(ctx, q, k.standings, k.now)
	for i := range f.Parties {
		f.Parties[i].Alarms = alarmsOf(raised, f.Parties[i].Municipality)
	}
	return f, err
}

func mandateFacts(inForce, newest *approval.Version) MandateFacts {
	var m MandateFacts
	if inForce != nil {
		m.InForce, m.NamingDue, m.Decided, m.Until = inForce.Number, inForce.NamingDue, inForce.Common.Decision != nil, inForce.Common.End
	}
	if newest != nil {
		m.Newest, m.NewestOpen, m.AnswerBy = newest.Number, newest.State == mandate.StateOpen, newest.AnswerBy
	}
	return m
}

func partyFacts(p casefile.Participant, b *benefit.Benefit, inForce, newest *approval.Version, covered staffing.Coverage, today workday.Date) PartyFacts {
	facts := PartyFacts{
		Municipality: p.Number, Name: p.Name, BenefitWritten: b.Written(), BenefitConfirmed: b.Confirmed(),
		BenefitConfirmedLast: b.ConfirmedLast(),
	}
	if p.LeftAt != nil {
		facts.Left, facts.LeftOn, facts.Successors = true, workday.Today(*p.LeftAt), p.Successors
	}
	if inForce != nil && inForce.ApprovedSince(p.Number, p.JoinedAt) {
		facts.ApprovedInForce, facts.Conditions, facts.FlaggedInForce = true, conditionFacts(inForce, p.Number), inForce.Approval(p.Number).Flagged
	}
	if newest != nil {
		facts.standsTo(newest, p)
	}
	for _, r := range covered.Requirements {
		facts.Asked = append(facts.Asked, askedFact(r, today))
	}
	return facts
}

// standsTo notes how the municipality stands to the newest version. What it
// answered before it left the case and came back is no answer (rule 1.1).
func (p *PartyFacts) standsTo(newest *approval.Version, party casefile.Participant) {
	a := newest.Approval(party.Number)
	if a == nil {
		return
	}
	p.Outdated = a.Standing != nil && a.Standing.Outdated
	p.StandsNewest, p.ApprovedNewest = a.Status, newest.ApprovedSince(party.Number, party.JoinedAt)
	switch {
	case p.ApprovedNewest:
		p.SetNewest, p.FlaggedNewest = conditionFacts(newest, party.Number), a.Flagged
		if a.Standing.CarriedFrom != nil {
			p.CarriedFrom = *a.Standing.CarriedFrom
		}
	case a.Status.Approves():
		p.StandsNewest = approval.Unanswered
	case a.StaleFrom != nil:
		p.StaleFrom = *a.StaleFrom
	}
}

// conditionFacts are the conditions of the municipality's approval. They bind
// from when the version came into force, or it joined the version later.
func conditionFacts(v *approval.Version, municipality string) []ConditionFact {
	standing := v.Approval(municipality).Standing
	since := standing.At
	if v.InForceAt != nil && v.InForceAt.After(since) {
		since = *v.InForceAt
	}
	facts := make([]ConditionFact, len(standing.Conditions))
	for i, c := range standing.Conditions {
		facts[i] = ConditionFact{
			Number: c.Number, BeforeStart: c.Effect == condition.BeforeStart, Reported: c.State == condition.Reported, Fulfilled: c.Fulfilled(),
			Office: c.Office, Organisation: c.Organisation, Due: c.Due, Since: since,
		}
	}
	return facts
}

func askedFact(r staffing.RequirementCoverage, today workday.Date) AskedFact {
	a := AskedFact{Requirement: r.Key, Function: r.Function, Covered: r.State == coverage.Met, Some: r.State == coverage.Partly, Over: !today.Before(r.To)}
	for _, s := range r.Assignments {
		if s.State == staffing.Nominated {
			a.Named = s.Number
		}
		if s.State == staffing.Recalled && s.DecidedAt != nil && s.DecidedAt.After(a.RecalledLast) {
			a.RecalledLast = *s.DecidedAt
		}
	}
	return a
}

func milestoneFacts(milestones []timeline.Milestone, now time.Time) []MilestoneFact {
	facts := make([]MilestoneFact, len(milestones))
	for i := range milestones {
		m := &milestones[i]
		facts[i] = MilestoneFact{
			Key: m.Key, Title: m.Title, PerMunicipality: m.PerMunicipality, Responsible: m.Responsible, Due: m.Due,
			Done: m.Done(), Overdue: m.Overdue(now), OverdueSince: overdueSince(m.Due), DoneBy: map[string]bool{}, OverdueBy: map[string]bool{},
		}
		for _, p := range m.Parts {
			facts[i].DoneBy[p.Municipality] = p.DoneAt != nil
			facts[i].OverdueBy[p.Municipality] = m.PartOverdue(p.Municipality, now)
		}
	}
	return facts
}

// overdueSince is the moment at which a milestone's day ends.
func overdueSince(due *workday.Date) time.Time {
	if due == nil {
		return time.Time{}
	}
	return due.EndIn(workday.Oslo())
}

// alarmsOf are the words of a municipality's alarms about the people that it has
// released.
func alarmsOf(raised []alarm.Alarm, municipality string) []message.Text {
	var words []message.Text
	for _, a := range raised {
		if a.Municipality == municipality && a.Kind != alarm.NobodyNamed {
			words = append(words, a.Detail)
		}
	}
	return words
}
