package authority

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of substitutes.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	people  *person.Service
	offices *office.Service
	bodies  *body.Service
	notices *notice.Service
	cases   Cases
	// Offers are the acts that features above bring to whoever looks at
	// themselves.
	Offers act.Offers[*Me]
}

// New builds the service. An office is shown with the ways to set a substitute
// for its holder.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, people *person.Service, offices *office.Service, bodies *body.Service, notices *notice.Service, cases Cases) *Service {
	s := &Service{pool: pool, policy: policy, now: now, people: people, offices: offices, bodies: bodies, notices: notices, cases: cases}
	offices.Offers.Add(s.offers)
	organisations.EndWith(endAll)
	organisations.AnnounceBy(s.announce)
	organisations.Offers.Relate("substitutes", func(o *organisation.Organisation) string { return listSubstitutes.Href(filter{Ref: o.Ref()}) })
	return s
}

// List lists the substitutes in an organisation, at a moment or by whether they
// have ended.
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[*Substitute], error) {
	now := s.now()
	if f.At.IsZero() {
		f.At = now
	}
	found, err := list(ctx, s.pool, f, p, now)
	if err == nil {
		err = s.nameCases(ctx, s.pool, found.Items...)
	}
	for _, x := range found.Items {
		x.Present(s.policy, actor, now)
	}
	return found, err
}

// ListOwn lists for whom the actor acts, and who acts for the actor, now or later.
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, _ struct{}, p request.Page) (request.List[*Substitute], error) {
	now := s.now()
	found, err := listOwn(ctx, s.pool, actor.Person, p, now)
	if err == nil {
		err = s.nameCases(ctx, s.pool, found.Items...)
	}
	for _, x := range found.Items {
		x.Present(s.policy, actor, now)
	}
	return found, err
}

// Show reads one substitute, also one whose period has ended.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Substitute, error) {
	now := s.now()
	x, err := s.load(ctx, s.pool, ref.Organisation, ref.Substitute, now)
	if err != nil {
		return nil, err
	}
	return x.Present(s.policy, actor, now), nil
}

// load reads a substitute, with the names of the cases that they were given.
func (s *Service) load(ctx context.Context, q pgdb.Querier, organisation string, id int64, now time.Time) (*Substitute, error) {
	x, err := load(ctx, q, organisation, id, now)
	if err != nil {
		return nil, err
	}
	return x, s.nameCases(ctx, q, x)
}

// Appoint sets a substitute for the holder of an office in the organisation,
// who is told of it (rule 1.4). It refuses the actor as holder and as
// substitute.
func (s *Service) Appoint(ctx context.Context, actor authn.Actor, ref office.Ref, in SubstituteInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		o, f, err := lockOffice(ctx, tx, ref.Organisation, ref.Office)
		if err != nil {
			return nil, err
		}
		if err := in.mustBeForOthers(f, actor.Person); err != nil {
			return nil, err
		}
		now, err := audit.Following(ctx, tx, o.Key, s.now())
		if err != nil {
			return nil, err
		}
		return s.set(ctx, tx, o, f, in, byAdministrator, audit.Event{At: now, Actor: actor, Act: appointSubstitute.ID})
	})
}

// AppointOwn sets a substitute for the actor, who holds the office. Whoever has
// it as a substitute is refused (rule 1.4).
func (s *Service) AppointOwn(ctx context.Context, actor authn.Actor, ref office.OwnRef, in SubstituteInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		found, err := office.Find(ctx, tx, ref.Office)
		if err != nil {
			return nil, err
		}
		o, f, err := lockOffice(ctx, tx, found.Organisation, ref.Office)
		if err != nil {
			return nil, err
		}
		if f.Person != actor.Person {
			return nil, notTheirs(actor, f)
		}
		now, err := audit.Following(ctx, tx, o.Key, s.now())
		if err != nil {
			return nil, err
		}
		return s.set(ctx, tx, o, f, in, byHolder, audit.Event{At: now, Actor: actor, Organisation: o.Key, Act: appointOwnSubstitute.ID})
	})
}

// notTheirs refuses someone else's office: to its holder's substitute because
// they are one, to others as if it were not there.
func notTheirs(actor authn.Actor, f *office.Office) error {
	for _, r := range actor.Roles {
		if r.Organisation == f.Organisation && r.Office == f.Kind && r.OnBehalfOf == f.Person {
			return ErrChain
		}
	}
	return httpapi.ErrNotFound
}

// lockOffice locks an organisation and one of its offices, in this order:
// nothing that is appointed in the organisation changes meanwhile.
func lockOffice(ctx context.Context, tx pgx.Tx, key string, id int64) (*organisation.Organisation, *office.Office, error) {
	o, err := organisation.Lock(ctx, tx, key)
	if err != nil {
		return nil, nil, err
	}
	f, err := office.Lock(ctx, tx, key, id)
	return o, f, err
}

// set stores a substitute of a locked office, with its trace and its notices.
func (s *Service) set(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, f *office.Office, in SubstituteInput, source string, event audit.Event) (*Substitute, error) {
	e, err := in.edge(s.policy, f, event.At)
	if err != nil {
		return nil, err
	}
	if e.Cases, err = s.casesOf(ctx, tx, event.Actor, o, in.Cases, event.At); err != nil {
		return nil, err
	}
	if err := mustSuit(ctx, tx, o, f.Kind, e, event.At); err != nil {
		return nil, err
	}
	id, err := insert(ctx, tx, o.ID, f.Kind, source, event.Actor.Person, e, in.ReviewOn, event.At)
	if err != nil {
		return nil, err
	}
	x, err := s.load(ctx, tx, o.Key, id, event.At)
	if err != nil {
		return nil, err
	}
	event.Object, event.Changes = x.Path(), x.changes()
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	told := x.setNotices()
	if err := s.notices.Post(ctx, tx, told); err != nil {
		return nil, err
	}
	if err := x.announce(ctx, tx, s.notices, o, event.Act, event.Actor.Person, event.At, told); err != nil {
		return nil, err
	}
	return x.Present(s.policy, event.Actor, event.At), nil
}

// mustSuit refuses a person who cannot be the holder's substitute: one who would
// make a chain, or a circle over whatever offices, whom the organisation does not know, who holds the office, or
// whom, for a chief executive, the municipality does not employ all the time
// (rule 1.4).
func mustSuit(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, kind string, e edge, now time.Time) error {
	others, err := standing(ctx, tx, o.ID, kind, e.From, now)
	if err != nil {
		return err
	}
	if err := e.mustFit(others); err != nil {
		return err
	}
	known, err := Known(ctx, tx, e.Person, o.Circle(workday.Today(now)), now)
	if err != nil {
		return err
	}
	if !known {
		return person.ErrUnknownPerson.On("/person", person.MsgNotKnownTo)
	}
	if err := mustCloseNoCircle(ctx, tx, e); err != nil {
		return err
	}
	holds, err := office.HeldWithin(ctx, tx, o.ID, kind, e.Person, e.From, e.To)
	switch {
	case err != nil:
		return err
	case holds:
		return ErrHoldsOffice.On("/person", msgHolds)
	case kind != office.ChiefExecutive:
		return nil
	}
	first, until := e.days()
	employed, err := person.EmployedThroughout(ctx, tx, o.ID, e.Person, first, until)
	if err == nil && !employed {
		err = ErrNotEmployed.On("/person", msgNotEmployed.With(o.Key, span(e.From, e.To)))
	}
	return err
}

// casesOf are the rows of the cases that the substitute gets, nil for all. It refuses
// those that are not there, not the organisation's, or exempt from public
// access and not the actor's to read, all in one and the same way (rule 2.5).
func (s *Service) casesOf(ctx context.Context, tx pgx.Tx, actor authn.Actor, o *organisation.Organisation, cases []CaseRef, now time.Time) ([]int64, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	found, err := s.cases.Find(ctx, tx, o.ID, cases, workday.Today(now))
	if err != nil {
		return nil, err
	}
	var c fault.Checks
	var ids []int64
	for i, a := range found {
		known := a.Row != nil
		if known && a.Exempt {
			_, known = s.policy.Allows(actor.In(*a.Row), o.Key, readExempt)
		}
		c.Require(known, fmt.Sprintf("/cases/%d", i), msgNoCase)
		if known {
			ids = append(ids, *a.Row)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), c.Err(ErrUnknownCase)
}

// End ends a substitute in the organisation, at once or later; the holder and
// the substitute are told.
func (s *Service) End(ctx context.Context, actor authn.Actor, ref Ref, in organisation.EndInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		o, x, now, err := s.lock(ctx, tx, ref.Organisation, ref.Substitute)
		if err != nil {
			return nil, err
		}
		return s.end(ctx, tx, o, x, in, audit.Event{At: now, Actor: actor, Act: endSubstitute.ID})
	})
}

// EndOwn ends a substitute in the actor's own name: as the substitute, or as
// whoever is acted for, for a chief executive the next holder too (rule 1.4).
func (s *Service) EndOwn(ctx context.Context, actor authn.Actor, ref OwnRef, in organisation.EndInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		found, err := find(ctx, tx, ref.Substitute, s.now())
		if err != nil {
			return nil, err
		}
		o, x, now, err := s.lock(ctx, tx, found.Organisation, ref.Substitute)
		if err != nil {
			return nil, err
		}
		if !x.concerns(actor.Person) {
			return nil, httpapi.ErrNotFound
		}
		return s.end(ctx, tx, o, x, in, audit.Event{At: now, Actor: actor, Organisation: x.Organisation, Act: endOwnSubstitute.ID})
	})
}

// lock locks an organisation and reads one of its substitutes, as it is once
// the lock is held.
func (s *Service) lock(ctx context.Context, tx pgx.Tx, key string, id int64) (*organisation.Organisation, *Substitute, time.Time, error) {
	o, err := organisation.Lock(ctx, tx, key)
	if err != nil {
		return nil, nil, time.Time{}, err
	}
	now, err := audit.Following(ctx, tx, o.Key, s.now())
	if err != nil {
		return nil, nil, now, err
	}
	x, err := s.load(ctx, tx, key, id, now)
	return o, x, now, err
}

// end ends a locked substitute, with its trace and its notices. The trace says
// that a reason was given but not which: the reason may be personal (rule 9.1).
func (s *Service) end(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, x *Substitute, in organisation.EndInput, event audit.Event) (*Substitute, error) {
	if err := request.Match(ctx, x.Revision); err != nil {
		return nil, err
	}
	old := x.To
	if err := x.end(event.Actor.Person, in, event.At); err != nil {
		return nil, err
	}
	if err := keepEnd(ctx, tx, x); err != nil {
		return nil, err
	}
	event.Object, event.Changes = x.Path(), audit.Changes{"to": {Old: old, New: x.To}, "reason_given": {New: true}}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	told := x.endNotices(event.Actor.Person)
	if err := s.notices.Post(ctx, tx, told); err != nil {
		return nil, err
	}
	if err := x.announce(ctx, tx, s.notices, o, event.Act, event.Actor.Person, event.At, told); err != nil {
		return nil, err
	}
	after, err := s.load(ctx, tx, x.Organisation, x.ID, event.At)
	if err != nil {
		return nil, err
	}
	return after.Present(s.policy, event.Actor, event.At), nil
}
