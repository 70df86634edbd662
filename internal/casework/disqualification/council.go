package disqualification

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// NameCouncilSubstituteInput is whom a municipal council or executive committee
// names in a disqualified chief executive's place.
type NameCouncilSubstituteInput struct {
	Person string       `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whom the municipality knows"`
	Until  workday.Date `json:"until" format:"date" example:"2024-12-31" doc:"The last day"`
	mandate.Council
}

type nameInput struct {
	httpapi.WriteTerms
	casefile.Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The participant's number"`
	Body         NameCouncilSubstituteInput
}

func (s *Service) registerCouncil(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("mandate", "record_answer", casefile.InMunicipality()), httpapi.Op{
		ID: "name-council-substitute", Method: http.MethodPost, Path: below + "/council-substitutes/{municipality}", Tag: tag,
		Summary: "Record whom the council names in a disqualified chief executive's place", Status: http.StatusCreated,
		Description: "While the municipality's chief executive is disqualified in the case, its council or executive committee names who decides in their place about shared benefit, people and conditions, also before any mandate is submitted; the clerk records it with date and case number. Mandates the council answers itself (rule 1.7, FVL § 6).",
		Faults: append([]*fault.Error{
			mandate.ErrNotDisqualified, mandate.ErrCouncil, authority.ErrSelf, person.ErrUnknownPerson, organisation.ErrPeriod,
		}, entering...),
	}, func(ctx context.Context, in *nameInput) (*authority.Substitute, error) {
		return s.NameCouncilSubstitute(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body)
	})
}

// NameCouncilSubstitute records whom the council or the executive committee
// lets decide in the case in place of the chief executive, who is disqualified
// there (rule 1.7). The person is told.
func (s *Service) NameCouncilSubstitute(ctx context.Context, actor authn.Actor, ref casefile.Ref, municipality string, in NameCouncilSubstituteInput) (*authority.Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*authority.Substitute, error) {
		c, err := casefile.Lock(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		now := s.now()
		n, err := in.named(ctx, tx, c, municipality, now)
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
	chief, err := mandate.DisqualifiedChief(ctx, tx, c, party, now)
	if err != nil {
		return n, err
	}
	if chief == "" {
		return n, mandate.ErrNotDisqualified
	}
	kind, err := mandate.CouncilKind(ctx, tx, party.ID, in.Body)
	if err != nil {
		return n, err
	}
	return authority.Named{
		Municipality: municipality, MunicipalityID: party.ID, Chief: chief, Person: in.Person, Case: c.ID, Ref: authority.CaseRef(c.Ref()), Until: in.Until.EndIn(workday.Oslo()),
		DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber, PersonAt: "/person", UntilAt: "/until",
	}, in.Check(kind, workday.Today(now))
}
