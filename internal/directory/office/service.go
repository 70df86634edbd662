package office

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	// Offers are the acts that packages above bring to an office.
	Offers act.Offers[*Office]
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations}
	organisations.EndWith(endAll)
	organisations.Offers.Add(s.offersIn)
	organisations.Offers.Relate("offices", func(o *organisation.Organisation) string { return listOffices.Href(filter{Ref: o.Ref()}) })
	organisations.Offers.Relate("office_addresses", func(o *organisation.Organisation) string { return listAddresses.Href(o.Ref()) })
	return s
}

// List lists who holds which office in an organisation at a moment (rule 1.6).
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[*Office], error) {
	if f.At.IsZero() {
		f.At = s.now()
	}
	list, err := heldOffices(ctx, s.pool, f, p)
	for _, o := range list.Items {
		s.Present(o, actor)
	}
	return list, err
}

// Show reads one appointment, also one that has ended.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Office, error) {
	f, err := loadOffice(ctx, s.pool, ref.Organisation, ref.Office)
	if err != nil {
		return nil, err
	}
	return s.Present(f, actor), nil
}

// Appoint gives a person an office, from now or later (rule 1.5). It refuses
// the actor themselves, people from elsewhere who have not agreed, offices it
// does not have, and the chief executive, whom the council appoints.
func (s *Service) Appoint(ctx context.Context, actor authn.Actor, ref organisation.Ref, in AppointInput) (*Office, error) {
	return organisation.Do(ctx, s.organisations, appointOfficer.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Office, error) {
		a, err := in.appointment(*c.In, actor, c.Now)
		if err != nil {
			return nil, err
		}
		return s.appointed(ctx, c, a)
	})
}

// AppointChiefExecutive records the council's appointment (KL § 13-1,
// rule 1.5). The period of the one in office ends as the new one begins; any
// other overlap is refused.
func (s *Service) AppointChiefExecutive(ctx context.Context, actor authn.Actor, ref organisation.Ref, in ChiefExecutiveInput) (*Office, error) {
	return organisation.Do(ctx, s.organisations, appointChiefExecutive.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Office, error) {
		a, err := in.appointment(actor, c.Now)
		if err != nil {
			return nil, err
		}
		before, err := succeed(ctx, c.Tx, c.In, a, c.Event("", nil))
		if err != nil {
			return nil, err
		}
		return s.appointed(ctx, c, a, before)
	})
}

// appointed fills an office, and tells of it also those who held it before.
func (s *Service) appointed(ctx context.Context, c *organisation.Change, a appointment, before ...string) (*Office, error) {
	f, err := appoint(ctx, c.Tx, c.In, a, c.Event("", nil))
	if err != nil {
		return nil, err
	}
	words, err := appointmentWords(ctx, c.Tx, c.In, f)
	if err != nil {
		return nil, err
	}
	told := c.Announcement(f.Path(), f.Name, words, append(before, f.Person)...)
	return s.Present(f, c.Actor), s.organisations.Announce(ctx, c.Tx, told)
}

// succeed ends the period of the chief executive in office when the new one
// begins, and says who that was. One who begins at that very moment is no predecessor, and the
// constraint then refuses the overlap; so does the same person.
func succeed(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, a appointment, event audit.Event) (predecessor string, err error) {
	before, err := lockChiefExecutive(ctx, tx, o.Key, a.from)
	if errors.Is(err, httpapi.ErrNotFound) {
		return "", nil
	}
	if err != nil || before.Person == a.person || !before.From.Before(a.from) {
		return "", err
	}
	old := before.To
	before.To, before.EndedWhy = &a.from, msgFollowed
	if err := keepEnd(ctx, tx, before); err != nil {
		return "", err
	}
	event.Act, event.Object, event.Changes = endChiefExecutive.ID, before.Path(), audit.Changes{"to": {Old: old, New: a.from}}
	return before.Person, audit.Record(ctx, tx, event)
}

// appoint fills an office, with its trace; the event says who does it, and by
// which act.
func appoint(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, a appointment, event audit.Event) (*Office, error) {
	if err := admission.Must(ctx, tx, o.ID, a.person, admission.Office, ""); err != nil {
		return nil, err
	}
	if err := MustNotHaveAppointed(ctx, tx, o.ID, event.Actor, event.At, a.person); err != nil {
		return nil, err
	}
	id, err := insertOffice(ctx, tx, o.ID, a, event.Actor, event.At)
	if err != nil {
		return nil, err
	}
	f, err := loadOffice(ctx, tx, o.Key, id)
	if err != nil {
		return nil, err
	}
	event.Object = f.Path()
	event.Changes = audit.Changes{"office": {New: f.Kind}, "person": {New: f.Person}, "from": {New: f.From}, "to": {New: f.To}, "decided_on": {New: f.DecidedOn}, "case_number": {New: f.CaseNumber}}
	return f, audit.Record(ctx, tx, event)
}

// End ends an office, at once or later (rule 1.3). It refuses the chief
// executive's, which the clerk ends, and the actor's own, from which they
// resign.
func (s *Service) End(ctx context.Context, actor authn.Actor, ref Ref, in organisation.EndInput) (*Office, error) {
	return organisation.Do(ctx, s.organisations, endOffice.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Office, error) {
		f, err := Lock(ctx, c.Tx, ref.Organisation, ref.Office)
		if err != nil {
			return nil, err
		}
		if err := f.MustBeEndedBy(actor); err != nil {
			return nil, err
		}
		return s.end(ctx, c.Tx, f, in, c.Event(f.Path(), nil))
	})
}

// EndChiefExecutive ends the period of the chief executive in office, without
// a new one.
func (s *Service) EndChiefExecutive(ctx context.Context, actor authn.Actor, ref organisation.Ref, in organisation.EndInput) (*Office, error) {
	return organisation.Do(ctx, s.organisations, endChiefExecutive.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Office, error) {
		f, err := lockChiefExecutive(ctx, c.Tx, c.In.Key, c.Now)
		if errors.Is(err, httpapi.ErrNotFound) {
			return nil, ErrNotHeld
		}
		if err != nil {
			return nil, err
		}
		return s.end(ctx, c.Tx, f, in, c.Event(f.Path(), nil))
	})
}

// Resign ends an office of the actor's own, whatever the organisation.
func (s *Service) Resign(ctx context.Context, actor authn.Actor, ref OwnRef, in organisation.EndInput) (*Office, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Office, error) {
		f, err := lockOwnOffice(ctx, tx, actor.Person, ref.Office)
		if err != nil {
			return nil, err
		}
		now, err := audit.Following(ctx, tx, f.Organisation, s.now())
		if err != nil {
			return nil, err
		}
		return s.end(ctx, tx, f, in, audit.Event{At: now, Actor: actor, Organisation: f.Organisation, Act: resignOffice.ID, Object: f.Path()})
	})
}

// end ends a locked office, with its trace, which says that a reason was given
// but not which: the reason may be personal (rule 9.1).
func (s *Service) end(ctx context.Context, tx pgx.Tx, f *Office, in organisation.EndInput, event audit.Event) (*Office, error) {
	if err := request.Match(ctx, f.Revision); err != nil {
		return nil, err
	}
	old := f.To
	if err := f.End(in, event.At); err != nil {
		return nil, err
	}
	if err := keepEnd(ctx, tx, f); err != nil {
		return nil, err
	}
	event.Changes = audit.Changes{"to": {Old: old, New: f.To}, "reason_given": {New: true}}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	after, err := loadOffice(ctx, tx, f.Organisation, f.ID)
	if err != nil {
		return nil, err
	}
	o, err := organisation.Find(ctx, tx, f.Organisation)
	if err != nil {
		return nil, err
	}
	return s.Present(after, event.Actor), s.organisations.Announce(ctx, tx, organisation.Announcement{
		In: o, Act: event.Act, Object: f.Path(), About: f.Name, Words: after.words(), Concerned: []string{f.Person}, By: event.Actor.Person, At: event.At,
	})
}

// offersIn are the acts on offices that an organisation offers.
func (s *Service) offersIn(actor authn.Actor, o *organisation.Organisation) []request.Action {
	in := o.Ref()
	all := []request.Action{appointOfficer.Offer(s.policy, actor, in, nil)}
	if o.Kind == organisation.KindMunicipality {
		all = append(all, appointChiefExecutive.Offer(s.policy, actor, in, nil))
	}
	return all
}

// Present completes an office for a caller: what they may do with it.
func (s *Service) Present(f *Office, actor authn.Actor) *Office {
	f.Self = f.Path()
	ended := organisation.MustNotHaveEnded(f.To, s.now())
	if f.Kind == ChiefExecutive {
		refusal := ended
		if refusal == nil && !period.Of(f.From, f.To).Contains(s.now()) {
			refusal = ErrNotHeld
		}
		f.Actions = []request.Action{endChiefExecutive.Offer(s.policy, actor, f.ref().Ref, refusal)}
	} else {
		f.Actions = []request.Action{endOffice.Offer(s.policy, actor, f.ref(), cmp.Or(f.MustBeEndedBy(s.policy.Acting(actor, f.Organisation, endOffice.Permission())), ended))}
	}
	if f.Person == actor.Person {
		f.Actions = append(f.Actions, resignOffice.Offer(s.policy, actor, OwnRef{f.ID}, ended))
	}
	f.Actions = append(f.Actions, s.Offers.Actions(actor, f)...)
	return f
}
