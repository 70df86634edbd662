package followup

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of follow-ups.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
	cases   *casefile.Service
	frame   casefile.Frame
	effects *effect.Service
}

// New builds the service, and brings its acts to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service, effects *effect.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, notices: notices, cases: cases, frame: casefile.Frame{Pool: pool, Now: now}, effects: effects}
	cases.Offers.Add(s.offer)
	cases.Offers.Relate("follow_ups", func(c *casefile.Case) string { return listFollowUps.Href(c.Ref()) })
	return s
}

// offer brings the acts after its treatment to a case.
func (s *Service) offer(actor authn.Actor, c *casefile.Case) []request.Action {
	return []request.Action{
		beginFollowUp.Offer(s.policy, actor, c.Ref(), c.In(casefile.Adopted)),
		planFollowUp.Offer(s.policy, actor, c.Ref(), c.In(casefile.FollowingUp)),
		closeCase.Offer(s.policy, actor, c.Ref(), c.MustBeClosable()),
	}
}

// List shows the follow-ups of a case, by number.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref casefile.Ref, p request.Page) (request.List[*FollowUp], error) {
	after := 0
	if err := p.After(&after); err != nil {
		return request.List[*FollowUp]{}, err
	}
	list, err := s.shown(ctx, actor, ref)
	if err != nil {
		return request.List[*FollowUp]{}, err
	}
	list = slices.DeleteFunc(list, func(f *FollowUp) bool { return f.Number <= after })
	return request.Cut(list, p, func(f *FollowUp) any { return f.Number }), nil
}

// Show reads one follow-up.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*FollowUp, error) {
	list, err := s.shown(ctx, actor, ref.Ref)
	if err != nil {
		return nil, err
	}
	return numbered(list, ref.Number)
}

// ShowReport reads how far a municipality is with a follow-up.
func (s *Service) ShowReport(ctx context.Context, actor authn.Actor, ref PartRef) (*FollowUpPart, error) {
	f, err := s.Show(ctx, actor, ref.Ref)
	if err != nil {
		return nil, err
	}
	return f.mustHave(ref.Municipality)
}

func (s *Service) shown(ctx context.Context, actor authn.Actor, ref casefile.Ref) ([]*FollowUp, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) ([]*FollowUp, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		var p pgdb.Parts
		all := []*FollowUp{}
		Part(&p, c, func(f *FollowUp) { all = append(all, f) })
		calendars := calendar.Part(&p, []string{c.Region})
		if err := p.Read(ctx, q); err != nil {
			return nil, err
		}
		days, err := calendars()
		for _, f := range all {
			s.present(f, c, actor, days)
		}
		return all, err
	})
}

// present completes a follow-up for a caller.
func (s *Service) present(f *FollowUp, c *casefile.Case, actor authn.Actor, days calendar.Set) {
	actor = actor.In(c.ID)
	ref, refusal := Ref{c.Ref(), f.Number}, f.mustStand(c)
	f.Self = showFollowUp.Href(ref)
	if f.WithdrawnAt != nil {
		f.Revision = 2
	}
	if refusal == nil {
		f.Warnings = mandate.WarnOfDayOff("due", f.Due, days.For(c.Region))
	}
	f.Actions = []request.Action{withdrawFollowUp.Offer(s.policy, actor, ref, refusal)}
	f.markOverdue(c, c.Then(s.now()))
	for i := range f.Parts {
		p := &f.Parts[i]
		p.Self = showReport.Href(ref.part(p.Municipality))
		_, refusal := c.Party(p.Municipality)
		if refusal == nil {
			refusal = f.mustStand(c)
		}
		p.Actions = []request.Action{ReportFollowUp.Offer(s.policy, actor, ref.part(p.Municipality), refusal)}
	}
}

// numbered is the follow-up of a number. It refuses a number that none has.
func numbered(list []*FollowUp, number int) (*FollowUp, error) {
	i := slices.IndexFunc(list, func(f *FollowUp) bool { return f.Number == number })
	if i < 0 {
		return nil, httpapi.ErrNotFound
	}
	return list[i], nil
}

// mustHave is a municipality's part. It refuses one that has none.
func (f *FollowUp) mustHave(municipality string) (*FollowUpPart, error) {
	p := f.part(municipality)
	if p == nil {
		return nil, httpapi.ErrNotFound
	}
	return p, nil
}

// Plan plans what municipalities do about an item of the resolution, by when; those that
// are to do it are told and reminded (rules 6.1, 8.3).
func (s *Service) Plan(ctx context.Context, actor authn.Actor, ref casefile.Ref, in FollowUpInput) (*FollowUp, error) {
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*FollowUp, error) {
		if err := ch.Case.In(casefile.FollowingUp); err != nil {
			return nil, err
		}
		if err := in.check(today(ch)); err != nil {
			return nil, err
		}
		adoption, err := s.effects.Adoption(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		if err := in.mustFit(adoption); err != nil {
			return nil, err
		}
		f := &FollowUp{
			Resource: request.Resource{Revision: 1}, Case: ch.Case.Number, Item: in.Item, Text: in.Text, Due: in.Due,
			PlannedBy: ch.Actor.Person, PlannedFor: ch.Actor.For(), PlannedAt: ch.Now,
		}
		ids := f.ask(ch.Case, in.Municipalities)
		if err := insert(ctx, ch.Tx, ch.Case.ID, f, ids); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: planFollowUp.ID, Object: showFollowUp.Href(Ref{ref, f.Number}), Changes: audit.Difference(
			audit.Set("item", f.Item), audit.Set("text", f.Text), audit.Set("due", f.Due), audit.Set("municipalities", in.Municipalities))})
		if err := reminder.PlanEach(ctx, ch.Tx, ch.Now, f.deadlines(ch.Case)); err != nil {
			return nil, err
		}
		if err := s.tellAsked(ctx, ch, f, noticePlanned, ""); err != nil {
			return nil, err
		}
		days, err := calendar.Of(ctx, ch.Tx, []string{ch.Case.Region})
		s.present(f, ch.Case, actor, days)
		return f, err
	})
}

// ask gives each of some municipalities a part, and gives their rows.
func (f *FollowUp) ask(c *casefile.Case, municipalities []string) (ids []int64) {
	for _, p := range c.Parties() {
		if slices.Contains(municipalities, p.Number) {
			f.Parts = append(f.Parts, FollowUpPart{Municipality: p.Number, State: Open, municipality: p.ID})
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Withdraw takes a follow-up back, with a reason: it is asked of nobody any more.
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref Ref, in EndingReasonInput) (*FollowUp, error) {
	why, err := in.tidy()
	if err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*FollowUp, error) {
		f, err := find(ctx, ch, ref)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, f.Revision); err != nil {
			return nil, err
		}
		if err := f.mustStand(ch.Case); err != nil {
			return nil, err
		}
		f.WithdrawnAt, f.WithdrawnWhy = &ch.Now, why
		if err := saveWithdrawal(ctx, ch.Tx, ch.Case.ID, f); err != nil {
			return nil, err
		}
		if err := reminder.StopEach(ctx, ch.Tx, ch.Now, f.refs(ch.Case.ID), msgWithdrawn); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: withdrawFollowUp.ID, Object: showFollowUp.Href(ref), Changes: audit.Difference(audit.Set("withdrawn_why", why))})
		s.present(f, ch.Case, actor, calendar.Set{})
		return f, s.tellAsked(ctx, ch, f, noticeWithdrawn, why)
	})
}

// find finds a follow-up of the case of a change.
func find(ctx context.Context, ch *casefile.Change, ref Ref) (*FollowUp, error) {
	list, err := read(ctx, ch.Tx, ch.Case)
	if err != nil {
		return nil, err
	}
	return numbered(list, ref.Number)
}

// tidy brings a reason to its one form.
func (in EndingReasonInput) tidy() (string, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return in.Reason, c.Err(ErrReason)
}

// Report records what a municipality has done, or why it has not. Its reminders stop, and
// the secretariat is told. The same again changes nothing; another report takes the place
// of the one that stands, and all are kept.
func (s *Service) Report(ctx context.Context, actor authn.Actor, ref PartRef, in FollowUpReportInput) (*FollowUpPart, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	at := casefile.PartyRef{Ref: ref.Ref.Ref, Municipality: ref.Municipality}
	return casefile.DoPart(ctx, s.frame, actor, at, func(ch *casefile.Change) (*FollowUpPart, error) {
		f, err := find(ctx, ch, ref.Ref)
		if err != nil {
			return nil, err
		}
		p, err := f.mustHave(ref.Municipality)
		if err != nil {
			return nil, err
		}
		if err := s.report(ctx, ch, f, p, &in); err != nil {
			return nil, err
		}
		s.present(f, ch.Case, actor, calendar.Set{})
		return p, nil
	})
}

func (s *Service) report(ctx context.Context, ch *casefile.Change, f *FollowUp, p *FollowUpPart, in *FollowUpReportInput) error {
	if err := f.mustStand(ch.Case); err != nil {
		return err
	}
	if p.says(in) {
		return nil
	}
	if err := p.mustMatch(ctx); err != nil {
		return err
	}
	before, was := p.State, p.Report
	made, err := made(ctx, ch, in)
	if err != nil {
		return err
	}
	p.Revision++
	made.Number, p.State, p.Report = int(p.Revision), in.Outcome, made
	if err := insertReport(ctx, ch.Tx, ch.Case.ID, f.Number, p); err != nil {
		return err
	}
	if was == nil {
		was = &FollowUpReport{}
	}
	ch.Record(audit.Event{Act: ReportFollowUp.ID, Object: showReport.Href(Ref{ch.Case.Ref(), f.Number}.part(p.Municipality)), Changes: audit.Difference(
		audit.Changed("state", before, p.State), audit.Optional("done_on", was.DoneOn, made.DoneOn), audit.Optional("note", was.Note, made.Note),
		audit.Optional("address", was.Address, made.Address), audit.Changed("documents", was.Documents, made.Documents))})
	if err := reminder.Stop(ctx, ch.Tx, ch.Now, f.ref(ch.Case.ID, p.Municipality), msgReported); err != nil {
		return err
	}
	return s.tellReport(ctx, ch, f, p)
}

// mustMatch asks for the tag of a report that stands, before another takes its place.
func (p *FollowUpPart) mustMatch(ctx context.Context) error {
	if p.Report == nil {
		return request.Match(ctx, p.Revision)
	}
	return request.MustMatch(ctx, p.Revision)
}

// made makes a report of what is said: its documents are fixed.
func made(ctx context.Context, ch *casefile.Change, in *FollowUpReportInput) (*FollowUpReport, error) {
	fixed, err := document.Pinned(ctx, ch.Tx, ch.Case, "/documents", in.Documents)
	if err != nil {
		return nil, err
	}
	r := &FollowUpReport{
		Outcome: in.Outcome, Note: in.Note, Address: in.Address, Documents: append([]chain.LaidDocument{}, chain.LaidDocuments(fixed)...),
		ReportedBy: ch.Actor.Person, ReportedFor: ch.Actor.For(), ReportedAt: ch.Now,
	}
	if in.Outcome == Done {
		done, err := timeline.Completed(ch.Case, in.DoneOn, "", ch.Actor.Person, ch.Now)
		if err != nil {
			return nil, err
		}
		r.DoneOn = done.DoneOn
	}
	return r, nil
}
