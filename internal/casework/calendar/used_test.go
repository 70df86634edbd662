package calendar_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const kase = "/v1/regions/" + apptest.Region + "/cases/2024-1"

// off closes an organisation for days.
func off(w *apptest.World, who, of, first, last string) *apptest.Answer {
	return w.Do(who, "POST", of+"/calendar/entries", entry("day_off", first, last, "Stengt"), apptest.Header("Accept-Language", "en")).Is(201)
}

// warned are the codes and members, or titles, of what an answer warns of.
func warned(a *apptest.Answer, member string) string {
	all := []string{}
	warnings, _ := a.Get("warnings").([]any)
	for _, each := range warnings {
		w := each.(object)
		all = append(all, w[member].(string))
	}
	return strings.Join(all, "; ")
}

// A change warns of what it puts on a day off, where it is counted, and moves nothing
// (rule 5.3).
func TestAChangeWarnsOfDeadlinesAndMovesNone(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	before := w.Do(secretariat, "GET", kase+"/milestones/proposal_ready", nil).Is(200).Text("due")
	closed := off(w, secretariat, region, "2024-09-01", "2024-09-03")
	if got := warned(closed, "title"); got != `Milestone "The proposal is ready" in case 2024-1` {
		t.Errorf("the region is warned of %s", got)
	}
	if got := closed.Text("warnings.0.detail"); got != "2 September 2024 is no longer a working day (day off: Stengt)." {
		t.Errorf("it is said so: %s", got)
	}
	if after := w.Do(secretariat, "GET", kase+"/milestones/proposal_ready", nil).Is(200); after.Text("due") != before || warned(after, "code") != "day_off" {
		t.Errorf("it is due on %s, and warns of %s", after.Text("due"), warned(after, "code"))
	}
	if got := warned(off(w, secretariat, region, "2024-04-05", "2024-04-05"), "title"); got != "Naming people by version 1 of the mandate in case 2024-1" {
		t.Errorf("of the naming it is said: %s", got)
	}
	if got := warned(off(w, secretariat, region, "2024-06-14", "2024-06-14"), "href"); got != kase+"/mandates/1/approvals/3417/conditions/1" {
		t.Errorf("of the condition it is said: %s", got)
	}
	for key, responsible := range map[string]object{"counted": nil, "counted_in_grue": {"organisation": "3417", "office": "administrator"}} {
		m := object{"key": key, "title": key, "kind": "deadline", "rule": object{"count": "working_days:3", "from": "2024-10-07"}}
		if responsible != nil {
			m["responsible"] = responsible
		}
		if due := w.Do(secretariat, "POST", kase+"/milestones", m).Is(201).Text("due"); due != "2024-10-10" {
			t.Fatalf("%s is due on %s", key, due)
		}
	}
	for of, title := range map[string]string{region: `Milestone "counted" in case 2024-1`, grue: `Milestone "counted_in_grue" in case 2024-1`} {
		who := map[string]string{region: secretariat, grue: clerk}[of]
		a := off(w, who, of, "2024-10-08", "2024-10-08")
		if warned(a, "code") != "would_move" || warned(a, "title") != title || warned(a, "would_be") != "2024-10-11" {
			t.Errorf("%s is warned of %v", of, a.Get("warnings"))
		}
	}
	if got := w.Do(secretariat, "GET", kase+"/milestones/counted", nil).Is(200); got.Text("due") != "2024-10-10" || warned(got, "code") != "calendar_changed" {
		t.Errorf("it is due on %s, and warns of %s", got.Text("due"), warned(got, "code"))
	}
	if got := warned(off(w, clerk, grue, "2024-09-02", "2024-09-02"), "title"); got != "" {
		t.Errorf("a municipality is warned of what is not counted there: %s", got)
	}
	if got := warned(off(w, clerk, grue, "2024-04-05", "2024-04-05"), "title"); got != "Naming people by version 1 of the mandate in case 2024-1" {
		t.Errorf("a municipality is warned of %s", got)
	}
}

// Every count of working days is made in the calendar of the organisation concerned
// (rule 5.2).
func TestWorkingDaysAreCountedInTheCalendarOfWhomTheyConcern(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	off(w, clerk, grue, "2024-04-02", "2024-04-05")
	named := w.Do(secretariat, "GET", kase+"/mandates/1", nil).Is(200)
	if got := named.Text("warnings.0.detail"); named.Text("warnings.0.member") != "naming_due" || !strings.Contains(got, "is not a working day in Municipality 3417 (day off: Stengt).") {
		t.Errorf("where a municipality is off the naming warns: %s", got)
	}
	off(w, secretariat, region, "2024-04-05", "2024-04-05")
	if got := w.Do(secretariat, "GET", kase+"/mandates/1", nil).Is(200).Text("warnings.0.detail"); got != "5 April 2024 is not a working day (day off: Stengt)." {
		t.Errorf("where the region is off the naming warns: %s", got)
	}
	off(w, secretariat, region, "2024-06-14", "2024-06-14")
	for _, path := range []string{"/mandates/1/approvals/3417/conditions/1"} {
		if got := warned(w.Do(secretariat, "GET", kase+path, nil).Is(200), "member"); got != "due" {
			t.Errorf("%s warns of %q", path, got)
		}
	}
	week := func(of string) any {
		return w.Do("administrator@"+of, "GET", "/v1/organisations/"+of+"/employments/planner1/load?from=2024-04-01&to=2024-04-08", nil).Is(200).Get("weeks.0.working_days")
	}
	if grues, others := week("3417"), week("3418"); grues != float64(0) || others != float64(4) {
		t.Errorf("the week after Easter has %v working days in Grue, and %v elsewhere", grues, others)
	}
	balance := w.Do(secretariat, "GET", kase+"/balance", nil).Is(200).Text("calendar")
	if own := w.Do(secretariat, "GET", region+"/calendar", nil).Is(200).Text("version"); balance != own || own == "no-1" {
		t.Errorf("the balance is counted by %s, the region's calendar is %s", balance, own)
	}
}
