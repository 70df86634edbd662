package followup_test

import (
	"net/http"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	first       = "Kommunestyret vedtar den regionale kraftstrategien."
	second      = "Kommunen følger opp innen 1. mars 2025."
	evidence    = "https://www.grue.kommune.no/planer/"
)

// decided is a case that the councils of municipalities have decided, each as it says:
// adopted, or rejected; it is adopted once so many have adopted it.
func decided(t *testing.T, least int, outcomes map[string]string) (w *apptest.World, at string) {
	t.Helper()
	w = apptest.New(t)
	parties := []string{}
	for _, m := range []string{"3401", "3415", "3417"} {
		parties = append(parties, m)
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret i " + m, "size": 19, "decides": true}).Is(201)
	}
	at = opened(w, "Regional kraftstrategi", parties)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": first}, {"text": second}}}).Is(201)
	plan := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{{"step": "councils_decided", "role": "decides", "every": "municipal_council"}}}, apptest.IfMatch(plan.ETag())).Is(200)
	w.Do(secretariat, "PUT", at+"/effect/rule", object{"rule": "n_of_all", "n": least}, apptest.IfMatch(w.Do(secretariat, "GET", at+"/effect", nil).ETag())).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	shown := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	for _, each := range shown.Get("steps.0.treatments").([]any) {
		one := each.(object)
		m := one["organisation"].(string)
		if outcomes[m] != "" {
			w.Do("clerk@"+m, "PUT", one["self"].(string)+"/resolution", resolved(outcomes[m])).Is(200)
		}
	}
	return w, at
}

// opened is a case that is active and needs no treatment.
func opened(w *apptest.World, title string, parties []string) string {
	at := w.Do(secretariat, "POST", cases, object{"title": title, "kind": "enquiry", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	return at
}

func resolved(outcome string) object {
	counts := object{"present": 19, "voting": 19, "disqualified": 0, "for": 17, "against": 2}
	if outcome == "rejected" {
		counts = object{"present": 19, "voting": 19, "disqualified": 0, "for": 2, "against": 17}
	}
	return object{"outcome": outcome, "date": "2024-02-12", "case_number": "031/24", "counts": counts, "items": []object{{"number": 1, "text": first}, {"number": 2, "text": second}}}
}

// followed is a case in follow-up that 3401 and 3417 have adopted and 3415 has not.
func followed(t *testing.T) (w *apptest.World, at string) {
	t.Helper()
	w, at = decided(t, 2, map[string]string{"3415": "rejected", "3401": "adopted", "3417": "adopted"})
	w.Do(secretariat, "POST", at+"/follow-up", nil).Is(200).Has(object{"state": "following_up"})
	return w, at
}

func planned(item int, due string, municipalities ...string) object {
	in := object{"item": item, "text": "Revise the municipal plan", "due": due}
	if municipalities != nil {
		in["municipalities"] = municipalities
	}
	return in
}

func letters(t *testing.T, w *apptest.World, who, kind string) (n int) {
	t.Helper()
	err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE kind = $1 AND channel = 'inbox' AND person_id = $2`, kind, apptest.Person(who)).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// told asks that people got so many letters of a kind.
func told(t *testing.T, w *apptest.World, kind string, want int, people ...string) {
	t.Helper()
	for _, who := range people {
		if n := letters(t, w, who, kind); n != want {
			t.Errorf("%s got %d letters of %s, and not %d", who, n, kind, want)
		}
	}
}

func kindsOf(w *apptest.World, who string) (kinds []string) {
	for _, each := range w.Do(who, "GET", "/v1/me/tasks", nil).Is(200).Get("items").([]any) {
		kinds = append(kinds, each.(object)["kind"].(string))
	}
	return kinds
}

func count(kinds []string, kind string) (n int) {
	for _, k := range kinds {
		if k == kind {
			n++
		}
	}
	return n
}

// cell is a municipality's cell of the follow-up in the matrix.
func cell(t *testing.T, w *apptest.World, at, municipality string) object {
	t.Helper()
	for _, each := range w.Do(secretariat, "GET", at+"/matrix", nil).Is(200).Get("rows").([]any) {
		if row := each.(object); row["municipality"] == municipality {
			found, _ := row["follow_up"].(object)
			return found
		}
	}
	t.Fatalf("the matrix has no row of %s", municipality)
	return nil
}

func TestRule22AnAdoptedCaseIsFollowedUpAndClosed(t *testing.T) {
	t.Parallel()
	w, at := decided(t, 2, map[string]string{"3415": "rejected", "3401": "adopted", "3417": "adopted"})
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	if n := count(kindsOf(w, secretariat), "begin_follow_up"); n != 1 {
		t.Errorf("%d tasks to begin the follow-up", n)
	}
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-06-03")).Refused(409, "case.wrong_state")
	w.Do("chief_executive@3417", "POST", at+"/follow-up", nil).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/follow-up", nil).Is(200).Has(object{"state": "following_up"})
	w.Do(secretariat, "POST", at+"/follow-up", nil).Refused(409, "case.wrong_state")
	told(t, w, "follow_up_begun", 1, "chief_executive@3417", "clerk@3415", "board_chair@"+apptest.Region)

	// Nobody is named: it is for those that adopted it.
	one := w.Do(secretariat, "POST", at+"/follow-ups", planned(2, "2024-06-03")).Is(201)
	one.Has(object{"follow_up": 1.0, "item": 2.0, "parts.0.municipality": "3401", "parts.1.municipality": "3417", "parts.1.state": "open"})
	if parts := one.Get("parts").([]any); len(parts) != 2 {
		t.Errorf("it is for %v", parts)
	}
	told(t, w, "follow_up_planned", 1, "administrator@3417", "chief_executive@3401")
	told(t, w, "follow_up_planned", 0, "administrator@3415", secretariat)
	if n := count(kindsOf(w, "administrator@3417"), "report_follow_up"); n != 1 {
		t.Errorf("the administrator has %d tasks to report", n)
	}
	if got := cell(t, w, at, "3417"); got["state"] != "missing" || got["by"] != "2024-06-03" || len(got["who"].([]any)) != 1 {
		t.Errorf("the matrix shows %v", got)
	}
	if got := cell(t, w, at, "3415"); got["state"] != "not_applicable" {
		t.Errorf("of who said no the matrix shows %v", got)
	}
	done := object{"outcome": "done", "done_on": "2024-02-12", "note": "The council has revised it", "address": evidence}
	w.Do("administrator@3417", "PUT", at+"/follow-ups/1/reports/3417", done).Is(200).Has(object{"state": "done", "report.report": 1.0, "report.address": evidence, "report.done_on": "2024-02-12"})
	w.Do("case_officer@3401", "PUT", at+"/follow-ups/1/reports/3401", object{"outcome": "not_done", "note": "The plan waits for the county"}).Is(200).Has(object{"state": "not_done", "report.done_on": nil})
	told(t, w, "follow_up_done", 1, secretariat)
	told(t, w, "follow_up_not_done", 1, secretariat)
	if n := count(kindsOf(w, "administrator@3417"), "report_follow_up"); n != 0 {
		t.Errorf("once reported, the administrator has %d tasks", n)
	}
	if got := cell(t, w, at, "3417"); got["state"] != "met" {
		t.Errorf("the matrix shows %v", got)
	}
	if got := cell(t, w, at, "3401"); got["state"] != "missing" || len(got["who"].([]any)) != 0 {
		t.Errorf("the matrix shows %v", got)
	}
	w.Do("reader@3417", "GET", at+"/follow-ups", nil).Is(200).Has(object{"items.0.parts.1.state": "done"})

	w.Do("chief_executive@3417", "POST", at+"/close", object{"reason": "It is done"}).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/close", object{"reason": "   "}).Refused(422, "follow_up.reason_missing")
	w.Do(secretariat, "POST", at+"/close", object{"reason": "All have reported"}).Is(200).Has(object{"state": "closed", "closed_why": "All have reported"})
	told(t, w, "case_closed", 1, "chief_executive@3417", "clerk@3415", secretariat)
	w.Do(secretariat, "POST", at+"/close", object{"reason": "Again"}).Refused(409, "case.wrong_state")
	w.Do("case_officer@3401", "PUT", at+"/follow-ups/1/reports/3401", done, apptest.IfMatch("*")).Refused(409, "case.wrong_state")
	w.Do("reader@3417", "GET", at+"/follow-ups/1/reports/3401", nil).Is(200).Has(object{"state": "not_done", "actions.0.open": false})
	if got := cell(t, w, at, "3401"); got["state"] != "not_applicable" {
		t.Errorf("of the closed case the matrix shows %v", got)
	}
	acts := map[string]bool{}
	for _, e := range w.Do(secretariat, "GET", at+"/events?limit=200", nil).Is(200).Get("items").([]any) {
		acts[e.(object)["act"].(string)] = true
	}
	for _, act := range []string{"begin-follow-up", "plan-follow-up", "report-follow-up", "close-case"} {
		if !acts[act] {
			t.Errorf("the record has no %s", act)
		}
	}
}

func TestAFollowUpIsOfTheCaseThatAdoptedIt(t *testing.T) {
	t.Parallel()
	w, at := followed(t)
	w.Do("administrator@3417", "POST", at+"/follow-ups", planned(1, "2024-06-03")).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-06-03", "3415")).Refused(422, "follow_up.not_adopted_by")
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-06-03", "3418")).Refused(422, "follow_up.not_adopted_by")
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-06-03", "3417", "3417")).Refused(422, "follow_up.content_invalid")
	w.Do(secretariat, "POST", at+"/follow-ups", planned(3, "2024-06-03")).Refused(422, "follow_up.content_invalid")
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-02-11")).Refused(422, "follow_up.content_invalid")
	w.Do(secretariat, "POST", at+"/follow-ups", object{"item": 1, "text": " \t ", "due": "2024-06-03"}).Refused(422, "follow_up.content_invalid")
	one := w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-05-17", "3417")).Is(201)
	one.Has(object{"warnings.0.code": "day_off"})
	w.Do("administrator@"+apptest.Stranger, "GET", at+"/follow-ups", nil).Refused(404, "resource.not_found")

	// Another case has neither it, nor anything to follow up.
	other := opened(w, "Another case", []string{"3401", "3417"})
	w.Do(secretariat, "POST", other+"/follow-ups", planned(1, "2024-06-03")).Refused(409, "case.wrong_state")
	w.Do(secretariat, "POST", other+"/follow-up", nil).Refused(409, "case.wrong_state")
	w.Do(secretariat, "GET", other+"/follow-ups/1", nil).Refused(404, "resource.not_found")
	report := object{"outcome": "done", "address": evidence}
	w.Do("administrator@3417", "PUT", other+"/follow-ups/1/reports/3417", report).Refused(404, "resource.not_found")

	// What is done is shown; what is not is explained; and each speaks for itself.
	of := at + "/follow-ups/1/reports/"
	w.Do("administrator@3401", "PUT", of+"3401", report).Refused(404, "resource.not_found")
	w.Do("administrator@3401", "PUT", of+"3417", report).Refused(403, "permission.denied")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "done"}).Refused(422, "follow_up.report_invalid")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "not_done"}).Refused(422, "follow_up.report_invalid")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "not_done", "note": "No money", "done_on": "2024-02-12"}).Refused(422, "follow_up.report_invalid")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "done", "address": "javascript:alert(1)"}).Refused(422, "link.address_invalid")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "done", "address": evidence, "done_on": "2024-02-13"}).Refused(422, "timeline.done_day_invalid")
	w.Do("administrator@3417", "PUT", of+"3417", object{"outcome": "done", "documents": []object{{"document": 1, "version": 1, "sha256": noHash}}}).Refused(422, "document.pin_invalid")
}

const noHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func TestAReportIsRepeatedWithoutEffectAndReplacedByItsTag(t *testing.T) {
	t.Parallel()
	w, at := followed(t)
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-06-03", "3417")).Is(201)
	of, who := at+"/follow-ups/1/reports/3417", "administrator@3417"
	not := object{"outcome": "not_done", "note": "No money this year"}
	was := w.Do(who, "PUT", of, not).Is(200)
	w.Do(who, "PUT", of, not).Is(200).Has(object{"report.report": 1.0})
	told(t, w, "follow_up_not_done", 1, secretariat)
	done := object{"outcome": "done", "address": evidence}
	w.Do(who, "PUT", of, done).Refused(http.StatusPreconditionRequired, "precondition.required")
	w.Do(who, "PUT", of, done, apptest.IfMatch(`"r7"`)).Refused(http.StatusPreconditionFailed, "precondition.stale")
	w.Do(who, "PUT", of, done, apptest.IfMatch(was.ETag())).Is(200).Has(object{"state": "done", "report.report": 2.0, "report.done_on": "2024-02-12"})
	w.Do(who, "PUT", of+"?dry_run=true", not, apptest.IfMatch("*")).Is(200).Has(object{"state": "not_done"})
	w.Do(who, "GET", of, nil).Is(200).Has(object{"state": "done"})
	var kept int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM follow_up_report`).Scan(&kept); err != nil || kept != 2 {
		t.Errorf("%d reports are kept: %v", kept, err)
	}
}

func TestRule61WhoHasNotReportedIsRemindedAndItEscalates(t *testing.T) {
	t.Parallel()
	w, at := followed(t)
	w.Do(secretariat, "POST", at+"/follow-ups", planned(1, "2024-03-15", "3401", "3417")).Is(201)
	w.Do("administrator@3401", "PUT", at+"/follow-ups/1/reports/3401", object{"outcome": "done", "address": evidence}).Is(200)
	states := map[string]map[string]bool{}
	for _, each := range w.Do(secretariat, "GET", at+"/reminders?kind=follow_up&limit=200", nil).Is(200).Get("items").([]any) {
		r := each.(object)
		m := r["municipality"].(string)
		if states[m] == nil {
			states[m] = map[string]bool{}
		}
		states[m][r["addressed_as"].(string)+" "+r["state"].(string)] = true
	}
	for _, want := range []string{"asked planned", "administrator planned", "chief_executive planned", "region planned"} {
		if !states["3417"][want] {
			t.Errorf("of 3417 there is no %s: %v", want, states["3417"])
		}
	}
	if len(states["3401"]) == 0 || states["3401"]["asked planned"] || states["3401"]["region planned"] {
		t.Errorf("who has reported is reminded: %v", states["3401"])
	}
	w.Clock.Set(time.Date(2024, 3, 18, 12, 0, 0, 0, time.UTC))
	w.Do(secretariat, "GET", at+"/follow-ups/1", nil).Is(200).Has(object{"parts.0.overdue": false, "parts.1.overdue": true})
	if got := cell(t, w, at, "3417"); got["state"] != "overdue" {
		t.Errorf("the matrix shows %v", got)
	}
	w.Do(secretariat, "POST", at+"/follow-ups/1/withdraw", object{"reason": "The county does it"}).Is(200).Has(object{"withdrawn_why": "The county does it", "parts.1.overdue": false})
	told(t, w, "follow_up_withdrawn", 1, "administrator@3417", "chief_executive@3417")
	w.Do(secretariat, "POST", at+"/follow-ups/1/withdraw", object{"reason": "Again"}).Refused(409, "follow_up.withdrawn")
	w.Do("administrator@3417", "PUT", at+"/follow-ups/1/reports/3417", object{"outcome": "done", "address": evidence}).Refused(409, "follow_up.withdrawn")
	if got := cell(t, w, at, "3417"); got["state"] != "not_applicable" {
		t.Errorf("of what is withdrawn the matrix shows %v", got)
	}
	var planned int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.kind = 'follow_up' AND r.state = 'planned'`).Scan(&planned); err != nil || planned != 0 {
		t.Errorf("%d reminders of it wait: %v", planned, err)
	}
}

func TestRule22OnlyWhatNeedsNoTreatmentIsClosedWithoutIt(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	at := opened(w, "An enquiry", []string{"3401", "3417"})
	w.Do(secretariat, "POST", at+"/close", object{"reason": "Answered"}).Is(200).Has(object{"state": "closed"})
	draft := w.Do(secretariat, "POST", cases, object{"title": "A draft", "kind": "enquiry", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", draft+"/close", object{"reason": "Given up"}).Refused(409, "case.wrong_state")
	w.Exec(`UPDATE casefile SET state = 'active' WHERE serial = 1`)
	w.Do(secretariat, "POST", cases+"/2024-1/close", object{"reason": "Given up"}).Refused(409, "case.untreated")
	w.Exec(`UPDATE casefile SET state = 'not_adopted' WHERE serial = 1`)
	w.Do(secretariat, "POST", cases+"/2024-1/close", object{"reason": "It was not adopted"}).Is(200)
	var running int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM deadline WHERE state = 'standing' AND case_id = (SELECT id FROM casefile WHERE serial = 1)`).Scan(&running); err != nil || running != 0 {
		t.Errorf("%d deadlines of a closed case stand: %v", running, err)
	}
}
