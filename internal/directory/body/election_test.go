package body_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const elections = inGrue + "/elections"

func elected(name, role string, order ...int) object {
	o := object{"person": apptest.Person(name), "role": role}
	if len(order) > 0 {
		o["deputy_order"] = order[0]
	}
	return o
}

// ballot is the council's election to the region's representative council.
func ballot(seats ...object) object {
	return object{"of": apptest.Region, "body": "representantskap", "decided_on": "2024-02-08", "case_number": "012/24", "replaces": true, "seats": seats}
}

func letters(t *testing.T, w *apptest.World, who string) int {
	t.Helper()
	return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
}

func TestRule15AClerkRecordsWhatTheCouncilElectedToTheRegion(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	first := w.Do("clerk@3417", "POST", elections, ballot(elected("planner1@3417", "member"), elected("planner2@3417", "deputy", 1))).Is(200)
	first.Has(object{
		"case_number": "012/24", "seats.0.municipality": "3417", "seats.0.person": apptest.Person("planner1@3417"), "seats.1.deputy_order": 1,
		"seats.0.decided_on": "2024-02-08", "seats.0.appointed_by": apptest.Person("clerk@3417"), "seats.2": nil, "ended.0": nil,
	})
	w.Do("secretariat@"+apptest.Region, "GET", first.Text("seats.0.self"), nil).Is(200).Has(object{"case_number": "012/24"})
	for who, want := range map[string]int{
		"planner1@3417": 1, "planner2@3417": 1, "chief_executive@3417": 1, "secretariat@" + apptest.Region: 1, "board_chair@" + apptest.Region: 1, "clerk@3417": 0,
	} {
		if n := letters(t, w, who); n != want {
			t.Errorf("%s has %d letters, want %d", who, n, want)
		}
	}

	// A new term ends the seats before it, and nobody else's.
	w.Do("clerk@3401", "POST", "/v1/organisations/3401/elections", ballot(elected("planner1@3401", "member"))).Is(200)
	w.Do("clerk@3417", "POST", elections, ballot(elected("planner2@3417", "member"), elected("planner3@3417", "deputy", 1))).Is(200).
		Has(object{"ended.0.person": apptest.Person("planner1@3417"), "ended.1.person": apptest.Person("planner2@3417"), "ended.2": nil})
	if n := len(w.Do("secretariat@"+apptest.Region, "GET", inRegion+"/bodies/representantskap/seats", nil).Is(200).Get("items").([]any)); n != 3 {
		t.Errorf("%d seats are held", n)
	}
	if a, b := letters(t, w, "planner1@3417"), letters(t, w, "planner2@3417"); a != 2 || b != 2 {
		t.Errorf("who left has %d letters, who stays has %d", a, b)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'record-election'`); n != 7 {
		t.Errorf("%d events tell of the seats", n)
	}
}

func TestRule15AnElectionIsRecordedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	good := elected("planner1@3417", "member")
	with := func(o object, name string, value any) object { o[name] = value; return o }
	for name, tt := range map[string]struct {
		who    string
		body   object
		status int
		code   string
		at     string
	}{
		"a row of somebody from elsewhere": {"clerk@3417", ballot(good, elected("planner1@3401", "member")), 422, "directory.unknown_person", "/seats/1/person"},
		"a person twice":                   {"clerk@3417", ballot(good, good), 422, "directory.election_invalid", "/seats/1/person"},
		"a deputy without a place":         {"clerk@3417", ballot(elected("planner1@3417", "deputy")), 422, "directory.election_invalid", "/seats/0/deputy_order"},
		"the chair of the region's body":   {"clerk@3417", ballot(elected("planner1@3417", "chair")), 422, "directory.election_invalid", "/seats/0/role"},
		"a decision to come":               {"clerk@3417", with(ballot(good), "decided_on", "2024-03-01"), 422, "directory.election_invalid", "/decided_on"},
		"a body that is not there":         {"clerk@3417", with(ballot(good), "body", "nowhere"), 422, "directory.unknown_body", "/body"},
		"a foreign region":                 {"clerk@3417", with(ballot(good), "of", apptest.Foreign), 422, "directory.unknown_body", "/of"},
		"the clerk themselves":             {"clerk@3417", ballot(good, elected("clerk@3417", "member")), 403, "directory.own_appointment", ""},
		"an administrator's":               {"administrator@3417", ballot(good), 403, "permission.denied", ""},
		"the region's":                     {"secretariat@" + apptest.Region, ballot(good), 403, "permission.denied", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.Do(tt.who, "POST", elections, tt.body).Refused(tt.status, tt.code)
			if got := a.Text("errors.0.pointer"); got != tt.at {
				t.Errorf("it names %q", got)
			}
		})
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM seat WHERE case_number <> ''`); n != 0 {
		t.Errorf("%d seats were made", n)
	}
	w.Exec(`UPDATE office SET appointed_by = $1 WHERE person_id = $2`, apptest.Person("planner1@3417"), apptest.Person("clerk@3417"))
	w.Do("clerk@3417", "POST", elections, ballot(good)).Refused(403, "directory.mutual_appointment")
}
