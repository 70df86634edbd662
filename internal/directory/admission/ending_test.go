package admission_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Of two agreements to the same the newer one counts, and taking it back leaves
// none: the older one does not come alive again (rule 1.2).
func TestANewAgreementTakesThePlaceOfTheOldOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`UPDATE capacity SET percent = 0 FROM employment e WHERE e.id = employment_id AND e.person_id = $1`, apptest.Person(planner))
	first := ask(w, "employment", object{"percent": 40})
	w.Do(planner, "POST", "/v1/me/admissions/"+first+"/confirm", nil).Is(200)
	second := ask(w, "employment", object{"percent": 20})
	office := ask(w, "office", nil)
	w.Do(administrator, "POST", inGrue+"/admissions/"+office+"/confirm", nil).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(administrator, "POST", inGrue+"/admissions/"+second+"/confirm", nil).Is(200)
	w.Do(planner, "GET", "/v1/me/admissions/"+first, nil).Is(200).Has(object{"state": "declined", "answered_by": apptest.Person(administrator)})
	w.Do(planner, "GET", "/v1/me/admissions/"+office, nil).Is(200).Has(object{"state": "confirmed"})
	w.Do("clerk@3416", "GET", "/v1/organisations/3416/events?act=confirm-admission", nil).Is(200).Has(object{"items.0.changes.replaced.old.0": number(first)})
	in := object{"person": apptest.Person(planner), "staff_key": "guest", "from": "2024-03-01", "capacity": 40}
	w.Do(outsider, "POST", inEidskog+"/employments", in).Refused(409, "directory.over_agreed")
	w.Do(planner, "POST", "/v1/me/admissions/"+second+"/decline", nil).Is(200)
	in["capacity"] = 10
	w.Do(outsider, "POST", inEidskog+"/employments", in).Refused(409, "directory.admission_missing")
}

// number is an admission's number as it is read in JSON.
func number(id string) float64 {
	n, _ := strconv.ParseFloat(id, 64)
	return n
}

// With the home in an organisation nobody needs to agree there any more, and no
// agreement is left for when it moves on (rule 1.2).
func TestAHomeThatMovesLeavesNoAgreementThere(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	office, seat, home := ask(w, "office", nil), ask(w, "seat", nil), ask(w, "home", nil)
	w.Do(planner, "POST", "/v1/me/admissions/"+office+"/confirm", nil).Is(200)
	w.Do(planner, "POST", "/v1/me/admissions/"+home+"/confirm", nil).Is(200)
	for id, state := range map[string]string{office: "declined", seat: "declined", home: "confirmed"} {
		w.Do(planner, "GET", "/v1/me/admissions/"+id, nil).Is(200).Has(object{"state": state})
	}
	for reader, at := range map[string]string{"clerk@3417": "3417", "clerk@3416": "3416"} {
		w.Do(reader, "GET", "/v1/organisations/"+at+"/events?act=confirm-own-admission", nil).Is(200).Has(object{"items.0.changes.home.old": "3417", "items.0.changes.home.new": "3416"})
	}
}

// What a municipality asked for and what was agreed with it ends as it does, on the
// record and with a letter to the people: nobody can agree to a municipality that is
// no more (rules 1.1, 1.2).
func TestAdmissionsEndWithTheMunicipality(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	asked, agreed := ask(w, "office", nil), ask(w, "seat", nil)
	w.Do(administrator, "POST", inGrue+"/admissions/"+agreed+"/confirm", nil).Is(200)
	// The successor asks for somebody of Eidskog's, whose record it then keeps.
	own := fmt.Sprint(w.Do("administrator@3418", "POST", "/v1/organisations/3418/admissions", object{"person": apptest.Person("planner1@3416"), "as": "office", "reason": "Reads with us"}).Is(201).Get("id"))
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Organisations.Merge(t.Context(), organisation.MergeInput{Municipalities: []string{"3416"}, Into: organisation.SuccessorInput{Number: "3418"}, On: workday.MustDate("2024-02-12")})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{asked, agreed} {
		got := w.Do(planner, "GET", "/v1/me/admissions/"+id, nil).Is(200)
		got.Has(object{"state": "declined"})
		if got.Get("answered_by") != nil || got.Get("answered_at") == nil {
			t.Errorf("it was answered by %s", got.Body)
		}
		w.Do(planner, "POST", "/v1/me/admissions/"+id+"/confirm", nil).Refused(409, "directory.admission_answered")
	}
	w.Do("planner1@3416", "GET", "/v1/me/admissions/"+own, nil).Is(200).Has(object{"state": "declined"})
	for _, at := range []string{"3416", "3417"} {
		if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'merge-municipalities' AND organisation = $1 AND object = $2 AND changes @> '{"state": {"old": "asked", "new": "declined"}}'`, at, inEidskog+"/admissions/"+asked); n != 1 {
			t.Errorf("%d events stand in the list of %s", n, at)
		}
	}
	if people := told(t, w, "merge-municipalities"); !slices.Contains(people, "planner1 3417") {
		t.Errorf("told were %v", people)
	}
}
