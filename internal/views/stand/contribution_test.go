package stand_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// missesContribution says whether the start gate misses a contribution of a
// municipality.
func missesContribution(w *apptest.World, municipality string) bool {
	for _, e := range w.Do(secretariat, "GET", base+"/start-gate", nil).Is(200).Get("missing").([]any) {
		if e.(object)["key"] == "contribution/"+municipality {
			return true
		}
	}
	return false
}

// Rule 2.4: a release at any time under the mandate is a contribution, also when
// it has run out.
func TestAContributionStaysMetWhenReleasesHaveRunOut(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	named := w.Do("administrator@3418", "POST", base+"/resources/3418/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201).Text("self")
	if got := cell(t, w, "3418", "contribution")["state"]; got != "missing" || !missesContribution(w, "3418") {
		t.Fatalf("with a nomination alone the contribution is %v", got)
	}
	w.Do("chief_executive@3418", "POST", named+"/release", nil).Is(200)
	w.Clock.Set(apptest.Start.AddDate(1, 6, 0))
	got := cell(t, w, "3418", "contribution")
	if got["state"] != "met" || got["reason"] != "The municipality has released people." || len(got["who"].([]any)) != 0 {
		t.Errorf("after the releases ran out, the contribution is %v: %v", got["state"], got["reason"])
	}
	if missesContribution(w, "3418") {
		t.Error("after the releases ran out, the gate misses the contribution")
	}
	if got := cell(t, w, "3401", "contribution"); got["state"] != "overdue" {
		t.Errorf("of who released nobody, the contribution is %v", got["state"])
	}
	if got := w.Do("reader@3418", "GET", base+"/resources/3418", nil).Is(200).Get("contributes"); got != true {
		t.Errorf("after the releases ran out, it contributes: %v", got)
	}
}

// Rules 1.1, 2.4: a municipality that left and came back has answered before, which
// counts no more; whom it released then worked, and is a contribution still.
func TestTheMatrixTellsWhatAMunicipalityDidBeforeItCameBack(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	named := w.Do("administrator@3418", "POST", base+"/resources/3418/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201).Text("self")
	w.Do("chief_executive@3418", "POST", named+"/release", nil).Is(200)
	w.Clock.Set(apptest.Start.AddDate(0, 3, 0))
	w.Do(secretariat, "POST", base+"/participants/3418/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	w.Clock.Set(apptest.Start.AddDate(0, 3, 1))
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": "3418", "reason": "The council has changed its mind."}).Is(200)
	got := cell(t, w, "3418", "contribution")
	if got["state"] != "met" || got["reason"] != "The municipality has released people." || missesContribution(w, "3418") {
		t.Errorf("its contribution is %v: %v", got["state"], got["reason"])
	}
	got = cell(t, w, "3418", "mandate")
	if why := got["reason"].(string); got["state"] != "missing" || !strings.HasPrefix(why, "The answer was given before the municipality left the case, and no longer counts.") {
		t.Errorf("its mandate is %v: %v", got["state"], why)
	}
	own := w.Do("administrator@3418", "GET", base+"/resources/3418", nil).Is(200)
	if own.Get("version") != nil || own.Get("others.0.number") != 1.0 || own.Text("others.0.ended_on") != "2024-05-12" {
		t.Errorf("its resources: %s", own.Body)
	}
}

// Rule 2.4: what the slice agrees, and the municipality approved, is a
// contribution without being entered again.
func TestAnAgreedOtherContributionCounts(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	version := w.Do(secretariat, "GET", base+"/mandates/1", nil).Is(200)
	var slices []object
	for _, s := range version.Get("slices").([]any) {
		slice := s.(object)
		delete(slice, "hash")
		if slice["municipality"] == "3418" {
			slice["other_contribution"] = "Map data"
		}
		slices = append(slices, slice)
	}
	second := w.Do(secretariat, "POST", base+"/mandates", object{"common": version.Get("common"), "slices": slices}).Is(201).Text("self")
	w.Do(secretariat, "POST", second+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	if got := cell(t, w, "3418", "contribution")["state"]; got != "missing" {
		t.Errorf("before it is approved, the contribution is %v", got)
	}
	a := w.Do("reader@3418", "GET", second+"/approvals/3418", nil).Is(200)
	w.Do("chief_executive@3418", "PUT", second+"/approvals/3418", object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	got := cell(t, w, "3418", "contribution")
	if got["state"] != "met" || !strings.Contains(got["reason"].(string), "agreed in the mandate") {
		t.Errorf("once it is approved, the contribution is %v: %v", got["state"], got["reason"])
	}
	if missesContribution(w, "3418") {
		t.Error("once it is approved, the gate misses the contribution")
	}
	if got := cell(t, w, "3417", "contribution")["reason"]; got != "The municipality has recorded another contribution." {
		t.Errorf("of a recorded contribution it says %v", got)
	}
}
