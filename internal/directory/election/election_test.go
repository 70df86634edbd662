package election_test

import (
	"errors"
	"sync"
	"testing"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/election"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/httpapi"
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

// council founds the municipal council.
func council(w *apptest.World) {
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
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
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'record-election' AND NOT copied`); n != 7 {
		t.Errorf("%d events tell of the seats", n)
	}
	for reader, at := range map[string]string{"clerk@3417": "3417", "auditor@" + apptest.Region: apptest.Region} {
		w.Do(reader, "GET", "/v1/organisations/"+at+"/events?act=record-election", nil).Is(200).Has(object{"items.0.organisation": at})
	}
}

// Who represents a municipality in the region is read in both (rules 1.5, 9.1).
// The same election again, at once or later, makes no second seat and tells nobody
// a second time; another decision does.
func TestRule15TheSameElectionIsRecordedOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	in := ballot(elected("planner1@3417", "member"), elected("planner2@3417", "deputy", 1))
	var all sync.WaitGroup
	var seats sync.Map
	for range 6 {
		all.Go(func() { seats.Store(w.Do("clerk@3417", "POST", elections, in).Is(200).Text("seats.0.self"), true) })
	}
	all.Wait()
	first := w.Do("clerk@3417", "POST", elections, in).Is(200)
	first.Has(object{"seats.1.deputy_order": 1, "seats.2": nil, "ended.0": nil})
	seats.Delete(first.Text("seats.0.self"))
	seats.Range(func(other, _ any) bool {
		t.Errorf("it made %s too", other)
		return true
	})
	if n, events := letters(t, w, "chief_executive@3417"), pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'record-election' AND NOT copied`); n != 1 || events != 2 {
		t.Errorf("the chief executive has %d letters, and there are %d events", n, events)
	}
	in["case_number"] = "013/24"
	w.Do("clerk@3417", "POST", elections, in).Is(200).Has(object{"ended.1.person": apptest.Person("planner2@3417")})
	shorter := ballot(elected("planner1@3417", "member"))
	shorter["case_number"] = "013/24"
	w.Do("clerk@3417", "POST", elections, shorter).Is(200).Has(object{"seats.1": nil, "ended.1.person": apptest.Person("planner2@3417")})
}

func TestRule15AMunicipalityReadsOfItsSeatsInTheRegion(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	seat := w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/bodies/styre/seats", object{"person": apptest.Person("reader@" + apptest.Region), "role": "member", "municipality": "3417"}).Is(201)
	w.Do("secretariat@"+apptest.Region, "POST", seat.Text("self")+"/end", object{"reason": "Moved"}).Is(200)
	for reader, at := range map[string]string{"clerk@3417": "3417", "auditor@" + apptest.Region: apptest.Region} {
		w.Do(reader, "GET", "/v1/organisations/"+at+"/events", nil).Is(200).Has(object{
			"items.0.act": "end-seat", "items.1.act": "appoint-seat", "items.1.object": seat.Text("self"), "items.1.organisation": at, "items.2": nil,
		})
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
		"the region's board":               {"clerk@3417", with(ballot(good), "body", "styre"), 422, "directory.election_invalid", "/body"},
		"a foreign region":                 {"clerk@3417", with(ballot(good), "of", apptest.Foreign), 422, "directory.unknown_body", "/of"},
		"the clerk themselves":             {"clerk@3417", ballot(good, elected("clerk@3417", "member")), 403, "directory.own_appointment", "/seats/1/person"},
		"an administrator's":               {"administrator@3417", ballot(good), 403, "permission.denied", ""},
		"the region's":                     {"secretariat@" + apptest.Region, ballot(good), 403, "permission.denied", ""},
		"a seat for a municipality":        {"clerk@3417", ballot(with(elected("planner1@3417", "member"), "municipality", "3401")), 422, "directory.election_invalid", "/seats/0/municipality"},
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
	w.Do("clerk@3417", "POST", elections, ballot(elected("planner2@3417", "member"), good)).Refused(403, "directory.mutual_appointment").Has(object{"errors.0.pointer": "/seats/1/person"})
}

// Whoever agreed to a seat can be elected like those whose home it is; whoever only
// works in the municipality cannot (rules 1.2, 1.5).
func TestRule12AGuestIsElectedWhoAgreedToASeat(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	own := func() object {
		return object{"of": "3417", "body": "kommunestyret", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{elected("planner1@3418", "member")}}
	}
	council(w)
	w.Admit("3417", "planner1@3418", "employment")
	w.Do("administrator@3417", "POST", inGrue+"/employments", object{"person": apptest.Person("planner1@3418"), "staff_key": "guest", "from": "2024-02-12", "capacity": 0}).Is(201)
	w.Do("clerk@3417", "POST", elections, own()).Refused(422, "directory.unknown_person")
	w.Admit("3417", "planner1@3418", "seat")
	w.Do("clerk@3417", "POST", elections, own()).Is(200).Has(object{"seats.0.person": apptest.Person("planner1@3418")})
}

// A municipality elects to a body of its own under every number that it had.
func TestRule11AnElectionFindsTheMunicipalityByAFormerNumber(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`INSERT INTO organisation_number (organisation_id, number, from_date) SELECT id, '0423', '2018-01-01' FROM organisation WHERE key = '3417'`)
	council(w)
	in := ballot(elected("planner1@3417", "chair"))
	in["of"], in["body"] = "0423", "kommunestyret"
	w.Do("clerk@3417", "POST", elections, in).Is(200).Has(object{"seats.0.role": "chair", "seats.0.municipality": nil, "seats.0.organisation": "3417"})
}

// What keeps an election from being judged is no fault of the election.
func TestAnElectionIsNotRefusedWhereTheDatabaseFails(t *testing.T) {
	t.Parallel()
	lost := errors.New("connection lost")
	if err := election.NotElected(lost, "3417"); !errors.Is(err, lost) || errors.Is(err, body.ErrUnknownBody) {
		t.Errorf("it is refused as %v", err)
	}
	for _, refused := range []error{httpapi.ErrNotFound, organisation.ErrEnded} {
		if err := election.NotElected(refused, "3417"); !errors.Is(err, body.ErrUnknownBody) {
			t.Errorf("%v is told as %v", refused, err)
		}
	}
}

// The secretariat records what the representative council elects: its own chair from
// among its members, and the board, from those whom the councils elected (rule 1.5).
func TestRule15TheSecretariatRecordsWhatTheRepresentativeCouncilElects(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("clerk@3417", "POST", elections, ballot(elected("planner1@3417", "member"), elected("planner2@3417", "member"))).Is(200)
	w.Do("clerk@3418", "POST", "/v1/organisations/3418/elections", ballot(elected("planner1@3418", "member"))).Is(200)
	secretariat := "secretariat@" + apptest.Region
	records := func(where string, replaces bool, seats ...object) *apptest.Answer {
		in := ballot(seats...)
		in["body"], in["replaces"], in["case_number"] = where, replaces, "03/24"
		return w.Do(secretariat, "POST", inRegion+"/elections", in)
	}
	before := letters(t, w, "planner1@3417")
	records("representantskap", false, elected("planner1@3417", "chair"), elected("planner1@3418", "deputy_chair")).Is(200).Has(object{
		"organisation": apptest.Region, "case_number": "03/24", "decided_on": "2024-02-08", "seats.0.role": "chair", "seats.0.municipality": "3417", "seats.0.decided_on": "2024-02-08",
		"seats.1.municipality": "3418", "ended.1.role": "member", "ended.2": nil,
	})
	if n := letters(t, w, "planner1@3417"); n != before+1 {
		t.Errorf("the chair has %d letters more, want one", n-before)
	}
	// A chair gives way to the next, and stays a member where that is recorded.
	records("representantskap", false, elected("planner2@3417", "chair"), elected("planner1@3417", "member")).Is(200).
		Has(object{"seats.0.role": "chair", "ended.0.person": apptest.Person("planner2@3417"), "ended.1.role": "chair", "ended.2": nil})
	// The board is elected anew, with its chair; the one before ends with it.
	records("styre", true, elected("planner1@3418", "chair"), elected("planner1@3417", "member")).Is(200).
		Has(object{"seats.0.role": "chair", "ended.0.body": "styre", "ended.1.body": "styre", "ended.2": nil})
	for name, tt := range map[string]struct {
		in       *apptest.Answer
		code, at string
	}{
		"somebody from outside as its chair": {records("representantskap", false, elected("planner2@3418", "chair")), "directory.election_invalid", "/seats/0/person"},
		"somebody whom no council elected":   {records("styre", false, object{"person": apptest.Person("planner2@3418"), "role": "member", "municipality": "3418"}), "directory.unknown_person", "/seats/0/person"},
		"a seat for nobody":                  {records("styre", false, elected("auditor@"+apptest.Region, "member")), "directory.election_invalid", "/seats/0/municipality"},
		"the members of the council itself":  {records("representantskap", true, elected("planner1@3417", "chair")), "directory.election_invalid", "/replaces"},
		"a municipality that is no member":   {records("styre", false, object{"person": apptest.Person("planner2@3417"), "role": "member", "municipality": apptest.Stranger}), "directory.election_invalid", "/seats/0/municipality"},
		"a body of a municipality":           {w.Do(secretariat, "POST", inRegion+"/elections", func() object { in := ballot(elected("planner1@3417", "member")); in["of"] = "3417"; return in }()), "directory.unknown_body", "/of"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.in.Refused(422, tt.code).Text("errors.0.pointer"); got != tt.at {
				t.Errorf("it names %q: %s", got, tt.in.Body)
			}
		})
	}
	w.Do("clerk@3417", "POST", inRegion+"/elections", ballot(elected("planner1@3417", "member"))).Refused(403, "permission.denied")
}

func TestAnElectionElectsInGroups(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	council(w)
	inGroup := func(who, role string, order int, group string) object {
		e := object{"person": apptest.Person(who + "@3417"), "role": role, "group": group}
		if order > 0 {
			e["deputy_order"] = order
		}
		return e
	}
	in := object{"of": "3417", "body": "kommunestyret", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{
		inGroup("planner1", "member", 0, "Liste A"), inGroup("planner2", "deputy", 1, "Liste A"), inGroup("planner3", "deputy", 1, "Liste B"),
	}}
	made := w.Do("clerk@3417", "POST", inGrue+"/elections", in).Is(200)
	made.Has(object{"seats.0.group": "Liste A", "seats.2.group": "Liste B"})
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event`); n == 0 {
		t.Error("no events")
	}
	// The same again is the same; in another group it is another election.
	w.Do("clerk@3417", "POST", inGrue+"/elections", in).Is(200).Has(object{"seats.0.id": made.Get("seats.0.id")})
	in["case_number"], in["seats"] = "013/24", []object{inGroup("planner2", "deputy", 2, "Liste A"), inGroup("planner3", "deputy", 2, "Liste A")}
	w.Do("clerk@3417", "POST", inGrue+"/elections", in).Refused(422, "directory.election_invalid").Has(object{"errors.0.pointer": "/seats/1/deputy_order"})
}
