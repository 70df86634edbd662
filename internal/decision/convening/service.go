package convening

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	notices       *notice.Service
}

// New builds the service. A body is shown with the address of its demands, and a meeting
// that is called can answer one.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, notices *notice.Service, bodies *body.Service, meetings *meeting.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations, notices: notices}
	bodies.Offers.Relate("meeting_demands", func(b *body.Body) string { return listDemands.Href(b.Ref()) })
	bodies.Offers.Add(func(actor authn.Actor, b *body.Body) []request.Action {
		return []request.Action{demandMeeting.Offer(policy, actor, b.Ref(), mustHaveMembers(b))}
	})
	meetings.OnCall(s.answer)
	return s
}

// Ref is the demand as paths name it.
func (d *MeetingDemand) Ref() Ref {
	return Ref{body.Body{Organisation: d.Organisation, Key: d.Body}.Ref(), d.ID}
}

func (s *Service) present(d *MeetingDemand, actor authn.Actor) *MeetingDemand {
	d.Self = showDemand.Href(d.Ref())
	d.Actions = []request.Action{withdraw.Offer(s.policy, actor, d.Ref(), d.mustWait())}
	return d
}

// List lists the demands of a body.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref body.Ref, p request.Page) (request.List[*MeetingDemand], error) {
	b, err := body.Load(ctx, s.pool, ref, s.now())
	if err != nil {
		return request.List[*MeetingDemand]{}, err
	}
	found, err := list(ctx, s.pool, b.ID, p)
	for _, d := range found.Items {
		s.present(d, actor)
	}
	return found, err
}

// Show reads a demand.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*MeetingDemand, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*MeetingDemand, error) {
		d, err := find(ctx, q, ref, "")
		if err != nil {
			return nil, err
		}
		return s.present(d, actor), nil
	})
}

// Demand records that members demand a meeting of their body (KL § 11-2, rule 7.6).
func (s *Service) Demand(ctx context.Context, actor authn.Actor, ref body.Ref, in MeetingDemandInput) (*MeetingDemand, error) {
	return organisation.Do(ctx, s.organisations, demandMeeting.Decl, actor, ref.Organisation, func(c *organisation.Change) (*MeetingDemand, error) {
		if err := in.check(workday.Today(c.Now)); err != nil {
			return nil, err
		}
		b, err := body.Load(ctx, c.Tx, ref, body.MomentOf(*in.DemandedOn, c.Now))
		if err != nil {
			return nil, err
		}
		d, err := in.demand(b, c.Now)
		if err != nil {
			return nil, err
		}
		d.RecordedBy, d.RecordedFor, d.Revision = c.Actor.Person, c.Actor.For(), 1
		if err := insert(ctx, c.Tx, d); err != nil {
			return nil, err
		}
		d.Created = true
		if err := c.Record(ctx, showDemand.Href(d.Ref()), audit.Changes{"members": {New: d.people()}, "matter": {New: d.Matter}, "demanded_on": {New: d.DemandedOn}}); err != nil {
			return nil, err
		}
		return s.present(d, c.Actor), s.tell(ctx, c, d, noticeDemanded, map[string]string{"matter": d.Matter, "count": strconv.Itoa(len(d.Members))})
	})
}

// Withdraw records that members demand a meeting no more.
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref Ref, in DemandReasonInput) (*MeetingDemand, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/reason", &in.Reason)
	if err := checks.Err(ErrContent); err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, withdraw.Decl, actor, ref.Organisation, func(c *organisation.Change) (*MeetingDemand, error) {
		d, err := find(ctx, c.Tx, ref, ` FOR UPDATE OF d`)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, d.Revision); err != nil {
			return nil, err
		}
		if err := d.mustWait(); err != nil {
			return nil, err
		}
		d.WithdrawnAt, d.WithdrawnWhy = &c.Now, in.Reason
		d.settle(false)
		if err := save(ctx, c.Tx, d); err != nil {
			return nil, err
		}
		if err := c.Record(ctx, showDemand.Href(d.Ref()), audit.Changes{"state": {Old: Open, New: Withdrawn}, "reason": {New: in.Reason}}); err != nil {
			return nil, err
		}
		return s.present(d, c.Actor), s.tell(ctx, c, d, noticeWithdrawn, map[string]string{"reason": message.Verbatim(in.Reason).Stored()})
	})
}

// answer lets a meeting that is called answer a demand. It refuses one of another body, and
// one that does not wait any more.
func (*Service) answer(ctx context.Context, x *meeting.Sitting, in meeting.MeetingCallInput) error {
	if in.Demand == nil {
		return nil
	}
	d, err := find(ctx, x.Tx, Ref{x.Meeting.Ref().Ref, *in.Demand}, ` FOR UPDATE OF d`)
	if err == nil {
		err = d.mustWait()
	}
	if f, ok := fault.As(err); ok && (errors.Is(err, httpapi.ErrNotFound) || errors.Is(err, ErrOver)) {
		return meeting.ErrDemand.On("/demand", f.Detail)
	}
	if err != nil {
		return err
	}
	d.Meeting = &x.Meeting.ID
	return save(ctx, x.Tx, d)
}

// keeper is the office that keeps the meetings of an organisation's bodies.
func keeper(key string) string {
	if organisation.IsNumber(key) {
		return office.Clerk
	}
	return office.Secretariat
}

// tell tells those who keep the body's meetings, its chair, and the members who demand one.
func (s *Service) tell(ctx context.Context, c *organisation.Change, d *MeetingDemand, kind notice.Kind, params map[string]string) error {
	params["body"], params["organisation"], params["path"] = d.BodyName, c.In.Name, showDemand.Href(d.Ref())
	one := notice.Notice{Source: fmt.Sprintf("%s:%d", kind, d.ID), Kind: kind, Params: params}
	posts := []authority.Post{{Organisation: d.Organisation, Office: keeper(d.Organisation)}, {Organisation: d.Organisation, Body: d.Body, Role: "chair"}}
	if err := authority.Tell(ctx, c.Tx, s.notices, c.Now, authority.Letter{Calls: authority.Calls(0, "", posts...), Notice: one}); err != nil {
		return err
	}
	var letters []notice.Notice
	for _, m := range d.Members {
		one.Person = m.Person
		letters = append(letters, one)
	}
	return s.notices.Post(ctx, c.Tx, letters)
}

func (d *MeetingDemand) people() []string {
	all := make([]string, len(d.Members))
	for i, m := range d.Members {
		all[i] = m.Person
	}
	return all
}

// Waiting is a demand that waits for those who keep the body's meetings.
type Waiting struct {
	*MeetingDemand
	Title message.Text
	// Office is the one by which they keep them, and OnBehalfOf whose substitute they are
	// in it.
	Office, OnBehalfOf string
	Act                request.Action
}

// Waiting lists the demands that wait for the actor to have a meeting called.
func (s *Service) Waiting(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Waiting, error) {
	keeps, by := []string{}, map[string]authn.Role{}
	for _, r := range actor.Roles {
		if r.Office == keeper(r.Organisation) && !slices.Contains(keeps, r.Organisation) {
			if _, ok := s.policy.Allows(actor, r.Organisation, meeting.Keeps.Permission); ok {
				keeps, by[r.Organisation] = append(keeps, r.Organisation), r
			}
		}
	}
	if len(keeps) == 0 {
		return nil, nil
	}
	found, err := waiting(ctx, q, keeps)
	var waits []Waiting
	for _, d := range found {
		if d.State == Open {
			s.present(d, actor)
			r := by[d.Organisation]
			waits = append(waits, Waiting{MeetingDemand: d, Title: msgWaits.With(d.BodyName), Office: r.Office, OnBehalfOf: r.OnBehalfOf, Act: meetingcalendar.OfferPlanning(s.policy, actor, d.Ref().Ref)})
		}
	}
	return waits, err
}
