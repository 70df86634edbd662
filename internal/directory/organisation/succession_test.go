package organisation_test

import (
	"errors"
	"testing"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Volda (1519) and Hornindal (1444) merged into a new Volda, 1577, in 2020; Ålesund
// (1507) parted into a new Ålesund, 1508, and Haram, 1580, in 2024.
func TestMunicipalitiesMergeAndPart(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	for number, name := range map[string]string{"1519": "Volda", "1444": "Hornindal", "1507": "Ålesund"} {
		in := organisation.MunicipalityInput{Number: number, Name: name, Region: "kongsvingerregionen", From: workday.MustDate("2014-01-01")}
		if _, err := s.RegisterMunicipality(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	volda, err := s.Merge(t.Context(), organisation.MergeInput{
		Municipalities: []string{"1519", "1444"}, Into: organisation.SuccessorInput{Number: "1577", Name: "Volda"}, On: workday.MustDate("2020-01-01"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if volda.Key != "1577" || len(volda.Predecessors) != 2 || volda.Predecessors[0].Key != "1444" || volda.EndedOn != nil || len(volda.Members) != 0 {
		t.Errorf("merged into %+v", volda)
	}
	parts, err := s.Part(t.Context(), organisation.PartInput{
		Municipality: "1507", Into: []organisation.SuccessorInput{{Number: "1508", Name: "Ålesund"}, {Number: "1580", Name: "Haram"}}, On: workday.MustDate("2024-01-01"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || parts[0].Predecessors[0].Key != "1507" || parts[1].Name != "Haram" {
		t.Errorf("parted into %+v", parts)
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM membership m JOIN organisation o ON o.id = m.municipality_id WHERE m.to_date = o.ended_on`); n != 3 {
		t.Errorf("%d memberships ended on the day of their municipality, want 3", n)
	}
	// Its successor's successors read it too.
	if _, err := s.Merge(t.Context(), organisation.MergeInput{Municipalities: []string{"1577"}, Into: organisation.SuccessorInput{Number: "1508"}, On: workday.MustDate("2024-02-01")}); err != nil {
		t.Fatal(err)
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM heir h JOIN organisation o ON o.id = h.successor_id WHERE o.key = '1508'`); n != 4 {
		t.Errorf("it reads what %d have left, want 1507, 1577, 1519 and 1444", n)
	}
}

// A merger names who ends and who goes on, on a day that has come (rule 1.1).
func TestAMergerIsRefused(t *testing.T) {
	t.Parallel()
	s := registered(t)
	on := workday.MustDate("2024-02-01")
	one := []string{"3417"}
	for name, tt := range map[string]struct {
		in   organisation.MergeInput
		want error
	}{
		"of nobody":             {organisation.MergeInput{Into: organisation.SuccessorInput{Number: "3007"}, On: on}, organisation.ErrSuccession},
		"ahead of its day":      {organisation.MergeInput{Municipalities: one, Into: organisation.SuccessorInput{Number: "3007"}, On: workday.MustDate("2024-02-13")}, organisation.ErrSuccession},
		"without a day":         {organisation.MergeInput{Municipalities: one, Into: organisation.SuccessorInput{Number: "3007"}}, organisation.ErrSuccession},
		"into itself":           {organisation.MergeInput{Municipalities: one, Into: organisation.SuccessorInput{Number: "3417"}, On: on}, organisation.ErrSuccession},
		"of one named twice":    {organisation.MergeInput{Municipalities: []string{"3417", "3417"}, Into: organisation.SuccessorInput{Number: "3007"}, On: on}, organisation.ErrSuccession},
		"of one that is none":   {organisation.MergeInput{Municipalities: []string{"9999"}, Into: organisation.SuccessorInput{Number: "3007"}, On: on}, organisation.ErrUnknownMunicipality},
		"of a region":           {organisation.MergeInput{Municipalities: []string{"kongsvingerregionen"}, Into: organisation.SuccessorInput{Number: "3007"}, On: on}, organisation.ErrUnknownMunicipality},
		"into one without name": {organisation.MergeInput{Municipalities: one, Into: organisation.SuccessorInput{Number: "9999"}, On: on}, organisation.ErrUnknownMunicipality},
		"into another's name":   {organisation.MergeInput{Municipalities: one, Into: organisation.SuccessorInput{Number: "9999", Name: "Ringerike"}, On: on}, organisation.ErrNameKnown},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Merge(t.Context(), tt.in); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	if _, err := s.Part(t.Context(), organisation.PartInput{Municipality: "3417", Into: []organisation.SuccessorInput{{Number: "3007"}}, On: on}); !errors.Is(err, organisation.ErrSuccession) {
		t.Errorf("parted into one: %v", err)
	}
}
