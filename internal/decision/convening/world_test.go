package convening_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	member      = "board_member@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
	demands     = styre + "/meeting-demands"
)

// board is a region whose board has seven members by its statutes: the chair, a member,
// and two of municipalities have seats, and one is a deputy.
func board(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.New(t)
	for _, s := range []struct{ person, role, municipality string }{{"planner1@3417", "member", "3417"}, {"planner1@3418", "member", "3418"}, {"planner2@3418", "deputy", "3418"}} {
		w.Exec(`INSERT INTO seat (body_id, person_id, role, deputy_order, municipality_id, from_at, created_at)
			SELECT b.id, $1, $2, CASE WHEN $2 = 'deputy' THEN 1 END, m.id, $3, $3 FROM body b JOIN organisation o ON o.id = b.organisation_id JOIN organisation m ON m.key = $4
			WHERE o.key = $5 AND b.key = 'styre'`, apptest.Person(s.person), s.role, apptest.Start.AddDate(-1, 0, 0), s.municipality, apptest.Region)
	}
	w.Do(secretariat, "PUT", styre+"/settings", object{"from": "2024-01-01", "size": 7, "reason": "The rules of procedure"}, apptest.IfMatch("*")).Is(200)
	return w
}

func demanded(people ...string) object {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = apptest.Person(p)
	}
	return object{"matter": "Grid capacity", "members": all, "demanded_on": "2024-02-10"}
}

func letters(t *testing.T, w *apptest.World, kind, who string) int {
	t.Helper()
	return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = $1 AND channel = 'inbox' AND person_id = $2`, kind, apptest.Person(who))
}

// waits says whether a demanded meeting is among somebody's tasks.
func waits(w *apptest.World, who string) bool {
	return strings.Contains(w.Do(who, "GET", "/v1/me/tasks?kind=call_demanded_meeting", nil).Is(200).Body.String(), "call-demanded-meeting/")
}

// KL § 11-2, rule 7.6.
func TestOneThirdOfTheMembersDemandAMeeting(t *testing.T) {
	t.Parallel()
	w := board(t)
	third := []string{member, "planner1@3417", "planner1@3418"}
	for name, tt := range map[string]struct {
		who    string
		in     object
		status int
		code   string
	}{
		"fewer than one third":  {secretariat, demanded(member, "planner1@3417"), 409, "convening.too_few"},
		"one of them twice":     {secretariat, demanded(member, "planner1@3417", member), 422, "convening.no_member"},
		"one is no member":      {secretariat, demanded(member, "planner1@3417", "clerk@3417"), 422, "convening.no_member"},
		"one is a deputy":       {secretariat, demanded(member, "planner1@3417", "planner2@3418"), 422, "convening.no_member"},
		"on a day to come":      {secretariat, object{"matter": "x", "members": demanded(third...)["members"], "demanded_on": "2024-02-13"}, 422, "convening.demand_invalid"},
		"about nothing":         {secretariat, object{"matter": " ", "members": demanded(third...)["members"]}, 422, "convening.demand_invalid"},
		"another's clerk":       {"clerk@3417", demanded(third...), 403, "permission.denied"},
		"a day that is not one": {secretariat, object{"matter": "x", "members": demanded(third...)["members"], "demanded_on": "2024-02-30"}, 422, "request.invalid"},
	} {
		if got := w.Do(tt.who, "POST", demands, tt.in); got.Code != tt.status || got.Text("code") != tt.code {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM meeting_demand`); n != 0 {
		t.Fatalf("%d demands are left of what was refused", n)
	}
	var at string
	for range 2 { // the same again under its key changes nothing
		made := w.Do(secretariat, "POST", demands, demanded(third...), apptest.Key("the same")).Is(201)
		at = made.Text("self")
		made.Has(object{"state": "open", "size": 7, "needed": 3, "members.0.person": apptest.Person(member), "members.3": nil, "meeting": nil})
	}
	for _, who := range []string{secretariat, chair, member, "planner1@3417"} {
		if n := letters(t, w, "meeting_demanded", who); n != 1 {
			t.Errorf("%s has %d letters", who, n)
		}
	}
	if !waits(w, secretariat) || waits(w, chair) || waits(w, "clerk@3417") {
		t.Error("it waits for the secretariat alone")
	}
	w.Do(secretariat, "GET", styre, nil).Is(200).Has(object{"related.meeting_demands": demands})

	call := func(of string, demand any) *apptest.Answer {
		return w.Do(secretariat, "POST", of+"/call", object{"form": "in_person", "place": "Rådhuset", "demand": demand})
	}
	plan := func(date string) string {
		of := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": date}).Is(201).Text("related.meeting")
		w.Do(secretariat, "POST", of+"/agenda", object{"kind": "other", "title": "Grid capacity"}).Is(200)
		return of
	}
	meeting, other := plan("2024-03-14"), plan("2024-03-21")
	call(meeting, 99).Refused(422, "meeting.no_demand")
	call(meeting, 1).Is(200).Has(object{"state": "called", "extraordinary": true})
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "answered", "meeting": w.Do(secretariat, "GET", meeting, nil).Get("id"), "actions.0.open": false})
	call(other, 1).Refused(422, "meeting.no_demand")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "x"}).Refused(409, "convening.demand_over")
	if waits(w, secretariat) {
		t.Error("what is answered waits")
	}
	// Where the calendar cancels the meeting, the demand waits again.
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/cancel", object{"reason": "Snow"}).Is(200)
	w.Do(secretariat, "GET", demands, nil).Is(200).Has(object{"items.0.state": "open", "items.0.meeting": nil, "items.1": nil})
	if !waits(w, secretariat) {
		t.Error("what is open again does not wait")
	}
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "It was on the agenda"}).Is(200).Has(object{"state": "withdrawn", "withdrawn_why": "It was on the agenda"})
	if n := letters(t, w, "meeting_demand_withdrawn", chair); n != 1 || waits(w, secretariat) {
		t.Errorf("the chair has %d letters of what was withdrawn, or it waits", n)
	}
	call(other, 1).Refused(422, "meeting.no_demand")
	w.Do("auditor@"+apptest.Region, "GET", "/v1/organisations/"+apptest.Region+"/events", nil).Is(200).Has(object{"items.0.act": "withdraw-meeting-demand", "items.0.changes.reason.new": "It was on the agenda"})
}
