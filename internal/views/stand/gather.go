package stand

import (
	"context"
	"slices"
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
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/alarm"
)

// gather reads all that the rules look at. The number of statements is fixed,
// however many municipalities take part.
func gather(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (Facts, error) {
	now = c.Then(now)
	f := Facts{Past: c.Past != nil, Today: workday.Today(now), Gated: c.Gated(), State: c.State, Over: c.Alive() != nil, Settled: c.Prepared() != nil}
	benefits, err := benefit.Of(ctx, q, c)
	if err != nil {
		return f, err
	}
	inForce, newest, err := approval.Current(ctx, q, c)
	if err != nil {
		return f, err
	}
	standings, err := staffing.StandingsTo(ctx, q, c, slices.DeleteFunc([]*approval.Version{inForce, newest}, func(v *approval.Version) bool { return v == nil }), now)
	if err != nil {
		return f, err
	}
	contributions, err := contribution.Of(ctx, q, c)
	if err != nil {
		return f, err
	}
	milestones, err := timeline.States(ctx, q, c)
	if err != nil {
		return f, err
	}
	raised, err := alarm.Outside(ctx, q, standings, now)
	if err != nil {
		return f, err
	}
	f.Mandate = mandateFacts(inForce, newest)
	f.Timeline = milestoneFacts(milestones, now)
	written := map[string]*benefit.Benefit{}
	for i := range benefits {
		written[benefits[i].Municipality] = &benefits[i]
	}
	for _, st := range standings {
		p := st.Party
		if b, ok := written[p.Number]; ok {
			party := partyFacts(p, b, inForce, newest, st.Cover(f.Today), f.Today)
			party.Released, party.Agreed, party.Recorded = st.HasReleased(), st.HasAgreed(), contributions[p.Number] != nil
			party.Alarms = alarmsOf(raised, p.Number)
			f.Parties = append(f.Parties, party)
		}
	}
	return f, nil
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
		a.Named = a.Named || s.State == staffing.Nominated
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
