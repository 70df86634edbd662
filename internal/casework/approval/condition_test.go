package approval_test

import (
	"maps"
	"net/url"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func escape(s string) string { return url.QueryEscape(s) }

func TestConditionsAreRefusedThatCannotBeFulfilled(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	good := object{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "before_start"}
	for name, tt := range map[string]struct {
		answer     string
		conditions []object
		code       string
	}{
		"none with the answer that has some":   {"approved_with_conditions", nil, "mandate.conditions_invalid"},
		"one with an answer that has none":     {"approved", []object{good}, "mandate.conditions_invalid"},
		"one with a return":                    {"returned", []object{good}, "mandate.conditions_invalid"},
		"one of blanks":                        {"approved_with_conditions", []object{but(good, "text", "  ")}, "mandate.conditions_invalid"},
		"due before the mandate starts":        {"approved_with_conditions", []object{good, but(but(good, "due", "2024-02-29"), "effect", "during")}, "mandate.condition_due"},
		"before the start, on a day past":      {"approved_with_conditions", []object{but(good, "due", "2024-02-11")}, "mandate.condition_due"},
		"due when the mandate has ended":       {"approved_with_conditions", []object{but(good, "due", "2025-07-01")}, "mandate.condition_due"},
		"on a stranger":                        {"approved_with_conditions", []object{but(good, "responsible", object{"organisation": "3426", "office": "clerk"})}, "mandate.conditions_invalid"},
		"on an office that there is not there": {"approved_with_conditions", []object{but(good, "responsible", object{"organisation": "3417", "office": "secretariat"})}, "mandate.conditions_invalid"},
	} {
		in := w.answer(at, "3417", tt.answer)
		if tt.conditions != nil {
			in["conditions"] = tt.conditions
		}
		if a := w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", in); a.Code != 422 || a.Text("code") != tt.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	in := w.answer(at, "3417", "approved_with_conditions")
	in["conditions"] = []object{good, but(good, "due", "2024-02-12"), but(good, "due", "2025-06-30")}
	set := w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", in).Is(200)
	if set.Text("status") != "approved_with_conditions" || set.Text("standing.conditions.2.due") != "2025-06-30" {
		t.Errorf("the answer: %s", set.Body)
	}
	w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", in).Is(200)
	in["conditions"] = []object{good}
	w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", in).Refused(428, "precondition.required")
	w.approve(at, "3417")
	if got := w.state(at); got != "in_force" {
		t.Errorf("conditions have delayed that the version comes into force: it is %s", got)
	}
}

func but(o object, name string, value any) object {
	c := maps.Clone(o)
	c[name] = value
	return c
}
