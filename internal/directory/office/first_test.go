package office_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

var morning = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

// operator is the directory as an operator's command has it, with a region and
// a municipality registered.
func operator(t *testing.T) (*office.Service, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.New(t)
	d, err := app.OpenDirectory(pool, func() time.Time { return morning }, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Organisations.RegisterRegion(t.Context(), organisation.RegionInput{Slug: "kongsvingerregionen", Name: "Kongsvingerregionen"}); err != nil {
		t.Fatal(err)
	}
	grue := organisation.MunicipalityInput{Number: "3417", Name: "Grue", Region: "kongsvingerregionen", From: workday.MustDate("2020-01-01")}
	if _, err := d.Organisations.RegisterMunicipality(t.Context(), grue); err != nil {
		t.Fatal(err)
	}
	return d.Offices, pool
}

// refused fails the test unless the error is the fault.
func refused(t *testing.T, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func TestTheFirstHolderIsEnteredOnce(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	first := office.FirstAppointment{
		Organisation: "kongsvingerregionen", Office: office.Secretariat, Name: "Secretariat, Kongsvingerregionen",
		Email: "post@kongsvingerregionen.no", Language: "nb", From: morning.AddDate(0, -1, 0),
	}
	one, err := s.AppointFirst(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if !one.From.Equal(first.From) || one.Kind != office.Secretariat || one.Name != first.Name {
		t.Errorf("appointed as %+v", one)
	}
	first.Login, first.Issuers = &login.LoginInput{Issuer: "https://login.example", Subject: "s-1"}, []string{"https://login.example"}
	for range 2 {
		again, err := s.AppointFirst(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if again.ID != one.ID || again.Person != one.Person {
			t.Errorf("repeated, it became %+v", again)
		}
	}
	if bound, _, err := login.Bound(t.Context(), pool, "https://login.example", "s-1"); err != nil || bound != one.Person {
		t.Errorf("the login is bound to %q (%v), want %q", bound, err, one.Person)
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM audit_event WHERE operator = 'forankring appoint'`); n != 3 {
		t.Errorf("%d events, want one each for the person, the office and the login", n)
	}
	holder, err := authority.Holder(t.Context(), pool, "kongsvingerregionen", office.Secretariat, morning)
	if err != nil || holder != one.Person {
		t.Errorf("the holder is %q (%v), want %q", holder, err, one.Person)
	}
	_, err = authority.Holder(t.Context(), pool, "kongsvingerregionen", office.Secretariat, first.From.Add(-time.Microsecond))
	refused(t, err, office.ErrNotHeld)
}

func TestAFirstAppointmentIsRefused(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	clerk := office.FirstAppointment{Organisation: "3417", Office: office.Clerk, Name: "Clerk, Grue", From: morning.AddDate(0, 1, 0)}
	if _, err := s.AppointFirst(t.Context(), clerk); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*office.FirstAppointment)
		want   error
	}{
		"for an office that somebody else holds":       {func(a *office.FirstAppointment) { a.Name = "Second clerk, Grue" }, office.ErrAlreadyHeld},
		"for the chief executive":                      {func(a *office.FirstAppointment) { a.Office = office.ChiefExecutive }, office.ErrFirstOffice},
		"for a secretariat in a municipality":          {func(a *office.FirstAppointment) { a.Office = office.Secretariat }, office.ErrFirstOffice},
		"for a clerk in a region":                      {func(a *office.FirstAppointment) { a.Organisation = "kongsvingerregionen" }, office.ErrFirstOffice},
		"in an organisation that is not there":         {func(a *office.FirstAppointment) { a.Organisation = "3499" }, organisation.ErrUnknownOrganisation},
		"with a header smuggled into the address":      {func(a *office.FirstAppointment) { a.Email = "a@b.no\r\nBcc: c@d.no" }, organisation.ErrContent},
		"with a display name in place of an address":   {func(a *office.FirstAppointment) { a.Email = "Grue <post@grue.kommune.no>" }, organisation.ErrContent},
		"with a language that no letter is written in": {func(a *office.FirstAppointment) { a.Language = "de" }, organisation.ErrContent},
	} {
		t.Run(name, func(t *testing.T) {
			in := clerk
			tt.change(&in)
			_, err := s.AppointFirst(t.Context(), in)
			refused(t, err, tt.want)
		})
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM person`); n != 1 {
		t.Errorf("%d people are left, want the one clerk", n)
	}
}
