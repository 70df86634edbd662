package effect_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	proposed    = "Kommunestyret vedtar den regionale kraftstrategien."
)

// before is a case that has passed the bodies of the region and lies before the councils,
// by a rule of effect, and the addresses of the councils' treatments.
func before(t *testing.T, rule object, parties ...string) (w *apptest.World, at string, of map[string]string) {
	t.Helper()
	w = apptest.New(t)
	for _, m := range parties {
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret i " + m, "size": 19, "decides": true}).Is(201)
	}
	at = w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "enquiry", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": proposed}, {"text": "Kommunen følger opp innen 1. mars 2025."}}}).Is(201)
	if rule != nil {
		w.Do(secretariat, "PUT", at+"/effect/rule", rule, apptest.IfMatch(w.Do(secretariat, "GET", at+"/effect", nil).ETag())).Is(200)
	}
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of = map[string]string{}
	for _, s := range w.Do(secretariat, "GET", at+"/treatment", nil).Is(200).Get("steps").([]any) {
		for _, each := range s.(object)["treatments"].([]any) {
			one := each.(object)
			if name := one["organisation"].(string); name != apptest.Region {
				of[name] = one["self"].(string)
				continue
			}
			outcome := "recommended"
			if one["role"] == "deliberates" {
				outcome = "noted"
			}
			w.Do(secretariat, "PUT", one["self"].(string)+"/resolution", resolved(outcome, proposed)).Is(200)
		}
	}
	return w, at, of
}

func resolved(outcome, text string) object {
	counts := object{"present": 19, "voting": 19, "disqualified": 0, "for": 17, "against": 2}
	if outcome == "rejected" {
		counts = object{"present": 19, "voting": 19, "disqualified": 0, "for": 2, "against": 17}
	}
	in := object{"outcome": outcome, "date": "2024-02-12", "case_number": "031/24", "items": []object{{"number": 1, "text": text}, {"number": 2, "text": "Kommunen følger opp innen 1. mars 2025."}}}
	if outcome != "noted" {
		in["counts"] = counts
	}
	return in
}

// told asks that somebody got one letter of a kind.
func told(t *testing.T, w *apptest.World, who, kind string) {
	t.Helper()
	var n int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE kind = $1 AND channel = 'inbox' AND person_id = $2`, kind, apptest.Person(who)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != 1 {
		t.Errorf("%s got %d letters of %s", who, n, kind)
	}
}

// council records what the council of a municipality resolves.
func council(w *apptest.World, of map[string]string, m, outcome, text string) *apptest.Answer {
	tag := w.Do("clerk@"+m, "GET", of[m], nil).Is(200).ETag()
	return w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolved(outcome, text), apptest.IfMatch(tag))
}

func TestRule83TheCaseIsAdoptedOnceByTheLastTwoCouncilsAtTheSameInstant(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, object{"rule": "all_adopt"}, "3401", "3415", "3417")
	council(w, of, "3401", "adopted", proposed).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "in_treatment"})
	w.Do(secretariat, "POST", at+"/treatment/take-back", object{"reason": "A mistake"}).Refused(409, "treatment.decided")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "A mistake"}).Refused(409, "treatment.decided")
	w.Do(secretariat, "GET", at+"/effect?what_if=3415:adopts,3417:adopts", nil).Is(200).Has(object{"outcome": "adopted", "case_state": "in_treatment", "given": 3})
	w.Do(secretariat, "GET", at+"/effect?what_if=3415:rejects", nil).Is(200).Has(object{"outcome": "cannot_be_met", "possible": 2})
	var both sync.WaitGroup
	for _, m := range []string{"3415", "3417"} {
		both.Go(func() {
			w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolved("adopted_with_changes", "Vi vedtar noe annet.")).Is(200)
		})
	}
	both.Wait()
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	shown := w.Do(secretariat, "GET", at+"/effect", nil).Is(200)
	shown.Has(object{"outcome": "adopted", "ended.state": "adopted", "given": 3, "asked": 3})
	if binds := shown.Get("binds").([]any); len(binds) != 3 {
		t.Errorf("it binds %v", binds)
	}
	told(t, w, "chief_executive@3401", "case_adopted")
	// The difference had opened a reconciliation, which the adoption has closed.
	w.Do(secretariat, "GET", at+"/reconciliation", nil).Is(200).Has(object{"open": false, "result": "adopted"})
	w.Do("clerk@3401", "PUT", of["3401"]+"/resolution", resolved("rejected", proposed), apptest.IfMatch(w.Do("clerk@3401", "GET", of["3401"], nil).ETag())).Refused(409, "case.wrong_state")
}

func TestRule84OneWordIsFoundAndTheOthersAdoptTheNewText(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, nil, "3401", "3415", "3417")
	local := strings.Replace(proposed, "regionale", "lokale", 1)
	council(w, of, "3401", "adopted", proposed).Is(200)
	council(w, of, "3415", "adopted", "kommunestyret vedtar  den regionale kraftstrategien").Is(200) // editorial
	council(w, of, "3417", "adopted_with_changes", local).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "in_treatment"})
	shown := w.Do(secretariat, "GET", at+"/effect", nil).Is(200)
	shown.Has(object{"rule": "all_identical", "declared": false, "outcome": "cannot_be_met", "given": 2})
	if v := shown.Text("entries.2.voice"); v != "differs" {
		t.Errorf("3417 %s: %s", v, shown.Body)
	}
	words := w.Do(secretariat, "GET", at+"/wording", nil).Is(200)
	found := false
	for _, b := range words.Get("bodies").([]any) {
		if one := b.(object); one["organisation"] == "3417" {
			item := one["items"].([]any)[0].(object)
			found = one["class"] == "substantive" && item["class"] == "substantive" && strings.Contains(fmt.Sprint(item["words"]), "lokale")
		}
	}
	if !found {
		t.Errorf("the word is not found: %s", words.Body)
	}
	told(t, w, "clerk@3401", "reconciliation_opened")
	open := w.Do(secretariat, "GET", at+"/reconciliation", nil).Is(200)
	open.Has(object{"open": true, "apart.0.organisation": "3417", "ways.0.exit": "adopt_new_text", "ways.0.allowed": true, "ways.3.allowed": false})
	exit := object{"exit": "adopt_new_text", "municipalities": []string{"3417"}, "reason": "The chief executives agree"}
	w.Do(secretariat, "POST", at+"/reconciliation/exits", object{"exit": "go_on_without", "municipalities": []string{"3417"}, "reason": "x"}).Refused(409, "reconciliation.cannot_go_on")
	w.Do("clerk@3417", "POST", at+"/reconciliation/exits", exit).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/reconciliation/exits", exit, apptest.IfMatch(open.ETag())).Is(200).Has(object{"exits.0.exit": "adopt_new_text"})
	if v := w.Do(secretariat, "GET", at+"/proposed-resolution", nil).Is(200); v.Text("items.0.text") != local {
		t.Errorf("the proposed resolution is %s", v.Body)
	}
	w.Do("clerk@3417", "GET", of["3417"], nil).Is(200).Has(object{"state": "done"})
	for _, m := range []string{"3401", "3415"} {
		w.Do("clerk@"+m, "GET", of[m], nil).Is(200).Has(object{"state": "open", "round": float64(2)})
		council(w, of, m, "adopted", local).Is(200)
	}
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	w.Do(secretariat, "GET", at+"/reconciliation", nil).Is(200).Has(object{"open": false, "result": "adopted"})
}

func TestRule84ACaseThatCannotBeAdoptedEndsByADecisionOfTheBoard(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, object{"rule": "all_adopt"}, "3401", "3415")
	end := object{"result": "not_adopted", "decision": 1, "reason": "It is no use"}
	w.Do(secretariat, "POST", at+"/reconciliation/end", end).Refused(409, "reconciliation.none")
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "councils_decided", "title": "The councils have decided", "kind": "deadline", "due": "2024-12-02", "per_municipality": true}).Is(201)
	milestone := func(done any) {
		t.Helper()
		if part := w.Do(secretariat, "GET", at+"/milestones/councils_decided", nil).Get("parts.0").(object); part["municipality"] != "3401" || (part["done_at"] != nil) != done {
			t.Errorf("the milestone has %v", part)
		}
	}
	council(w, of, "3401", "rejected", proposed).Is(200)
	milestone(true)
	w.Do(secretariat, "POST", at+"/reconciliation/end", end).Refused(422, "reconciliation.decision")
	w.Do(secretariat, "POST", at+"/decisions", object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-12", "case_number": "12/24", "subject": "The board ends the reconciliation"}).Is(200)
	w.Do(secretariat, "POST", at+"/reconciliation/end", object{"result": "ended", "decision": 1, "reason": "x"}).Refused(409, "reconciliation.can_be_met")
	w.Do(secretariat, "POST", at+"/reconciliation/exits", object{"exit": "ask_again", "municipalities": []string{"3401"}, "reason": "Once more"}).Is(200)
	w.Do("clerk@3401", "GET", of["3401"], nil).Is(200).Has(object{"state": "open"})
	milestone(false)
	council(w, of, "3401", "rejected", "Nei.").Is(200)
	milestone(true)
	w.Do(secretariat, "POST", at+"/reconciliation/end", end).Is(200).Has(object{"open": false, "result": "not_adopted", "decision": float64(1)})
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "not_adopted"})
	told(t, w, "chief_executive@3415", "case_not_adopted")
	w.Do("clerk@3415", "PUT", of["3415"]+"/resolution", resolved("adopted", proposed)).Refused(409, "case.wrong_state")
}

func TestRule83TheRuleIsDeclaredAndChangedUntilABodyHasDecided(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, object{"rule": "n_of_all", "n": 2}, "3401", "3415", "3417")
	tag := func() func(*http.Request) { return apptest.IfMatch(w.Do(secretariat, "GET", at+"/effect", nil).ETag()) }
	change := func(in object) *apptest.Answer { return w.Do(secretariat, "PUT", at+"/effect/rule", in, tag()) }
	for name, one := range map[string]struct {
		in   object
		code string
		is   int
	}{
		"more than take part":          {object{"rule": "n_of_all", "n": 4, "reason": "x"}, "effect.rule_invalid", 422},
		"no number":                    {object{"rule": "n_of_all", "reason": "x"}, "effect.rule_invalid", 422},
		"a number where there is none": {object{"rule": "all_adopt", "n": 2, "reason": "x"}, "effect.rule_invalid", 422},
		"no reason":                    {object{"rule": "all_adopt"}, "effect.rule_invalid", 422},
		"a body of the region":         {object{"rule": "representative_council", "reason": "x"}, "effect.plan", 409},
		"a rule that there is not":     {object{"rule": "most", "reason": "x"}, "request.invalid", 422},
	} {
		if a := change(one.in); a.Code != one.is || a.Text("code") != one.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	change(object{"rule": "local_effect", "reason": "The councils asked for it"}).Is(200).Has(object{"number": float64(2), "earlier_rules.0.rule": "n_of_all"})
	told(t, w, "administrator@3417", "effect_rule_declared")
	council(w, of, "3401", "rejected", proposed).Is(200)
	change(object{"rule": "all_adopt", "reason": "Too late"}).Refused(409, "effect.decided")
	council(w, of, "3415", "adopted", proposed).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "in_treatment"})
	council(w, of, "3417", "rejected", proposed).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	if binds := w.Do(secretariat, "GET", at+"/effect", nil).Get("binds").([]any); len(binds) != 1 || binds[0] != "3415" {
		t.Errorf("it binds %v", binds)
	}
}

func TestRule83WhoLeavesLeavesTheCount(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, nil, "3401", "3415", "3417")
	council(w, of, "3401", "adopted", proposed).Is(200)
	council(w, of, "3415", "adopted", proposed).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "in_treatment"})
	w.Do(secretariat, "POST", at+"/participants/3417/leave", object{"reason": "They have their own"}).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	w.Do(secretariat, "GET", at+"/effect", nil).Is(200).Has(object{"asked": float64(2), "outcome": "adopted"})
}

func TestRule83WhoHadNotDecidedMayJoinAfterwards(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, object{"rule": "n_of_all", "n": 2}, "3401", "3415", "3417")
	council(w, of, "3401", "adopted", proposed).Is(200)
	council(w, of, "3415", "adopted", proposed).Is(200)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	council(w, of, "3417", "adopted", proposed).Is(200)
	if binds := w.Do(secretariat, "GET", at+"/effect", nil).Get("binds").([]any); len(binds) != 3 {
		t.Errorf("it binds %v", binds)
	}
}

func TestTwoTextsAreComparedForWhoeverIsLoggedIn(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	compare := func(who string, in object) *apptest.Answer { return w.Do(who, "POST", "/v1/wordings/compare", in) }
	in := object{"proposed": "Kommunen skal betale 1,5 mill. kroner.", "resolved": "Grue kommune skal betale 1 500 000 kr.", "municipality": "Grue"}
	compare("named1@3417", in).Is(200).Has(object{"class": "editorial"})
	other := maps.Clone(in)
	other["resolved"] = "Grue kommune bør betale 1 500 000 kr."
	compare("named1@3417", other).Is(200).Has(object{"class": "substantive"})
	other["municipality"], other["resolved"] = "3417", "Kommunen skal betale 1 500 000 kroner."
	compare("named1@3417", other).Is(200).Has(object{"class": "editorial"})
	other["municipality"] = "9999"
	compare("named1@3417", other).Refused(422, "directory.unknown_municipality").Has(object{"errors.0.pointer": "/municipality"})
	compare("", in).Refused(401, "token.missing")
}
