package stand

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/caseindex"
	"forankring.no/forankring/internal/directory/organisation"
)

// EndMunicipality lets a municipality that is no more leave the cases that go on:
// they show it as left with its successor, who can be added (rule 1.1). That
// fewer than two remain is no hindrance: it is so.
func (s *Service) EndMunicipality(ctx context.Context, e *organisation.Ending) error {
	cases, err := caseindex.TakesPartIn(ctx, e.Tx, e.Ended.ID)
	if err != nil {
		return err
	}
	event := e.Event("", nil)
	for _, found := range cases {
		ref := casefile.Ref(found)
		ch, err := s.frame.BeginPart(ctx, e.Tx, event.Actor, casefile.PartyRef{Ref: ref, Municipality: e.Ended.Key})
		if err != nil {
			return err
		}
		ch.Operator = event.Operator
		changes, err := s.leave(ctx, ch, e.Why)
		if err != nil {
			return err
		}
		ch.Revise()
		event.Object, event.Changes = ref.Path(), changes
		ch.Record(event)
		if err := ch.Trace(ctx); err != nil {
			return err
		}
	}
	return nil
}
