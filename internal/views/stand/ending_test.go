package stand_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const merged, into = "/v1/organisations/3414", "/v1/organisations/3490"

// ended is a world in which the municipality 3414 has merged into a new one, 3490,
// today, and planner1 of 3414 is the new one's administrator.
func ended(t *testing.T) (*apptest.World, app.Directory) {
	t.Helper()
	w := apptest.Furnished(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Organisations.Merge(t.Context(), organisation.MergeInput{
		Municipalities: []string{"3414"}, Into: organisation.SuccessorInput{Number: "3490", Name: "Odal"}, On: workday.Today(apptest.Start),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at) SELECT id, 'administrator', $1, $2, $2 FROM organisation WHERE key = '3490'`,
		apptest.Person("planner1@3414"), apptest.Start)
	return w, d
}

// A merged municipality has a successor: its membership, offices and seats end,
// and open cases show it as left with the successor (rule 1.1).
func TestAMergedMunicipalityEndsAndHasASuccessor(t *testing.T) {
	t.Parallel()
	w, d := ended(t)
	const secretariat, kase = "secretariat@" + apptest.Region, "/v1/regions/" + apptest.Region + "/cases/2024-1"
	c := w.Do(secretariat, "GET", kase, nil).Is(200)
	if c.Text("participants.1.municipality") != "3414" || c.Text("participants.1.left_at") == "" || c.Text("participants.1.successors.0") != "3490" {
		t.Errorf("the case shows %v", c.Get("participants.1"))
	}
	matrix := w.Do(secretariat, "GET", kase+"/matrix", nil).Is(200)
	if matrix.Text("rows.1.municipality") != "3414" || matrix.Text("rows.1.cells.0.state") != "left" || !strings.Contains(matrix.Text("rows.1.cells.0.reason"), "3490") {
		t.Errorf("the matrix shows %v", matrix.Get("rows.1.cells.0"))
	}
	if got := w.Do(secretariat, "GET", "/v1/regions/"+apptest.Region+"/members/3414", nil).Is(200).Text("to"); got != "2024-02-12" {
		t.Errorf("the membership lasts until %q", got)
	}
	w.Do("administrator@3414", "GET", merged, nil).Refused(404, "resource.not_found")
	w.Do("chief_executive@3414", "PUT", kase+"/benefits/3414", map[string]any{"statement": "More"}, apptest.IfMatch("*")).Refused(404, "resource.not_found")
	told, err := organisationLetters(t, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"chief_executive@3414", "clerk@3414", "administrator@3414", secretariat, "board_chair@" + apptest.Region} {
		if !slices.Contains(told, apptest.Person(who)) {
			t.Errorf("%s is not told", who)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'merge-municipalities' AND operator = 'forankring merge'`); n < 10 {
		t.Errorf("%d events tell of it", n)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE case_id IS NOT NULL AND person_id IS NULL AND operator = ''`); n != 0 {
		t.Errorf("%d events in cases name neither person nor operator", n)
	}
	// Nothing can be done in it any more, by anybody.
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/members", map[string]any{"municipality": "3414", "from": "2024-03-01"}).Refused(409, "directory.municipality_ended")
	_, err = d.Offices.AppointFirst(t.Context(), office.FirstAppointment{Organisation: "3414", Office: office.Administrator, Name: "Administrator, Nord-Odal"})
	if !errors.Is(err, organisation.ErrMunicipalityEnded) {
		t.Errorf("an operator appoints: %v", err)
	}
	for _, in := range []organisation.MergeInput{
		{Municipalities: []string{"3414"}, Into: organisation.SuccessorInput{Number: "3401"}, On: workday.Today(apptest.Start)},
		{Municipalities: []string{"3401"}, Into: organisation.SuccessorInput{Number: "3414"}, On: workday.Today(apptest.Start)},
	} {
		if _, err := d.Organisations.Merge(t.Context(), in); !errors.Is(err, organisation.ErrMunicipalityEnded) {
			t.Errorf("%v: %v", in, err)
		}
	}
	// The successor joins the region and the case.
	_, err = d.Organisations.RegisterMunicipality(t.Context(), organisation.MunicipalityInput{Number: "3490", Name: "Odal", Region: apptest.Region, From: workday.Today(apptest.Start)})
	if err != nil {
		t.Fatal(err)
	}
	joined := w.Do(secretariat, "POST", kase+"/participants", map[string]any{"municipality": "3490", "reason": "Goes on for 3414"}).Is(200)
	if n := len(joined.Get("participants").([]any)); n != 7 {
		t.Errorf("%d participants", n)
	}
}

func organisationLetters(t *testing.T, w *apptest.World) (people []string, err error) {
	t.Helper()
	rows, err := w.Pool.Query(t.Context(), `SELECT person_id::text FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND params->>'change' = 'merge-municipalities'`)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, rows.Err()
}

// What a merged municipality left is read by its successor's offices, and nobody
// acts for it any longer (rule 1.1).
func TestASuccessorReadsWhatAMunicipalityLeftAndCannotActForIt(t *testing.T) {
	t.Parallel()
	w, _ := ended(t)
	const heir = "planner1@3414"
	left := w.Do(heir, "GET", merged, nil).Is(200)
	if left.Text("ended_on") != "2024-02-12" || left.Text("successors.0.name") != "Odal" {
		t.Errorf("it is shown as %s", left.Body)
	}
	if got := w.Do(heir, "GET", into, nil).Is(200).Text("predecessors.0.key"); got != "3414" {
		t.Errorf("it succeeds %q", got)
	}
	for _, below := range []string{"/offices", "/bodies", "/people", "/employments", "/substitutes", "/load"} {
		w.Do(heir, "GET", merged+below, nil).Is(200)
	}
	if got := w.Do(heir, "GET", merged+"/employments/planner2", nil).Is(200).Text("to"); got != "2024-02-12" {
		t.Errorf("the employment lasts until %q", got)
	}
	w.Do(heir, "POST", merged+"/offices", map[string]any{"office": "reader", "person": apptest.Person("planner2@3414")}).Refused(403, "permission.denied")
	w.Do(heir, "POST", merged+"/employments", map[string]any{"person": apptest.Person("planner2@3414"), "staff_key": "again", "from": "2024-02-12"}).Refused(403, "permission.denied")
	for _, action := range left.Get("actions").([]any) {
		if a := action.(map[string]any); a["open"] == true {
			t.Errorf("%v is offered", a["act"])
		}
	}
	const kase = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	w.Do(heir, "GET", kase, nil).Is(200)
	w.Do(heir, "GET", kase+"/resources/3414", nil).Is(200)
	if a := w.Do(heir, "PUT", kase+"/benefits/3414", map[string]any{"statement": "More"}, apptest.IfMatch("*")); a.Code != 403 && a.Code != 409 {
		t.Errorf("the heir writes for it: %d %s", a.Code, a.Body)
	}
	w.Do("administrator@"+apptest.Stranger, "GET", kase, nil).Refused(404, "resource.not_found")
	// The people's records are the successor's, which can employ them.
	w.Do(heir, "GET", into+"/people/"+apptest.Person("planner2@3414"), nil).Is(200)
	w.Do(heir, "POST", into+"/employments", map[string]any{"person": apptest.Person("planner2@3414"), "staff_key": "planner2", "from": "2024-02-12", "capacity": 100}).Is(201)
	w.Do("administrator@3415", "GET", merged, nil).Refused(404, "resource.not_found")
}
