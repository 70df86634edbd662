package approval

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of answers in a chief executive's place.
var (
	ErrNotDisqualified = fault.New(fault.Conflict, "mandate.chief_executive_not_disqualified", "The chief executive can answer",
		"The council or the municipal executive committee answers only while the chief executive is disqualified in the case (rule 1.7).")
	ErrCouncil = fault.New(fault.Invalid, "mandate.council_invalid", "The council's decision is not valid",
		"In a disqualified chief executive's place the municipality's own council or executive committee answers; the clerk records its decision, made today or earlier, with its date and case number (rule 1.7).")
)

// CouncilAnswerInput is the answer of a municipal council or executive committee
// in a disqualified chief executive's place.
type CouncilAnswerInput struct {
	AnswerInput
	Council
	Releases string `json:"releases,omitempty" format:"uuid" maxLength:"36" doc:"Whom the council lets release people in this case in the chief executive's place, until the mandate ends; left out for nobody"`
}

// Council names a decision of the body that answers.
type Council struct {
	Body       string       `json:"body" minLength:"1" maxLength:"63" example:"kommunestyret" doc:"The body, by its key in the municipality"`
	DecidedOn  workday.Date `json:"decided_on" format:"date" example:"2024-02-08" doc:"When it decided"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"014/24" doc:"Its own case number"`
}

// sign marks an answer as the council's; without a council it does nothing.
func (in *Council) sign(a *Answer) {
	if in != nil {
		a.Body, a.DecidedOn, a.CaseNumber = in.Body, &in.DecidedOn, in.CaseNumber
	}
}

// signed says whether an answer is the council's by the same decision.
func (in *Council) signed(a *Answer) bool {
	return a.Body == in.Body && a.CaseNumber == in.CaseNumber && a.DecidedOn != nil && *a.DecidedOn == in.DecidedOn
}

// Check refuses a decision of another kind of body, of a day to come, or of one
// before what it is about was there.
func (in *Council) Check(kind string, earliest, today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	c.Require(slices.Contains(mayStandIn, kind), "/body", msgNotCouncil)
	c.Require(!in.DecidedOn.After(today), "/decided_on", casefile.MsgAfterToday.With(today))
	c.Require(!in.DecidedOn.Before(earliest), "/decided_on", casefile.MsgOlder.With(earliest))
	return c.Err(ErrCouncil)
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
		if !a.same(in.AnswerInput) || !in.signed(a.Standing) {
			if err := s.answer(ctx, p, in.AnswerInput, &in.Council); err != nil {
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
	if chief, err = DisqualifiedChief(ctx, p.Tx, p.Case, p.Party, p.Now); err != nil {
		return "", err
	}
	if chief == "" {
		return "", ErrNotDisqualified
	}
	kind, err := CouncilKind(ctx, p.Tx, p.Party.ID, in.Body)
	if err != nil {
		return "", err
	}
	if err := in.Check(kind, p.version.submittedOn(), workday.Today(p.Now)); err != nil {
		return "", err
	}
	if in.Releases != "" && !in.Answer.Approves() {
		return "", ErrCouncil.On("/releases", msgNothingReleased)
	}
	return chief, nil
}

// submittedOn is the day on which the version was submitted; a draft has none,
// and is refused for what it is.
func (v *Version) submittedOn() workday.Date {
	if v.SubmittedAt == nil {
		return workday.Date{}
	}
	return workday.Today(*v.SubmittedAt)
}

// Answering is the post that answers for a municipality, as a call in the case.
func Answering(c *casefile.Case, municipality string) authority.Call {
	return authority.Call{Post: authority.Post{Organisation: municipality, Office: office.ChiefExecutive}, Case: c.ID, Act: AnswerMandate.Call()}
}
