package organisation_test

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

func operator(t *testing.T) (*organisation.Service, *pgxpool.Pool) {
	t.Helper()
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	return organisation.New(pool, policy, func() time.Time { return morning }), pool
}

var (
	region = organisation.RegionInput{Slug: "kongsvingerregionen", Name: "Kongsvingerregionen", Aliases: []string{"Regionrådet"}, County: "Innlandet"}
	grue   = organisation.MunicipalityInput{Number: "3417", Name: "Grue", County: "Innlandet", Region: "kongsvingerregionen", From: workday.MustDate("2020-01-01")}
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
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM audit_event WHERE operator = 'forankring register' AND NOT copied`); n != 3 {
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
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM audit_event WHERE act = 'edit-organisation' AND changes->'name'->>'old' = 'Kongsvingerregionen' AND NOT changes ? 'county'`); n != 1 {
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
	another := func(change func(*organisation.MunicipalityInput)) organisation.MunicipalityInput {
		in := grue
		in.Number, in.Name = "3418", "Åsnes"
		change(&in)
		return in
	}
	for name, tt := range map[string]struct {
		in   organisation.MunicipalityInput
		want error
	}{
		"an unknown region":                   {another(func(in *organisation.MunicipalityInput) { in.Region = "fjellregionen" }), organisation.ErrUnknownRegion},
		"a municipality in place of a region": {another(func(in *organisation.MunicipalityInput) { in.Region = "3417" }), organisation.ErrUnknownRegion},
		"a number that is none":               {another(func(in *organisation.MunicipalityInput) { in.Number = "34180" }), organisation.ErrContent},
		"no name":                             {another(func(in *organisation.MunicipalityInput) { in.Name = " " }), organisation.ErrContent},
		"a name over two lines":               {another(func(in *organisation.MunicipalityInput) { in.Name = "Åsnes\nkommune" }), organisation.ErrContent},
		"a membership without a first day":    {another(func(in *organisation.MunicipalityInput) { in.From = workday.Date{} }), organisation.ErrPeriod},
		"a second membership in the same region": {another(func(in *organisation.MunicipalityInput) {
			in.Number, in.Name, in.From = "3417", "Grue", workday.MustDate("2022-01-01")
		}), organisation.ErrMembershipOverlap},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.RegisterMunicipality(t.Context(), tt.in)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
		})
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM organisation`); n != 2 {
		t.Errorf("%d organisations are left, want the two that were not refused", n)
	}
}
