package effect

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// CaseWording is what was proposed in a case beside what each body resolved (rule 8.2).
type CaseWording struct {
	request.Resource
	Case    string        `json:"case" example:"2024-1" doc:"The number of the case"`
	Version int           `json:"version" example:"2" doc:"The version of the proposed resolution with which all are compared: the newest; 0 where nothing is proposed"`
	Bodies  []WordingBody `json:"bodies" doc:"What bodies have resolved, and what chief executives recommend to councils that have not, in the order of the plan"`
}

// WordingBody is what one body resolved, or is recommended to, beside what was proposed.
type WordingBody struct {
	Organisation string        `json:"organisation" example:"3417"`
	BodyName     string        `json:"body_name" example:"Kommunestyret i Grue"`
	Step         string        `json:"step" example:"councils_decided"`
	Treatment    string        `json:"treatment" doc:"The address of its treatment of the case"`
	Text         string        `json:"text" enum:"resolution,recommendation" doc:"Whether it is what the body resolved, or what its chief executive recommends to it (KL § 13-1)"`
	Outcome      chain.Outcome `json:"outcome,omitempty" example:"adopted" doc:"The outcome of the resolution; left out for a recommendation"`
	Date         *workday.Date `json:"date" format:"date" doc:"The day of the resolution; null for a recommendation"`
	Class        wording.Class `json:"class" enum:"identical,editorial,substantive,missing,added,rejected,deferred" doc:"That of the item that differs most"`
	Items        []WordingItem `json:"items"`
}

// WordingItem is an item as it was proposed and as it was resolved: several where it was
// split or merged.
type WordingItem struct {
	Proposed   []int         `json:"proposed" doc:"The numbers of the items that were proposed; empty for what was added"`
	Resolved   []int         `json:"resolved" doc:"The numbers of the items that were resolved; empty for what is missing"`
	Renumbered bool          `json:"renumbered" doc:"Whether it has another number"`
	Class      wording.Class `json:"class" enum:"identical,editorial,substantive,missing,added,rejected,deferred"`
	Reason     message.Text  `json:"reason" doc:"What that means, in words"`
	Words      []canon.Word  `json:"words" doc:"Where the texts differ, word by word; empty where they are identical"`
}

// ShowWording compares what the bodies of a case have resolved with what was proposed.
func (s *Service) ShowWording(ctx context.Context, _ authn.Actor, ref casefile.Ref) (*CaseWording, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*CaseWording, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		m, err := s.read(ctx, q, c, nil)
		if err != nil {
			return nil, err
		}
		shown := &CaseWording{Resource: request.Resource{Self: ShowWording.Href(ref), Actions: []request.Action{wording.Offer()}}, Case: c.Number, Version: m.version, Bodies: []WordingBody{}}
		for _, t := range m.Treatments {
			if b, ok := m.compared(t); ok {
				shown.Bodies = append(shown.Bodies, b)
			}
		}
		return shown, nil
	})
}

// compared is what one body has resolved, or is recommended to, beside what was proposed.
func (m *matter) compared(t *chain.Treatment) (WordingBody, bool) {
	b := WordingBody{Organisation: t.Organisation, BodyName: t.BodyName, Step: t.Step, Treatment: t.Self, Text: "resolution", Items: []WordingItem{}}
	var items []wording.Item
	switch r := t.Final(); {
	case r != nil && r.Outcome != chain.Noted:
		b.Outcome, b.Date, items = r.Outcome, &r.Date, itemsOf(r)
		if !r.Outcome.Carries() {
			items = m.fallen()
		}
	case r == nil && t.Recommendation != nil:
		b.Text, items = "recommendation", itemsOf(&chain.Resolution{ResolutionInput: chain.ResolutionInput{Items: t.Recommendation.Items}})
	default:
		return b, false
	}
	pairs := wording.Align(m.proposed, items, ownName(m.Case, t))
	b.Class = wording.Worst(pairs)
	for _, p := range pairs {
		item := WordingItem{Proposed: []int{}, Resolved: []int{}, Renumbered: p.Renumbered, Class: p.Class, Reason: p.Class.Reason(), Words: p.Words}
		for _, i := range p.Proposed {
			item.Proposed = append(item.Proposed, m.proposed[i].Number)
		}
		for _, i := range p.Resolved {
			item.Resolved = append(item.Resolved, items[i].Number)
		}
		b.Items = append(b.Items, item)
	}
	return b, true
}

// fallen are the items of a proposal that a body voted down as a whole.
func (m *matter) fallen() []wording.Item {
	all := make([]wording.Item, len(m.proposed))
	for i, p := range m.proposed {
		all[i] = wording.Item{Number: p.Number, Text: p.Text, Fate: wording.Down}
	}
	return all
}
