package approval

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ShowGate explains a version's gate, with answers supposed as the text says
// (rule 3.8).
func (s *Service) ShowGate(ctx context.Context, _ authn.Actor, ref GateRef) (*Gate, error) {
	suppose, err := suppositions(ref.WhatIf)
	if err != nil {
		return nil, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Gate, error) {
		c, err := casefile.Load(ctx, q, ref.Ref.Ref)
		if err != nil {
			return nil, err
		}
		v, err := FindIn(ctx, q, c, ref.Version)
		if err != nil {
			return nil, err
		}
		now := c.Then(s.now())
		rule, err := regionRule(ctx, q, c, now, v)
		if err != nil {
			return nil, err
		}
		v.follow(rule)
		g, err := v.Gate(c, suppose, now)
		if err != nil {
			return nil, err
		}
		g.Self, g.Revision, g.Actions = showMandateGate.Href(ref), v.Revision, []request.Action{}
		people, err := answerers(ctx, q, c, now, v)
		if err != nil {
			return nil, err
		}
		for i := range g.Entries {
			e := &g.Entries[i]
			if e.State != NotApplicable && c.Past == nil && c.Prepared() == nil && v.Takes(e.Municipality) {
				e.Who = people[Answering(c, e.Municipality)]
				if len(e.Who.Instead) > 0 && e.State != Satisfied {
					e.Reason = message.Sentences(e.Reason, msgCouncilAnswers)
				}
			}
		}
		return &g, nil
	})
}

// Takes says whether the version takes an answer of the municipality now.
func (v *Version) Takes(municipality string) bool {
	return v.State == mandate.StateOpen || v.State == mandate.StateInForce && !v.Approved(municipality)
}
