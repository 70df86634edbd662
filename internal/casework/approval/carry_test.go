package approval_test

import (
	"fmt"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// next drafts and submits the next version with the content, and gives its
// address.
func (w *settled) next(content object) string {
	w.t.Helper()
	at := w.Do(secretariat, "POST", w.mandates, content).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	return at
}

// asking is the whole content, with another share for one municipality.
func asking(municipality string, share int) object {
	content := whole("A power strategy")
	for _, slice := range content["slices"].([]object) {
		if slice["municipality"] == municipality {
			slice["requirements"].([]object)[0]["share"] = share
		}
	}
	return content
}

// statuses are how the municipalities stand to a version, by number.
func (w *settled) statuses(version string) map[string]string {
	w.t.Helper()
	var v struct {
		Approvals []struct{ Municipality, Status string }
	}
	w.Do("reader@3401", "GET", version, nil).Is(200).Into(&v)
	all := map[string]string{}
	for _, a := range v.Approvals {
		all[a.Municipality] = a.Status
	}
	return all
}

// stand fails the test unless every municipality stands as it should: like the
// others, or as it is named.
func (w *settled) stand(version, others string, named map[string]string) {
	w.t.Helper()
	for m, got := range w.statuses(version) {
		want, ok := named[m]
		if !ok {
			want = others
		}
		if got != want {
			w.t.Errorf("%s: %s is %s, want %s", version, m, got, want)
		}
	}
}

func TestSubmittingTheSameAgainLosesNobodysAnswer(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.next(whole("A power strategy"))
	w.approve(first, "3417", "3418")
	w.say(first, "3417", "returned").Is(200)
	second := w.next(whole("A power strategy"))
	w.stand(second, "approved", map[string]string{"3417": "waiting", "3418": "waiting"})
	if got := w.Do("reader@3401", "GET", second+"/approvals/3401", nil).Is(200); got.Get("standing.carried_from") != 1.0 ||
		got.Text("standing.person") != apptest.Person("chief_executive@3401") {
		t.Errorf("the approval does not say where it comes from: %s", got.Body)
	}
	if n := w.count("letter WHERE kind = 'approval_carried' AND channel = 'inbox'"); n != 4 {
		t.Errorf("%d chief executives were told that their approval holds, want 4", n)
	}
	if n := w.count("deadline WHERE state = 'standing' AND kind = 'answer'"); n != 2 {
		t.Errorf("%d municipalities are reminded to answer, want the two that have not", n)
	}
	w.say(second, "3417", "approved").Is(200)
	w.say(second, "3418", "approved").Is(200)
	if got := w.state(second); got != "in_force" {
		t.Errorf("with two answers more the version is %s", got)
	}
}

func TestAVersionThatEveryoneHasApprovedComesIntoForceAsItIsSubmitted(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.next(whole("A power strategy"))
	w.approve(first)
	second := w.next(whole("A power strategy"))
	if w.state(first) != "superseded" || w.state(second) != "in_force" {
		t.Errorf("the first is %s, the second %s", w.state(first), w.state(second))
	}
	if n := w.count("letter WHERE kind = 'mandate_in_force' AND channel = 'inbox' AND source LIKE '%:2:%'"); n != 12 {
		t.Errorf("%d people were told that the second is in force, want 12", n)
	}
}

func TestAChangedSliceMakesThatMunicipalitysApprovalStaleAlone(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(asking("3417", 30)))
	second := w.next(asking("3417", 20))
	w.stand(second, "approved", map[string]string{"3417": "stale"})
	if got := w.state(second); got != "open" {
		t.Errorf("with a stale approval the version is %s", got)
	}
	stale := w.Do("reader@3417", "GET", second+"/approvals/3417", nil).Is(200)
	if stale.Get("stale_from") != 1.0 || stale.Get("standing") != nil {
		t.Errorf("the stale approval: %s", stale.Body)
	}
	var d struct {
		Changes []struct{ Part, Field, Requirement, Member, Kind, Before, After string }
		Parts   []string
	}
	w.Do("reader@3417", "GET", second+"/diff?from=1", nil).Is(200).Into(&d)
	if len(d.Changes) != 1 || fmt.Sprint(d.Changes[0]) != "{3417 requirement planner share changed 30 20}" || fmt.Sprint(d.Parts) != "[3417]" {
		t.Errorf("the difference is %+v", d)
	}
	if n := w.count("letter WHERE kind = 'approval_stale' AND channel = 'inbox' AND person_id = $1", apptest.Person("chief_executive@3417")); n != 1 {
		t.Errorf("the chief executive was told %d times that the approval is stale", n)
	}
	w.say(second, "3417", "approved").Is(200)
	if got := w.state(second); got != "in_force" {
		t.Errorf("with its new approval the version is %s", got)
	}
}

func TestAChangedCommonPartMakesEveryApprovalStale(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(whole("A power strategy")), "3418")
	second := w.next(whole("A power and heat strategy"))
	w.stand(second, "stale", map[string]string{"3418": "waiting"})
	words := w.Do("reader@3417", "GET", second+"/diff", nil).Is(200)
	if words.Text("changes.0.field") != "purpose" || words.Text("changes.0.words.1.op") != "insert" || words.Text("changes.0.words.1.text") != "and heat " {
		t.Errorf("the words that differ: %s", words.Body)
	}
}

func TestAStaleApprovalStaysStaleUntilItsWordsAreBack(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(asking("3417", 30)))
	w.next(asking("3417", 20))
	third := w.next(asking("3417", 25))
	w.stand(third, "approved", map[string]string{"3417": "stale"})
	if from := w.Do("reader@3417", "GET", third+"/approvals/3417", nil).Get("stale_from"); from != 1.0 {
		t.Errorf("stale since version %v, want the one that was approved", from)
	}
	fourth := w.next(asking("3417", 30))
	w.stand(fourth, "approved", nil)
	if from := w.Do("reader@3417", "GET", fourth+"/approvals/3417", nil).Get("standing.carried_from"); from != 1.0 {
		t.Errorf("the approval carried over from version %v, want 1", from)
	}
}

// Rule 3.6: the newest earlier version on which the approval stands counts,
// though others lie between.
func TestAnApprovalCarriesOverPastAVersionThatWasWithdrawn(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(whole("A power plan")))
	second := w.next(whole("A power strategy"))
	w.conditional(second, "3417", "during")
	w.approve(second, "3417")
	third := w.next(whole("A power and heat strategy"))
	w.stand(third, "stale", nil)
	w.say(third, "3418", "rejected").Is(200)
	w.Do(secretariat, "POST", third+"/withdraw", object{"reason": "Too wide"}).Is(200)
	fourth := w.next(whole("A power strategy"))
	w.stand(fourth, "approved", map[string]string{"3417": "approved_with_conditions"})
	if got := w.state(fourth); got != "in_force" {
		t.Errorf("with six approvals carried over the version is %s", got)
	}
	got := w.Do("reader@3417", "GET", fourth+"/approvals/3417", nil).Is(200)
	if got.Get("standing.carried_from") != 2.0 || got.Text("standing.conditions.0.text") == "" {
		t.Errorf("the approval that carried over: %s", got.Body)
	}
}

// Rule 3.6: what a municipality said no to later, it has not approved.
func TestNoApprovalCarriesOverPastALaterNoToTheSameContent(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(asking("3418", 30)))
	second := w.next(asking("3418", 20))
	tag := w.Do("reader@3417", "GET", second+"/approvals/3417", nil).Is(200).ETag()
	w.say(second, "3417", "returned", apptest.IfMatch(tag)).Is(200)
	third := w.next(asking("3418", 25))
	w.stand(third, "approved", map[string]string{"3417": "waiting", "3418": "stale"})
}

func TestConditionsCarryOverWithTheirFulfilment(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.next(whole("A power strategy"))
	in := w.answer(first, "3417", "approved_with_conditions")
	delete(in, "reason")
	in["conditions"] = []object{{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "during"}}
	w.Do("chief_executive@3417", "PUT", first+"/approvals/3417", in).Is(200)
	w.approve(first, "3417")
	if n := w.count("deadline WHERE kind = 'condition' AND state = 'standing'"); n != 1 {
		t.Errorf("%d conditions are reminded of when the version is in force, want 1", n)
	}
	w.Exec(`UPDATE mandate_condition SET state = 'reported', report = 'They do', reported_by = $1, reported_at = now()`, apptest.Person(secretariat))
	second := w.next(whole("A power strategy"))
	got := w.Do("reader@3417", "GET", second+"/approvals/3417", nil).Is(200)
	if got.Text("status") != "approved_with_conditions" || got.Text("standing.conditions.0.state") != "reported" || got.Text("standing.conditions.0.report") != "They do" {
		t.Errorf("the carried approval: %s", got.Body)
	}
}

func TestAMunicipalityThatCameBackStartsAnew(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.approve(w.next(whole("A power strategy")))
	w.Clock.Set(apptest.Start.Add(time.Hour))
	caseAt := w.mandates[:len(w.mandates)-len("/mandates")]
	w.Do(secretariat, "POST", caseAt+"/participants/3418/leave", object{"reason": "It leaves"}).Is(200)
	w.Do(secretariat, "POST", caseAt+"/participants", object{"municipality": "3418", "reason": "It is back"}).Is(200)
	second := w.next(whole("A power strategy"))
	w.stand(second, "approved", map[string]string{"3418": "waiting"})
}

// conditional lets a municipality approve on a condition of the secretariat's.
func (w *settled) conditional(version, municipality, effect string) {
	w.t.Helper()
	in := w.answer(version, municipality, "approved")
	in["answer"] = "approved_with_conditions"
	in["conditions"] = []object{{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": effect}}
	w.Do("chief_executive@"+municipality, "PUT", version+"/approvals/"+municipality, in).Is(200)
}

func TestAFulfilmentIsKeptThoughAVersionBetweenWasWithdrawn(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.next(whole("A power strategy"))
	w.conditional(first, "3417", "before_start")
	w.approve(first, "3417")
	second := w.next(asking("3418", 30))
	w.Do(secretariat, "POST", second+"/withdraw", object{"reason": "Too early"}).Is(200)
	condition := first + "/approvals/3417/conditions/1"
	w.Do(secretariat, "POST", condition+"/report", object{"report": "They do"}).Is(200)
	w.Do("chief_executive@3417", "POST", condition+"/confirm", object{}).Is(200)
	third := w.next(asking("3418", 25))
	if got := w.Do("reader@3417", "GET", third+"/approvals/3417", nil).Is(200).Text("standing.conditions.0.state"); got != "fulfilled" {
		t.Errorf("in the third version the condition is %s", got)
	}
}

func TestATagOfAnApprovalNeverComesBack(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.next(whole("A power strategy"))
	w.conditional(first, "3417", "during")
	w.approve(first, "3417")
	second := w.next(asking("3418", 30))
	w.Do(secretariat, "POST", first+"/approvals/3417/conditions/1/report", object{"report": "They do"}).Is(200)
	at := second + "/approvals/3417"
	stale := w.Do("reader@3417", "GET", at, nil).Is(200).ETag()
	w.say(second, "3417", "rejected", apptest.IfMatch(stale)).Is(200)
	w.say(second, "3417", "approved", apptest.IfMatch(stale)).Refused(412, "precondition.stale")
}

func TestWhatWasApprovedBeforeLeavingDoesNotCountAfterComingBack(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.next(whole("A power strategy"))
	w.approve(at)
	caseAt := w.mandates[:len(w.mandates)-len("/mandates")]
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", caseAt+"/participants/3418/leave", object{"reason": "It leaves"}).Is(200)
	w.Do(secretariat, "POST", caseAt+"/participants", object{"municipality": "3418", "reason": "It is back"}).Is(200)
	gate := w.Do("reader@3417", "GET", at+"/gate", nil).Is(200)
	if gate.Get("given") != 5.0 || gate.Text("entries.5.state") != "unsatisfied" || gate.Text("outcome") != "in_force" {
		t.Errorf("after it came back: %s", gate.Body)
	}
	const why = "The answer was given before the municipality left the case, and no longer counts."
	if gate.Text("entries.5.reason") != why || gate.Text("entries.5.since") != "2024-02-12T09:00:00Z" {
		t.Errorf("it is unsatisfied since %s because %s", gate.Text("entries.5.since"), gate.Text("entries.5.reason"))
	}
	tag := w.Do("reader@3418", "GET", at+"/approvals/3418", nil).Is(200).ETag()
	w.say(at, "3418", "approved", apptest.IfMatch(tag)).Is(200)
	if got := w.Do("reader@3417", "GET", at+"/gate", nil).Is(200).Get("given"); got != 6.0 {
		t.Errorf("after it joined again: %v approvals", got)
	}
}
