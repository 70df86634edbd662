package planner

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrInfeasible refuses to take over what cannot be planned.
var ErrInfeasible = fault.New(fault.Conflict, "planner.infeasible", "The plan is not feasible",
	"A step has no meeting, or all is finished later than it is wanted (rule 5.5).")

// ErrMeetingsChanged refuses to reserve meetings that are others than they were when the
// plan was computed in the same act.
var ErrMeetingsChanged = fault.New(fault.Conflict, "planner.meetings_changed", "The meeting calendars have just changed",
	"A meeting of the plan was moved or cancelled at the same moment. Compute the plan again (rule 5.5).")

// Service holds the use cases of plans.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	frame  casefile.Frame
}

// New builds the service, and brings its acts to cases. Meetings learn of it which plans
// hang on them.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service, meetings *meetingcalendar.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, frame: casefile.Frame{Pool: pool, Now: now}}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		prepared := c.Prepared()
		return []request.Action{computePlan.Offer(policy, actor, c.Ref(), prepared), takeOverPlan.Offer(policy, actor, c.Ref(), prepared)}
	})
	meetings.HangOn(s.hanging)
	cases.Offers.Relate("plan", func(c *casefile.Case) string { return showPlan.Href(c.Ref()) })
	return s
}

// Compute plans a chain and stores nothing (rule 5.5).
func (s *Service) Compute(ctx context.Context, _ authn.Actor, ref casefile.Ref, in CasePlanQuestion) (*PlanOutcome, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*PlanOutcome, error) {
		c, err := casefile.LoadParties(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		chain, err := asked(ctx, tx, c, &in.CasePlanInput, s.now())
		if err != nil {
			return nil, err
		}
		if err := chain.Assume(chain.assumptions(in.Assumptions)); err != nil {
			return nil, err
		}
		return chain.Plan()
	})
}

// asked is the chain that is asked for, with all that is known of its bodies. What is
// left out of the input is filled in.
func asked(ctx context.Context, q pgdb.Querier, c *casefile.Case, in *CasePlanInput, now time.Time) (*Chain, error) {
	bodies, err := bodiesOf(ctx, q, c)
	if err != nil {
		return nil, err
	}
	if in.Steps == nil {
		in.Steps = usual(c, bodies)
		if err := in.check(); err != nil {
			return nil, err
		}
	}
	chain, err := chainOf(c, bodies, *in, workday.Today(now))
	if err != nil {
		return nil, err
	}
	return chain, chain.fill(ctx, q, c.Region, chain.Start)
}

// TakeOver plans a chain, and makes it the plan of the case in one act: its steps are
// milestones, and its meetings are reserved (rules 5.4, 5.5). It takes the place of the
// plan that stands.
func (s *Service) TakeOver(ctx context.Context, actor authn.Actor, ref casefile.Ref, in CasePlanTakeover) (*CasePlan, error) {
	var f fault.Checks
	canon.TidyText(&f, "/reason", &in.Reason)
	if err := f.Err(ErrChain); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*CasePlan, error) {
		before, err := standing(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		if before != nil {
			err = request.MustMatch(ctx, before.Revision)
		} else {
			err = request.MatchNothing(ctx)
		}
		if err != nil {
			return nil, err
		}
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		chain, err := asked(ctx, ch.Tx, ch.Case, &in.CasePlanInput, ch.Now)
		if err != nil {
			return nil, err
		}
		o, err := chain.Plan()
		if err != nil {
			return nil, err
		}
		if !o.Feasible {
			return nil, ErrInfeasible.With(o.Infeasible.Sentence)
		}
		return s.keep(ctx, ch, chain, o, before, in)
	})
}

// keep stores the plan in the place of the one before, with its milestones.
func (s *Service) keep(ctx context.Context, ch *casefile.Change, chain *Chain, o *PlanOutcome, before *CasePlan, in CasePlanTakeover) (*CasePlan, error) {
	last, err := number(ctx, ch.Tx, ch.Case)
	if err != nil {
		return nil, err
	}
	said := message.SpokenTo(ctx)
	p := &CasePlan{
		Number: last + 1, Start: o.Start, WantedFinish: o.WantedFinish, Finish: *o.EarliestFinish, Reason: in.Reason,
		TakenOverBy: ch.Actor.Person, TakenOverFor: ch.Actor.For(), TakenOverAt: ch.Now,
	}
	p.Self, p.Revision, p.Created = showPlan.Href(ch.Case.Ref()), int64(p.Number), before == nil
	p.take(chain, o, said)
	reason := in.Reason
	if reason == "" {
		reason = msgTakenOver.With(p.Number).Say(said)
	}
	if err := p.hold(ctx, ch); err != nil {
		return nil, err
	}
	if err := saveMilestones(ctx, ch, p.milestones(in.Steps), reason); err != nil {
		return nil, err
	}
	if before != nil {
		if err := end(ctx, ch.Tx, before, ch.Actor, ch.Now, reason); err != nil {
			return nil, err
		}
	}
	if err := insert(ctx, ch.Tx, ch.Case, p); err != nil {
		return nil, err
	}
	was := &CasePlan{}
	if before != nil {
		was = before
	}
	ch.Record(audit.Event{Act: takeOverPlan.ID, Object: p.Self, Changes: audit.Difference(
		audit.Optional("number", was.Number, p.Number), audit.Optional("start", was.Start, p.Start), audit.Optional("finish", was.Finish, p.Finish),
		audit.Optional("reason", "", in.Reason))})
	return s.present(ch.Case, ch.Actor, p), nil
}

// hold keeps the meetings of the plan as they are until the act ends: who changes one
// after that sees that it is reserved.
func (p *CasePlan) hold(ctx context.Context, ch *casefile.Change) error {
	on := map[int64]workday.Date{}
	for _, s := range p.Steps {
		for _, part := range s.Parts {
			if part.Meeting != nil {
				on[*part.Meeting] = *part.MeetingOn
			}
		}
	}
	held, err := meetingcalendar.Hold(ctx, ch.Tx, slices.Collect(maps.Keys(on)))
	if err != nil {
		return err
	}
	for id, day := range on {
		if m := held[id]; m.State != meetingcalendar.Planned || m.Date != day {
			return ErrMeetingsChanged
		}
	}
	return nil
}

// take puts what was planned into the plan that is taken over.
func (p *CasePlan) take(chain *Chain, o *PlanOutcome, in message.Language) {
	p.Sentences, p.Steps = []message.Text{}, make([]TakenStep, len(o.Steps))
	for i, s := range o.Steps {
		own := slices.IndexFunc(chain.Steps, func(asked Step) bool { return asked.Key == s.Key })
		t := TakenStep{Key: s.Key, Title: s.Name.Say(in), Kind: s.Kind, After: s.After, Own: chain.Steps[own].Own, Preparation: s.Preparation, Lasts: s.Lasts}
		for _, part := range s.Parts {
			t.Parts = append(t.Parts, TakenPart{
				Organisation: part.Organisation, Body: part.Body, Name: part.Name, bodyID: part.bodyID, Ready: *part.Ready, Done: *part.Done, State: Kept,
				Meeting: part.Meeting, MeetingOn: part.MeetingOn, Papers: part.Papers, Notice: part.Notice,
				ReadyNow: part.Ready, DoneNow: part.Done, PapersNow: part.Papers,
			})
		}
		p.Steps[i] = t
	}
}

// Show reads the plan that was taken over, as it stands against the calendars now.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*CasePlan, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*CasePlan, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		p, err := mustStand(ctx, q, c)
		if err != nil {
			return nil, err
		}
		return s.present(c, actor, p), p.compareNow(ctx, q, c)
	})
}

// compareNow compares the plan with the calendars as they are now. To those who read
// the case as it stood earlier, it is shown as it was taken over.
func (p *CasePlan) compareNow(ctx context.Context, q pgdb.Querier, c *casefile.Case) error {
	bodies, err := bodiesOf(ctx, q, c)
	if err != nil {
		return err
	}
	known, reserved := p.named(c, bodies)
	if c.Past != nil {
		return nil
	}
	chain := p.chain(known)
	if err := chain.fill(ctx, q, c.Region, workday.Date{}); err != nil {
		return err
	}
	meetings, err := meetingcalendar.ByID(ctx, q, reserved)
	if err != nil {
		return err
	}
	return p.compare(chain, meetings)
}

// GiveUp ends the plan of a case: its meetings are reserved no more, and its
// milestones stay as they are (rule 5.5).
func (s *Service) GiveUp(ctx context.Context, actor authn.Actor, ref casefile.Ref, in PlanGiveUpInput) (*CasePlan, error) {
	var f fault.Checks
	canon.RequiredText(&f, "/reason", &in.Reason)
	if err := f.Err(ErrChain); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*CasePlan, error) {
		p, err := mustStand(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, p.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		if err := end(ctx, ch.Tx, p, ch.Actor, ch.Now, in.Reason); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: giveUpPlan.ID, Object: p.Self, Changes: audit.Changes{"number": {Old: p.Number}, "reason": {New: in.Reason}}})
		if err := p.compareNow(ctx, ch.Tx, ch.Case); err != nil {
			return nil, err
		}
		p.EndedAt, p.EndedWhy = &ch.Now, in.Reason
		return s.present(ch.Case, ch.Actor, p), nil
	})
}

// present completes a plan for a caller.
func (s *Service) present(c *casefile.Case, actor authn.Actor, p *CasePlan) *CasePlan {
	p.Actions = []request.Action{}
	if p.EndedAt == nil {
		p.Actions = append(p.Actions, takeOverPlan.Offer(s.policy, actor, c.Ref(), c.Prepared()), giveUpPlan.Offer(s.policy, actor, c.Ref(), c.Alive()))
	}
	if p.Sentences == nil {
		p.Sentences = []message.Text{}
	}
	return p
}

// hanging are the plans that reserve meetings, by the meeting. Whoever took a plan over
// and the case's responsible officer are told when one is moved or cancelled. Of an
// exempt case no more is said than that there is one.
func (s *Service) hanging(ctx context.Context, q pgdb.Querier, meetings []int64) (map[int64][]meetingcalendar.MeetingDependent, error) {
	reserved, err := reservations(ctx, q, meetings)
	if err != nil || len(reserved) == 0 {
		return nil, err
	}
	ids := make([]int64, len(reserved))
	for i, r := range reserved {
		ids[i] = r.Case
	}
	cases, err := casefile.SeveralInWork(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	hangs := map[int64][]meetingcalendar.MeetingDependent{}
	for _, r := range reserved {
		if c := cases[r.Case]; c != nil {
			hangs[r.Meeting] = append(hangs[r.Meeting], dependent(c, r.By, workday.Today(s.now())))
		}
	}
	return hangs, nil
}

// dependent is a plan of a case as it hangs on a meeting.
func dependent(c *casefile.Case, by string, today workday.Date) meetingcalendar.MeetingDependent {
	d := meetingcalendar.MeetingDependent{Text: msgReserved.With(c.Number), Href: showPlan.Href(c.Ref()), People: []string{by}}
	if c.Exempt(today) {
		d.Text, d.Href = msgReservedByOne, request.Path("regions/%s/cases", c.Region)
	}
	if c.Responsible != nil && *c.Responsible != by {
		d.People = append(d.People, *c.Responsible)
	}
	return d
}
