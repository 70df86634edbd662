package stand_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 2.4: a withdrawn case asks nothing of anybody, however late it is.
func TestTheMatrixOfAWithdrawnCaseAsksNothingOfAnybody(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "No longer needed."}).Is(200)
	w.Clock.Set(apptest.Start.AddDate(1, 0, 0))
	for _, row := range w.Do("reader@3401", "GET", base+"/matrix", nil).Is(200).Get("rows").([]any) {
		for _, c := range row.(object)["cells"].([]any) {
			c := c.(object)
			if len(c["who"].([]any)) != 0 || c["by"] != nil || c["state"] != "met" && c["state"] != "not_applicable" {
				t.Errorf("%v: %v by %v, waits for %v: %v", c["condition"], c["state"], c["by"], c["who"], c["reason"])
			}
		}
	}
	gate := w.Do(secretariat, "GET", base+"/start-gate", nil).Is(200)
	if len(gate.Get("missing").([]any)) != 0 || gate.Get("open") != false {
		t.Errorf("its gate: %s", gate.Body)
	}
	if got := w.Do("reader@3417", "GET", base+"/mandates/1/approvals/3417/conditions/1", nil).Is(200).Get("overdue"); got != false {
		t.Errorf("its condition is overdue: %v", got)
	}
}

// Rule 2.4: a mandate past its end says so.
func TestTheMatrixTellsThatTheMandateIsPastItsEnd(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Clock.Set(apptest.Start.AddDate(1, 4, 18)) // 30 June 2025, its last day
	if got := cell(t, w, "3418", "mandate")["reason"]; got != "Version 1 is approved." {
		t.Errorf("on its last day: %v", got)
	}
	w.Clock.Set(apptest.Start.AddDate(1, 4, 19))
	if got := cell(t, w, "3418", "mandate"); got["state"] != "met" || !strings.Contains(got["reason"].(string), "was 30 June 2025") {
		t.Errorf("on the day after: %v: %v", got["state"], got["reason"])
	}
	if got := cell(t, w, "3418", "resources"); got["state"] != "met" || !strings.Contains(got["reason"].(string), "is over") {
		t.Errorf("after the days on which people were asked for: %v: %v", got["state"], got["reason"])
	}
}

// Rule 1.7: an approval in force stands and is flagged in the matrix; rule 1.5:
// where nobody is chief executive, it tells who can record one.
func TestTheMatrixShowsFlaggedAnswersAndVacantOffices(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do("clerk@3418", "POST", "/v1/organisations/3418/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 33, "decides": true}).Is(201)
	at := base + "/disqualifications/3418"
	raised := w.Do("clerk@3418", "POST", at, object{"person": apptest.Person("chief_executive@3418"), "ground": "Owns the plant", "basis": "fvl. § 6"}).Is(201).Text("self")
	w.Do("clerk@3418", "POST", raised+"/decide", object{
		"disqualified": true, "from": apptest.Start, "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "014/24",
	}).Is(200)
	if got := cell(t, w, "3418", "mandate"); got["state"] != "met" || !strings.Contains(got["reason"].(string), "it stands") {
		t.Errorf("a flagged approval is %v: %v", got["state"], got["reason"])
	}
	w.Do("administrator@3418", "PUT", base+"/benefits/3418", object{"statement": "Power for its industry."}).Is(201)
	if got := cell(t, w, "3418", "benefit"); !strings.Contains(got["reason"].(string), "the clerk records it") {
		t.Errorf("of a disqualified chief executive: %v, by %v", got["reason"], got["who"])
	}

	w.Do("clerk@3417", "POST", "/v1/organisations/3417/chief-executive/end", object{"reason": "Retired"}).Is(200)
	got := cell(t, w, "3417", "benefit")
	who := got["who"].([]any)[0].(object)
	if len(who["holders"].([]any)) != 0 || who["appointing"].([]any)[0].(object)["person"] != apptest.Person("clerk@3417") {
		t.Errorf("with the office vacant it waits for %v", who)
	}
	if !strings.Contains(got["reason"].(string), "the clerk can record whom the council appoints") {
		t.Errorf("with the office vacant: %v", got["reason"])
	}
}
