package debate

import (
	"context"

	"forankring.no/forankring/internal/casework/basis"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Adopted finds the item to which a body gave a number, as a decision rests on it (rule
// 2.3b).
func (s *Service) Adopted(ctx context.Context, q pgdb.Querier, b *body.Body, number string) (basis.Kept, error) {
	var k basis.Kept
	of, since, err := s.meetings.ByNumber(ctx, q, b, number)
	if since != nil {
		k.Since = new(workday.Today(*since))
	}
	if err != nil || of.Item == nil {
		return k, err
	}
	records, err := Of(ctx, q, []*meeting.AgendaItem{of.Item})
	if err != nil {
		return k, err
	}
	k.Item = &basis.Item{
		Number: of.Item.Number, Self: showItem.Href(of.Ref()), Title: of.Item.Title, Date: of.Meeting.Date, Unfit: records[of.Item.ID].unfit(),
	}
	return k, nil
}

// unfit says why nothing can rest on an item: it is not resolved, or was not adopted. It
// is zero where it was.
func (r *ItemRecord) unfit() message.Text {
	switch {
	case r.Resolution == nil:
		return msgNotResolved.With(r.Number)
	case r.Resolution.Outcome == chain.Adopted || r.Resolution.Outcome == chain.AdoptedWithChanges:
		return message.Text{}
	default:
		return msgNotAdopted.With(r.Number, r.Resolution.Outcome)
	}
}
