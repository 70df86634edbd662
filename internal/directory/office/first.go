package office

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// command is what the audit says an operator's acts were done by.
const command = "forankring appoint"

// FirstAppointment names the first holder of an office: a new person by their
// name, or somebody who is known already by their identifier. The zero From is
// now; an operator, unlike everybody else, may name an earlier day.
type FirstAppointment struct {
	Organisation string
	Office       string
	Person       string
	Name         string
	Email        string
	Language     string
	From         time.Time
	Login        *login.LoginInput
	// Issuers are those whose logins can be bound.
	Issuers []string
}

// AppointFirst enters the first secretariat of a region, or the first
// administrator or clerk of a municipality, as a new person whose home is the
// organisation, or as somebody who is known: in a small municipality one person
// holds both (rule 1.5). When that person, or somebody of that name, holds the office, it
// answers with their office and changes nothing, but for a login that is not
// bound yet. It refuses other offices, and one that somebody else holds: from
// the first on, appointing is theirs.
func (s *Service) AppointFirst(ctx context.Context, in FirstAppointment) (*Office, error) {
	record := person.PersonInput{Name: in.Name, Email: in.Email, Language: in.Language}
	if in.Person == "" {
		if err := record.Check(); err != nil {
			return nil, err
		}
	}
	first, err := organisation.Within(ctx, s.organisations, in.Organisation, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		if !slices.Contains(firstOffices(o.Kind), in.Office) {
			return nil, ErrFirstOffice.On("/office", msgNotFirst.With(authz.Offices(firstOffices(o.Kind)), authz.Office(in.Office)))
		}
		f, fresh, err := firstHolder(ctx, tx, o, in, record, now)
		if err != nil {
			return nil, err
		}
		told := organisation.Announcement{In: o, About: f.Name, Concerned: []string{f.Person}, At: now}
		var all []organisation.Announcement
		if fresh {
			told.Act, told.Object = appointOfficer.ID, f.Path()
			if told.Words, err = appointmentWords(ctx, tx, o, f); err != nil {
				return nil, err
			}
			maps.Copy(told.Words, organisation.ByOperator())
			all = append(all, told)
		}
		bound, err := bindFirst(ctx, tx, o, in, f, now)
		if err != nil {
			return nil, err
		}
		if bound {
			told.Act, told.Object, told.Words = login.Bind, person.Person{ID: f.Person, Home: o.Key}.Path(), organisation.ByOperator()
			all = append(all, told)
		}
		return f, s.organisations.Announce(ctx, tx, all...)
	})
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, organisation.ErrUnknownOrganisation.On("/organisation", msgNoKey.With(in.Organisation))
	}
	return first, err
}

// bindFirst binds the holder's login, where one is given and does not stand yet.
func bindFirst(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, in FirstAppointment, f *Office, now time.Time) (bool, error) {
	if in.Login == nil {
		return false, nil
	}
	p, err := person.LockRecord(ctx, tx, f.Person)
	if err != nil {
		return false, err
	}
	return login.First(ctx, tx, in.Issuers, p, *in.Login, login.ByOperator, audit.Event{At: now, Operator: command, Organisation: o.Key})
}

// firstHolder finds the holder by the same name, or makes one, who is fresh.
func firstHolder(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, in FirstAppointment, record person.PersonInput, now time.Time) (f *Office, fresh bool, err error) {
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
		return nil, false, err
	}
	for _, f := range held.Items {
		if f.Person == in.Person || in.Person == "" && f.Name == record.Name {
			return f, false, nil
		}
	}
	if len(held.Items) > 0 {
		return nil, false, ErrAlreadyHeld.With(msgHeld.With(authz.Office(in.Office), o.Key))
	}
	if a.person = in.Person; a.person == "" {
		made, err := person.Create(ctx, tx, o, record, audit.Event{At: now, Operator: command, Organisation: o.Key})
		if err != nil {
			return nil, false, err
		}
		a.person = made.ID
	}
	f, err = appoint(ctx, tx, o, a, audit.Event{At: now, Operator: command, Organisation: o.Key, Act: appointOfficer.ID})
	return f, true, err
}

// firstOffices are those of which an operator enters the first holder.
func firstOffices(kind string) []string {
	if kind == organisation.KindRegion {
		return []string{Secretariat}
	}
	return []string{Administrator, Clerk}
}
