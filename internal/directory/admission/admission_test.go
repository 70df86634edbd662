package admission_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// ask asks to take the planner in, and gives the admission's number.
func ask(w *apptest.World, as string, more object) string {
	in := object{"person": apptest.Person(planner), "as": as, "reason": "Planner for both"}
	maps.Copy(in, more)
	return fmt.Sprint(w.Do(outsider, "POST", inEidskog+"/admissions", in).Is(201).Get("id"))
}

// told are the people who were told of a change, in order.
func told(t *testing.T, w *apptest.World, change string) []string {
	t.Helper()
	people, err := pgdb.All[string](t.Context(), w.Pool, "read who was told", `
		SELECT p.name FROM letter l JOIN person p ON p.id = l.person_id WHERE l.kind = 'authority_changed' AND l.channel = 'inbox' AND l.params->>'change' = $1 ORDER BY p.name`, change)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

// Each of these takes in a person of another home: none is done before the person
// or the home has agreed to this very kind (rule 1.2).
func TestNobodyIsTakenInWithoutConsent(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("clerk@3416", "POST", inEidskog+"/bodies", object{"key": "utvalg", "kind": "committee", "name": "Utvalget", "decides": false}).Is(201)
	person := apptest.Person("chief_executive@3417")
	attempts := []struct {
		as, who, path string
		body          any
	}{
		{"employment", outsider, inEidskog + "/employments", object{"person": person, "staff_key": "a", "from": "2024-02-12", "capacity": 0}},
		{"office", outsider, inEidskog + "/offices", object{"office": "reader", "person": person}},
		{"office", "clerk@3416", inEidskog + "/chief-executive", object{"person": person, "decided_on": "2024-02-08", "case_number": "012/24"}},
		{"seat", "clerk@3416", inEidskog + "/bodies/utvalg/seats", object{"person": person, "role": "member"}},
		{"office", "secretariat@" + apptest.Region, inRegion + "/offices", object{"office": "auditor", "person": person}},
		{"seat", "secretariat@" + apptest.Region, inRegion + "/bodies/styre/seats", object{"person": person, "role": "member", "municipality": "3417"}},
	}
	for _, a := range attempts {
		w.Do(a.who, "POST", a.path, a.body).Refused(409, "directory.admission_missing")
	}
	w.Do(outsider, "GET", inEidskog+"/people/"+person, nil).Refused(404, "resource.not_found")
	// One kind of consent is none to another.
	w.Admit("3416", "chief_executive@3417", "seat")
	w.Admit(apptest.Region, "chief_executive@3417", "seat")
	for _, a := range attempts {
		if a.as != "seat" {
			w.Do(a.who, "POST", a.path, a.body).Refused(409, "directory.admission_missing")
		} else {
			w.Do(a.who, "POST", a.path, a.body).Is(201)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM employment WHERE staff_key = 'a'`); n != 0 {
		t.Errorf("%d were employed", n)
	}
}

// A region employs nobody: it does not ask to, and asks for the rest.
func TestARegionAsksToEmployNobody(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	asks := func(as string, more object) *apptest.Answer {
		in := object{"person": apptest.Person(planner), "as": as, "reason": "Planner for all"}
		maps.Copy(in, more)
		return w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/admissions", in)
	}
	asks("employment", object{"percent": 40}).Refused(422, "directory.content_invalid").Has(object{"errors.0.pointer": "/as"})
	for _, as := range []string{"office", "seat", "home"} {
		asks(as, nil).Is(201)
	}
}

// Whoever is confirmed for 40 percent gives 40 at most, by whatever act (rule 1.2).
func TestWhatWasAgreedIsTheMost(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`UPDATE capacity SET percent = 10 FROM employment e WHERE e.id = employment_id AND e.person_id = $1`, apptest.Person(planner))
	id := ask(w, "employment", object{"percent": 40})
	in := object{"person": apptest.Person(planner), "staff_key": "guest", "from": "2024-03-01", "capacity": 40}
	w.Do(outsider, "POST", inEidskog+"/employments", in).Refused(409, "directory.admission_missing")
	w.Do(planner, "POST", "/v1/me/admissions/"+id+"/confirm", nil).Is(200)
	in["capacity"] = 41
	w.Do(outsider, "POST", inEidskog+"/employments", in).Refused(409, "directory.over_agreed")
	in["capacity"], in["to"] = 30, "2024-06-01"
	made := w.Do(outsider, "POST", inEidskog+"/employments", in).Is(201)
	second := object{"person": apptest.Person(planner), "staff_key": "second", "from": "2024-04-01", "capacity": 20}
	w.Do(outsider, "POST", inEidskog+"/employments", second).Refused(409, "directory.over_agreed")
	w.Do(outsider, "PUT", made.Text("self")+"/capacity/2024-04-01", object{"percent": 50}, apptest.IfMatch("*")).Refused(409, "directory.over_agreed")
	list := "ansattnummer;navn;fra;til og med;kapasitet\nguest;;01.03.2024;31.05.2024;60\n"
	w.Do(outsider, "POST", inEidskog+"/employments/bulk", list, apptest.Header("Content-Type", "text/csv")).Refused(422, "bulk.rows_invalid")
	w.Do(outsider, "PUT", made.Text("self")+"/capacity/2024-04-01", object{"percent": 40}, apptest.IfMatch("*")).Is(200)
	// Taken back, what is there stays; nothing grows or is made anew.
	w.Do(planner, "POST", "/v1/me/admissions/"+id+"/decline", nil).Is(200)
	w.Do(outsider, "PUT", made.Text("self")+"/capacity/2024-05-01", object{"percent": 35}, apptest.IfMatch("*")).Is(200)
	w.Do(outsider, "PATCH", made.Text("self"), object{"to": "2024-06-02"}, apptest.IfMatch("*")).Refused(409, "directory.admission_missing")
	w.Do(outsider, "POST", inEidskog+"/employments", second).Refused(409, "directory.admission_missing")
}

// The person, the home's chief executive and those who keep its people are told at
// once, and so is whoever asked when it is answered (rules 1.2, 1.5).
func TestWhoeverIsAskedForIsToldAndTheirHome(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	id := ask(w, "office", nil)
	if got, want := told(t, w, "ask-admission"), []string{"administrator 3417", "chief_executive 3417", "planner1 3417"}; !slices.Equal(got, want) {
		t.Errorf("told of the question: %v", got)
	}
	w.Do(outsider, "POST", inEidskog+"/admissions/"+id+"/confirm", nil).Refused(403, "directory.admission_not_theirs")
	w.Do("clerk@3417", "POST", inGrue+"/admissions/"+id+"/confirm", nil).Refused(403, "permission.denied")
	w.Do("administrator@3418", "POST", "/v1/organisations/3418/admissions/"+id+"/confirm", nil).Refused(404, "resource.not_found")
	w.Do("planner2@3417", "POST", "/v1/me/admissions/"+id+"/confirm", nil).Refused(404, "resource.not_found")
	w.Do(administrator, "POST", inGrue+"/admissions/"+id+"/confirm", nil).Is(200).Has(object{"state": "confirmed", "organisation": "3416", "home": "3417"})
	w.Do(administrator, "POST", inGrue+"/admissions/"+id+"/confirm", nil).Refused(409, "directory.admission_answered")
	if got, want := told(t, w, "confirm-admission"), []string{"administrator 3416", "chief_executive 3416", "chief_executive 3417", "planner1 3417"}; !slices.Equal(got, want) {
		t.Errorf("told of the answer: %v", got)
	}
	w.Do("clerk@3417", "GET", inGrue+"/events?act=confirm-admission", nil).Is(200).Has(object{"items.0.changes.state.new": "confirmed"})
	w.Do(planner, "GET", "/v1/me/record", nil).Is(200).Has(object{"admissions.0.state": "confirmed", "admissions.0.organisation": "3416"})
}

func TestAQuestionIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	ask(w, "office", nil)
	for name, tt := range map[string]struct {
		who, path string
		body      object
		status    int
		code      string
	}{
		"asked twice":            {outsider, inEidskog, object{"person": apptest.Person(planner), "as": "office", "reason": "x"}, 409, "directory.admission_asked"},
		"about one's own people": {administrator, inGrue, object{"person": apptest.Person(planner), "as": "office", "reason": "x"}, 409, "directory.admission_at_home"},
		"about oneself":          {outsider, inEidskog, object{"person": apptest.Person(outsider), "as": "office", "reason": "x"}, 403, "directory.admission_own_question"},
		"about nobody":           {outsider, inEidskog, object{"person": "00000000-0000-4000-8000-000000000000", "as": "office", "reason": "x"}, 422, "directory.unknown_person"},
		"without a reason":       {outsider, inEidskog, object{"person": apptest.Person(planner), "as": "seat", "reason": "\u200b"}, 422, "directory.content_invalid"},
		"without a percentage":   {outsider, inEidskog, object{"person": apptest.Person(planner), "as": "employment", "reason": "x"}, 422, "directory.content_invalid"},
		"with one for a seat":    {outsider, inEidskog, object{"person": apptest.Person(planner), "as": "seat", "percent": 5, "reason": "x"}, 422, "directory.content_invalid"},
	} {
		if a := w.Do(tt.who, "POST", tt.path+"/admissions", tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
}

// Nobody who keeps records in two organisations agrees with themselves (rule 1.2).
func TestNobodyIsOnBothSidesOfAQuestion(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Admit("3417", outsider, "office")
	w.Do(administrator, "POST", inGrue+"/offices", object{"office": "administrator", "person": apptest.Person(outsider)}).Is(201)
	id := ask(w, "seat", nil)
	w.Do(outsider, "POST", inGrue+"/admissions/"+id+"/confirm", nil).Refused(403, "directory.admission_own_question")
	w.Do(administrator, "POST", inGrue+"/admissions/"+id+"/confirm", nil).Is(200)
}

// The home is moved by the new home and the person; the old one loses record,
// contact data and logins, and hears of it (rule 1.2).
func TestTheHomeIsMovedByThePersonAndTheNewHomeTogether(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(administrator, "PATCH", inGrue+"/people/"+apptest.Person(planner), object{"phone": "+47 62 94 20 00"}, apptest.IfMatch("*")).Is(200)
	id := ask(w, "home", nil)
	w.Do(administrator, "POST", inGrue+"/admissions/"+id+"/confirm", nil).Refused(403, "directory.admission_person_alone")
	w.Do(administrator, "POST", inGrue+"/admissions/"+id+"/decline", nil).Refused(403, "directory.admission_person_alone")
	w.Do(planner, "POST", "/v1/me/admissions/"+id+"/confirm", nil).Is(200).Has(object{"state": "confirmed", "home": "3417"})
	w.Do(planner, "POST", "/v1/me/admissions/"+id+"/decline", nil).Refused(409, "directory.admission_answered")
	kept := w.Do(outsider, "GET", inEidskog+"/people/"+apptest.Person(planner), nil).Is(200)
	kept.Has(object{"home": "3416", "email": "planner1@3417.test"})
	before := w.Do(administrator, "GET", inGrue+"/people/"+apptest.Person(planner), nil).Is(200) // who still employs them
	for _, member := range []string{"email", "phone", "language"} {
		if v := before.Get(member); v != nil {
			t.Errorf("the old home reads %s: %v", member, v)
		}
	}
	w.Do(administrator, "PATCH", inGrue+"/people/"+apptest.Person(planner), object{"email": "x@grue.example"}, apptest.IfMatch("*")).Refused(403, "directory.other_home")
	w.Do(outsider, "PATCH", inEidskog+"/people/"+apptest.Person(planner), object{"email": "x@eidskog.example"}, apptest.IfMatch("*")).Is(200)
	if got, want := told(t, w, "confirm-own-admission"), []string{"administrator 3416", "administrator 3417", "chief_executive 3416", "chief_executive 3417"}; !slices.Equal(got, want) {
		t.Errorf("told of the move: %v", got)
	}
	// What was done at the old home is still the person's to see.
	if events := w.Do(planner, "GET", "/v1/me/events", nil).Is(200).Body.String(); !strings.Contains(events, inEidskog+"/people/") || !strings.Contains(events, inGrue+"/people/") {
		t.Errorf("the person sees %s", events)
	}
}

// Another organisation that knows a person reads their name, and nothing by which
// they are reached or log in (rule 1.2).
func TestContactDataAreTheHomesAlone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`UPDATE person SET phone = '+47 62 94 20 00' WHERE id = $1`, apptest.Person(planner))
	w.Admit("3416", planner, "office")
	w.Do(outsider, "POST", inEidskog+"/offices", object{"office": "reader", "person": apptest.Person(planner)}).Is(201)
	for _, path := range []string{"/people/" + apptest.Person(planner), "/people?q=planner1%203417", "/offices", "/employments", "/admissions"} {
		body := w.Do(outsider, "GET", inEidskog+path, nil).Is(200).Body.String()
		for _, kept := range []string{"planner1@3417.test", "62 94 20 00"} {
			if strings.Contains(body, kept) {
				t.Errorf("%s tells %s: %s", path, kept, body)
			}
		}
	}
	w.Do(administrator, "GET", inGrue+"/people/"+apptest.Person(planner), nil).Is(200).Has(object{"email": "planner1@3417.test", "language": "nb"})
	w.Do(planner, "GET", "/v1/me", nil).Is(200).Has(object{"person.email": "planner1@3417.test"})
}

// Of two answers at once each counts in its turn, and the last no is a no (rule 1.2).
func TestTwoAnswersAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	id := ask(w, "office", nil)
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(planner, "POST", "/v1/me/admissions/"+id+"/confirm", nil) })
	low.Is(200)
	high.Refused(409, "directory.admission_answered")
	id = ask(w, "seat", nil)
	acts := make(chan string, 2)
	acts <- "/confirm"
	acts <- "/decline"
	apptest.Together(func() *apptest.Answer { return w.Do(planner, "POST", "/v1/me/admissions/"+id+<-acts, nil) })
	w.Do(planner, "GET", "/v1/me/admissions/"+id, nil).Is(200).Has(object{"state": "declined"})
	w.Do("clerk@3416", "POST", inEidskog+"/bodies", object{"key": "utvalg", "kind": "committee", "name": "Utvalget", "decides": false}).Is(201)
	w.Do("clerk@3416", "POST", inEidskog+"/bodies/utvalg/seats", object{"person": apptest.Person(planner), "role": "member"}).Refused(409, "directory.admission_missing")
}
