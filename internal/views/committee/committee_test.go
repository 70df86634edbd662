package committee_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	region      = "/v1/regions/" + apptest.Region
	table       = region + "/mandates"
	secretariat = "secretariat@" + apptest.Region
)

type object = map[string]any

type world struct {
	*apptest.World
	t *testing.T
}

func meet(t *testing.T, options ...apptest.Option) *world {
	t.Helper()
	return &world{World: apptest.New(t, options...), t: t}
}

// lay opens a version in a case of its own, to be answered by the day, and
// gives the version's address.
func (w *world) lay(about object, answerBy string, municipalities ...string) string {
	w.t.Helper()
	in := object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}
	maps.Copy(in, about)
	at := w.Do(secretariat, "POST", region+"/cases", in).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": municipalities}).Is(200)
	return w.submit(at, answerBy, municipalities...)
}

func (w *world) submit(at, answerBy string, municipalities ...string) string {
	w.t.Helper()
	var slices []object
	for _, m := range municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": municipalities, "purpose": "A strategy " + answerBy, "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 100, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-07-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": answerBy, "naming_due": "2024-06-03"}).Is(200)
	return version
}

func (w *world) answer(version, municipality string, in object) {
	w.t.Helper()
	path := version + "/approvals/" + municipality
	a := w.Do("reader@"+municipality, "GET", path, nil).Is(200)
	in["common_hash"], in["slice_hash"] = a.Text("common_hash"), a.Text("slice_hash")
	w.Do("chief_executive@"+municipality, "PUT", path, in).Is(200)
}

// rows are the case numbers on the table, in order.
func (w *world) rows(actor, query string) string {
	w.t.Helper()
	var all []string
	for _, r := range w.Do(actor, "GET", table+query, nil).Is(200).Get("items").([]any) {
		all = append(all, r.(object)["case"].(string))
	}
	return strings.Join(all, " ")
}

func TestTheTableTellsHowEachMunicipalityStands(t *testing.T) {
	t.Parallel()
	w := meet(t)
	late := w.lay(object{"title": "Late"}, "2024-02-20", "3401", "3417")
	w.lay(nil, "2024-03-15", "3417", "3418")
	w.answer(late, "3417", object{"answer": "approved_with_conditions", "conditions": []object{
		{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "before_start"},
	}})
	w.Clock.Set(time.Date(2024, 2, 26, 8, 0, 0, 0, time.UTC))
	got := w.Do("reader@3417", "GET", table, nil).Is(200)
	for path, want := range map[string]any{
		"items.0.case": "2024-1", "items.0.title": "Late", "items.0.version": 1.0, "items.0.region_name": apptest.Region, "items.0.self": late,
		"items.0.days_left": -6.0, "items.0.working_days_left": -4.0, "items.1.days_left": 18.0, "items.1.working_days_left": 14.0,
		"items.0.rule": "all", "items.0.rule_text": "all municipalities", "items.0.needed": 2.0, "items.0.given": 1.0, "items.0.outcome": "waiting",
		"items.0.held_by.0.municipality": "3401", "items.0.held_by.0.reason": "Municipality 3401 has not answered.", "items.0.held_by.1": nil,
		"items.0.cells.0.municipality": "3401", "items.0.cells.0.status": "waiting", "items.0.cells.0.state": "unsatisfied", "items.0.cells.0.overdue": true,
		"items.0.cells.0.who.holders.0.person": apptest.Person("chief_executive@3401"), "items.0.cells.0.answer": nil,
		"items.0.cells.1.status": "approved_with_conditions", "items.0.cells.1.state": "satisfied", "items.0.cells.1.answer.name": "chief_executive 3417",
		"items.0.cells.1.answer.late": false, "items.0.cells.1.conditions.0.text": "The grid company takes part", "items.0.cells.1.conditions.0.state": "open",
		"items.0.cells.1.conditions.0.responsible_name": apptest.Region, "items.0.cells.1.conditions.0.due": "2024-06-14",
		"items.0.cells.2.municipality": "3418", "items.0.cells.2.status": "not_asked", "items.0.cells.2.state": "not_asked", "items.0.cells.3": nil,
		"items.1.cells.0.municipality": "3401", "items.1.cells.0.status": "not_asked", "items.1.cells.2.status": "waiting",
	} {
		if got.Get(path) != want {
			t.Errorf("%s is %v, want %v", path, got.Get(path), want)
		}
	}
	page := w.Do("reader@3417", "GET", table, nil, apptest.Header("Accept", "text/html"), apptest.Header("Accept-Language", "nb")).Is(200)
	if kind := page.Header().Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("the page is sent as %s", kind)
	}
	for _, want := range []string{"26. februar 2024 kl. 09.00", "Godkjent med vilkår", "Ikke besvart", "Fristen gikk ut for 6 dager siden (4 arbeidsdager)", "The grid company takes part"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestTheTableHasOpenVersionsInTheOrderOfTheirLastDay(t *testing.T) {
	t.Parallel()
	w := meet(t)
	w.lay(nil, "2024-03-15", "3417", "3418")
	w.lay(nil, "2024-02-20", "3401", "3418")
	third := w.lay(nil, "2024-03-15", "3401", "3417")
	w.Clock.Set(time.Date(2024, 2, 21, 8, 0, 0, 0, time.UTC))
	for query, want := range map[string]string{
		"": "2024-2 2024-1 2024-3", "?municipality=3417": "2024-1 2024-3", "?overdue=true": "2024-2", "?overdue=false": "2024-2 2024-1 2024-3",
		"?municipality=3401&overdue=true": "2024-2", "?municipality=3415": "",
	} {
		if got := w.rows(secretariat, query); got != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
	first := w.Do(secretariat, "GET", table+"?limit=2", nil).Is(200)
	if got := w.rows(secretariat, "?limit=2&cursor="+first.Text("next")); got != "2024-3" {
		t.Errorf("the second page shows %q", got)
	}
	w.answer(third, "3401", object{"answer": "approved"})
	w.answer(third, "3417", object{"answer": "approved"})
	if got := w.rows(secretariat, ""); got != "2024-2 2024-1" {
		t.Errorf("with one version in force the table shows %q", got)
	}
	w.Do(secretariat, "GET", table+"?overdue=yes", nil).Refused(422, "request.invalid")
}

func TestTheTableShowsWhatTheListOfCasesShows(t *testing.T) {
	t.Parallel()
	w := meet(t)
	w.lay(nil, "2024-03-15", "3417", "3418")
	w.lay(object{"publicity": "exempt", "legal_basis": "offl. § 13", "shielded_title": "Unntatt offentlighet"}, "2024-03-15", "3401", "3417")
	w.lay(nil, "2024-03-15", "3401", "3414")
	want := map[string]string{
		secretariat: "2024-1 2024-2 2024-3", "reader@" + apptest.Region: "2024-1 2024-3", "board_chair@" + apptest.Region: "2024-1 2024-2 2024-3",
		"chief_executive@3417": "2024-1 2024-2", "reader@3417": "2024-1", "chief_executive@3418": "2024-1", "clerk@3401": "2024-2 2024-3", "reader@3415": "",
		"chief_executive@" + apptest.Stranger: "", "planner1@3417": "",
	}
	for who, cases := range want {
		if got := w.rows(who, ""); got != cases {
			t.Errorf("%s sees %q, want %q", who, got, cases)
		}
		listed := map[string]bool{}
		for _, c := range w.Do(who, "GET", region+"/cases", nil).Is(200).Get("items").([]any) {
			listed[c.(object)["number"].(string)] = true
		}
		if len(listed) != len(strings.Fields(cases)) {
			t.Errorf("%s sees %q on the table, and %v among the cases", who, cases, listed)
		}
	}
	empty := w.Do("chief_executive@"+apptest.Stranger, "GET", table, nil, apptest.Header("Accept", "text/html")).Is(200)
	if strings.Contains(empty.Body.String(), apptest.Region) {
		t.Error("a stranger's page names the region")
	}
}

func TestTheTableTellsOfStaleAndCarriedApprovals(t *testing.T) {
	t.Parallel()
	w := meet(t)
	first := w.lay(nil, "2024-03-15", "3417", "3418")
	w.answer(first, "3417", object{"answer": "approved"})
	w.answer(first, "3418", object{"answer": "returned", "reason": "The budget is too small"})
	if got := w.Do(secretariat, "GET", table, nil).Is(200); got.Text("items.0.cells.1.answer.reason") != "The budget is too small" || got.Text("items.0.outcome") != "cannot_be_met" {
		t.Errorf("a returned version: %s", got.Body)
	}
	w.submit(region+"/cases/2024-1", "2024-03-22", "3417", "3418")
	got := w.Do(secretariat, "GET", table, nil).Is(200)
	if got.Get("items.0.version") != 2.0 || got.Get("items.1") != nil || got.Text("items.0.cells.0.status") != "stale" || got.Get("items.0.cells.0.stale_from") != 1.0 {
		t.Errorf("after a new version: %s", got.Body)
	}
}

func TestTheTableTakesTheSameStatementsWhateverItsSize(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := meet(t, listening)
	cost := func() int {
		before := said.N()
		w.Do(secretariat, "GET", table, nil).Is(200)
		return said.N() - before
	}
	w.lay(nil, "2024-03-15", "3417", "3418")
	one := cost()
	for i := range 4 {
		version := w.lay(object{"title": fmt.Sprint("Strategy ", i)}, "2024-03-15", apptest.Municipalities...)
		w.answer(version, "3417", object{"answer": "approved"})
	}
	if five := cost(); one != five {
		t.Errorf("one version takes %d statements, five take %d", one, five)
	}
}
