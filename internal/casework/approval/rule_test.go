package approval_test

import (
	"fmt"
	"maps"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const ruleAt = "/v1/regions/" + apptest.Region + "/mandate-rule"

// rule sets the region's gate rule.
func (w *settled) rule(rule object) *apptest.Answer {
	w.t.Helper()
	in := object{"reason": "The statutes"}
	maps.Copy(in, rule)
	return w.Do(secretariat, "PUT", ruleAt, in, apptest.IfMatch(w.Do(secretariat, "GET", ruleAt, nil).Is(200).ETag()))
}

func TestARegionsRule(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.Do("reader@3417", "GET", ruleAt, nil).Is(200)
	if first.Text("rule") != "all" || first.Get("needed") != 6.0 {
		t.Errorf("before one is set: %s", first.Body)
	}
	for name, tt := range map[string]struct {
		in     object
		status int
		code   string
	}{
		"more than there are":       {object{"rule": "count", "rule_count": 7}, 409, "mandate.rule_unmeetable"},
		"a count without a number":  {object{"rule": "count"}, 422, "mandate.rule_invalid"},
		"all with a number":         {object{"rule": "all", "rule_count": 3}, 422, "mandate.rule_invalid"},
		"more than the whole":       {object{"rule": "fraction", "rule_numerator": 4, "rule_denominator": 3}, 422, "mandate.rule_invalid"},
		"a fraction without bottom": {object{"rule": "fraction", "rule_numerator": 2}, 422, "mandate.rule_invalid"},
	} {
		if a := w.rule(tt.in); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	set := w.rule(object{"rule": "fraction", "rule_numerator": 2, "rule_denominator": 3}).Is(200)
	if set.Get("needed") != 4.0 || set.Text("set_by") != apptest.Person(secretariat) {
		t.Errorf("two thirds: %s", set.Body)
	}
	w.Do(secretariat, "PUT", ruleAt, object{"rule": "all", "reason": "Again"}).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", ruleAt, object{"rule": "all", "reason": "Again"}, apptest.IfMatch(first.ETag())).Refused(412, "precondition.stale")
	w.Do("chief_executive@3417", "PUT", ruleAt, object{"rule": "all", "reason": "Again"}, apptest.IfMatch(set.ETag())).Refused(403, "permission.denied")
	w.Do("secretariat@"+apptest.Foreign, "GET", ruleAt, nil).Is(404)
}

func TestTwoThirdsBringAVersionIntoForceAndBindNobodyElse(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.rule(object{"rule": "fraction", "rule_numerator": 2, "rule_denominator": 3}).Is(200)
	at := w.submit()
	w.approve(at, "3401", "3414")
	if w.state(at) != "in_force" {
		t.Fatalf("with four of six the version is %s", w.state(at))
	}
	caseAt := w.mandates[:len(w.mandates)-len("/mandates")]
	name := object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
	w.Do("administrator@3401", "POST", caseAt+"/resources/3401/assignments", name).Refused(409, "assignment.no_mandate")
	if n := w.count("deadline WHERE kind = 'naming' AND state = 'standing' AND municipality IN ('3401', '3414')"); n != 0 {
		t.Errorf("%d that have not approved are asked for names", n)
	}
	w.say(at, "3401", "rejected").Refused(409, "mandate.not_open")
	w.say(at, "3401", "approved").Is(200)
	w.Do("administrator@3401", "POST", caseAt+"/resources/3401/assignments", name).Is(201)
	if got := w.Do("reader@3401", "GET", at+"/gate", nil).Is(200); got.Get("given") != 5.0 || got.Text("outcome") != "in_force" {
		t.Errorf("after one has joined: %s", got.Body)
	}
	w.say(at, "3401", "returned").Refused(409, "mandate.answer_stands")
}

func TestAnOpenVersionFollowsATighterRuleAndKeepsItsOwnFromALooserOne(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.rule(object{"rule": "count", "rule_count": 3}).Is(200)
	at := w.submit()
	w.rule(object{"rule": "count", "rule_count": 1}).Is(200)
	gate := func() string {
		g := w.Do("reader@3417", "GET", at+"/gate", nil).Is(200)
		return fmt.Sprint(g.Get("needed"), g.Text("rule"), g.Get("tightened"))
	}
	if got := gate(); got != "3countfalse" {
		t.Errorf("after a looser rule: %s", got)
	}
	w.rule(object{"rule": "count", "rule_count": 5}).Is(200)
	w.rule(object{"rule": "count", "rule_count": 2}).Is(200)
	if got := gate(); got != "5counttrue" {
		t.Errorf("after a tighter one that was loosened again: %s", got)
	}
	w.approve(at, "3401", "3414")
	if w.state(at) != "open" {
		t.Errorf("with four of five the version is %s", w.state(at))
	}
	w.approve(at, apptest.Municipalities[1:]...)
	if w.state(at) != "in_force" {
		t.Errorf("with five of five the version is %s", w.state(at))
	}
	w.rule(object{"rule": "all"}).Is(200)
	if got := gate(); got != "5counttrue" {
		t.Errorf("a rule set after it came into force changed its gate: %s", got)
	}
}

func TestARuleThatTheCasesMunicipalitiesCannotMeetIsRefusedAtSubmission(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.rule(object{"rule": "count", "rule_count": 5}).Is(200)
	caseAt := w.mandates[:len(w.mandates)-len("/mandates")]
	for _, m := range []string{"3401", "3414"} {
		w.Do(secretariat, "POST", caseAt+"/participants/"+m+"/leave", object{"reason": "It leaves"}).Is(200)
	}
	content := whole("For four")
	content["common"].(object)["participants"] = apptest.Municipalities[2:]
	content["slices"] = content["slices"].([]object)[2:]
	at := w.Do(secretariat, "POST", w.mandates, content).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/submit", due).Refused(409, "mandate.rule_unmeetable")
	if a := w.Do(secretariat, "GET", at, nil).Is(200); a.Text("actions.1.act") != "submit-mandate" || a.Text("actions.1.code") != "mandate.rule_unmeetable" {
		t.Errorf("submitting is shown as %s: %s", a.Text("actions.1.act"), a.Text("actions.1.code"))
	}
}

func TestTheGateExplainsItselfAndAnswersWhatIf(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	w.approve(at, "3417", "3418")
	g := w.Do("reader@3417", "GET", at+"/gate", nil).Is(200)
	if g.Get("needed") != 6.0 || g.Get("given") != 4.0 || g.Text("outcome") != "waiting" || g.Text("entries.4.state") != "unsatisfied" ||
		g.Text("entries.4.who.holders.0.person") != apptest.Person("chief_executive@3417") || g.Text("entries.4.by") != "2024-03-15" || g.Text("entries.4.since") == "" {
		t.Errorf("the gate: %s", g.Body)
	}
	before := w.stored()
	for whatIf, want := range map[string]string{
		"3417:approved":                               "waiting",
		"3417:approved,3418:approved":                 "in_force",
		"3417:approved,3418:rejected":                 "cannot_be_met",
		"3417:approved,3418:approved_with_conditions": "in_force",
		"3401:waiting,3417:approved,3418:approved":    "waiting",
		"3401:returned, 3417:approved, 3418:approved": "cannot_be_met",
	} {
		if got := w.Do("reader@3417", "GET", at+"/gate?what_if="+escape(whatIf), nil).Is(200).Text("outcome"); got != want {
			t.Errorf("if %s: %s, want %s", whatIf, got, want)
		}
	}
	for whatIf, code := range map[string]string{
		"3426:approved":               "mandate.what_if_stranger",
		"3417:perhaps":                "mandate.what_if_invalid",
		"3417":                        "mandate.what_if_invalid",
		"3417:approved,3417:rejected": "mandate.what_if_invalid",
		"3417:stale":                  "mandate.what_if_invalid",
	} {
		w.Do("reader@3417", "GET", at+"/gate?what_if="+escape(whatIf), nil).Refused(422, code)
	}
	if after := w.stored(); after != before {
		t.Errorf("supposing has left something: %s, before %s", after, before)
	}
	for from, code := range map[string]string{"1": "mandate.diff_from", "2": "mandate.diff_from"} {
		w.Do("reader@3417", "GET", at+"/diff?from="+from, nil).Refused(422, code)
	}
	if first := w.Do("reader@3417", "GET", at+"/diff", nil).Is(200); first.Get("from") != 0.0 || first.Text("changes.0.kind") != "added" {
		t.Errorf("the first version compared with nothing: %s", first.Body)
	}
}

func TestThoseWhoHaveNotApprovedAreToldThatTheyAreNotBound(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.rule(object{"rule": "count", "rule_count": 5}).Is(200)
	at := w.submit()
	w.conditional(at, "3401", "during")
	w.approve(at, "3401", "3418")
	for kind, want := range map[string]int{"mandate_in_force": 10, "mandate_not_binding": 1, "condition_set": 1} {
		if got := w.count("letter WHERE channel = 'inbox' AND kind = $1", kind); got != want {
			t.Errorf("%d letters of %s, want %d", got, kind, want)
		}
	}
}
