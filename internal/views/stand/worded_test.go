package stand

import (
	"testing"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/body"
)

func TestRule24TheWordingOfAMunicipalityIsThatOfItsCouncilsLastDecision(t *testing.T) {
	t.Parallel()
	treated := func(organisation, kind string, role chain.Role, prepares bool) *chain.Treatment {
		return &chain.Treatment{Role: role, Prepares: prepares, BodyRow: chain.BodyRow{Organisation: organisation, BodyKind: kind}}
	}
	first, last := treated("3417", body.MunicipalCouncil, chain.Decides, false), treated("3417", body.MunicipalCouncil, chain.Decides, false)
	f := ready()
	f.Course = &chain.Course{Treatments: []*chain.Treatment{
		first, treated("3418", body.MunicipalCouncil, chain.Decides, false), treated("3417", body.Committee, chain.Recommends, true), last, treated("3417", body.MunicipalCouncil, chain.Deliberates, false),
	}}
	for _, tt := range []struct {
		class wording.Class
		want  State
	}{{wording.Identical, Met}, {wording.Editorial, Met}, {wording.Substantive, Partly}, {wording.Missing, Partly}, {wording.Rejected, Partly}, {"", Missing}} {
		got := f.worded(f.Parties[0], func(t *chain.Treatment) wording.Class {
			if t == last {
				return tt.class
			}
			return wording.Deferred
		})
		if got.State != tt.want || got.Class != tt.class {
			t.Errorf("%q is %v, want %s", tt.class, got, tt.want)
		}
	}
	none := f.worded(PartyFacts{Municipality: "3401"}, nil)
	left := f.worded(PartyFacts{Municipality: "3417", Left: true, LeftOn: today}, nil)
	if none.State != NotApplicable || left.State != Left {
		t.Errorf("one without a council is %s, one that has left %s", none.State, left.State)
	}
}
