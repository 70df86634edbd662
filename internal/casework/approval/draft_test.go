package approval_test

import (
	"net/http"
	"slices"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type option = func(*http.Request)

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func TestTheSecretariatDraftsEditsAndSubmits(t *testing.T) {
	t.Parallel()
	w := settle(t)
	drafted := w.Do(secretariat, "POST", w.mandates, whole("A strategy")).Is(201)
	at := drafted.Text("self")
	if at != w.mandates+"/1" || drafted.Header().Get("Location") != at || drafted.Text("state") != "draft" {
		t.Fatalf("the first draft lies at %q, in the state %q", at, drafted.Text("state"))
	}
	if drafted.Text("common_hash") != "" || drafted.Get("actions.1.open") != true {
		t.Errorf("a draft has the hash %q; may be submitted: %v", drafted.Text("common_hash"), drafted.Get("actions.1.open"))
	}
	edited := w.Do(secretariat, "PUT", at, whole("A power strategy"), apptest.IfMatch(drafted.ETag())).Is(200)
	if got := edited.Text("common.purpose"); got != "A power strategy" {
		t.Errorf("after the edit the purpose is %q", got)
	}
	opened := w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	if opened.Text("state") != "open" || opened.Text("submitted_by") != apptest.Person(secretariat) || opened.Text("answer_by") != "2024-03-15" {
		t.Errorf("submitted: %s", opened.Body)
	}
	for _, hash := range []string{"common_hash", "content_hash", "slices.0.hash"} {
		if len(opened.Text(hash)) != 64 {
			t.Errorf("%s is %q", hash, opened.Text(hash))
		}
	}
	if got := opened.Text("waiting_for.4.holders.0.person"); opened.Text("waiting_for.4.municipality") != "3417" || got != apptest.Person("chief_executive@3417") {
		t.Errorf("it waits for %v", opened.Get("waiting_for.4"))
	}
	if n := w.count("audit_event WHERE act IN ('draft-mandate', 'edit-mandate', 'submit-mandate') AND object = $1", at); n != 3 {
		t.Errorf("%d events tell of the three acts", n)
	}
	w.Do(secretariat, "POST", w.mandates, whole("Another")).Is(201)
	list := w.Do("reader@3418", "GET", w.mandates+"?limit=1", nil).Is(200)
	if list.Get("items.0.version") != 2.0 || list.Get("items.1") != nil {
		t.Errorf("the newest version is not first: %s", list.Body)
	}
	next := w.Do("reader@3418", "GET", w.mandates+"?limit=1&cursor="+list.Text("next"), nil).Is(200)
	if next.Get("items.0.version") != 1.0 || next.Get("next") != nil {
		t.Errorf("the second page: %s", next.Body)
	}
	open := w.Do("reader@3418", "GET", w.mandates+"?state=open", nil).Is(200)
	if open.Get("items.0.version") != 1.0 || open.Get("items.1") != nil {
		t.Errorf("the open ones: %s", open.Body)
	}
}

// writes are the region's acts on a version, each with a body that fits.
func writes(mandates, version string) []struct {
	method, path string
	body         any
} {
	return []struct {
		method, path string
		body         any
	}{
		{"POST", mandates, whole("A power strategy")},
		{"PUT", version, whole("A power strategy")},
		{"POST", version + "/submit", due},
		{"POST", version + "/withdraw", object{"reason": "No longer"}},
		{"POST", version + "/reject", object{"reason": "It cannot pass"}},
	}
}

func TestOnlyTheSecretariatActsOnAVersion(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	before := w.stored()
	for _, act := range writes(w.mandates, at) {
		w.Do("auditor@"+apptest.Region, act.method, act.path, act.body).Refused(403, "permission.denied")
		w.Do("chief_executive@3417", act.method, act.path, act.body).Refused(403, "permission.denied")
		w.Do("chief_executive@"+apptest.Stranger, act.method, act.path, act.body).Refused(404, "resource.not_found")
		w.Do("secretariat@"+apptest.Foreign, act.method, act.path, act.body).Refused(404, "resource.not_found")
	}
	if after := w.stored(); after != before {
		t.Errorf("refused acts left something: %s, before %s", after, before)
	}
}

func TestActsAreRefusedInTheWrongState(t *testing.T) {
	t.Parallel()
	w := settle(t)
	reason := object{"reason": "No longer"}
	draft := w.Do(secretariat, "POST", w.mandates, whole("A power strategy")).Is(201)
	at := draft.Text("self")
	w.Do(secretariat, "POST", w.mandates, whole("A second draft")).Refused(409, "mandate.draft_exists")
	w.Do(secretariat, "POST", at+"/withdraw", reason).Refused(409, "mandate.not_open")
	w.Do(secretariat, "POST", at+"/reject", reason).Refused(409, "mandate.not_open")
	w.Do(secretariat, "PUT", at, whole("Without a tag")).Refused(428, "precondition.required")
	w.Do(secretariat, "POST", w.mandates+"/2/submit", due).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", at+"/submit", object{"answer_by": "2024-02-12", "naming_due": "2024-04-05"}).Refused(422, "mandate.deadlines_invalid")
	opened := w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	w.Do(secretariat, "POST", at+"/submit", due).Refused(409, "mandate.not_draft")
	w.Do(secretariat, "PUT", at, whole("Too late"), apptest.IfMatch(opened.ETag())).Refused(409, "mandate.not_draft")
	w.Do(secretariat, "POST", at+"/reject", reason).Refused(409, "mandate.can_still_pass")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "  "}).Refused(422, "mandate.reason_missing")
	w.Do(secretariat, "POST", at+"/withdraw", reason).Is(200)
	w.Do(secretariat, "POST", at+"/withdraw", reason).Refused(409, "mandate.not_open")

	other := whole("Fewer")
	other["common"].(object)["participants"] = apptest.Municipalities[1:]
	w.Do(secretariat, "POST", w.mandates, other).Refused(422, "mandate.participants_differ")
	unopened := w.Do(secretariat, "POST", cases, object{"title": "Et utkast", "kind": "plan", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", unopened+"/mandates", whole("Too early")).Refused(409, "case.wrong_state")
}

func TestAStaleTagChangesNothing(t *testing.T) {
	t.Parallel()
	w := settle(t)
	draft := w.Do(secretariat, "POST", w.mandates, whole("One")).Is(201)
	at := draft.Text("self")
	w.Do(secretariat, "PUT", at, whole("Two"), apptest.IfMatch(draft.ETag())).Is(200)
	w.Do(secretariat, "PUT", at, whole("Three"), apptest.IfMatch(draft.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", at+"/submit", due, apptest.IfMatch(draft.ETag())).Refused(412, "precondition.stale")
	opened := w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	w.say(at, "3417", "returned").Is(200)
	for _, act := range []string{"/withdraw", "/reject"} {
		w.Do(secretariat, "POST", at+act, object{"reason": "No longer"}, apptest.IfMatch(opened.ETag())).Refused(412, "precondition.stale")
	}
	if got := w.state(at); got != "open" {
		t.Errorf("the version is %s", got)
	}
}

func TestADryRunOrARepeatedKeyHasNoSecondEffect(t *testing.T) {
	t.Parallel()
	w := settle(t)
	twice := func(path string, body any, status int) {
		t.Helper()
		before := w.stored()
		if tried := w.Do(secretariat, "POST", path+"?dry_run=true", body).Is(200); tried.ETag() != "" {
			t.Errorf("the dry run of %s has the tag %s", path, tried.ETag())
		}
		if after := w.stored(); after != before {
			t.Errorf("the dry run of %s left something: %s, before %s", path, after, before)
		}
		key := apptest.Key("the key of " + path)
		first := w.Do(secretariat, "POST", path, body, key).Is(status)
		once := w.stored()
		again := w.Do(secretariat, "POST", path, body, key).Is(status)
		if again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" || again.ETag() != first.ETag() {
			t.Errorf("the repeated %s was answered otherwise", path)
		}
		if after := w.stored(); after != once {
			t.Errorf("the repeated %s had an effect: %s, before %s", path, after, once)
		}
	}
	twice(w.mandates, whole("A power strategy"), 201)
	twice(w.mandates+"/1/submit", due, 200)
	twice(w.mandates+"/1/withdraw", object{"reason": "No longer"}, 200)
	at := w.submit()
	w.say(at, "3417", "rejected").Is(200)
	twice(at+"/reject", object{"reason": "Grue rejects"}, 200)

	at = w.submit()
	in, before := w.answer(at, "3417", "approved"), w.stored()
	tried := w.Do("chief_executive@3417", "PUT", at+"/approvals/3417?dry_run=true", in).Is(200)
	if after := w.stored(); tried.Text("status") != "approved" || after != before {
		t.Errorf("the dry run of an answer says %q and leaves %s, before %s", tried.Text("status"), after, before)
	}
}

func TestASubmissionWithdrawsTheOpenVersion(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.submit()
	w.say(first, "3417", "approved").Is(200)
	second := w.submit()
	closed := w.Do(secretariat, "GET", first, nil).Is(200)
	if closed.Text("state") != "withdrawn" || closed.Text("closed_why") != "replaced by version 2" {
		t.Errorf("the first version: %s", closed.Body)
	}
	if got := w.state(second); got != "open" {
		t.Errorf("the second version is %s", got)
	}
	if n := w.count("deadline WHERE state = 'standing' AND key = 'mandate/1'"); n != 0 {
		t.Errorf("%d deadlines of the first version stand", n)
	}
	if n := w.count("deadline WHERE state = 'standing' AND key = 'mandate/2'"); n != 12 {
		t.Errorf("%d deadlines of the second version stand, want an answer and a naming in each of six municipalities", n)
	}
	w.say(first, "3418", "approved").Refused(409, "mandate.not_open")
	if n := w.count("audit_event WHERE act = 'withdraw-mandate' AND object = $1", first); n != 1 {
		t.Errorf("%d events tell of the withdrawal", n)
	}
}

func TestClosingAVersionStopsItsReminders(t *testing.T) {
	t.Parallel()
	for act, kind := range map[string]string{"withdraw": "mandate_withdrawn", "reject": "mandate_rejected"} {
		t.Run(act, func(t *testing.T) {
			t.Parallel()
			w := settle(t)
			at := w.submit()
			if n := w.count("letter WHERE channel = 'inbox' AND kind = 'mandate_submitted'"); n != 6 {
				t.Errorf("%d chief executives were told of the submission", n)
			}
			w.say(at, "3417", "returned").Is(200)
			w.Do(secretariat, "POST", at+"/"+act, object{"reason": "Eidskog waits"}).Is(200)
			if n := w.count("deadline WHERE state = 'standing'"); n != 0 {
				t.Errorf("%d deadlines stand", n)
			}
			if n := w.count("reminder WHERE state = 'planned'"); n != 0 {
				t.Errorf("%d reminders are planned", n)
			}
			if n := w.count("letter WHERE channel = 'inbox' AND kind = $1 AND params->>'reason' = 'Eidskog waits'", kind); n != 6 {
				t.Errorf("%d chief executives were told, with the reason", n)
			}
		})
	}
}

func TestTwoDraftsAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := settle(t)
	codes := w.atOnce(2, func(int) *apptest.Answer { return w.Do(secretariat, "POST", w.mandates, whole("A power strategy")) })
	if !slices.Equal(codes, []string{"201 ", "409 mandate.draft_exists"}) {
		t.Errorf("two drafts at once: %v", codes)
	}
	codes = w.atOnce(2, func(int) *apptest.Answer { return w.Do(secretariat, "POST", w.mandates+"/1/submit", due) })
	if !slices.Equal(codes, []string{"200 ", "409 mandate.not_draft"}) {
		t.Errorf("two submissions at once: %v", codes)
	}
	codes = w.atOnce(2, func(int) *apptest.Answer {
		return w.Do(secretariat, "POST", w.mandates+"/1/withdraw", object{"reason": "No longer"})
	})
	if !slices.Equal(codes, []string{"200 ", "409 mandate.not_open"}) {
		t.Errorf("two withdrawals at once: %v", codes)
	}
}

// Rule 6.1: until the day the administrator alone is reminded; then it escalates.
func TestOnlyWhoIsAskedForPeopleIsRemindedOfNamesAndTheAdministratorUntilTheDay(t *testing.T) {
	t.Parallel()
	w := settle(t)
	content := whole("A power strategy")
	content["slices"].([]object)[0]["requirements"] = []object{}
	at := w.Do(secretariat, "POST", w.mandates, content).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	if n := w.count("deadline WHERE kind = 'naming'"); n != len(apptest.Municipalities)-1 {
		t.Errorf("%d municipalities are reminded of names", n)
	}
	if n := w.count("reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.kind = 'naming' AND r.addressee->>'office' <> 'administrator' AND r.due_at < '2024-04-06'"); n != 0 {
		t.Errorf("%d reminders of names go to others than the administrator before the day has passed", n)
	}
	if n := w.count("reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.kind = 'naming' AND r.addressee->>'office' = 'chief_executive'"); n != len(apptest.Municipalities)-1 {
		t.Errorf("%d reminders of names escalate to chief executives", n)
	}
}

// Rule 3.7: a draft shows the rule under which it would be submitted now.
func TestADraftShowsTheRegionsOwnRule(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.Do(secretariat, "POST", w.mandates, whole("A power strategy")).Is(201)
	if at.Text("rule") != "all" || at.Get("needed") != 6.0 {
		t.Errorf("before the region sets a rule, the draft shows %v of %v", at.Get("needed"), at.Text("rule"))
	}
	w.rule(object{"rule": "fraction", "rule_numerator": 2, "rule_denominator": 3}).Is(200)
	for _, path := range []string{at.Text("self"), at.Text("self") + "/gate"} {
		got := w.Do("reader@3417", "GET", path, nil).Is(200)
		if got.Text("rule") != "fraction" || got.Get("rule_numerator") != 2.0 || got.Get("needed") != 4.0 {
			t.Errorf("%s shows %v of %v", path, got.Get("needed"), got.Text("rule"))
		}
	}
	if got := w.Do("reader@3417", "GET", w.mandates, nil).Is(200).Text("items.0.rule"); got != "fraction" {
		t.Errorf("the list shows %v", got)
	}
}
