package approval_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 5.3: a deadline on a day off is warned of in the answer that sets it, and
// kept: answers, names and conditions alike; so is another day for the names
// than the milestone's (rule 6.2).
func TestADeadlineOnADayOffIsWarnedOfAndKept(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.Do(secretariat, "POST", cases+"/2024-1/milestones", object{
		"key": "naming_due", "title": "Named", "kind": "deadline", "due": "2024-05-16", "per_municipality": true,
	}).Is(201)
	at := w.Do(secretariat, "POST", w.mandates, whole("A power strategy")).Is(201).Text("self")
	given := w.Do(secretariat, "POST", at+"/submit", object{"answer_by": "2024-05-17", "naming_due": "2024-05-18"}).Is(200)
	for i, want := range []string{"day_off answer_by", "day_off naming_due", "naming_dates_differ naming_due"} {
		w := given.Get("warnings").([]any)[i].(object)
		if got := w["code"].(string) + " " + w["member"].(string); got != want {
			t.Errorf("warning %d is %s, want %s", i, got, want)
		}
	}
	if given.Text("answer_by") != "2024-05-17" || given.Text("naming_due") != "2024-05-18" {
		t.Errorf("the days are not kept: %s", given.Body)
	}
	in := w.answer(at, "3417", "approved_with_conditions")
	in["conditions"] = []object{{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-12-25", "effect": "during"}}
	set := w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", in).Is(200)
	if set.Text("standing.conditions.0.warnings.0.code") != "day_off" || set.Text("standing.conditions.0.due") != "2024-12-25" {
		t.Errorf("the condition on Christmas Day: %s", set.Body)
	}

	// What asks nothing of anybody is warned of no more.
	second := w.Do(secretariat, "POST", w.mandates, whole("Another strategy")).Is(201).Text("self")
	w.Do(secretariat, "POST", second+"/submit", object{"answer_by": "2024-05-21", "naming_due": "2024-05-22"}).Is(200)
	if closed := w.Do(secretariat, "GET", at, nil).Is(200); closed.Text("state") != "withdrawn" || closed.Get("warnings") != nil {
		t.Errorf("a closed version warns: %v", closed.Get("warnings"))
	}
	if closed := w.Do(secretariat, "GET", at+"/approvals/3417", nil).Is(200); closed.Get("standing.conditions.0.warnings") != nil {
		t.Errorf("a condition of a closed version warns: %v", closed.Get("standing.conditions.0.warnings"))
	}
}
