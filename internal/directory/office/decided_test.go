package office_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// decided is the council's appointment of a chief executive.
func decided(who string) office.DecidedAppointment {
	return office.DecidedAppointment{Organisation: "3417", Office: office.ChiefExecutive, Person: apptest.Person(who), DecidedOn: workday.MustDate("2024-02-08"), CaseNumber: "012/24"}
}

// Where the only clerk owes the person an office, an operator records the council's
// decision, once, and the mayor and the chief executive hear of it (rule 1.5).
func TestRule15AnOperatorRecordsWhatNobodyElseMay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/bodies/kommunestyret/seats", object{"person": apptest.Person("planner2@3417"), "role": "chair"}).Is(201)
	_, err = d.Offices.AppointDecided(t.Context(), decided("planner1@3417"))
	refused(t, err, office.ErrOthersMay)
	w.Exec(`UPDATE office SET appointed_by = $1 WHERE kind = 'clerk' AND organisation_id = (SELECT id FROM organisation WHERE key = '3417')`, apptest.Person("planner1@3417"))
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{"person": apptest.Person("planner1@3417"), "decided_on": "2024-02-08", "case_number": "012/24"}).Refused(403, "directory.mutual_appointment")
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	made, err := d.Offices.AppointDecided(t.Context(), decided("planner1@3417"))
	if err != nil {
		t.Fatal(err)
	}
	if made.CaseNumber != "012/24" || made.DecidedOn == nil || made.AppointedBy != nil || made.Kind != office.ChiefExecutive {
		t.Errorf("it is recorded as %+v", made)
	}
	again, err := d.Offices.AppointDecided(t.Context(), decided("planner1@3417"))
	if err != nil || again.ID != made.ID {
		t.Errorf("repeated, it is %+v, %v", again, err)
	}
	for who, want := range map[string]int{"planner1@3417": 1, "planner2@3417": 2, "chief_executive@3417": 2, "clerk@3417": 1} {
		n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
		if n != want {
			t.Errorf("%s has %d letters, want %d", who, n, want)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'appoint-chief-executive' AND operator = 'forankring appoint'`); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
}

func TestAnOperatorsDecidedAppointmentIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(`UPDATE office SET to_at = from_at WHERE kind = 'clerk'`)
	for name, tt := range map[string]struct {
		change func(*office.DecidedAppointment)
		want   error
	}{
		"without a case number":          {func(a *office.DecidedAppointment) { a.CaseNumber = " " }, office.ErrDecision},
		"on a decision to come":          {func(a *office.DecidedAppointment) { a.DecidedOn = workday.MustDate("2024-12-01") }, office.ErrDecision},
		"for an office that is not had":  {func(a *office.DecidedAppointment) { a.Office = office.Secretariat }, office.ErrOfficeKind},
		"before today":                   {func(a *office.DecidedAppointment) { a.From = w.Clock.Now().AddDate(0, 0, -2) }, organisation.ErrBackdated},
		"in an organisation that is not": {func(a *office.DecidedAppointment) { a.Organisation = "3499" }, organisation.ErrUnknownOrganisation},
		"where an administrator may":     {func(a *office.DecidedAppointment) { a.Office = office.Clerk }, office.ErrOthersMay},
	} {
		in := decided("planner1@3417")
		tt.change(&in)
		if _, err := d.Offices.AppointDecided(t.Context(), in); err == nil {
			t.Errorf("%s: it is recorded", name)
		} else {
			refused(t, err, tt.want)
		}
	}
}

// In a small municipality one person holds several offices (rule 1.5).
func TestRule15TheFirstHolderMayBeSomebodyWhoIsKnown(t *testing.T) {
	t.Parallel()
	s, pool := operator(t)
	one, err := s.AppointFirst(t.Context(), office.FirstAppointment{Organisation: "3417", Office: office.Administrator, Name: "Administrator, Grue"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		two, err := s.AppointFirst(t.Context(), office.FirstAppointment{Organisation: "3417", Office: office.Clerk, Person: one.Person})
		if err != nil || two.Person != one.Person || two.Kind != office.Clerk {
			t.Fatalf("the clerk is %+v, %v", two, err)
		}
	}
	if n := pgtest.Count(t, pool, `SELECT count(*) FROM office`); n != 2 {
		t.Errorf("%d offices are held", n)
	}
}
