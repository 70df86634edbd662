package authority_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Every change of who may act is told at once to whoever it concerns, to whoever
// held it before, and to those who answer for the organisation, but not to
// whoever made it (rule 1.5).
func TestEveryChangeOfWhoMayActIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	planner := inGrue + "/people/" + apptest.Person("planner1@3417")
	w.Admit("3417", "planner1@3418", "employment")
	w.Admit(apptest.Region, "planner1@3417", "seat")
	office := fmt.Sprintf("%s/offices/%d", inGrue, w.office("case_officer@3417"))
	admitted := len(heard(t, w))
	for _, tt := range []struct {
		name, who, method, path string
		body                    any
		told                    []string
	}{
		{"an office", administrator, "POST", inGrue + "/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")}, []string{"planner1@3417", chief}},
		{"an office that ends", administrator, "POST", office + "/end", object{"reason": "Moved"}, []string{"case_officer@3417", chief}},
		{"a login", administrator, "PUT", planner + "/login", object{"issuer": "forankring:development", "subject": "p1"}, []string{"planner1@3417", chief}},
		{"an address", administrator, "PATCH", planner, object{"email": "other@grue.example"}, []string{"planner1@3417", chief}},
		{"somebody taken in", administrator, "POST", inGrue + "/employments", object{"person": apptest.Person("planner1@3418"), "staff_key": "guest", "from": "2024-02-12", "capacity": 0}, []string{"planner1@3418", chief}},
		{"a seat", secretariat, "POST", inRegion + "/bodies/styre/seats", object{"person": apptest.Person("planner1@3417"), "role": "member", "municipality": "3417"}, []string{"planner1@3417", "board_chair@" + apptest.Region}},
		{"a membership", secretariat, "POST", "/v1/regions/" + apptest.Region + "/members", object{"municipality": apptest.Stranger, "from": "2024-03-01"}, []string{stranger, "clerk@" + apptest.Stranger, "board_chair@" + apptest.Region}},
		{"a chief executive", "clerk@3417", "POST", inGrue + "/chief-executive", object{"person": apptest.Person("planner2@3417"), "decided_on": "2024-02-08", "case_number": "012/24"}, []string{"planner2@3417", chief, "planner1@3417"}}, // the other clerk: nobody else answers for it
	} {
		before := heard(t, w)
		a := w.Do(tt.who, tt.method, tt.path, tt.body, apptest.IfMatch("*"))
		if a.Code >= 300 {
			t.Errorf("%s: %d %s", tt.name, a.Code, a.Body)
			continue
		}
		var want []string
		for _, who := range tt.told {
			want = append(want, apptest.Person(who))
		}
		slices.Sort(want)
		if got := heard(t, w)[len(before):]; !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("%s: told %v, want %v", tt.name, got, want)
		}
	}
	// What is repeated changes nothing, and tells nobody.
	w.Do(administrator, "PUT", planner+"/login", object{"issuer": "forankring:development", "subject": "p1"}, apptest.IfMatch("*")).Is(200)
	if n := len(heard(t, w)) - admitted; n != 18 {
		t.Errorf("%d were told in all", n)
	}
}

// A change of which nobody is the subject is told even where the municipality has no
// chief executive, and whoever sets an address in that time is found out: by the
// clerks, by the address before, and by the next chief executive (rule 1.5).
func TestRule15WithoutAChiefExecutiveTheClerksHear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const address = inGrue + "/office-addresses/chief_executive"
	kept := w.Do(administrator, "PUT", address, object{"email": "kd@grue.example"}).Is(200)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive/end", object{"reason": "Left"}).Is(200)
	clerk := apptest.Person("clerk@3417")
	told := func(what string, act func()) {
		t.Helper()
		before := len(heard(t, w))
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		act()
		if got := heard(t, w)[before:]; !slices.Contains(got, clerk) {
			t.Errorf("%s: told %v, and not the clerk", what, got)
		}
	}
	told("an address", func() {
		w.Do(administrator, "PUT", address, object{"email": "mine@grue.example"}, apptest.IfMatch(kept.ETag())).Is(200)
	})
	if n := w.count(`SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'email' AND address = 'kd@grue.example' AND params->>'change' = 'set-office-address'`); n != 1 {
		t.Errorf("%d letters went to the address before", n)
	}
	told("a membership", func() {
		w.Do(secretariat, "PUT", "/v1/regions/"+apptest.Region+"/members/3417", object{"from": "2020-01-01", "to": "2025-01-01"}, apptest.IfMatch("*")).Is(200)
	})
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	told("a name", func() {
		if _, err := d.Organisations.Rename(t.Context(), organisation.NameInput{Organisation: "3417", Name: "Grue kommune", From: workday.Today(apptest.Start)}); err != nil {
			t.Fatal(err)
		}
	})
	// The next chief executive reads that an address stands, in a letter of their own.
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{"person": apptest.Person("planner2@3417"), "decided_on": "2024-02-08", "case_number": "012/24"}).Is(201)
	letter := w.Do("planner2@3417", "GET", "/v1/me/notices?kind=authority_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text")
	if !strings.Contains(letter, "kontaktadressen som er satt") {
		t.Errorf("the new chief executive reads %s", letter)
	}
}

// heard are the people told of changes, in the order in which they were.
func heard(t *testing.T, w *world) []string {
	t.Helper()
	people, err := pgdb.All[string](t.Context(), w.Pool, "read who was told", `
		SELECT person_id::text FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

// What changed in who may act is a list of its own, for auditor and clerk (rule
// 1.5).
func TestAuditorAndClerkReadWhoCameToAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Do(administrator, "POST", inGrue+"/offices", object{"office": "clerk", "person": apptest.Person(planner)}).Is(201)
	w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	list := w.Do("clerk@3417", "GET", inGrue+"/events?act=appoint-officer", nil).Is(200)
	if got := list.Get("items").([]any); len(got) != 1 || list.Text("items.0.person") != apptest.Person(administrator) || list.Text("items.0.changes.office.new") != "clerk" {
		t.Errorf("the clerk reads %s", list.Body)
	}
	if got := w.Do("auditor@"+apptest.Region, "GET", inRegion+"/events", nil).Is(200).Get("items").([]any); len(got) != 0 {
		t.Errorf("the region's auditor reads what was done in a case: %v", got)
	}
	for _, who := range []string{administrator, chief} {
		w.Do(who, "GET", inGrue+"/events", nil).Refused(403, "permission.denied")
	}
	w.Do(stranger, "GET", inGrue+"/events", nil).Refused(404, "resource.not_found")
}

// A substitute is a change of who may act: the chief executive hears of each that
// somebody else sets or ends, once (rule 1.5).
func TestRule15TheChiefExecutiveHearsOfSubstitutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.office("clerk@3417")
	at := fmt.Sprintf("%s/offices/%d", inGrue, id)
	body := object{"person": apptest.Person("planner1@3417"), "review_on": "2024-08-01"}
	told := func(what string, who ...string) {
		t.Helper()
		var want []string
		for _, p := range who {
			want = append(want, apptest.Person(p))
		}
		if got := heard(t, w); !slices.Equal(got, want) {
			t.Errorf("%s: told %v, want %v", what, got, want)
		}
	}
	set := w.Do(administrator, "POST", at+"/substitutes", body).Is(201).Text("self")
	told("set by the administrator", chief)
	w.Do(administrator, "POST", set+"/end", object{"reason": "Back"}).Is(200)
	told("ended by the administrator", chief, chief)
	own := w.Do("clerk@3417", "POST", fmt.Sprintf("/v1/me/offices/%d/substitutes", id), object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}).Is(201)
	told("set by the holder", chief, chief, chief)
	letters := w.Do(chief, "GET", "/v1/me/notices?kind=authority_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200)
	if text := letters.Text("items.0.text"); !strings.Contains(text, "er stedfortreder for møtesekretæren") {
		t.Errorf("the chief executive reads %s", text)
	}
	renewed := w.Do("clerk@3417", "POST", "/v1/me/substitutes/"+fmt.Sprint(own.Get("id"))+"/renew", object{"review_on": "2024-11-01"}, apptest.IfMatch("*")).Is(200)
	text := w.Do(chief, "GET", "/v1/me/notices?kind=authority_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text")
	if !strings.Contains(text, "er fornyet. Den vurderes på nytt 1. november 2024.") {
		t.Errorf("of %s the chief executive reads %s", renewed.Body, text)
	}
}
