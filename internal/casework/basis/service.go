package basis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	policy *authz.Policy
	cases  *casefile.Service
	kept   KeptBy
}

// KeptBy finds what is kept here of the meetings of a body, and the item that it gave a
// number: what keeps meetings knows it.
type KeptBy func(ctx context.Context, q pgdb.Querier, b *body.Body, number string) (Kept, error)

// New builds the service. A case is shown with what can be done with its decisions.
func New(policy *authz.Policy, cases *casefile.Service) *Service {
	s := &Service{policy: policy, cases: cases, kept: nowhere}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{recordDecision.Offer(policy, actor, c.Ref(), c.Alive())}
	})
	cases.OfDecisions.Add(func(actor authn.Actor, of casefile.OfferedDecision) []request.Action {
		ref := DecisionRef{of.Case.Ref(), of.Decision.Serial}
		return []request.Action{withdrawDecision.Offer(policy, actor, ref, cmp.Or(of.Case.Alive(), mustBeWithdrawable(of.Decision)))}
	})
	return s
}

// RestOn says who knows what is kept here of meetings; without them none are.
func (s *Service) RestOn(kept KeptBy) { s.kept = kept }

func nowhere(context.Context, pgdb.Querier, *body.Body, string) (Kept, error) { return Kept{}, nil }

// Record files a political decision that a body made, so that a mandate can rest on it:
// of a body whose meetings are kept here the resolution of an item of its agenda, of
// another as it is recorded by hand (rule 2.3b).
func (s *Service) Record(ctx context.Context, actor authn.Actor, ref casefile.Ref, in DecisionInput) (*casefile.Case, error) {
	return s.cases.Change(ctx, actor, ref, recordDecision.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := in.check(workday.Today(ch.Now)); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		if ch.Case.MustBeSpokenForBy(in.Organisation) != nil {
			return nil, body.ErrUnknownBody.On("/organisation", casefile.MsgOutsideCase)
		}
		d, err := s.made(ctx, ch, in)
		if err != nil {
			return nil, err
		}
		d.RecordedAt = ch.Now
		if err := casefile.KeepDecision(ctx, ch.Tx, ch.Case.ID, d, actor.Person); err != nil {
			return nil, err
		}
		return audit.Changes{"decision": {New: recorded{in.Organisation, in.Body, d.Date, d.CaseNumber, d.Subject, d.Item}}}, nil
	})
}

// recorded is a decision as its event tells of it.
type recorded struct {
	Organisation string       `json:"organisation"`
	Body         string       `json:"body"`
	Date         workday.Date `json:"date"`
	CaseNumber   string       `json:"case_number"`
	Subject      string       `json:"subject"`
	Item         string       `json:"item,omitempty"`
}

// made is the decision that the input records: by an item where the meetings of the body
// are kept here, else by hand.
func (s *Service) made(ctx context.Context, ch *casefile.Change, in DecisionInput) (casefile.Decision, error) {
	b, err := body.Load(ctx, ch.Tx, body.Body{Organisation: in.Organisation, Key: in.Body}.Ref(), ch.Now)
	if errors.Is(err, httpapi.ErrNotFound) {
		err = body.ErrUnknownBody.On("/body", casefile.MsgNoBody.With(in.Organisation, in.Body))
	}
	if err != nil {
		return casefile.Decision{}, err
	}
	set, err := body.SettingsOf(ctx, ch.Tx, []int64{b.ID})
	if err != nil {
		return casefile.Decision{}, err
	}
	k, err := s.kept(ctx, ch.Tx, b, in.CaseNumber)
	if err != nil {
		return casefile.Decision{}, err
	}
	if k.keptHere(b, set[b.ID], in.day(k, workday.Today(ch.Now))) {
		return in.carried(k.Item)
	}
	return in.typed()
}

// Withdraw takes back a decision that was recorded by mistake. It stays in the case as
// withdrawn, and nothing can rest on it (rules 2.3b, 9.5).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, at DecisionRef, in DecisionUndoInput) (*casefile.Case, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.cases.Change(ctx, actor, at.Ref, withdrawDecision.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		c, err := s.cases.Shown(ctx, ch.Tx, actor, at.Ref)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(c.Decisions, func(d casefile.Decision) bool { return d.Serial == at.Serial })
		if i < 0 {
			return nil, ErrNoDecision
		}
		if err := mustBeWithdrawable(&c.Decisions[i]); err != nil {
			return nil, err
		}
		if err := casefile.EndDecision(ctx, ch, at.Serial, in.Reason); err != nil {
			return nil, err
		}
		return audit.Changes{fmt.Sprintf("decisions/%d", at.Serial): {Old: "recorded", New: "withdrawn"}, "reason": {New: in.Reason}}, nil
	})
}
