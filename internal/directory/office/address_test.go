package office_test

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

// addressed are the people who were written to of a change by e-mail, each with the
// address where it is not their own.
func addressed(t *testing.T, w *apptest.World, change string) []string {
	t.Helper()
	all, err := pgdb.All[string](t.Context(), w.Pool, "read where letters go", `
		SELECT p.name || ' ' || l.address FROM letter l JOIN person p ON p.id = l.person_id
		WHERE l.kind = 'authority_changed' AND l.channel = 'email' AND l.params->>'change' = $1 ORDER BY l.id`, change)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// An office has a contact address of its own, kept where the office is, and its
// letters go there; a change of it is told to people's own addresses and to the one
// before (rules 1.2, 1.5).
func TestAnOfficesLettersGoToItsOwnAddress(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const at = inGrue + "/office-addresses/chief_executive"
	w.Do("administrator@3416", "PUT", at, object{"email": "x@eidskog.example"}).Refused(404, "resource.not_found")
	w.Do("clerk@3417", "PUT", at, object{"email": "x@grue.example"}).Refused(403, "permission.denied")
	w.Do("administrator@3417", "PUT", at, object{"email": "nobody"}).Refused(422, "directory.content_invalid")
	w.Do("administrator@3417", "PUT", inGrue+"/office-addresses/secretariat", object{"email": "x@grue.example"}).Refused(422, "directory.office_kind")
	w.Do("administrator@3417", "GET", inGrue+"/office-addresses/secretariat", nil).Refused(422, "directory.office_kind")
	unset := w.Do("administrator@3417", "GET", at, nil).Is(200)
	w.Do("administrator@3417", "PUT", at+"?dry_run=true", object{"email": "kd@grue.example"}, apptest.IfMatch(unset.ETag())).Is(200)
	first := w.Do("administrator@3417", "PUT", at, object{"email": "kd@grue.example"}).Is(200)
	if got, want := addressed(t, w, "set-office-address"), []string{"chief_executive 3417 ", "clerk 3417 "}; !slices.Equal(got, want) {
		t.Errorf("the first address was told to %q", got)
	}
	w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "reader", "person": apptest.Person("planner1@3417")}).Is(201)
	if got, want := addressed(t, w, "appoint-officer"), []string{"chief_executive 3417 kd@grue.example", "planner1 3417 "}; !slices.Equal(got, want) {
		t.Errorf("the appointment was told to %q", got)
	}
	// A change of an address that was set names the one that was read.
	w.Do("administrator@3417", "PUT", at, object{"email": "mine@grue.example"}).Refused(428, "precondition.required")
	w.Do("administrator@3417", "PUT", at, object{"email": "mine@grue.example"}, apptest.IfMatch(`"r9"`)).Refused(412, "precondition.stale")
	w.Do("administrator@3417", "PUT", inGrue+"/office-addresses/clerk", object{"email": "k@grue.example"}, apptest.IfMatch(`"r9"`)).Refused(412, "precondition.stale")
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do("administrator@3417", "PUT", at, object{"email": "mine@grue.example"}, apptest.IfMatch(first.ETag())).Is(200)
	if got := addressed(t, w, "set-office-address"); len(got) != 5 || !slices.Contains(got, "chief_executive 3417 kd@grue.example") {
		t.Errorf("the change was told to %q", got)
	}
	w.Do("clerk@3417", "GET", inGrue+"/office-addresses", nil).Is(200).Has(object{"items.1.office": "case_officer", "items.1.email": "", "items.2.email": "mine@grue.example"})
	w.Do("clerk@3417", "GET", inGrue+"/events?act=set-office-address", nil).Is(200).Has(object{"items.0.act": "set-office-address", "items.0.changes.email.new": nil})
}

// A new address is told to the old one too: whoever reads it there learns of it
// (rule 1.5).
func TestAChangedAddressIsToldToTheOldOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("administrator@3417", "PATCH", inGrue+"/people/"+apptest.Person("chief_executive@3417"), object{"email": "mine@grue.example"}, apptest.IfMatch("*")).Is(200)
	if got, want := addressed(t, w, "edit-person"), []string{"chief_executive 3417 ", "chief_executive 3417 chief_executive@3417.test", "clerk 3417 "}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}
