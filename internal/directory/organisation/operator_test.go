package directory_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/policies"
)

var morning = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

func operator(t *testing.T) (*directory.Service, *pgxpool.Pool) {
	t.Helper()
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	return directory.New(pool, policy, func() time.Time { return morning }), pool
}

// refused fails the test unless the error is the fault.
func refused(t *testing.T, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func count(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

var (
	region = directory.RegionInput{Slug: "kongsvingerregionen", Name: "Kongsvingerregionen", Aliases: []string{"Regionrådet"}, County: "Innlandet"}
	grue   = directory.MunicipalityInput{Number: "3417", Name: "Grue", County: "Innlandet", Region: "kongsvingerregionen", From: workday.MustDate("2020-01-01")}
)

func TestRegisteringAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	for range 2 {
		if _, err := s.RegisterRegion(t.Context(), region); err != nil {
			t.Fatal(err)
		}
		o, err := s.RegisterMunicipality(t.Context(), grue)
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Members) != 1 || o.Members[0].Region != "kongsvingerregionen" || o.Members[0].From != grue.From || o.Revision != 1 {
			t.Errorf("registered as %+v", o)
		}
	}
	if n := count(t, pool, `SELECT count(*) FROM audit_event WHERE operator = 'forankring register'`); n != 3 {
		t.Errorf("%d events, want one each for the region, the municipality and the membership", n)
	}
}

func TestRegisteringWithAnotherNameBringsItUpToDate(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	renamed := region
	renamed.Name = " Kongsvingerregionen interkommunalt politisk råd "
	o, err := s.RegisterRegion(t.Context(), renamed)
	if err != nil {
		t.Fatal(err)
	}
	if o.Name != "Kongsvingerregionen interkommunalt politisk råd" || o.Revision != 2 {
		t.Errorf("became %q in revision %d", o.Name, o.Revision)
	}
	if n := count(t, pool, `SELECT count(*) FROM audit_event WHERE act = 'edit-organisation' AND changes->'name'->>'old' = 'Kongsvingerregionen' AND NOT changes ? 'county'`); n != 1 {
		t.Errorf("%d events tell of the new name, want 1", n)
	}
}

func TestRegisteringRefuses(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RegisterMunicipality(t.Context(), grue); err != nil {
		t.Fatal(err)
	}
	another := func(change func(*directory.MunicipalityInput)) directory.MunicipalityInput {
		in := grue
		in.Number = "3418"
		change(&in)
		return in
	}
	for name, tt := range map[string]struct {
		in   directory.MunicipalityInput
		want error
	}{
		"an unknown region":                      {another(func(in *directory.MunicipalityInput) { in.Region = "fjellregionen" }), directory.ErrUnknownRegion},
		"a municipality in place of a region":    {another(func(in *directory.MunicipalityInput) { in.Region = "3417" }), directory.ErrUnknownRegion},
		"a number that is none":                  {another(func(in *directory.MunicipalityInput) { in.Number = "34180" }), directory.ErrContent},
		"no name":                                {another(func(in *directory.MunicipalityInput) { in.Name = " " }), directory.ErrContent},
		"a name over two lines":                  {another(func(in *directory.MunicipalityInput) { in.Name = "Åsnes\nkommune" }), directory.ErrContent},
		"a membership without a first day":       {another(func(in *directory.MunicipalityInput) { in.From = workday.Date{} }), directory.ErrPeriod},
		"a second membership in the same region": {another(func(in *directory.MunicipalityInput) { in.Number, in.From = "3417", workday.MustDate("2022-01-01") }), directory.ErrMembershipOverlap},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.RegisterMunicipality(t.Context(), tt.in)
			refused(t, err, tt.want)
		})
	}
	if n := count(t, pool, `SELECT count(*) FROM organisation`); n != 2 {
		t.Errorf("%d organisations are left, want the two that were not refused", n)
	}
}

func TestTheFirstHolderIsEnteredOnce(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	first := directory.FirstAppointment{
		Organisation: "kongsvingerregionen", Office: directory.Secretariat, Name: "Secretariat, Kongsvingerregionen",
		Email: "post@kongsvingerregionen.no", Language: "nb", From: morning.AddDate(0, -1, 0),
	}
	one, err := s.AppointFirst(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if !one.From.Equal(first.From) || one.Kind != directory.Secretariat || one.Name != first.Name {
		t.Errorf("appointed as %+v", one)
	}
	first.Login = &directory.LoginInput{Issuer: "https://login.example", Subject: "s-1"}
	for range 2 {
		again, err := s.AppointFirst(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if again.ID != one.ID || again.Person != one.Person {
			t.Errorf("repeated, it became %+v", again)
		}
	}
	if bound, err := directory.Bound(t.Context(), pool, "https://login.example", "s-1"); err != nil || bound != one.Person {
		t.Errorf("the login is bound to %q (%v), want %q", bound, err, one.Person)
	}
	if n := count(t, pool, `SELECT count(*) FROM audit_event WHERE operator = 'forankring appoint'`); n != 3 {
		t.Errorf("%d events, want one each for the person, the office and the login", n)
	}
	holder, err := directory.Holder(t.Context(), pool, "kongsvingerregionen", directory.Secretariat, morning)
	if err != nil || holder != one.Person {
		t.Errorf("the holder is %q (%v), want %q", holder, err, one.Person)
	}
	_, err = directory.Holder(t.Context(), pool, "kongsvingerregionen", directory.Secretariat, first.From.Add(-time.Microsecond))
	refused(t, err, directory.ErrNotHeld)
}

func TestAFirstAppointmentIsRefused(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RegisterMunicipality(t.Context(), grue); err != nil {
		t.Fatal(err)
	}
	clerk := directory.FirstAppointment{Organisation: "3417", Office: directory.Clerk, Name: "Clerk, Grue", From: morning.AddDate(0, 1, 0)}
	if _, err := s.AppointFirst(t.Context(), clerk); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*directory.FirstAppointment)
		want   error
	}{
		"for an office that somebody else holds":       {func(a *directory.FirstAppointment) { a.Name = "Second clerk, Grue" }, directory.ErrAlreadyHeld},
		"for the chief executive":                      {func(a *directory.FirstAppointment) { a.Office = directory.ChiefExecutive }, directory.ErrFirstOffice},
		"for a secretariat in a municipality":          {func(a *directory.FirstAppointment) { a.Office = directory.Secretariat }, directory.ErrFirstOffice},
		"for a clerk in a region":                      {func(a *directory.FirstAppointment) { a.Organisation = "kongsvingerregionen" }, directory.ErrFirstOffice},
		"in an organisation that is not there":         {func(a *directory.FirstAppointment) { a.Organisation = "3499" }, directory.ErrUnknownOrganisation},
		"with a header smuggled into the address":      {func(a *directory.FirstAppointment) { a.Email = "a@b.no\r\nBcc: c@d.no" }, directory.ErrContent},
		"with a display name in place of an address":   {func(a *directory.FirstAppointment) { a.Email = "Grue <post@grue.kommune.no>" }, directory.ErrContent},
		"with a language that no letter is written in": {func(a *directory.FirstAppointment) { a.Language = "de" }, directory.ErrContent},
	} {
		t.Run(name, func(t *testing.T) {
			in := clerk
			tt.change(&in)
			_, err := s.AppointFirst(t.Context(), in)
			refused(t, err, tt.want)
		})
	}
	if n := count(t, pool, `SELECT count(*) FROM person`); n != 1 {
		t.Errorf("%d people are left, want the one clerk", n)
	}
}
