package approval

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// CouncilAnswerInput is the answer of a municipal council or executive committee
// in a disqualified chief executive's place.
type CouncilAnswerInput struct {
	AnswerInput
	council.Decision
	Releases string `json:"releases,omitempty" format:"uuid" maxLength:"36" doc:"Whom the council lets release people in this case in the chief executive's place, until the mandate ends; left out for nobody"`
}

// sign marks an answer as the council's; without its decision it does nothing.
func (a *Answer) sign(by *council.Decision) {
	if by != nil {
		a.Body, a.DecidedOn, a.CaseNumber = by.Body, &by.DecidedOn, by.CaseNumber
	}
}

// signedBy says whether an answer is the council's by the same decision.
func (a *Answer) signedBy(by council.Decision) bool {
	return a.Body == by.Body && a.CaseNumber == by.CaseNumber && a.DecidedOn != nil && *a.DecidedOn == by.DecidedOn
}

// AnswerByCouncil records the answer of the council or the executive committee
// of a municipality whose chief executive is disqualified in the case, and whom
// it names to release people there (rule 1.7). Everything else is as with
// Answer.
func (s *Service) AnswerByCouncil(ctx context.Context, actor authn.Actor, ref mandate.PartRef, in CouncilAnswerInput) (*Approval, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onPart(ctx, actor, ref, func(p *part) error {
		chief, err := p.councilFor(ctx, &in)
		if err != nil {
			return err
		}
		v, a := p.version, p.version.Approval(ref.Municipality)
		if a == nil {
			return mandate.ErrNoSlice
		}
		if err := v.MustMatchContent(ref.Municipality, in.AnswerInput); err != nil {
			return err
		}
		if !a.same(in.AnswerInput) || !a.Standing.signedBy(in.Decision) {
			if err := s.answer(ctx, p, in.AnswerInput, &in.Decision); err != nil {
				return err
			}
		} else if in.Releases != "" && v.State != mandate.StateOpen && v.State != mandate.StateInForce {
			return v.MustBeOpen()
		}
		if in.Releases == "" {
			return nil
		}
		_, named, err := authority.NameByCouncil(ctx, p.Tx, actor, authority.Named{
			Act:          RecordCouncilAnswer.ID,
			Municipality: ref.Municipality, MunicipalityID: p.Party.ID, Chief: chief, Person: in.Releases, Case: p.Case.ID, Ref: authority.CaseRef(p.Case.Ref()),
			Until: v.Common.End.In(workday.Oslo()), DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber,
			PersonAt: "/releases", UntilAt: "/releases",
		}, s.notices, p.Now)
		if named != nil {
			p.Record(*named)
		}
		return err
	})
}

// councilFor is the chief executive in whose place the council answers. It
// refuses a council where the chief executive is not disqualified, another
// body's decision, and to let people be released without an approval.
func (p *part) councilFor(ctx context.Context, in *CouncilAnswerInput) (chief string, err error) {
	if chief, err = council.DisqualifiedChief(ctx, p.Tx, p.Case, p.Party, p.Now); err != nil {
		return "", err
	}
	if chief == "" {
		return "", council.ErrNotDisqualified
	}
	kind, err := council.KindOf(ctx, p.Tx, p.Party.ID, in.Body)
	if err != nil {
		return "", err
	}
	if err := in.Check(kind, p.version.SubmittedOn(), workday.Today(p.Now)); err != nil {
		return "", err
	}
	if in.Releases != "" && !in.Answer.Approves() {
		return "", council.ErrDecision.On("/releases", msgNothingReleased)
	}
	return chief, nil
}

// Answering is the post that answers for a municipality, as a call in the case.
func Answering(c *casefile.Case, municipality string) authority.Call {
	return authority.Call{Post: authority.Post{Organisation: municipality, Office: office.ChiefExecutive}, Case: c.ID, Act: AnswerMandate.Call()}
}
