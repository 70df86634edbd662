package disqualification

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
)

// The faults of withdrawing a decision.
var (
	ErrNotDecided = fault.New(fault.Conflict, "disqualification.not_decided", "There is no decision to withdraw",
		"Only a decision that stands can be withdrawn: a question that waits is decided instead (rule 1.7).")
	ErrFollowed = fault.New(fault.Conflict, "disqualification.followed", "Something rests on the decision",
		"Because of it an answer was set aside, the council has answered, or somebody was named in the chief executive's place. What was done stays as it is: end the disqualification instead, from now on (rule 1.7).")
)

// WithdrawDisqualificationInput says why a decision is withdrawn.
type WithdrawDisqualificationInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"300" example:"Recorded about the wrong person" doc:"Why. Everyone who reads the case reads it in the record"`
}

// check brings the reason to its one form, and refuses an empty one.
func (in *WithdrawDisqualificationInput) check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/reason", &in.Reason)
	return c.Err(ErrText)
}

// Withdraw makes a decision that was recorded by mistake count as never made; what
// it said is kept. It refuses what a body decided to others than who record such
// decisions, superiors what is not theirs to decide, and everybody their own.
func (d *Disqualification) Withdraw(why string, by authn.Actor, p Position, now time.Time) error {
	if err := d.MustBeWithdrawable(by); err != nil {
		return err
	}
	if !records(by, d.Organisation) {
		if d.DecidedAs == ByBody {
			return errRecorded
		}
		if err := p.subordinate(); err != nil {
			return err
		}
	}
	d.State, d.WithdrawnBy, d.WithdrawnAt, d.WithdrawnWhy = Withdrawn, &by.Person, &now, why
	return nil
}

// MustBeWithdrawable refuses what is not decided, and one's own.
func (d *Disqualification) MustBeWithdrawable(by authn.Actor) error {
	if d.State != Disqualified && d.State != Dismissed {
		return ErrNotDecided
	}
	return d.others(by)
}

// Withdraw undoes a decision that was recorded by mistake, with a reason (rule
// 1.7): the person may act again as if it had not been made, and the question may
// be raised anew. It is refused once something rests on the decision: then it is
// ended.
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref EachRef, in WithdrawDisqualificationInput) (*Disqualification, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.onKnown(ctx, actor, ref, withdrawDisqualification.ID, func(ch *casefile.Change, d *Disqualification, p Position) (audit.Changes, error) {
		before := d.State
		if err := d.Withdraw(in.Reason, actor, p, ch.Now); err != nil {
			return nil, err
		}
		if before == Disqualified {
			if err := d.mustHaveNoEffect(ctx, ch); err != nil {
				return nil, err
			}
		}
		changes := audit.Changes{"state": {Old: before, New: d.State}, "reason": {New: in.Reason}}
		return changes, nil
	})
}

// mustHaveNoEffect refuses to withdraw what something rests on.
func (d *Disqualification) mustHaveNoEffect(ctx context.Context, ch *casefile.Change) error {
	for _, read := range []func(context.Context, pgdb.Querier, int64) (*approval.Version, error){approval.Open, approval.InForce} {
		v, err := read(ctx, ch.Tx, ch.Case.ID)
		if err != nil {
			return err
		}
		if v != nil && d.answered(v.Approval(d.Organisation)) {
			return ErrFollowed
		}
	}
	named, err := pgdb.One[bool](ctx, ch.Tx, "look for whom the council named", `
		SELECT EXISTS (SELECT FROM substitute s JOIN organisation o ON o.id = s.organisation_id
			WHERE o.key = $1 AND s.source = 'council' AND $2 = ANY(s.cases) AND s.holder_id = $3 AND s.created_at >= $4)`,
		d.Organisation, ch.Case.ID, d.Person, d.DecidedAt)
	if err == nil && named {
		err = ErrFollowed
	}
	return err
}

// answered says whether an answer of the municipality rests on the decision: the
// person's own was set aside, or the council has answered since.
func (d *Disqualification) answered(a *approval.Approval) bool {
	if a == nil {
		return false
	}
	answers := slices.Clone(a.History)
	if a.Standing != nil {
		answers = append(answers, *a.Standing)
	}
	return slices.ContainsFunc(answers, func(x approval.Answer) bool {
		theirs := x.Person == d.Person || x.OnBehalfOf != nil && *x.OnBehalfOf == d.Person
		return x.Blocked && theirs || x.Body != "" && !x.At.Before(*d.DecidedAt)
	})
}
