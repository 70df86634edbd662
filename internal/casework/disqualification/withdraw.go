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
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of withdrawing a decision.
var (
	ErrNotDecided = fault.New(fault.Conflict, "disqualification.not_decided", "There is no decision to withdraw",
		"Only a decision that stands can be withdrawn: a question that waits is decided instead (rule 1.7).")
	ErrFollowed = fault.New(fault.Conflict, "disqualification.followed", "Something rests on the decision",
		"Because of it an answer was set aside, the council has answered, somebody was named in the chief executive's place, or the deputy chair has confirmed an override. What was done stays as it is: end the disqualification instead, from now on (rule 1.7).")
	ErrDayPassed = fault.New(fault.Conflict, "disqualification.day_passed", "It was recorded on an earlier day",
		"What a body decided, and what concerns an elected member or the chief executive, is corrected only on the day on which it was recorded. A body ends it from then on, and a question that was dismissed is raised anew (rule 1.7, KL § 11-10, FVL § 8).")
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
// it said is kept. It refuses what mustBeWithdrawableBy refuses.
func (d *Disqualification) Withdraw(why string, by authn.Actor, now time.Time) error {
	if err := d.mustBeWithdrawableBy(by, now); err != nil {
		return err
	}
	d.State, d.WithdrawnBy, d.WithdrawnAt, d.WithdrawnWhy = Withdrawn, &by.Person, &now, why
	return nil
}

// mustBeWithdrawableBy refuses what is not decided, one's own, and what something
// rests on. Where only a body could end it, whoever records its decisions corrects
// the record on the day on which it was made, and nobody does later; superiors
// withdraw what is theirs to decide (rule 1.7, FVL § 8).
func (d *Disqualification) mustBeWithdrawableBy(by authn.Actor, now time.Time) error {
	if d.State != Disqualified && d.State != Dismissed {
		return ErrNotDecided
	}
	if err := d.others(by); err != nil {
		return err
	}
	recorder := records(by, d.Organisation)
	switch {
	case d.needsBody() && !recorder:
		return errRecorded
	case d.needsBody() && workday.Today(*d.DecidedAt) != workday.Today(now):
		return ErrDayPassed
	case d.followed:
		return ErrFollowed
	case !recorder:
		return d.Position.subordinate()
	}
	return nil
}

// needsBody says whether only a body can end it.
func (d *Disqualification) needsBody() bool {
	return d.DecidedAs == ByBody || d.Position.elected() || d.Position.Chief
}

// Withdraw undoes a decision that was recorded by mistake, with a reason (rule
// 1.7): the person may act again as if it had not been made, and the question may
// be raised anew. It is refused once something rests on the decision: then it is
// ended.
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref EachRef, in WithdrawDisqualificationInput) (*Disqualification, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.onKnown(ctx, actor, ref, withdrawDisqualification.ID, func(ch *casefile.Change, d *Disqualification) (audit.Changes, error) {
		before := d.State
		if err := d.Withdraw(in.Reason, actor, ch.Now); err != nil {
			return nil, err
		}
		return audit.Changes{"state": {Old: before, New: d.State}, "reason": {New: in.Reason}}, nil
	})
}

// Rests finds which disqualifications of a case something rests on, by their row
// identifiers: a fixed number of statements, however many they are.
type Rests func(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*Disqualification) ([]int64, error)

// RestOn lets a view tell what it knows to rest on disqualifications: those are
// ended and not withdrawn.
func (s *Service) RestOn(find Rests) { s.rests = append(s.rests, find) }

// rest marks the disqualifications that something rests on.
func (s *Service) rest(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*Disqualification) error {
	all = slices.DeleteFunc(slices.Clone(all), func(d *Disqualification) bool { return d.State != Disqualified })
	if len(all) == 0 {
		return nil
	}
	for _, find := range s.rests {
		ids, err := find(ctx, q, c, all)
		if err != nil {
			return err
		}
		for _, d := range all {
			d.followed = d.followed || slices.Contains(ids, d.ID)
		}
	}
	return nil
}

// answeredOn finds those on which the answers to a version that is open or in
// force rest.
func answeredOn(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*Disqualification) (ids []int64, err error) {
	for _, read := range []func(context.Context, pgdb.Querier, int64) (*approval.Version, error){approval.Open, approval.InForce} {
		v, err := read(ctx, q, c.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			if v != nil && slices.ContainsFunc(v.Approvals, d.restsUnder) {
				ids = append(ids, d.ID)
			}
		}
	}
	return ids, nil
}

// namedOn finds those on which it rests that the council named somebody in the
// chief executive's place.
func namedOn(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*Disqualification) ([]int64, error) {
	ids := make([]int64, len(all))
	for i, d := range all {
		ids[i] = d.ID
	}
	return pgdb.All[int64](ctx, q, "look for whom the council named", `
		SELECT d.id FROM disqualification d
		WHERE d.id = ANY($1) AND EXISTS (SELECT FROM substitute s
			WHERE s.organisation_id = d.organisation_id AND s.source = 'council' AND $2 = ANY(s.cases) AND s.holder_id = d.person_id AND s.created_at >= d.decided_at)`, ids, c.ID)
}

// restsUnder says whether an answer of a municipality rests on the decision: the
// person's own was set aside, or the council of the municipality that decided has
// answered since.
func (d *Disqualification) restsUnder(a approval.Approval) bool {
	answers := slices.Clone(a.History)
	if a.Standing != nil {
		answers = append(answers, *a.Standing)
	}
	return slices.ContainsFunc(answers, func(x approval.Answer) bool {
		theirs := x.Person == d.Person || x.OnBehalfOf != nil && *x.OnBehalfOf == d.Person
		return x.Blocked && theirs || a.Municipality == d.Organisation && x.Body != "" && !x.At.Before(*d.DecidedAt)
	})
}
