package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// command is what the audit says an operator's acts were done by.
const command = "forankring appoint"

// FirstAppointment names the first holder of an office. The zero From is now;
// an operator, unlike everybody else, may name an earlier day.
type FirstAppointment struct {
	Organisation string
	Office       string
	Name         string
	Email        string
	Language     string
	From         time.Time
	Login        *person.LoginInput
}

// AppointFirst enters the first secretariat of a region, or the first
// administrator or clerk of a municipality, as a new person whose home is the
// organisation (rule 1.5). When somebody of that name holds the office, it
// answers with their office and changes nothing, but for a login that is not
// bound yet. It refuses other offices, and one that somebody else holds: from
// the first on, appointing is theirs.
func (s *Service) AppointFirst(ctx context.Context, in FirstAppointment) (*Office, error) {
	record := person.PersonInput{Name: in.Name, Email: in.Email, Language: in.Language}
	if err := record.Check(); err != nil {
		return nil, err
	}
	first, err := organisation.Within(ctx, s.organisations, in.Organisation, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		if !slices.Contains(firstOffices(o.Kind), in.Office) {
			return nil, ErrFirstOffice.On("/office", msgNotFirst.With(in.Office, firstOffices(o.Kind)))
		}
		f, err := firstHolder(ctx, tx, o, in, record, now)
		if err != nil || in.Login == nil {
			return f, err
		}
		_, err = person.Bind(ctx, tx, person.Person{ID: f.Person, Home: o.Key}, *in.Login, audit.Event{At: now, Operator: command, Organisation: o.Key})
		return f, err
	})
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, organisation.ErrUnknownOrganisation.On("/organisation", msgNoKey.With(in.Organisation))
	}
	return first, err
}

// firstHolder finds the holder by the same name, or makes one.
func firstHolder(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, in FirstAppointment, record person.PersonInput, now time.Time) (*Office, error) {
	a := appointment{kind: in.Office, from: now}
	at := now
	if !in.From.IsZero() {
		a.from = organisation.Moment(in.From)
	}
	if a.from.After(now) {
		at = a.from
	}
	held, err := heldOffices(ctx, tx, filter{Ref: organisation.Ref{Organisation: o.Key}, Kind: in.Office, At: at}, request.PageAfter(request.MaxLimit, nil))
	if err != nil {
		return nil, err
	}
	for _, f := range held.Items {
		if f.Name == record.Name {
			return f, nil
		}
	}
	if len(held.Items) > 0 {
		return nil, ErrAlreadyHeld.With(msgHeld.With(in.Office, o.Key))
	}
	made, err := person.Create(ctx, tx, o, record, audit.Event{At: now, Operator: command, Organisation: o.Key})
	if err != nil {
		return nil, err
	}
	a.person = made.ID
	return appoint(ctx, tx, o, a, audit.Event{At: now, Operator: command, Organisation: o.Key, Act: appointOfficer.ID})
}

// firstOffices are those of which an operator enters the first holder.
func firstOffices(kind string) []string {
	if kind == organisation.KindRegion {
		return []string{Secretariat}
	}
	return []string{Administrator, Clerk}
}
