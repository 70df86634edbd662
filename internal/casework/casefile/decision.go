package casefile

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of a decision that is withdrawn.
var (
	ErrNoDecision        = fault.New(fault.NotFound, "case.decision_not_found", "No such decision", "The case has no decision with this number.")
	ErrDecisionWithdrawn = fault.New(fault.Conflict, "case.decision_withdrawn", "The decision is withdrawn already",
		"The decision was withdrawn before. It can be recorded anew (rule 9.5).")
	ErrDecisionRestedOn = fault.New(fault.Conflict, "case.decision_rested_on", "A mandate rests on the decision",
		"A version of the mandate that is open or in force rests on the decision: withdraw the version first, or put another in its place (rules 2.3b, 3.3).")
)

// DecisionUndoInput says why a decision is withdrawn.
type DecisionUndoInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"Recorded in the wrong case"`
}

// check brings the reason to its one form, and refuses an empty one.
func (in *DecisionUndoInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(ErrContent)
}

// mustBeWithdrawable refuses a decision that was withdrawn before, and one on which
// a version of the mandate rests.
func (d *Decision) mustBeWithdrawable() error {
	if d.WithdrawnAt != nil {
		return ErrDecisionWithdrawn
	}
	if d.RestsOn != 0 {
		return ErrDecisionRestedOn.With(msgRestsOn.With(d.RestsOn))
	}
	return nil
}

// WithdrawDecision takes back a decision that was recorded by mistake. It stays in
// the case as withdrawn, and nothing can rest on it (rules 2.3b, 9.5).
func (s *Service) WithdrawDecision(ctx context.Context, actor authn.Actor, at DecisionRef, in DecisionUndoInput) (*Case, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.Change(ctx, actor, at.Ref, withdrawDecision.ID, func(ch *Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		if err := s.learnOf(ctx, ch.Tx, ch.Case); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(ch.Case.Decisions, func(d Decision) bool { return d.Serial == at.Serial })
		if i < 0 {
			return nil, ErrNoDecision
		}
		if err := ch.Case.Decisions[i].mustBeWithdrawable(); err != nil {
			return nil, err
		}
		if err := withdraw(ctx, ch.Tx, ch.Case.ID, at.Serial, in.Reason, actor.Person, ch.Now); err != nil {
			return nil, err
		}
		return audit.Changes{fmt.Sprintf("decisions/%d", at.Serial): {Old: "recorded", New: "withdrawn"}, "reason": {New: in.Reason}}, nil
	})
}
