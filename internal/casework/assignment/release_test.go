package assignment_test

import (
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// nominated is inForce with planner1 named for the planner asked for.
func nominated(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := inForce(t, options...)
	w.Do(administrator, "POST", named, planner1()).Is(201)
	return w
}

func TestTheChiefExecutiveReleasesAPersonWhoIsTold(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	for act, want := range map[string]bool{"release-assignment": true, "decline-assignment": true, "retract-assignment": false, "recall-assignment": false} {
		if is, code := open(w.Do(chief, "GET", first, nil), act); is != want {
			t.Errorf("before, %s is open: %v (%s)", act, is, code)
		}
	}
	a := w.Do(chief, "POST", first+"/release", nil).Is(200)
	if a.Text("state") != "released" || a.Text("decided_by") != apptest.Person(chief) {
		t.Errorf("released: %s", a.Body)
	}
	if is, code := open(a, "release-assignment"); is || code != "assignment.wrong_state" {
		t.Errorf("after, release is open: %v, %q", is, code)
	}
	if is, _ := open(a, "recall-assignment"); !is {
		t.Error("after, recall is not open")
	}
	inbox := w.Do("planner1@3417", "GET", "/v1/me/notices?kind=assignment_released", nil).Is(200)
	if inbox.Text("items.0.about") != "/v1/me/assignments" || inbox.Get("items.1") != nil {
		t.Errorf("the inbox is %s", inbox.Body)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'release-assignment' AND changes @> '{"state": {"old": "nominated", "new": "released"}}' AND policy = 'p, chief_executive, assignment, release'`); n != 1 {
		t.Errorf("%d events tell of the release", n)
	}
}

func TestActsOnAnAssignmentAreForTheirOfficesAndNotForStaleTags(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	why := object{"reason_code": "reassigned"}
	for act, tt := range map[string]struct {
		by, not string
		body    any
	}{
		"release": {chief, administrator, nil}, "decline": {chief, administrator, why}, "retract": {administrator, chief, nil},
		"recall": {chief, administrator, object{"on": "2024-05-01", "reason_code": "other"}},
	} {
		for _, actor := range []string{tt.not, "chief_executive@3418", "administrator@3418", secretariat} {
			w.Do(actor, "POST", first+"/"+act, tt.body).Refused(403, "permission.denied")
		}
		w.Do("chief_executive@"+apptest.Stranger, "POST", first+"/"+act, tt.body).Refused(404, "resource.not_found")
		w.Do(tt.by, "POST", first+"/"+act, tt.body, apptest.IfMatch(`"r99"`)).Refused(412, "precondition.stale")
	}
	if got := w.Do(secretariat, "GET", first, nil).Text("state"); got != "nominated" {
		t.Errorf("it is %q", got)
	}
}

func TestNobodyIsReleasedBeforeTheMandateIsInForce(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.Do(administrator, "POST", named, planner1()).Is(201)
	w.Do(chief, "POST", first+"/release", nil).Refused(409, "assignment.mandate_not_in_force")
	approve(w, "1")
	w.Do(chief, "POST", first+"/release", nil).Is(200)
}

func TestWhatANewVersionNoLongerAsksForIsSurplus(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead"})).Is(201)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "staff_key": "planner2"})).Is(201)
	w.Do(chief, "POST", named+"/2/release", nil).Is(200)
	submit(w, "2", "planner")
	approve(w, "2")
	w.Do(chief, "POST", named+"/3/release", nil).Refused(409, "assignment.not_asked")
	m := w.Do(chief, "GET", own, nil).Is(200)
	if m.Get("version") != 2.0 || m.Get("others.0.number") != 2.0 || m.Get("others.0.state") != "released" || m.Get("requirements.1") != nil {
		t.Errorf("the municipality is %s", m.Body)
	}
	w.Do(chief, "POST", named+"/2/recall", object{"on": "2024-04-01", "reason_code": "other"}).Is(200)
}

func TestWhoHasNotApprovedIsAskedForNothing(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	exec(t, w, `UPDATE mandate_answer a SET answer = 'rejected', reason = 'No' FROM organisation o WHERE o.id = a.municipality_id AND o.key = '3417'`)
	w.Do(chief, "POST", first+"/release", nil).Refused(409, "assignment.mandate_not_approved")
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner2"})).Refused(409, "assignment.no_mandate")
	m := w.Do(chief, "GET", own, nil).Is(200)
	if m.Text("state") != "not_applicable" || m.Get("version") != nil {
		t.Errorf("the municipality is %s", m.Body)
	}
}

func TestDecliningAndRetracting(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	w.Do(chief, "POST", first+"/decline", object{"reason_code": "ill"}).Refused(422, "request.invalid")
	a := w.Do(chief, "POST", first+"/decline", object{"reason_code": "reassigned"}).Is(200)
	if a.Text("state") != "declined" || a.Text("reason_code") != "reassigned" {
		t.Errorf("declined: %s", a.Body)
	}
	w.Do(administrator, "POST", first+"/retract", nil).Refused(409, "assignment.wrong_state")
	w.Do(administrator, "POST", named, planner1()).Is(201)
	if got := w.Do(administrator, "POST", named+"/2/retract", nil).Is(200).Text("state"); got != "retracted" {
		t.Errorf("it is %q", got)
	}
	w.Do(chief, "POST", named+"/2/release", nil).Refused(409, "assignment.wrong_state")
}

func TestARecallLeavesAGapFromItsDayAndIsTold(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-02-11", "reason_code": "absent"}).Refused(422, "assignment.recall_day_invalid")
	a := w.Do(chief, "POST", first+"/recall", object{"on": "2024-06-01", "reason_code": "absent"}).Is(200)
	if a.Text("ends") != "2024-06-01" || a.Text("to") != "2025-01-01" || a.Text("state") != "recalled" {
		t.Errorf("recalled: %s", a.Body)
	}
	m := w.Do(secretariat, "GET", own, nil).Is(200)
	gap := m.Get("requirements.1.gaps.0").(object)
	if m.Text("requirements.1.key") != "planner" || gap["from"] != "2024-06-01" || gap["to"] != "2025-01-01" || gap["lacking"] != 1.0 {
		t.Errorf("the municipality is %s", m.Body)
	}
	inbox := w.Do("planner1@3417", "GET", "/v1/me/notices?kind=assignment_recalled", nil).Is(200)
	if inbox.Get("items.0") == nil || inbox.Get("items.1") != nil {
		t.Errorf("the inbox is %s", inbox.Body)
	}
}

func TestAReasonIsShownInTheOwnMunicipalityAloneAndNotInTheRecord(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-06-01", "reason_code": "left_post"}).Is(200)
	for actor, want := range map[string]any{"reader@3417": "left_post", "chief_executive@3418": nil, secretariat: nil, "board_chair@" + apptest.Region: nil} {
		for path, at := range map[string]string{first: "reason_code", named: "items.0.reason_code", own: "requirements.1.assignments.0.reason_code", resources: "items.0.requirements.1.assignments.0.reason_code"} {
			if got := w.Do(actor, "GET", path, nil).Is(200).Get(at); got != want {
				t.Errorf("%s reads %v at %s", actor, got, path)
			}
		}
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE changes::text LIKE '%left_post%'`); n != 0 {
		t.Error("the record tells the reason to whoever reads the case")
	}
}

func TestTwoReleasesAtOnceReleaseOnce(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	codes := make([]int, 6)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() { codes[i] = w.Do(chief, "POST", first+"/release", nil).Code })
	}
	wg.Wait()
	ok := 0
	for _, c := range codes {
		if c == 200 {
			ok++
		} else if c != 409 {
			t.Errorf("one was answered %d", c)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'release-assignment'`); ok != 1 || n != 1 {
		t.Errorf("%d were answered 200, %d events written", ok, n)
	}
}

func TestAReleaseBoundToAnOldVersionIsStaleAndOneRepeatedByKeyIsReplayed(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	tag := w.Do(chief, "GET", first, nil).Is(200).ETag()
	if got := w.Do(chief, "POST", first+"/release?dry_run=true", nil, apptest.IfMatch(tag)).Is(200).Text("state"); got != "released" {
		t.Errorf("it would be %q", got)
	}
	a := w.Do(chief, "POST", first+"/release", nil, apptest.IfMatch(tag), apptest.Key("release-1")).Is(200)
	b := w.Do(chief, "POST", first+"/release", nil, apptest.IfMatch(tag), apptest.Key("release-1")).Is(200)
	if a.Body.String() != b.Body.String() || b.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("the second answer is another one: %s", b.Body)
	}
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-06-01", "reason_code": "absent"}, apptest.IfMatch(tag)).Refused(412, "precondition.stale")
}

func TestAReleaseWhoseNoticeFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	exec(t, w, `ALTER TABLE letter ADD CONSTRAINT no_more_letters CHECK (kind <> 'assignment_released')`)
	before := count(t, w, `SELECT count(*) FROM audit_event`)
	w.Do(chief, "POST", first+"/release", nil).Refused(500, "service.internal")
	if got := w.Do(chief, "GET", first, nil).Text("state"); got != "nominated" {
		t.Errorf("it is %q", got)
	}
	if after := count(t, w, `SELECT count(*) FROM audit_event`); after != before {
		t.Errorf("%d events were kept", after-before)
	}
}

// asks counts the standing deadlines for names in a municipality.
func asks(t *testing.T, w *apptest.World, municipality string) int {
	t.Helper()
	return count(t, w, `SELECT count(*) FROM deadline WHERE kind = 'naming' AND municipality = $1 AND state = 'standing'`, municipality)
}

func TestNamingIsNoLongerAskedForOnceEnoughAreNamedUntilOneIsTakenBack(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	if asks(t, w, "3417") != 1 {
		t.Fatal("the reminders stopped while somebody is lacking")
	}
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "staff_key": "planner2"})).Is(201)
	if asks(t, w, "3417") != 0 || asks(t, w, "3418") != 1 {
		t.Errorf("naming deadlines stand: %d in the municipality, %d in the other", asks(t, w, "3417"), asks(t, w, "3418"))
	}
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-06-01", "reason_code": "other"}).Is(200)
	if asks(t, w, "3417") != 1 {
		t.Error("nobody is reminded of the gap that a recall leaves")
	}
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-06-01"})).Is(201)
	w.Clock.Set(time.Date(2024, 4, 6, 8, 0, 0, 0, time.UTC))
	w.Do(administrator, "POST", named+"/2/retract", nil).Is(200)
	if asks(t, w, "3417") != 0 {
		t.Error("a day that has passed is planned anew")
	}
}

func TestANewVersionAsksForNoNamesWhereEnoughAreNamed(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	submit(w, "2", "planner")
	if asks(t, w, "3417") != 2 {
		t.Fatal("the new version asks for no names before the review")
	}
	review(t, w)
	if asks(t, w, "3417") != 1 || asks(t, w, "3418") != 2 {
		t.Errorf("naming deadlines stand: %d in the municipality, %d in the other", asks(t, w, "3417"), asks(t, w, "3418"))
	}
	if n := count(t, w, `SELECT count(*) FROM river_job WHERE kind = 'naming_review'`); n != 3 {
		t.Errorf("%d reviews are queued; want one for each submission and one for coming into force", n)
	}
}

// Rule 9.1: what the service finds by itself is recorded as its own, and in nobody's
// name; who released the people stands with what is done.
func TestAReviewOfTheNamingActsInNobodysName(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	due := object{"key": "naming_due", "title": "Names", "kind": "deadline", "due": "2024-04-05", "per_municipality": true}
	w.Do(secretariat, "POST", aCase+"/milestones", due).Is(201)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	exec(t, w, `DELETE FROM milestone_done`)
	review(t, w)
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'complete-milestone-part' AND person_id IS NULL AND operator <> '' AND organisation = '3417'`); n != 1 {
		t.Errorf("%d events are the service's own", n)
	}
	w.Do(administrator, "GET", aCase+"/milestones/naming_due", nil).Is(200).Has(object{"parts.4.state": "done", "parts.4.done_by": apptest.Person(chief)})
}

func TestWhoCameBackStartsAnew(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	exec(t, w, `UPDATE participant p SET joined_at = '2024-02-13' FROM organisation o WHERE o.id = p.municipality_id AND o.key = '3417'`)
	w.Do(chief, "POST", first+"/release", nil).Refused(409, "assignment.mandate_not_approved")
}

func TestActsEndWithTheCaseAndWithTheMunicipalitysPart(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	exec(t, w, `UPDATE participant p SET left_at = '2024-02-12', left_why = 'Own strategy' FROM organisation o WHERE o.id = p.municipality_id AND o.key = '3417'`)
	w.Do(chief, "POST", first+"/release", nil).Refused(409, "case.participant_left")
	w.Do(administrator, "POST", named, planner1()).Refused(409, "case.participant_left")
	w.Do(chief, "PUT", own+"/contribution", object{"description": "Rooms"}).Refused(409, "case.participant_left")
	w.Do("chief_executive@3418", "GET", own, nil).Is(200)
	exec(t, w, `UPDATE participant SET left_at = NULL, left_why = ''`)
	exec(t, w, `UPDATE casefile SET state = 'withdrawn', withdrawn_at = '2024-02-12', withdrawn_why = 'No power'`)
	w.Do("administrator@3418", "POST", resources+"/3418/assignments", planner1()).Refused(409, "case.withdrawn")
	if is, code := open(w.Do(chief, "GET", first, nil).Is(200), "release-assignment"); is || code != "case.withdrawn" {
		t.Errorf("release is shown as open: %v, %q", is, code)
	}
}

func TestAnAssignmentEndsWithTheEmployment(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	exec(t, w, `UPDATE employment SET to_date = '2024-10-01' WHERE staff_key = 'planner1'`)
	m := w.Do(chief, "GET", own, nil).Is(200)
	if m.Text("requirements.1.state") != "partly" || m.Text("requirements.1.gaps.0.from") != "2024-10-01" || m.Text("requirements.1.assignments.0.ends") != "2024-10-01" {
		t.Errorf("the municipality is %s", m.Body)
	}
	w.Clock.Set(time.Date(2024, 10, 1, 8, 0, 0, 0, time.UTC))
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-10-01", "reason_code": "left_post"}).Refused(409, "assignment.ended")
}
