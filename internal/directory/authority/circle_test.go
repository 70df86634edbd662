package authority_test

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// given makes a person known to an organisation by an office that they hold
// there besides their own.
func (w *world) given(organisation, office, person string) {
	w.t.Helper()
	_, err := w.Pool.Exec(w.t.Context(), `INSERT INTO office (organisation_id, kind, person_id, from_at, created_at) SELECT id, $2, $3, $4, $4 FROM organisation WHERE key = $1`,
		organisation, office, apptest.Person(person), w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
}

// Rule 1.4: no cycles, over whatever offices and organisations.
func TestNobodyIsActedForInACircleOverOfficesAndOrganisations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const clerk, other = "clerk@3417", "clerk@3418"
	march := func(person string) object {
		return object{"person": apptest.Person(person), "from": "2024-03-01T00:00:00Z", "to": "2024-04-01T00:00:00Z"}
	}
	w.setOwn(clerk, march(administrator)).Is(201)
	w.setOwn(administrator, march(clerk)).Refused(409, "authority.substitute_cycle")
	w.set(administrator, march(clerk)).Refused(403, "authority.for_themselves")
	w.setOwn(administrator, object{"person": apptest.Person(clerk), "to": "2024-03-01T00:00:00Z"}).Is(201)

	w.setOwn(administrator, march("case_officer@3417")).Is(201)
	w.setOwn("case_officer@3417", march(clerk)).Refused(409, "authority.substitute_cycle")
	elsewhere := fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office(other))
	w.given("3417", "reader", other)
	w.given("3418", "reader", clerk)
	w.setOwn("case_officer@3417", march(other)).Is(201)
	w.Do(other, "POST", elsewhere, march(clerk)).Refused(409, "authority.substitute_cycle")
	w.Do(other, "POST", elsewhere, object{"person": apptest.Person(clerk), "from": "2024-04-01T00:00:00Z", "to": "2024-05-01T00:00:00Z"}).Is(201)
}

// Rule 1.4: nor by two acts at once that each alone would close none.
func TestTwoSubstitutesAtOnceCloseNoCircle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const clerk, other = "clerk@3417", "clerk@3418"
	here, there := fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office(clerk)), fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office(other))
	w.given("3417", "reader", other)
	w.given("3418", "reader", clerk)
	until := "2024-03-01T00:00:00Z"
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('substitutes', 0))`); err != nil {
		t.Fatal(err)
	}
	answers := make(chan *apptest.Answer, 2)
	go func() { answers <- w.Do(clerk, "POST", here, object{"person": apptest.Person(other), "to": until}) }()
	go func() { answers <- w.Do(other, "POST", there, object{"person": apptest.Person(clerk), "to": until}) }()
	pgtest.AwaitLocks(t, w.Pool, 2, func() bool { return len(answers) > 0 })
	if err := lock.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, second := <-answers, <-answers
	if first.Code > second.Code {
		first, second = second, first
	}
	first.Is(201)
	second.Refused(409, "authority.substitute_cycle")
}
