package disqualification

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// NameCouncilSubstituteInput is whom a municipal council or executive committee
// names in a disqualified chief executive's place.
type NameCouncilSubstituteInput struct {
	Person string       `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whom the municipality knows"`
	Until  workday.Date `json:"until" format:"date" example:"2024-12-31" doc:"The last day"`
	approval.Council
}

// NameCouncilSubstitute records whom the council or the executive committee
// lets decide in the case in place of the chief executive, who is disqualified
// there (rule 1.7). The person is told.
func (s *Service) NameCouncilSubstitute(ctx context.Context, actor authn.Actor, ref casefile.PartyRef, in NameCouncilSubstituteInput) (*authority.Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*authority.Substitute, error) {
		c, err := casefile.Lock(ctx, tx, ref.Ref)
		if err != nil {
			return nil, err
		}
		now := s.now()
		n, err := in.named(ctx, tx, c, ref.Municipality, now)
		if err != nil {
			return nil, err
		}
		x, err := authority.NameByCouncil(ctx, tx, actor, n, s.notices, now)
		if err != nil {
			return nil, err
		}
		return x.Present(s.policy, actor.In(c.ID), now), casefile.Touch(ctx, tx, c.ID, now)
	})
}

// named is whom the council names. It refuses a case that is over, a
// municipality that has no part in it, one whose chief executive is not
// disqualified, and another body's decision.
func (in *NameCouncilSubstituteInput) named(ctx context.Context, tx pgx.Tx, c *casefile.Case, municipality string, now time.Time) (n authority.Named, err error) {
	if err := c.Alive(); err != nil {
		return n, err
	}
	party, err := c.Party(municipality)
	if err != nil {
		return n, err
	}
	chief, err := approval.DisqualifiedChief(ctx, tx, c, party, now)
	if err != nil {
		return n, err
	}
	if chief == "" {
		return n, approval.ErrNotDisqualified
	}
	kind, err := approval.CouncilKind(ctx, tx, party.ID, in.Body)
	if err != nil {
		return n, err
	}
	return authority.Named{
		Municipality: municipality, MunicipalityID: party.ID, Chief: chief, Person: in.Person, Case: c.ID, Ref: authority.CaseRef(c.Ref()), Until: in.Until.EndIn(workday.Oslo()),
		DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber, PersonAt: "/person", UntilAt: "/until",
	}, in.Check(kind, workday.Today(now))
}
