package stand_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 1.1: whether a case is exempt goes by today, and in which words by what was
// said when the municipality left it.
func TestAMunicipalityThatLeftReadsTheExemptionOfThen(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	exempt := func(until, basis, shielded string) {
		t.Helper()
		in := object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "exempt", "legal_basis": basis, "exempt_until": until, "shielded_title": shielded}
		w.Do(secretariat, "PUT", base, in, apptest.IfMatch(w.Do(secretariat, "GET", base, nil).ETag())).Is(200)
	}
	was := object{"publicity": "exempt", "legal_basis": "offl. § 13", "exempt_until": "2024-03-01", "shielded_title": "A case"}
	exempt("2024-03-01", "offl. § 13", "A case")
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	exempt("2024-06-01", "offl. § 14", "Another case")
	const reader = "administrator@3417"
	w.Do(reader, "GET", base, nil).Is(200).Has(was)
	w.Clock.Set(apptest.Start.AddDate(0, 2, 0))
	w.Do(reader, "GET", base, nil).Is(200).Has(was)
	w.Do(reader, "GET", region+"/cases?publicity=exempt", nil).Is(200).Has(object{"items.0.exempt_until": "2024-03-01", "items.0.legal_basis": "offl. § 13"})
	w.Clock.Set(apptest.Start.AddDate(0, 4, 0))
	w.Do(reader, "GET", base, nil).Is(200).Has(object{"publicity": "public", "exempt_until": nil})
}
