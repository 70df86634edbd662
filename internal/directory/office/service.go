package office

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
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
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	offers        []Offer
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations}
	organisations.AddOffers(s.offersIn)
	return s
}

// Offices lists who holds which office in an organisation at a moment
// (rule 1.6).
func (s *Service) Offices(ctx context.Context, actor authn.Actor, organisation string, f officeFilter, p request.Page) (request.List[*Office], error) {
	if f.At.IsZero() {
		f.At = s.now()
	}
	list, err := listOffices(ctx, s.pool, organisation, f, p)
	for _, o := range list.Items {
		s.Show(o, actor)
	}
	return list, err
}

// ShowOffice reads one appointment, also one that has ended.
func (s *Service) ShowOffice(ctx context.Context, actor authn.Actor, organisation string, id int64) (*Office, error) {
	f, err := loadOffice(ctx, s.pool, organisation, id)
	if err != nil {
		return nil, err
	}
	return s.Show(f, actor), nil
}

// Appoint gives a person an office, from now or later (rule 1.5). It refuses
// the actor themselves, people whom the organisation does not know, offices it
// does not have, and the chief executive, whom the council appoints.
func (s *Service) Appoint(ctx context.Context, actor authn.Actor, key string, in AppointInput) (*Office, error) {
	return organisation.Within(ctx, s.organisations, key, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		a, err := in.appointment(*o, actor.Person, now)
		if err != nil {
			return nil, err
		}
		f, err := appoint(ctx, tx, o, a, audit.Event{At: now, Actor: actor, Act: "appoint-officer"})
		if err != nil {
			return nil, err
		}
		return s.Show(f, actor), nil
	})
}

// AppointChiefExecutive records the council's appointment (KL § 13-1,
// rule 1.5). The period of the one in office ends as the new one begins; any
// other overlap is refused.
func (s *Service) AppointChiefExecutive(ctx context.Context, actor authn.Actor, municipality string, in ChiefExecutiveInput) (*Office, error) {
	return organisation.Within(ctx, s.organisations, municipality, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		a, err := in.appointment(actor.Person, now)
		if err != nil {
			return nil, err
		}
		if err := succeed(ctx, tx, o, a, actor, now); err != nil {
			return nil, err
		}
		f, err := appoint(ctx, tx, o, a, audit.Event{At: now, Actor: actor, Act: "appoint-chief-executive"})
		if err != nil {
			return nil, err
		}
		return s.Show(f, actor), nil
	})
}

// succeed ends the period of the chief executive in office when the new one
// begins. One who begins at that very moment is no predecessor, and the
// constraint then refuses the overlap; so does the same person.
func succeed(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, a appointment, actor authn.Actor, now time.Time) error {
	before, err := lockChiefExecutive(ctx, tx, o.Key, a.from)
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil
	}
	if err != nil || before.Person == a.person || !before.From.Before(a.from) {
		return err
	}
	old := before.To
	before.To, before.EndedWhy = &a.from, "Followed by the next chief executive"
	if err := endOffice(ctx, tx, before); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		At: now, Actor: actor, Act: "end-chief-executive", Object: before.Path(), Changes: audit.Changes{"to": {Old: old, New: a.from}},
	})
}

// appoint fills an office, with its trace.
func appoint(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, a appointment, event audit.Event) (*Office, error) {
	if err := person.MustBelong(ctx, tx, o.ID, a.person, workday.Today(a.from)); err != nil {
		return nil, err
	}
	id, err := insertOffice(ctx, tx, o.ID, a, event.At)
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

// EndOffice ends an office, at once or later (rule 1.3). It refuses the chief
// executive's, which the clerk ends.
func (s *Service) EndOffice(ctx context.Context, actor authn.Actor, key string, id int64, in organisation.EndInput) (*Office, error) {
	return organisation.Within(ctx, s.organisations, key, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		f, err := Lock(ctx, tx, o.Key, id)
		if err != nil {
			return nil, err
		}
		if f.Kind == ChiefExecutive {
			return nil, ErrCouncilAppoints
		}
		return s.end(ctx, tx, f, in, audit.Event{At: now, Actor: actor, Act: "end-office"})
	})
}

// EndChiefExecutive ends the period of the chief executive in office, without
// a new one.
func (s *Service) EndChiefExecutive(ctx context.Context, actor authn.Actor, municipality string, in organisation.EndInput) (*Office, error) {
	return organisation.Within(ctx, s.organisations, municipality, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		f, err := lockChiefExecutive(ctx, tx, o.Key, now)
		if errors.Is(err, httpapi.ErrNotFound) {
			return nil, ErrNotHeld
		}
		if err != nil {
			return nil, err
		}
		return s.end(ctx, tx, f, in, audit.Event{At: now, Actor: actor, Act: "end-chief-executive"})
	})
}

// Resign ends an office of the actor's own, whatever the organisation.
func (s *Service) Resign(ctx context.Context, actor authn.Actor, id int64, in organisation.EndInput) (*Office, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Office, error) {
		f, err := lockOwnOffice(ctx, tx, actor.Person, id)
		if err != nil {
			return nil, err
		}
		return s.end(ctx, tx, f, in, audit.Event{At: s.now(), Actor: actor, Organisation: f.Organisation, Act: "resign-office"})
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
	if err := endOffice(ctx, tx, f); err != nil {
		return nil, err
	}
	event.Object, event.Changes = f.Path(), audit.Changes{"to": {Old: old, New: f.To}, "reason_given": {New: true}}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	after, err := loadOffice(ctx, tx, f.Organisation, f.ID)
	if err != nil {
		return nil, err
	}
	return s.Show(after, event.Actor), nil
}
