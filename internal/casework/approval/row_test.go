package approval_test

import (
	"fmt"
	"slices"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// TestEveryRowOfTheTruthTableHoldsOverHTTP plays one combination of each row of
// the document as people would: the chief executive's office is ended, the
// council decides that they were disqualified, the municipality leaves the case
// and the region sets its rule. Rows take turns in whether the office ends, so
// that the same answers are seen with the holder there and gone.
func TestEveryRowOfTheTruthTableHoldsOverHTTP(t *testing.T) {
	t.Parallel()
	read := read(t)
	if len(read.written) != 65 {
		t.Errorf("%d rows are written", len(read.written))
	}
	for i, l := range read.written {
		for _, gone := range []string{"yes", "no"} {
			if gone == "no" && i%4 != 0 {
				continue // few rows depend on it: every fourth is enough to see the difference
			}
			l.gone = gone
			t.Run(fmt.Sprintf("%+v", l), func(t *testing.T) {
				t.Parallel()
				got, want := live(t, l), read.lines[l]
				if got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
			})
		}
	}
}

// live lets happen over HTTP what a line of the table says.
func live(t *testing.T, l line) verdict {
	t.Helper()
	w := settle(t)
	w.Do("clerk@3401", "POST", "/v1/organisations/3401/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 33, "decides": true}).Is(201)
	caseAt := w.Do(secretariat, "POST", cases, object{"title": "A strategy", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.mandates = caseAt + "/mandates"
	w.Do(secretariat, "POST", caseAt+"/open", object{"municipalities": few}).Is(200)
	w.Do(secretariat, "POST", caseAt+"/decisions", object{
		"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Kraftstrategi",
	}).Is(200)
	// Three are needed because the rule was tightened, two though it was loosened.
	before := object{"rule": "count", "rule_count": map[string]int{"1": 1, "2": 2, "3": 1}[l.needed]}
	after := map[string]object{"1": {"rule": "count", "rule_count": 1}, "2": {"rule": "count", "rule_count": 1}, "3": {"rule": "all"}}[l.needed]
	w.rule(before).Is(200)
	at := w.next(askingOnly(few))
	w.rule(after).Is(200)
	w.give(at, "3401", l.a)
	if l.gone == "yes" {
		w.Do("clerk@3401", "POST", "/v1/organisations/3401/chief-executive/end", object{"reason": "Retired"}).Is(200)
	}
	if l.disqualified == "yes" {
		w.bar(caseAt)
	}
	if l.removed == "yes" {
		w.Do(secretariat, "POST", caseAt+"/participants/3417/leave", object{"reason": "It leaves"}).Is(200)
	}
	w.give(at, "3415", l.b)
	if l.removed == "no" {
		w.give(at, "3417", l.c)
	}
	gate := w.Do("reader@3401", "GET", at+"/gate", nil).Is(200)
	return verdict{outcome: gate.Text("outcome"), entry: gate.Text("entries.0.state")}
}

// askingOnly is content that asks some municipalities for one planner each.
func askingOnly(municipalities []string) object {
	content := whole("A strategy")
	content["common"].(object)["participants"] = municipalities
	content["slices"] = slices.DeleteFunc(content["slices"].([]object), func(s object) bool {
		return !slices.Contains(municipalities, s["municipality"].(string))
	})
	return content
}

// give lets a municipality answer as a letter of the table says; a version that
// takes no such answer any more refuses it.
func (w *settled) give(at, municipality, letter string) {
	w.t.Helper()
	if letter == "-" {
		return
	}
	if letter == "V" && w.state(at) == "open" {
		w.conditional(at, municipality, "during")
		return
	}
	if a := w.say(at, municipality, string(answers[letter])); a.Code != 200 && w.state(at) == "open" {
		w.t.Fatalf("%s answers %s: %d %s", municipality, letter, a.Code, a.Body)
	}
}

// bar lets the council of 3401 decide that its chief executive was disqualified
// from the start, whether or not they are still in office.
func (w *settled) bar(caseAt string) {
	w.t.Helper()
	at := caseAt + "/disqualifications/3401"
	w.Do("clerk@3401", "POST", at, object{"person": apptest.Person("chief_executive@3401"), "ground": "Owns the plant", "basis": "fvl. § 6"}).Is(201)
	w.Do("clerk@3401", "POST", at+"/1/decide", object{
		"disqualified": true, "from": apptest.Start, "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "014/24",
	}).Is(200)
}
