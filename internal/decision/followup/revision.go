package followup

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrNoRevision says that there is nothing beside which to put what is proposed.
var ErrNoRevision = fault.New(fault.NotFound, "revision.nothing_adopted", "The case revises nothing that was adopted",
	"The case follows no earlier case, or none that was adopted and that you may read (rules 2.1, 2.5).")

// CaseRevision is what is proposed in a case beside what was adopted in the one that it
// follows, such as the strategy that it revises.
type CaseRevision struct {
	request.Resource
	Case        string         `json:"case" example:"2026-3" doc:"The number of the case"`
	Predecessor string         `json:"predecessor" example:"2024-1" doc:"The number of the case that it follows"`
	AdoptedAt   time.Time      `json:"adopted_at" doc:"When that case was adopted"`
	Version     int            `json:"version" example:"2" doc:"The version of the proposed resolution that is compared: the newest; 0 where nothing is proposed yet"`
	Class       wording.Class  `json:"class" enum:"identical,editorial,substantive,missing,added" doc:"That of the item that differs most"`
	Items       []RevisionItem `json:"items" doc:"In the order of what was adopted; what is added stands where it is proposed"`
}

// RevisionItem is an item as it was adopted then and as it is proposed now: several where
// it is split or merged.
type RevisionItem struct {
	Adopted  []int         `json:"adopted" doc:"The numbers of the items that were adopted; empty for what is added"`
	Proposed []int         `json:"proposed" doc:"The numbers of the items that are proposed now; empty for what is left out"`
	Class    wording.Class `json:"class" enum:"identical,editorial,substantive,missing,added"`
	Words    []canon.Word  `json:"words" doc:"Where the texts differ, word by word; empty where they are identical"`
}

// ShowRevision compares what is proposed in a case with what was adopted in the one that
// it follows, item by item, as the wording guard does (rule 8.2). It refuses where the
// caller may not read that case: then nothing is told of it.
func (s *Service) ShowRevision(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*CaseRevision, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*CaseRevision, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		if c.Predecessor == nil {
			return nil, ErrNoRevision
		}
		before, err := casefile.LoadParties(ctx, q, casefile.Ref{Region: ref.Region, Number: *c.Predecessor})
		if err != nil {
			return nil, err
		}
		if !before.ReadableBy(reading.Of(s.policy, actor, ref.Region, workday.Today(s.now()))) {
			return nil, ErrNoRevision
		}
		adoption, err := s.effects.Adoption(ctx, q, before)
		if err != nil {
			return nil, err
		}
		if adoption == nil {
			return nil, ErrNoRevision
		}
		v, err := proposal.At(ctx, q, c)
		if err != nil {
			return nil, err
		}
		return revised(c, adoption, v), nil
	})
}

// revised puts what is proposed beside what was adopted; v is nil where nothing is.
func revised(c *casefile.Case, adoption *effect.Adoption, v *proposal.Version) *CaseRevision {
	r := &CaseRevision{
		Resource: request.Resource{Self: showRevision.Href(c.Ref()), Actions: []request.Action{wording.Offer()}}, Case: c.Number, Predecessor: *c.Predecessor, AdoptedAt: adoption.At, Items: []RevisionItem{},
	}
	items := []wording.Item{}
	if v != nil {
		r.Version = v.Number
		for _, item := range v.Items {
			items = append(items, wording.Item{Number: item.Number, Text: item.Text, Fate: wording.Resolved})
		}
	}
	pairs := wording.Align(adoption.Text, items, "")
	r.Class = wording.Worst(pairs)
	for _, p := range pairs {
		one := RevisionItem{Adopted: []int{}, Proposed: []int{}, Class: p.Class, Words: p.Words}
		for _, i := range p.Proposed {
			one.Adopted = append(one.Adopted, adoption.Text[i].Number)
		}
		for _, i := range p.Resolved {
			one.Proposed = append(one.Proposed, items[i].Number)
		}
		r.Items = append(r.Items, one)
	}
	return r
}
