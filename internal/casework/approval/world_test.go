package approval_test

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	secretariat = "secretariat@" + apptest.Region
)

// object is a JSON object of a request.
type object = map[string]any

// settled is a world in which one case is prepared by all six municipalities.
type settled struct {
	*apptest.World
	t        *testing.T
	mandates string
}

func settle(t *testing.T, options ...apptest.Option) *settled {
	t.Helper()
	w := &settled{World: apptest.New(t, options...), t: t}
	w.mandates = w.prepare()
	return w
}

// prepare makes another case, with its decision, and gives the address of its
// mandates.
func (w *settled) prepare() string {
	w.t.Helper()
	return w.opened(apptest.Municipalities)
}

// opened is prepare for a case of some municipalities.
func (w *settled) opened(municipalities []string) string {
	w.t.Helper()
	made := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	at := made.Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": municipalities}).Is(200)
	w.Do(secretariat, "POST", at+"/decisions", object{
		"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Kraftstrategi",
	}).Is(200)
	return at + "/mandates"
}

// whole is content that asks every municipality for one planner.
func whole(purpose string) object {
	var slices []object
	for _, m := range apptest.Municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	return object{
		"common": object{
			"participants": apptest.Municipalities, "purpose": purpose, "objectives": []string{"Know the need for power"}, "scope": "", "limits": "",
			"deliverables": []string{"A strategy"}, "budget": object{"amount": 150000000, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-07-01",
			"decision": object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"},
		},
		"slices": slices,
	}
}

var due = object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}

// submit drafts and submits the next version, which differs from all others, and gives its address.
func (w *settled) submit() string {
	w.t.Helper()
	return w.submitAt(w.mandates)
}

func (w *settled) submitAt(mandates string) string {
	w.t.Helper()
	at := w.Do(secretariat, "POST", mandates, whole(fmt.Sprintf("A power strategy, wording %d", w.count("mandate_version")))).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/submit", due).Is(200)
	return at
}

// answer is an answer to what the version says now.
func (w *settled) answer(version, municipality, verdict string) object {
	w.t.Helper()
	a := w.Do("reader@"+municipality, "GET", version+"/approvals/"+municipality, nil).Is(200)
	in := object{"answer": verdict, "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}
	if verdict != "approved" {
		in["reason"] = "The budget is too small"
	}
	return in
}

// say answers for a municipality as its chief executive.
func (w *settled) say(version, municipality, verdict string, options ...option) *apptest.Answer {
	w.t.Helper()
	return w.Do("chief_executive@"+municipality, "PUT", version+"/approvals/"+municipality, w.answer(version, municipality, verdict), options...)
}

// approve lets all municipalities but the named ones approve.
func (w *settled) approve(version string, but ...string) {
	w.t.Helper()
	for _, m := range apptest.Municipalities {
		if !contains(but, m) {
			w.say(version, m, "approved").Is(200)
		}
	}
}

// state is the state of a version.
func (w *settled) state(version string) string {
	w.t.Helper()
	return w.Do("auditor@"+apptest.Region, "GET", version, nil).Is(200).Text("state")
}

// count asks the database how many rows there are.
func (w *settled) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.Pool.QueryRow(w.t.Context(), "SELECT count(*) FROM "+sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// stored counts what mandates leave behind: their own rows, audit events,
// deadlines and letters.
func (w *settled) stored() string {
	w.t.Helper()
	return fmt.Sprint(w.count("mandate_version"), w.count("mandate_slice"), w.count("mandate_answer"), w.count("mandate_version WHERE state = 'open'"),
		w.count("audit_event"), w.count("deadline"), w.count("deadline WHERE state = 'standing'"), w.count("letter"))
}
