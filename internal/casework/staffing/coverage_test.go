package staffing

import (
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/coverage"
)

func TestWhatCountsForAMunicipality(t *testing.T) {
	t.Parallel()
	with := func(s State, change func(*Assignment)) []Assignment {
		a := assignment(s)
		if change != nil {
			change(&a)
		}
		a.findEnd()
		return []Assignment{a}
	}
	left := noon
	two := version(true)
	two.Requirements[0].People = 2
	for name, tt := range map[string]struct {
		party    casefile.Participant
		inForce  *Asked
		named    []Assignment
		state    coverage.State
		releases bool
		others   int
	}{
		"a released person":                       {casefile.Participant{}, version(true), with(Released, nil), coverage.Met, true, 0},
		"a nomination is no release":              {casefile.Participant{}, version(true), with(Nominated, nil), coverage.Missing, false, 0},
		"a recall leaves a gap from its day on":   {casefile.Participant{}, version(true), with(Recalled, func(a *Assignment) { a.EndedOn = date("05-01") }), coverage.Partly, true, 0},
		"an employment's end leaves a gap":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Employed = date("05-01") }), coverage.Partly, true, 0},
		"a deputy covers nothing":                 {casefile.Participant{}, two, with(Released, func(a *Assignment) { b := "b"; a.Deputy = &b }), coverage.Partly, true, 0},
		"too small a share covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Share = 15 }), coverage.Missing, true, 0},
		"a surplus release covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Requirement = "lead" }), coverage.Missing, false, 1},
		"nothing is asked before any is in force": {casefile.Participant{}, nil, with(Nominated, nil), coverage.NotApplicable, false, 1},
		"nothing is asked of who did not approve": {casefile.Participant{}, version(false), with(Nominated, nil), coverage.NotApplicable, false, 1},
		"nothing is asked of who left":            {casefile.Participant{LeftAt: &left}, version(true), nil, coverage.NotApplicable, false, 0},
		"what was declined is shown nowhere":      {casefile.Participant{}, nil, with(Declined, nil), coverage.NotApplicable, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := (&Standing{Party: tt.party, InForce: tt.inForce, Named: tt.named}).Cover(today)
			if m.State != tt.state || m.Releases != tt.releases || len(m.Others) != tt.others {
				t.Errorf("state %s, releases %v, %d others; want %s, %v, %d", m.State, m.Releases, len(m.Others), tt.state, tt.releases, tt.others)
			}
		})
	}
}
