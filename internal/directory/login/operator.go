package login

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Of are a person's logins, for an operator.
func (s *Service) Of(ctx context.Context, id string) ([]*Login, error) {
	if _, err := person.Find(ctx, s.pool, id); err != nil {
		return nil, unknown(err)
	}
	return loginsOf(ctx, s.pool, id)
}

// BindFirst binds the first login of a person, by an operator, and tells of it
// (rule 1.5). Repeating it changes nothing.
func (s *Service) BindFirst(ctx context.Context, id string, in LoginInput) error {
	return s.operate(ctx, id, "forankring bind", func(tx pgx.Tx, p *person.Person, event audit.Event) (string, error) {
		fresh, err := First(ctx, tx, s.issuers, p, in, ByOperator, event)
		if !fresh {
			return "", err
		}
		return bindLogin.ID, err
	})
}

// Undo undoes the binding of a subject, by an operator, at once, and tells of it
// (rules 1.2, 1.5).
func (s *Service) Undo(ctx context.Context, in LoginInput) error {
	bound, _, err := Bound(ctx, s.pool, in.Issuer, in.Subject)
	if err != nil {
		return err
	}
	if bound == "" {
		return ErrUndone.With(msgNotBound)
	}
	return s.operate(ctx, bound, "forankring unbind", func(tx pgx.Tx, p *person.Person, event audit.Event) (string, error) {
		l, err := findBound(ctx, tx, in.Issuer, in.Subject, " FOR NO KEY UPDATE")
		if err != nil {
			return "", err
		}
		if l == nil || l.Person != p.ID {
			return "", ErrUndone.With(msgNotBound)
		}
		if err := keepUnbound(ctx, tx, l, "", event.At); err != nil {
			return "", err
		}
		if err := person.Touch(ctx, tx, p.ID); err != nil {
			return "", err
		}
		event.Act, event.Object, event.Changes = unbindLogin.ID, request.Path("organisations/%s/people/%s/logins/%d", p.Home, p.ID, l.ID), audit.Changes{"issuer": {Old: l.Issuer}}
		return event.Act, audit.Record(ctx, tx, event)
	})
}

// operate runs an operator's act on a person's logins, with the record locked, and
// tells of the act that it answers with.
func (s *Service) operate(ctx context.Context, id, command string, do func(pgx.Tx, *person.Person, audit.Event) (act string, err error)) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		p, err := person.LockRecord(ctx, tx, id)
		if err != nil {
			return none, unknown(err)
		}
		now := s.now()
		act, err := do(tx, p, audit.Event{At: now, Operator: command, Organisation: p.Home})
		if err != nil || act == "" {
			return none, err
		}
		home, err := organisation.Find(ctx, tx, p.Home)
		if err != nil {
			return none, err
		}
		return none, s.organisations.Announce(ctx, tx, organisation.Announcement{
			In: home, Act: act, Object: p.Path(), Own: ownLoginsPath, About: p.Name, Concerned: []string{p.ID}, Before: p.AddressBefore(now), Words: organisation.ByOperator(), At: now,
		})
	})
	return err
}

// unknown says of a person who is not there what an operator may be told.
func unknown(err error) error {
	if errors.Is(err, httpapi.ErrNotFound) {
		return person.ErrUnknownPerson.On("/person", person.MsgUnknown)
	}
	return err
}
