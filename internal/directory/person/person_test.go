package person_test

import (
	"fmt"
	"strings"
	"testing"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestAPersonIsKeptByTheirHome(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do("administrator@3417", "POST", inGrue+"/people", object{"name": "  Archivist, Grue ", "email": "arkiv@grue.kommune.no"}).Is(201)
	path := made.Text("self")
	if made.Header().Get("Location") != path || made.Text("name") != "Archivist, Grue" || made.Text("home") != "3417" || made.Text("language") != "nb" {
		t.Errorf("made as %s", made.Body)
	}
	w.Do("clerk@3417", "GET", path, nil).Is(200)
	w.Do("chief_executive@3418", "GET", path, nil).Refused(404, "resource.not_found")
	w.Do("case_officer@3417", "GET", path, nil).Refused(404, "resource.not_found")
	w.Do("clerk@3417", "PATCH", path, object{"name": "X"}, apptest.IfMatch(made.ETag())).Refused(403, "permission.denied")
	w.Do("administrator@3417", "PATCH", path, object{"phone": "1"}).Refused(428, "precondition.required")
	edited := w.Do("administrator@3417", "PATCH", path, object{"phone": "+47 62 94 20 00", "email": "", "language": "en"}, apptest.IfMatch(made.ETag())).Is(200)
	if edited.Text("phone") != "+47 62 94 20 00" || edited.Get("email") != nil || edited.Text("language") != "en" || edited.Text("name") != "Archivist, Grue" {
		t.Errorf("edited to %s", edited.Body)
	}
	w.Do("administrator@3417", "PATCH", path, object{"phone": "2"}, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
}

func TestAnEmployerReadsButDoesNotKeepTheRecordOfAnotherHome(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do("administrator@3418", "POST", "/v1/organisations/3418/people", object{"name": "Engineer, Åsnes"}).Is(201)
	id := made.Text("id")
	w.Do("administrator@3417", "GET", inGrue+"/people/"+id, nil).Refused(404, "resource.not_found")
	asked := w.Do("administrator@3417", "POST", inGrue+"/admissions", object{"person": id, "as": "employment", "percent": 40, "reason": "Engineer for both"}).Is(201)
	w.Do("administrator@3418", "POST", fmt.Sprintf("/v1/organisations/3418/admissions/%v/confirm", asked.Get("id")), nil).Is(200)
	w.Do("administrator@3417", "POST", inGrue+"/employments", object{"person": id, "staff_key": "eng-1", "from": "2024-01-01", "capacity": 40}).Is(201)
	read := w.Do("administrator@3417", "GET", inGrue+"/people/"+id, nil).Is(200)
	w.Do("administrator@3417", "PATCH", inGrue+"/people/"+id, object{"name": "X"}, apptest.IfMatch(read.ETag())).Refused(403, "directory.other_home")
	w.Do("administrator@3417", "PUT", inGrue+"/people/"+id+"/login", object{"issuer": "forankring:development", "subject": "s"}).Refused(403, "directory.other_home")
}

func TestPeoplesRecordsAreReadInTheirOwnOrganisationAlone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat := "secretariat@" + apptest.Region
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/members", object{"municipality": apptest.Stranger, "from": "2024-02-12"}).Is(201)
	w.Do("clerk@"+apptest.Stranger, "POST", "/v1/regions/"+apptest.Region+"/members/"+apptest.Stranger+"/confirm", object{"decided_on": "2024-02-08", "case_number": "011/24"}).Is(200)
	for _, municipality := range []string{"3417", apptest.Stranger} {
		in := "/v1/organisations/" + municipality
		for _, path := range []string{"/people", "/people/" + apptest.Person("planner1@"+municipality), "/employments", "/employments/planner1"} {
			w.Do(secretariat, "GET", in+path, nil).Refused(404, "resource.not_found")
			w.Do("clerk@"+municipality, "GET", in+path, nil).Is(200)
		}
		w.Admit(apptest.Region, "planner1@"+municipality, "office")
		w.Admit(apptest.Region, "planner1@"+municipality, "seat")
		w.Do(secretariat, "POST", inRegion+"/offices", object{"office": "reader", "person": apptest.Person("planner1@" + municipality)}).Is(201)
		w.Do(secretariat, "POST", inRegion+"/bodies/styre/seats", object{"person": apptest.Person("planner1@" + municipality), "role": "member", "municipality": municipality}).Is(201)
	}
	own := w.Do(secretariat, "POST", inRegion+"/people", object{"name": "Adviser, Kongsvingerregionen"}).Is(201)
	w.Do(secretariat, "GET", own.Text("self"), nil).Is(200)
}

func TestAPersonIsFoundByTheirIdentifierInCapitals(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	capitals := func(name string) string { return strings.ToUpper(apptest.Person(name)) }
	w.Do("clerk@3417", "GET", inGrue+"/people/"+capitals("planner1@3417"), nil).Is(200)
	held := w.Do("clerk@3417", "GET", inGrue+"/offices?person="+capitals("reader@3417"), nil).Is(200)
	if held.Text("items.0.office") != "reader" {
		t.Errorf("the reader holds %s", held.Body)
	}
	w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "clerk", "person": capitals("planner1@3417")}).Is(201)
	w.Admit(apptest.Region, "planner1@3417", "seat")
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/bodies/styre/seats", object{"person": capitals("planner1@3417"), "role": "member", "municipality": "3417"}).Is(201)
	w.Do("administrator@3417", "POST", inGrue+"/employments", object{"person": capitals("clerk@3417"), "staff_key": "clerk-1", "from": "2024-01-01", "capacity": 50}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{
		"person": capitals("chief_executive@3417"), "from": "2024-03-01T00:00:00Z", "decided_on": "2024-02-08", "case_number": "012/24",
	}).Is(409)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE changes->'person'->>'new' ~ '[A-F]'`); n != 0 {
		t.Errorf("%d events name a person in capitals", n)
	}
}

func TestAPersonIsKnownWhereTheyBelong(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Admit(apptest.Region, "planner1@3417", "seat")
	w.Admit(apptest.Region, "planner2@3417", "office")
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/bodies/styre/seats", object{"person": apptest.Person("planner1@3417"), "role": "member", "municipality": "3417"}).Is(201)
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/offices", object{"office": "reader", "person": apptest.Person("planner2@3417")}).Is(201)
	for _, employ := range []string{
		`INSERT INTO employment (municipality_id, person_id, staff_key, from_date, to_date, created_at) SELECT id, $1, 'shared', '2020-01-01', NULL, now() FROM organisation WHERE key = '3418'`,
		`INSERT INTO employment (municipality_id, person_id, staff_key, from_date, to_date, created_at) SELECT id, $1, 'former', '2020-01-01', '2021-01-01', now() FROM organisation WHERE key = '3416'`,
	} {
		if _, err := w.Pool.Exec(t.Context(), employ, apptest.Person("planner3@3417")); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		person        string
		organisations []string
		want          bool
	}{
		"at home":                         {apptest.Person("planner1@3417"), []string{"3418", "3417"}, true},
		"in capitals":                     {strings.ToUpper(apptest.Person("planner1@3417")), []string{"3417"}, true},
		"by a seat":                       {apptest.Person("planner1@3417"), []string{apptest.Region}, true},
		"by an office":                    {apptest.Person("planner2@3417"), []string{apptest.Region}, true},
		"by an employment":                {apptest.Person("planner3@3417"), []string{"3418"}, true},
		"not by an employment that ended": {apptest.Person("planner3@3417"), []string{"3416"}, false},
		"not elsewhere":                   {apptest.Person("planner1@3417"), []string{"3418", apptest.Foreign}, false},
		"not in no organisation":          {apptest.Person("planner1@3417"), nil, false},
		"not without a record":            {"00000000-0000-4000-8000-000000000000", []string{"3417"}, false},
	} {
		if known, err := authority.Known(t.Context(), w.Pool, tt.person, tt.organisations, w.Clock.Now()); err != nil || known != tt.want {
			t.Errorf("%s: %v, %v", name, known, err)
		}
	}
}

func TestAPersonsRecordIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for name, tt := range map[string]struct {
		body object
		code string
	}{
		"without a name":                     {object{"name": "   "}, "directory.content_invalid"},
		"with a name over two lines":         {object{"name": "Clerk\nGrue"}, "directory.content_invalid"},
		"with a header in the address":       {object{"name": "Clerk", "email": "a@b.no\r\nBcc: c@d.no"}, "directory.content_invalid"},
		"with a display name as the address": {object{"name": "Clerk", "email": "Clerk <a@b.no>"}, "directory.content_invalid"},
		"with two addresses":                 {object{"name": "Clerk", "email": "a@b.no, c@d.no"}, "directory.content_invalid"},
		"with a control character in phone":  {object{"name": "Clerk", "phone": "1\t2"}, "directory.content_invalid"},
		"with a language no letter is in":    {object{"name": "Clerk", "language": "de"}, "request.invalid"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do("administrator@3417", "POST", inGrue+"/people", tt.body).Refused(422, tt.code)
		})
	}
}

func TestPeopleAreListedByNamePageByPage(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := inGrue + "/people?limit=3"
	var names []string
	for next := ""; ; {
		page := w.Do("clerk@3417", "GET", path+next, nil).Is(200)
		for _, p := range page.Get("items").([]any) {
			names = append(names, p.(map[string]any)["name"].(string))
		}
		if page.Text("next") == "" {
			break
		}
		next = "&cursor=" + page.Text("next")
	}
	if len(names) != 8 || names[0] != "administrator 3417" || names[7] != "reader 3417" {
		t.Errorf("listed as %v", names)
	}
	found := w.Do("clerk@3417", "GET", inGrue+"/people?q=PLANNER2", nil).Is(200)
	if found.Text("items.0.name") != "planner2 3417" || found.Get("items.1") != nil {
		t.Errorf("found %s", found.Body)
	}
	employed := w.Do("clerk@3417", "GET", inGrue+"/people?employed_on=2024-02-12", nil).Is(200)
	if len(employed.Get("items").([]any)) != 3 {
		t.Errorf("employed are %s", employed.Body)
	}
	before := w.Do("clerk@3417", "GET", inGrue+"/people?employed_on=2019-12-31", nil).Is(200)
	if len(before.Get("items").([]any)) != 0 {
		t.Errorf("employed the day before were %s", before.Body)
	}
	w.Do("clerk@3417", "GET", inGrue+"/people?employed_on=2024-02-30", nil).Refused(422, "request.invalid")
	w.Do("clerk@3417", "GET", inGrue+"/people/urn:uuid:"+apptest.Person("clerk@3417"), nil).Refused(422, "request.invalid")
}
