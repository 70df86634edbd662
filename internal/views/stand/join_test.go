package stand_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAMunicipalityThatHasNotApprovedIsBoundByNothing(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	at := w.Do(secretariat, "GET", "/v1/regions/"+apptest.Region+"/mandate-rule", nil).Is(200).ETag()
	w.Do(secretariat, "PUT", "/v1/regions/"+apptest.Region+"/mandate-rule", object{"rule": "count", "rule_count": 5, "reason": "The statutes, § 9"}, apptest.IfMatch(at)).Is(200)
	version := w.Do(secretariat, "GET", base+"/mandates/1", nil).Is(200)
	var slices []object
	for _, s := range version.Get("slices").([]any) {
		delete(s.(object), "hash")
		slices = append(slices, s.(object))
	}
	common := version.Get("common").(object)
	common["purpose"] = "Another strategy"
	second := w.Do(secretariat, "POST", base+"/mandates", object{"common": common, "slices": slices}).Is(201).Text("self")
	w.Do(secretariat, "POST", second+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	if got := cell(t, w, "3418", "mandate"); got["state"] != "partly" || !strings.Contains(got["reason"].(string), "has changed in version 2") {
		t.Errorf("a stale approval is %v: %v", got["state"], got["reason"])
	}
	approve := func(m string) {
		t.Helper()
		a := w.Do("reader@"+m, "GET", second+"/approvals/"+m, nil).Is(200)
		w.Do("chief_executive@"+m, "PUT", second+"/approvals/"+m, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
	missing := func() string {
		t.Helper()
		var keys []string
		for _, e := range w.Do(secretariat, "GET", base+"/start-gate", nil).Is(200).Get("missing").([]any) {
			if e := e.(object); e["municipality"] == "3418" && (e["condition"] == "mandate" || e["condition"] == "resources") {
				keys = append(keys, e["key"].(string))
			}
		}
		return strings.Join(keys, " ")
	}
	for _, m := range apptest.Municipalities[:5] {
		approve(m)
	}
	if got := cell(t, w, "3418", "mandate"); got["state"] != "missing" || !strings.Contains(got["reason"].(string), "can still join") {
		t.Errorf("not approved, the mandate is %v: %v", got["state"], got["reason"])
	}
	if got := cell(t, w, "3418", "resources"); got["state"] != "not_applicable" || !strings.Contains(got["reason"].(string), "asks nothing of it until it does") {
		t.Errorf("not approved, the resources are %v: %v", got["state"], got["reason"])
	}
	if got := w.Do("reader@3418", "GET", base+"/resources/3418", nil).Is(200).Get("version"); got != nil {
		t.Errorf("not approved, version %v asks for people", got)
	}
	if got := missing(); got != "mandate/3418" {
		t.Errorf("the gate misses %q", got)
	}
	approve("3418")
	if got := cell(t, w, "3418", "resources")["state"]; got != "missing" {
		t.Errorf("after it joined, the resources are %v", got)
	}
	if got := missing(); got != "resources/3418/planner" {
		t.Errorf("after it joined, the gate misses %q", got)
	}
}
