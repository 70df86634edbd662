package apptest

import (
	"maps"
	"testing"
)

// Shared is the municipality that belongs to both regions of a world of
// TwoRegions.
const Shared = "3417"

// TwoRegions is a world in which what one municipality can give is asked for in
// two regions: Shared is in Region, and in Foreign with Stranger.
type TwoRegions struct{ *World }

// NewTwoRegions is New, with the membership of Shared in Foreign.
func NewTwoRegions(t testing.TB, options ...Option) *TwoRegions {
	t.Helper()
	w := New(t, options...)
	w.Exec(`INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at) SELECT r.id, m.id, '2020-01-01', '2020-01-01' FROM organisation r, organisation m WHERE r.key = $1 AND m.key = $2`,
		Foreign, Shared)
	return &TwoRegions{w}
}

// PartiesOf are those who take part in a case of a region that Lay opens.
func PartiesOf(region string) []string {
	if region == Foreign {
		return []string{Shared, Stranger}
	}
	return []string{Shared, "3418"}
}

// Lay opens the next case of a region with an open mandate, which asks each
// municipality for one planner with 40 percent from April to December, and
// gives its address.
func (w *TwoRegions) Lay(region string, about, requirement object) string {
	w.t.Helper()
	in := object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}
	maps.Copy(in, about)
	secretariat := "secretariat@" + region
	at := w.Do(secretariat, "POST", "/v1/regions/"+region+"/cases", in).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": PartiesOf(region)}).Is(200)
	asked := object{"key": "planner", "function": "Area planner", "people": 1, "share": 40, "from": "2024-04-01", "to": "2025-01-01"}
	maps.Copy(asked, requirement)
	var slices []object
	for _, m := range PartiesOf(region) {
		slices = append(slices, object{"municipality": m, "requirements": []object{asked}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": PartiesOf(region), "purpose": "A strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return at
}

// Force is Lay, with the mandate in force.
func (w *TwoRegions) Force(region string, about, requirement object) string {
	w.t.Helper()
	at := w.Lay(region, about, requirement)
	for _, m := range PartiesOf(region) {
		path := at + "/mandates/1/approvals/" + m
		a := w.Do("reader@"+m, "GET", path, nil)
		if a.Code != 200 {
			a = w.Do("clerk@"+m, "GET", path, nil).Is(200)
		}
		w.Do("chief_executive@"+m, "PUT", path, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
	return at
}

// Nominate names a planner of a municipality, and gives the assignment's address.
func (w *TwoRegions) Nominate(at, municipality, staffKey string, changes object) string {
	w.t.Helper()
	in := object{"requirement": "planner", "staff_key": staffKey, "share": 40, "from": "2024-04-01", "to": "2025-01-01"}
	maps.Copy(in, changes)
	return w.Do("administrator@"+municipality, "POST", at+"/resources/"+municipality+"/assignments", in).Is(201).Text("self")
}

// Release names a planner and releases them.
func (w *TwoRegions) Release(at, municipality, staffKey string, changes object) string {
	w.t.Helper()
	a := w.Nominate(at, municipality, staffKey, changes)
	w.Do("chief_executive@"+municipality, "POST", a+"/release", nil).Is(200)
	return a
}
