package stand

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

const gatePath = casefile.Below + "/start-gate"

// The acts on a whole case.
var (
	showMatrix        = act.Show[casefile.Ref]("show-matrix", casefile.Below+"/matrix", casefile.ReadCase)
	ShowGate          = act.Show[casefile.Ref]("show-start-gate", gatePath, casefile.ReadCase)
	StartCase         = act.New[casefile.Ref]("start-case", http.MethodPost, casefile.Below+"/start", act.Needs("case", "start", casefile.InCase()))
	enterOverride     = act.New[casefile.Ref]("enter-override", http.MethodPost, casefile.Below+"/start-override", act.Needs("start_override", "enter", casefile.InCase()))
	confirmOverride   = act.New[casefile.Ref]("confirm-override", http.MethodPost, casefile.Below+"/start-override/confirm", act.Needs("start_override", "confirm", casefile.InCase()))
	withdrawOverride  = act.New[OverrideRef]("withdraw-override", http.MethodPost, casefile.Below+"/start-override/{override}/withdraw", act.Needs("start_override", "enter", casefile.InCase()))
	withdrawCase      = act.New[casefile.Ref]("withdraw-case", http.MethodPost, casefile.Below+"/withdraw", act.Needs("case", "withdraw", casefile.InCase()))
	addParticipant    = act.New[casefile.Ref]("add-participant", http.MethodPost, casefile.Below+"/participants", act.Needs("case", "change_participants", casefile.InCase()))
	removeParticipant = act.New[casefile.PartyRef]("remove-participant", http.MethodPost, casefile.Below+"/participants/{municipality}/leave", act.Needs("case", "change_participants", casefile.InCase()))
)

// offer brings the acts on a whole case to the case. Whether a case that passes
// the start gate can start is told by the gate, which looks at all features.
func (s *Service) offer(actor authn.Actor, c *casefile.Case) []request.Action {
	ref := c.Ref()
	offers := []request.Action{
		withdrawCase.Offer(s.policy, actor, ref, mustBeWithdrawable(c)),
		addParticipant.Offer(s.policy, actor, ref, mustTakeJoiners(c)),
	}
	if !c.Gated() {
		offers = append(offers, StartCase.Offer(s.policy, actor, ref, c.In(casefile.Preparing)))
	}
	refusal := mustSpareOne(c)
	for _, p := range c.Parties() {
		offers = append(offers, removeParticipant.Offer(s.policy, actor, casefile.PartyRef{Ref: ref, Municipality: p.Number}, refusal))
	}
	return offers
}

// mustBeWithdrawable refuses to withdraw a case that is over, or that a body has decided
// (rule 2.2).
func mustBeWithdrawable(c *casefile.Case) error {
	if err := c.In(casefile.Draft, casefile.Preparing, casefile.Active, casefile.InTreatment); err != nil {
		return err
	}
	if c.Decided {
		return chain.ErrDecided
	}
	return nil
}

// mustTakeJoiners refuses new participants before the case is open, and once it is
// decided; while it is treated, whoever joins treats it too (rules 1.1, 7.2).
func mustTakeJoiners(c *casefile.Case) error {
	return c.In(casefile.Preparing, casefile.Active, casefile.InTreatment)
}

// mustSpareOne refuses that a municipality leaves where fewer than two would
// remain.
func mustSpareOne(c *casefile.Case) error {
	if err := c.In(casefile.Preparing, casefile.Active, casefile.InTreatment); err != nil {
		return err
	}
	if len(c.Parties()) <= 2 {
		return ErrLastTwo
	}
	return nil
}
