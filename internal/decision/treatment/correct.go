package treatment

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
)

// CorrectIn lets what a meeting resolved in a case take the place of what was recorded of
// it wrongly, in the transaction of the meeting: the case is locked, before it. It refuses
// that once something rests on what was recorded. The region's secretariat, whoever chairs
// the body, and the bodies whose turn the resolution gave are told (rules 7.3, 7.7).
func (s *Service) CorrectIn(ctx context.Context, ch *casefile.Change, treatment int64, made MadeHere, why string) (*chain.Treatment, error) {
	m, t, r, err := s.madeHere(ctx, ch, treatment, made)
	if err != nil {
		return nil, err
	}
	told := []authority.Call{{Post: authority.Post{Organisation: t.Region, Office: office.Secretariat}, Case: t.CaseID, Act: RecordResolution.Call()}, {Post: t.Chair(), Case: t.CaseID}}
	for _, o := range m.Next(t) {
		if o.TurnAt != nil {
			told = append(told, call(o), authority.Call{Post: o.Chair(), Case: t.CaseID})
		}
	}
	if err := m.MustCorrect(t, made.Meeting, r); err != nil {
		return nil, err
	}
	if err := s.resolve(ctx, ch, m, t, r, RecordResolution.ID); err != nil {
		return nil, err
	}
	return t, authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letter(ch, t, noticeCorrected, why, told))
}
