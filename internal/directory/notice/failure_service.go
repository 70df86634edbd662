package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// MendBy sets by whom failed letters are mended: in which organisations, and by what
// stands above. Until then nobody is told of one.
func (s *Service) MendBy(policy *authz.Policy, organisations *organisation.Service, keepers Keepers) {
	s.policy, s.keepers = policy, keepers
	organisations.EndWith(passOn)
	organisations.Offers.Relate("failed_letters", func(o *organisation.Organisation) string { return listFailures.Href(o.Ref()) })
}

// passOn puts what failed at the addresses of people of a municipality that is no more
// on the list of the successor that keeps their records; of its offices nobody holds
// any longer (rule 1.1).
func passOn(ctx context.Context, e *organisation.Ending) error {
	return passFailuresOn(ctx, e.Tx, e.Ended.ID, e.Successors[0].ID, e.Now)
}

// fail notes that a letter failed for good, with what the mail server said, and tells
// whoever keeps its address, even when the worker is being stopped. A letter that
// tells of that is told of to nobody.
func (s *Service) fail(ctx context.Context, m mailing, attempt int, c Cause, answer string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		now := s.now()
		f, err := keepFailed(ctx, tx, m, attempt, c, answer, now)
		if err != nil || f == nil || f.Kind == noticeUndelivered || s.keepers.Tell == nil {
			return none, err
		}
		return none, s.keepers.Tell(ctx, tx, now, f.Organisation, f.notice(c, answer))
	})
	if err != nil {
		return fmt.Errorf("note that letter %d failed: %w", m.ID, err)
	}
	return nil
}

// ListFailures lists what failed for good at the addresses that an organisation keeps,
// the oldest first (rule 6.6).
func (s *Service) ListFailures(ctx context.Context, actor authn.Actor, ref organisation.Ref, p request.Page) (request.List[*FailedLetter], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[*FailedLetter], error) {
		page, err := failures(ctx, q, ref.Organisation, p)
		if err != nil {
			return page, err
		}
		if err := s.addressed(ctx, q, page.Items...); err != nil {
			return page, err
		}
		for _, f := range page.Items {
			f.present(s.policy, actor)
		}
		return page, nil
	})
}

// ShowFailure reads one letter that failed for good.
func (s *Service) ShowFailure(ctx context.Context, actor authn.Actor, ref failureRef) (*FailedLetter, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*FailedLetter, error) { return s.failure(ctx, q, actor, ref, "") })
}

func (s *Service) failure(ctx context.Context, q pgdb.Querier, actor authn.Actor, ref failureRef, lock string) (*FailedLetter, error) {
	f, err := failureOf(ctx, q, ref, lock)
	if err != nil {
		return nil, err
	}
	return f.present(s.policy, actor), s.addressed(ctx, q, f)
}

// addressed fills in where failed letters would go now that go to offices: one
// statement, and none where all go to people.
func (s *Service) addressed(ctx context.Context, q pgdb.Querier, all ...*FailedLetter) error {
	var offices []string
	for _, f := range all {
		f.Why = f.Cause.why()
		if f.Office != "" {
			offices = append(offices, officeKey(f.Organisation, f.Office))
		}
	}
	if len(offices) == 0 || s.keepers.Contacts == nil {
		return nil
	}
	slices.Sort(offices)
	found, err := s.keepers.Contacts(ctx, q, slices.Compact(offices))
	for _, f := range all {
		if f.Office != "" {
			f.Present = found[officeKey(f.Organisation, f.Office)]
		}
	}
	return err
}

// SendAgain sends a letter again that failed for good, once (rules 6.4, 6.6): to the
// address that stands now, under the same Message-ID.
func (s *Service) SendAgain(ctx context.Context, actor authn.Actor, ref failureRef) (*FailedLetter, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*FailedLetter, error) {
		f, err := s.failure(ctx, tx, actor, ref, lockedFailure)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, f.Revision); err != nil {
			return nil, err
		}
		if err := s.resend(ctx, tx, f, audit.Event{At: s.now(), Actor: actor, Organisation: ref.Organisation}); err != nil {
			return nil, err
		}
		return s.failure(ctx, tx, actor, ref, "")
	})
}

// resend sends a locked letter again, with its event.
func (s *Service) resend(ctx context.Context, tx pgx.Tx, f *FailedLetter, event audit.Event) error {
	if err := f.mustBeSendable(); err != nil {
		return err
	}
	round, err := resend(ctx, tx, f, event.Actor.Person, event.At)
	if err != nil {
		return err
	}
	if _, err := s.jobs.InsertTx(ctx, tx, delivery{Letter: f.Letter, Round: round}, nil); err != nil {
		return fmt.Errorf("queue a letter again: %w", err)
	}
	event.Act, event.Object = sendAgain.ID, showFailure.Href(f.ref())
	event.Changes = audit.Changes{"state": {Old: Failed, New: Queued}}
	return audit.Record(ctx, tx, event)
}

// EveryFailure lists what failed for good anywhere, from one on, for an operator.
func (s *Service) EveryFailure(ctx context.Context, after int64) ([]*FailedLetter, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) ([]*FailedLetter, error) {
		all, err := everyFailure(ctx, q, after)
		if err != nil {
			return nil, err
		}
		return all, s.addressed(ctx, q, all...)
	})
}

// SendAgainByOperator is SendAgain for an operator, whatever the organisation.
func (s *Service) SendAgainByOperator(ctx context.Context, id int64) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		f, err := anyFailure(ctx, tx, id)
		if err != nil {
			return none, err
		}
		if err := s.addressed(ctx, tx, f); err != nil {
			return none, err
		}
		return none, s.resend(ctx, tx, f, audit.Event{At: s.now(), Operator: "forankring letters", Organisation: f.Organisation})
	})
	return err
}

// ToMend are the addresses that the actor's organisations keep, at which letters have
// failed that the actor may send again; each with that act (rule 6.6).
func (s *Service) ToMend(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Mending, error) {
	in := map[string]authn.Role{}
	for _, r := range actor.Roles {
		if grounds, ok := s.policy.Allows(actor, r.Organisation, Mend.Permission); ok && grounds.OnBehalfOf == r.OnBehalfOf && slices.Contains(s.policy.Offices(Mend.Permission), r.Office) {
			in[r.Organisation] = r
		}
	}
	if len(in) == 0 {
		return nil, nil
	}
	organisations := make([]string, 0, len(in))
	for key := range in {
		organisations = append(organisations, key)
	}
	slices.Sort(organisations)
	found, err := unmended(ctx, q, organisations)
	all := make([]Mending, len(found))
	for i, u := range found {
		ref := failureRef{Ref: organisation.Ref{Organisation: u.Organisation}, Letter: u.First}
		all[i] = Mending{
			Unmended: u, By: in[u.Organisation], About: listFailures.Href(ref.Ref),
			Act: sendAgain.Offer(s.policy, actor, ref, nil),
		}
	}
	return all, err
}

// Mending is an address that waits for somebody to mend it.
type Mending struct {
	Unmended
	// By is the role by which they do it.
	By authn.Role
	// About is the list of what failed, and Act sends the first of it again.
	About string
	Act   request.Action
}

// noteTime is what noting how an attempt ended may take, when the worker is being
// stopped.
const noteTime = 5 * time.Second
