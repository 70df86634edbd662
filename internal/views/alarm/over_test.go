package alarm_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/views/alarm"
)

func TestSomebodyGivesMoreThanTheyCanSinceItWasLowered(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	exempt := w.prepare(object{"publicity": "exempt", "legal_basis": "offl. § 14", "shielded_title": "Unntatt offentlighet"})
	w.release(aCase, "planner1", "2024-04-01", "2025-01-01", 50)
	other := w.release(exempt, "planner1", "2024-06-03", "2025-01-01", 40)
	w.stand(chief, own+"/alarms")
	w.capacity("planner1", "2024-05-01", 60)
	a := w.stand(chief, own+"/alarms", "over-capacity/2024-1/3417/1", "over-capacity/2024-2/3417/1")
	for path, want := range map[string]any{
		"items.0.detail": "planner1 3417 is released 90 percent from 3 June 2024 on, but can give only 60.", "items.0.by": "2024-06-03",
		"items.0.overridden": false, "items.0.action.act": "recall-assignment", "items.0.action.open": true,
		"items.0.who.0.office": "chief_executive", "items.0.who.1.office": "administrator",
	} {
		if a.Get(path) != want {
			t.Errorf("%s is %v, want %v", path, a.Get(path), want)
		}
	}
	outside := w.stand("reader@3418", aCase+"/alarms", "over-capacity/2024-1/3417/1").Text("items.0.detail")
	if outside != "The release of planner1 3417 as Area planner is more than they can give from 3 June 2024 on." {
		t.Errorf("others are told %q", outside)
	}
	if got := w.resources(); !strings.HasSuffix(got, outside) {
		t.Errorf("the matrix says %q", got)
	}
	const raise = "/v1/organisations/3417/employments/planner1/capacity/2024-06-03"
	if a := w.stand(administrator, own+"/alarms?limit=1", "over-capacity/2024-1/3417/1"); a.Text("items.0.action.act") != "set-capacity" || a.Text("items.0.action.href") != raise || a.Get("items.0.action.open") != true {
		t.Errorf("the administrator is offered %s", a.Body)
	}
	if a := w.Do("case_officer@3417", "GET", own+"/alarms", nil).Is(200); a.Text("items.0.action.act") != "recall-assignment" || a.Get("items.0.action.open") != false {
		t.Errorf("the case officer is offered %s", a.Body)
	}
	for actor, want := range map[string]object{
		chief:         {"id": "resolve-alarm/" + apptest.Region + "/2024-1/over-capacity/3417/1", "href": aCase + "/resources/3417/assignments/1/recall"},
		administrator: {"id": "resolve-alarm/" + apptest.Region + "/2024-1/over-capacity/3417/1/set-capacity", "href": raise},
	} {
		got := w.tasks(actor, "resolve_alarm")
		if len(got) != 2 || got[0].(object)["id"] != want["id"] {
			t.Fatalf("for %s waits %v", actor, got)
		}
		if act := got[0].(object)["action"].(object); act["href"] != want["href"] || act["open"] != true {
			t.Errorf("%s is led to %v", actor, act)
		}
	}
	w.Do(chief, "POST", other+"/recall", object{"on": "2024-06-10", "reason_code": "reassigned"}).Is(200)
	if left := w.stand(chief, own+"/alarms", "over-capacity/2024-1/3417/1", "over-capacity/2024-2/3417/1"); left.Get("items.0.action.open") != true || left.Get("items.1.action.open") != true {
		t.Errorf("after the recall of one: %s", left.Body)
	}
	w.Clock.Set(time.Date(2024, 6, 10, 8, 0, 0, 0, time.UTC))
	w.stand(chief, own+"/alarms", "nobody-named/2024-2/3417")
}

func TestWhatIsOverriddenKnowinglyIsShownAndWaitsForNobody(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.capacity("planner1", "2024-04-01", 50)
	named := w.Do(administrator, "POST", aCase+"/resources/3417/assignments", object{"requirement": "planner", "staff_key": "planner1", "share": 80, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
	w.Do(chief, "POST", named.Text("self")+"/release-over-capacity", object{"reason": "The building cases are handed on in May"}).Is(200)
	if a := w.stand(chief, own+"/alarms", "over-capacity/2024-1/3417/1"); a.Get("items.0.overridden") != true {
		t.Errorf("the alarm is %s", a.Body)
	}
	if err := alarm.Scan(t.Context(), service(t, w)); err != nil {
		t.Fatal(err)
	}
	for _, actor := range []string{chief, administrator} {
		if letters := w.letters(actor); len(letters) != 0 || len(w.tasks(actor, "resolve_alarm")) != 0 {
			t.Errorf("%s is asked to act: %v", actor, letters)
		}
	}
}

// letters are those that tell somebody of alarms, the newest first.
func (w world) letters(actor string) []any {
	w.t.Helper()
	return w.Do(actor, "GET", "/v1/me/notices?kind=alarm_raised", nil).Is(200).Get("items").([]any)
}

// 60 and 45 percent are released, which is 5 too many and was accepted; then
// what the person can give is lowered to 10.
func TestAnOverrideAcceptsNoMoreThanItSaw(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	second := w.prepare(object{"publicity": "public"})
	w.release(aCase, "planner1", "2024-04-01", "2025-01-01", 60)
	named := w.Do(administrator, "POST", second+"/resources/3417/assignments", object{"requirement": "planner", "staff_key": "planner1", "share": 45, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
	w.Do(chief, "POST", named.Text("self")+"/release-over-capacity", object{"reason": "The building cases are handed on in May"}).Is(200)
	both := []string{"over-capacity/2024-1/3417/1", "over-capacity/2024-2/3417/1"}
	if a := w.stand(chief, own+"/alarms", both...); a.Get("items.0.overridden") != true || a.Get("items.1.overridden") != true {
		t.Errorf("as accepted: %s", a.Body)
	}
	w.capacity("planner1", "2024-06-03", 10)
	if a := w.stand(chief, own+"/alarms", both...); a.Get("items.0.overridden") != false || a.Text("items.1.by") != "2024-06-03" {
		t.Errorf("after less can be given: %s", a.Body)
	}
	if err := alarm.Scan(t.Context(), service(t, w)); err != nil {
		t.Fatal(err)
	}
	for _, actor := range []string{chief, administrator} {
		letters := w.letters(actor)
		if len(letters) != 2 || len(w.tasks(actor, "resolve_alarm")) != 2 || !strings.Contains(letters[0].(object)["text"].(string), "from 3 June 2024") {
			t.Errorf("%s is told %v", actor, letters)
		}
	}
	w.capacity("planner1", "2024-06-03", 100)
	if a := w.stand(chief, own+"/alarms", both...); a.Get("items.0.overridden") != true {
		t.Errorf("after it can be given again: %s", a.Body)
	}
}
