package authority_test

import (
	"fmt"
	"net/http"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const (
	inGrue   = "/v1/organisations/3417"
	inRegion = "/v1/organisations/" + apptest.Region
	cases    = "/v1/regions/" + apptest.Region + "/cases"

	secretariat   = "secretariat@" + apptest.Region
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	planner       = "planner1@3417"
	stranger      = "chief_executive@" + apptest.Stranger
)

type (
	object = map[string]any
	option = func(*http.Request)
)

// world is a service with what these tests ask it.
type world struct {
	*apptest.World
	t *testing.T
}

func newWorld(t *testing.T, options ...apptest.Option) *world {
	t.Helper()
	return &world{World: apptest.New(t, options...), t: t}
}

// office is the identifier of the office that someone such as
// "chief_executive@3417" holds.
func (w *world) office(name string) int {
	w.t.Helper()
	return w.count(`SELECT coalesce((SELECT f.id FROM office f WHERE person_id = $1), 0)`, apptest.Person(name))
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.Pool.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// set asks the administrator or secretary to set a substitute for a holder.
func (w *world) set(holder string, in object, options ...option) *apptest.Answer {
	w.t.Helper()
	by, home := "administrator@"+apptest.Home(holder), apptest.Home(holder)
	if home == apptest.Region {
		by = secretariat
	}
	return w.Do(by, "POST", fmt.Sprintf("/v1/organisations/%s/offices/%d/substitutes", home, w.office(holder)), in, options...)
}

// setOwn asks for a substitute of the holder's own.
func (w *world) setOwn(holder string, in object, options ...option) *apptest.Answer {
	w.t.Helper()
	return w.Do(holder, "POST", fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office(holder)), in, options...)
}

// submitted makes a case of Grue and Åsnes with a mandate that asks them for
// nothing, and gives the addresses of the case and of its open version.
func (w *world) submitted() (at, version string) {
	w.t.Helper()
	parties := []string{"3417", "3418"}
	at = w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.Do(secretariat, "POST", at+"/decisions", object{
		"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Kraftstrategi",
	}).Is(200)
	version = w.Do(secretariat, "POST", at+"/mandates", object{
		"common": object{
			"participants": parties, "purpose": "A power strategy", "objectives": []string{"Know the need for power"}, "scope": "", "limits": "",
			"deliverables": []string{"A strategy"}, "budget": object{"amount": 150000000, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-07-01",
			"decision": object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"},
		},
		"slices": []object{{"municipality": "3417", "requirements": []object{}}, {"municipality": "3418", "requirements": []object{}}},
	}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return at, version
}

// answer answers an open version for Grue.
func (w *world) answer(by, version, verdict string, options ...option) *apptest.Answer {
	w.t.Helper()
	path := version + "/approvals/3417"
	asked := w.Do("reader@3417", "GET", path, nil).Is(200)
	return w.Do(by, "PUT", path, object{
		"answer": verdict, "reason": "The budget is too small", "common_hash": asked.Text("common_hash"), "slice_hash": asked.Text("slice_hash"),
	}, options...)
}

// benefit writes Grue's statement of shared benefit in a case.
func (w *world) benefit(by, at string) *apptest.Answer {
	w.t.Helper()
	return w.Do(by, "PUT", at+"/benefits/3417", object{"statement": "Kraft til Grue."})
}

// ref names the case at an address in the body of a request.
func ref(at string) object {
	return object{"region": apptest.Region, "number": at[len(cases)+1:]}
}

// together does something in Grue twice at once, and answers with the lower
// status first: both wait for whatever else is appointed there before they
// begin.
func (w *world) together(send func() *apptest.Answer) (low, high *apptest.Answer) {
	w.t.Helper()
	lock, err := w.Pool.Begin(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := lock.Exec(w.t.Context(), `SELECT FROM organisation WHERE key = '3417' FOR NO KEY UPDATE`); err != nil {
		w.t.Fatal(err)
	}
	answers := make(chan *apptest.Answer, 2)
	for range 2 {
		go func() { answers <- send() }()
	}
	pgtest.AwaitLocks(w.t, w.Pool, 2, func() bool { return len(answers) > 0 })
	if len(answers) > 0 {
		w.t.Error("an act did not wait for the organisation")
	}
	if err := lock.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	low, high = <-answers, <-answers
	if low.Code > high.Code {
		return high, low
	}
	return low, high
}
