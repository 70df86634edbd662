package admission

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
}

// New builds the service. From then on people employ nobody from elsewhere
// without an agreement.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, people *person.Service) *Service {
	people.AdmitBy(employable)
	organisations.EndWith(endAll)
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		return []request.Action{askAdmission.Offer(policy, actor, o.Ref(), nil)}
	})
	organisations.Offers.Relate("admissions", func(o *organisation.Organisation) string { return listAdmissions.Href(filter{Ref: o.Ref()}) })
	return &Service{pool: pool, policy: policy, now: now, organisations: organisations}
}

// List lists whom an organisation asks for, and who asks for its people.
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[*Admission], error) {
	found, err := list(ctx, s.pool, of+` AND (@state = '' OR a.state = @state)`, pgx.StrictNamedArgs{"organisation": f.Organisation, "state": f.State}, p)
	for _, a := range found.Items {
		s.present(a, actor, f.Organisation)
	}
	return found, err
}

// ListOwn lists who asks to take the caller in.
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, _ struct{}, p request.Page) (request.List[*Admission], error) {
	found, err := list(ctx, s.pool, `a.person_id = @person`, pgx.StrictNamedArgs{"person": actor.Person}, p)
	for _, a := range found.Items {
		s.presentOwn(a, actor)
	}
	return found, err
}

// Show reads an admission for the organisation that asked, or the home.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Admission, error) {
	a, err := loadAt(ctx, s.pool, ref, "")
	if err != nil {
		return nil, err
	}
	return s.present(a, actor, ref.Organisation), nil
}

// ShowOwn reads an admission of the caller's own.
func (s *Service) ShowOwn(ctx context.Context, actor authn.Actor, ref OwnRef) (*Admission, error) {
	a, err := loadOwn(ctx, s.pool, actor.Person, ref.Admission, "")
	if err != nil {
		return nil, err
	}
	return s.presentOwn(a, actor), nil
}

// Ask asks a person and their home to agree to something, and tells both. It
// refuses people of the organisation's own, asking for oneself, and a region that
// asks to employ.
func (s *Service) Ask(ctx context.Context, actor authn.Actor, ref organisation.Ref, in AdmissionInput) (*Admission, error) {
	in.Person = strings.ToLower(in.Person)
	if err := in.Check(); err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, askAdmission.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Admission, error) {
		if c.In.Kind == organisation.KindRegion && in.As == Employment {
			return nil, organisation.ErrContent.On("/as", msgRegionEmploys)
		}
		if actor.Is(in.Person) {
			return nil, ErrOwnQuestion
		}
		home, err := homeOf(ctx, c.Tx, in.Person)
		if err != nil {
			return nil, err
		}
		if home == c.In.Key {
			return nil, ErrAtHome
		}
		id, err := insert(ctx, c.Tx, c.In.ID, in, actor, c.Now)
		if err != nil {
			return nil, err
		}
		a, err := loadAt(ctx, c.Tx, Ref{ref, id}, "")
		if err != nil {
			return nil, err
		}
		a.Created = true
		event := c.Event(a.Path(), audit.Changes{"person": {New: a.Person}, "as": {New: a.As}, "percent": {New: a.Percent}, "home": {New: a.Home}})
		return s.present(a, actor, ref.Organisation), s.keepTrace(ctx, c.Tx, a, event)
	})
}

// Confirm agrees in the name of the person's home.
func (s *Service) Confirm(ctx context.Context, actor authn.Actor, ref Ref) (*Admission, error) {
	return s.answerAt(ctx, confirmAdmission.Decl, actor, ref, Confirmed, func(a *Admission) error { return a.mustBeConfirmedAt(ref.Organisation, actor) })
}

// Decline says no in the name of the home, or withdraws what the organisation
// asked.
func (s *Service) Decline(ctx context.Context, actor authn.Actor, ref Ref) (*Admission, error) {
	return s.answerAt(ctx, declineAdmission.Decl, actor, ref, Declined, func(a *Admission) error { return a.mustBeDeclinedAt(ref.Organisation) })
}

// ConfirmOwn agrees as the person. A home that was asked for is moved with it.
func (s *Service) ConfirmOwn(ctx context.Context, actor authn.Actor, ref OwnRef) (*Admission, error) {
	return s.answerOwn(ctx, confirmOwnAdmission.Decl, actor, ref, Confirmed, (*Admission).mustBeAsked)
}

// DeclineOwn says no as the person, or takes back what was agreed.
func (s *Service) DeclineOwn(ctx context.Context, actor authn.Actor, ref OwnRef) (*Admission, error) {
	return s.answerOwn(ctx, declineOwnAdmission.Decl, actor, ref, Declined, (*Admission).mustStand)
}

func (s *Service) answerAt(ctx context.Context, d act.Decl, actor authn.Actor, ref Ref, state string, must func(*Admission) error) (*Admission, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Admission, error) {
		a, err := loadAt(ctx, tx, ref, locked)
		if err != nil {
			return nil, err
		}
		if err := must(a); err != nil {
			return nil, err
		}
		if err := s.answer(ctx, tx, a, state, audit.Event{At: s.now(), Actor: actor, Organisation: ref.Organisation, Act: d.ID}); err != nil {
			return nil, err
		}
		after, err := loadAt(ctx, tx, ref, "")
		if err != nil {
			return nil, err
		}
		return s.present(after, actor, ref.Organisation), nil
	})
}

func (s *Service) answerOwn(ctx context.Context, d act.Decl, actor authn.Actor, ref OwnRef, state string, must func(*Admission) error) (*Admission, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Admission, error) {
		a, err := loadOwn(ctx, tx, actor.Person, ref.Admission, locked)
		if err != nil {
			return nil, err
		}
		if err := must(a); err != nil {
			return nil, err
		}
		if err := s.answer(ctx, tx, a, state, audit.Event{At: s.now(), Actor: actor, Organisation: a.HomeNow, Act: d.ID}); err != nil {
			return nil, err
		}
		if state == Confirmed && a.As == Home {
			if err := person.MoveHome(ctx, tx, a.Person, a.Organisation); err != nil {
				return nil, err
			}
			if err := notice.MoveFailures(ctx, tx, a.Person); err != nil {
				return nil, err
			}
		}
		after, err := loadOwn(ctx, tx, actor.Person, ref.Admission, "")
		if err != nil {
			return nil, err
		}
		return s.presentOwn(after, actor), nil
	})
}

// answer keeps an answer to a locked admission, with its trace.
func (s *Service) answer(ctx context.Context, tx pgx.Tx, a *Admission, state string, event audit.Event) error {
	if err := request.Match(ctx, a.Revision); err != nil {
		return err
	}
	event.Object, event.Changes = a.Path(), audit.Changes{"state": {Old: a.State, New: state}}
	a.answer(state, event.Actor.Person, event.At)
	if state == Confirmed {
		replaced, err := replace(ctx, tx, a)
		if err != nil {
			return err
		}
		if len(replaced) > 0 {
			event.Changes["replaced"] = audit.Change{Old: replaced}
		}
		if a.As == Home {
			event.Changes["home"] = audit.Change{Old: a.HomeNow, New: a.Organisation}
		}
	}
	if err := keepAnswer(ctx, tx, a); err != nil {
		return err
	}
	return s.keepTrace(ctx, tx, a, event)
}

// keepTrace records what became of an admission, with the home and with the
// organisation that asked, and tells the person and both (rules 1.2, 1.5).
func (s *Service) keepTrace(ctx context.Context, tx pgx.Tx, a *Admission, event audit.Event) error {
	if err := audit.Record(ctx, tx, organisation.ReadIn(event, a.HomeNow, a.Organisation)...); err != nil {
		return err
	}
	home, err := organisation.Find(ctx, tx, a.HomeNow)
	if err != nil {
		return err
	}
	host, err := organisation.Find(ctx, tx, a.Organisation)
	if err != nil {
		return err
	}
	words := map[string]string{"host": host.Name, "as": a.As}
	if a.Percent != nil {
		words["percent"] = strconv.Itoa(*a.Percent)
	}
	there := organisation.Announcement{
		In: home, Act: event.Act, Object: a.pathAt(home.Key), Own: a.ownPath(), About: a.Name, Concerned: []string{a.Person}, Keepers: true,
		Words: words, By: event.Actor.Person, At: event.At,
	}
	if a.State == Asked {
		words["reason"] = message.Verbatim(a.Reason).Stored()
		return s.organisations.Announce(ctx, tx, there)
	}
	here := there
	here.In, here.Object, here.Own, here.Concerned = host, a.Path(), "", []string{a.AskedBy}
	return s.organisations.Announce(ctx, tx, there, here)
}

// present completes an admission for a caller in an organisation.
func (s *Service) present(a *Admission, actor authn.Actor, at string) *Admission {
	a.Self = a.pathAt(at)
	ref := Ref{organisation.Ref{Organisation: at}, a.ID}
	a.Actions = []request.Action{
		confirmAdmission.Offer(s.policy, actor, ref, a.mustBeConfirmedAt(at, s.policy.Acting(actor, at, confirmAdmission.Permission()))),
		declineAdmission.Offer(s.policy, actor, ref, a.mustBeDeclinedAt(at)),
	}
	return a
}

// presentOwn completes an admission for the person whom it is about.
func (s *Service) presentOwn(a *Admission, actor authn.Actor) *Admission {
	a.Self = a.ownPath()
	a.Actions = []request.Action{
		confirmOwnAdmission.Offer(s.policy, actor, OwnRef{a.ID}, a.mustBeAsked()),
		declineOwnAdmission.Offer(s.policy, actor, OwnRef{a.ID}, a.mustStand()),
	}
	return a
}
