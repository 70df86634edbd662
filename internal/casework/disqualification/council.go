package disqualification

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// NameCouncilSubstituteInput is whom a municipal council or executive committee
// names in a disqualified chief executive's place.
type NameCouncilSubstituteInput struct {
	Person string       `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whom the municipality knows"`
	Until  workday.Date `json:"until" format:"date" example:"2024-12-31" doc:"The last day"`
	council.Decision
}

// NameCouncilSubstitute records whom the council or the executive committee
// lets decide in the case in place of the chief executive, who is disqualified
// there (rule 1.7). The person is told.
func (s *Service) NameCouncilSubstitute(ctx context.Context, actor authn.Actor, ref casefile.PartyRef, in NameCouncilSubstituteInput) (*authority.Substitute, error) {
	return casefile.DoPart(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*authority.Substitute, error) {
		n, err := in.named(ctx, ch)
		if err != nil {
			return nil, err
		}
		x, named, err := authority.NameByCouncil(ctx, ch.Tx, actor, n, s.notices, ch.Now)
		if err != nil {
			return nil, err
		}
		if named != nil {
			ch.Record(*named)
		}
		return x.Present(s.policy, actor.In(ch.Case.ID), ch.Now), nil
	})
}

// named is whom the council names. It refuses a municipality whose chief
// executive is not disqualified, and another body's decision.
func (in *NameCouncilSubstituteInput) named(ctx context.Context, ch *casefile.Change) (n authority.Named, err error) {
	c, party := ch.Case, ch.Party
	chief, err := council.DisqualifiedChief(ctx, ch.Tx, c, party, ch.Now)
	if err != nil {
		return n, err
	}
	if chief == "" {
		return n, council.ErrNotDisqualified
	}
	kind, err := council.KindOf(ctx, ch.Tx, party.ID, in.Body)
	if err != nil {
		return n, err
	}
	return authority.Named{
		Act:          nameCouncilSubstitute.ID,
		Municipality: party.Number, MunicipalityID: party.ID, Chief: chief, Person: in.Person, Case: c.ID, Ref: authority.CaseRef(c.Ref()), Until: in.Until.EndIn(workday.Oslo()),
		DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber, PersonAt: "/person", UntilAt: "/until",
	}, in.Check(kind, workday.Today(c.CreatedAt), workday.Today(ch.Now))
}
