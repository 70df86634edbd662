package staffing

import (
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
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
		party   casefile.Participant
		inForce *Asked
		named   []Assignment
		state   coverage.State
		others  int
	}{
		"a released person":                       {casefile.Participant{}, version(true), with(Released, nil), coverage.Met, 0},
		"a nomination is no release":              {casefile.Participant{}, version(true), with(Nominated, nil), coverage.Missing, 0},
		"a recall leaves a gap from its day on":   {casefile.Participant{}, version(true), with(Recalled, func(a *Assignment) { a.EndedOn = date("05-01") }), coverage.Partly, 0},
		"an employment's end leaves a gap":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Employed = date("05-01") }), coverage.Partly, 0},
		"a deputy covers nothing":                 {casefile.Participant{}, two, with(Released, func(a *Assignment) { b := "b"; a.Deputy = &b }), coverage.Partly, 0},
		"too small a share covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Share = 15 }), coverage.Missing, 0},
		"a surplus release covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Requirement = "lead" }), coverage.Missing, 1},
		"nothing is asked before any is in force": {casefile.Participant{}, nil, with(Nominated, nil), coverage.NotApplicable, 1},
		"nothing is asked of who did not approve": {casefile.Participant{}, version(false), with(Nominated, nil), coverage.NotApplicable, 1},
		"nothing is asked of who left":            {casefile.Participant{LeftAt: &left}, version(true), nil, coverage.NotApplicable, 0},
		"what was declined is shown nowhere":      {casefile.Participant{}, nil, with(Declined, nil), coverage.NotApplicable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := (&Standing{Party: tt.party, InForce: tt.inForce, Named: tt.named}).Cover(today)
			if m.State != tt.state || len(m.Others) != tt.others {
				t.Errorf("state %s, %d others; want %s, %d", m.State, len(m.Others), tt.state, tt.others)
			}
		})
	}
}

// Rules 2.3d, 2.4: any release at any time counts, and what the slice agrees.
func TestWhatIsAContribution(t *testing.T) {
	t.Parallel()
	with := func(s State, change func(*Assignment)) []Assignment {
		a := assignment(s)
		if change != nil {
			change(&a)
		}
		a.findEnd()
		return []Assignment{a}
	}
	agreed := func(approved bool, change func(*Asked)) *Asked {
		v := version(approved)
		change(v)
		return v
	}
	words := func(v *Asked) { v.OtherContribution = "Meeting rooms" }
	left := noon
	for name, tt := range map[string]struct {
		party            casefile.Participant
		inForce          *Asked
		named            []Assignment
		released, agreed bool
	}{
		"a release ahead":                         {named: with(Released, nil), released: true},
		"one that is over":                        {named: with(Released, func(a *Assignment) { a.From, a.To = day("01-02"), day("02-01") }), released: true},
		"one recalled, after its days began":      {named: with(Recalled, func(a *Assignment) { a.EndedOn = date("05-01") }), released: true},
		"not one recalled before its first day":   {named: with(Recalled, func(a *Assignment) { a.EndedOn = date("03-01") })},
		"a surplus release":                       {inForce: version(true), named: with(Released, func(a *Assignment) { a.Requirement = "lead" }), released: true},
		"one under a version not approved since":  {inForce: version(false), named: with(Released, nil), released: true},
		"not a nomination":                        {named: with(Nominated, nil)},
		"not one declined":                        {named: with(Declined, nil)},
		"one of before it came back":              {party: casefile.Participant{JoinedAt: noon}, named: with(Released, func(a *Assignment) { a.NominatedAt = noon.AddDate(0, 0, -1) }), released: true},
		"what the slice describes":                {inForce: agreed(true, words), agreed: true},
		"money that the slice agrees":             {inForce: agreed(true, func(v *Asked) { v.Money = &mandate.Money{Amount: 100, Currency: "NOK"} }), agreed: true},
		"not no money":                            {inForce: agreed(true, func(v *Asked) { v.Money = &mandate.Money{Currency: "NOK"} })},
		"not what a slice says that is not bound": {inForce: agreed(false, words)},
		"not what was agreed with who left":       {party: casefile.Participant{LeftAt: &left}, inForce: agreed(true, words)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := &Standing{Party: tt.party, InForce: tt.inForce, Named: tt.named}
			if st.HasReleased() != tt.released || st.HasAgreed() != tt.agreed {
				t.Errorf("released %v, agreed %v; want %v, %v", st.HasReleased(), st.HasAgreed(), tt.released, tt.agreed)
			}
		})
	}
}
