package demand_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestDemandsAreWhatIsAskedInAllRegions(t *testing.T) {
	t.Parallel()
	w := settle(t)
	here := w.Force(apptest.Region, nil, nil)
	w.Lay(apptest.Foreign, object{"title": "Vannplan"}, object{"function": "Hydrologist", "from": "2024-09-01"})
	w.Release(here, grue, "planner1", object{"to": "2024-06-01"})
	w.Nominate(here, grue, "planner2", object{"from": "2024-06-01"})
	list := w.Do(administrator, "GET", own+"/demands", nil).Is(200)
	list.Has(object{
		"items.0.region": apptest.Foreign, "items.0.case": "2024-1", "items.0.title": "Vannplan", "items.0.version_state": "open", "items.0.coverage": "missing",
		"items.0.function": "Hydrologist", "items.0.gaps.0.from": "2024-09-01", "items.0.named.0": nil,
		"items.1.region": apptest.Region, "items.1.version": 1, "items.1.version_state": "in_force", "items.1.naming_due": "2024-04-05", "items.1.coverage": "partly",
		"items.1.covered.0.from": "2024-04-01", "items.1.covered.0.to": "2024-06-01", "items.1.gaps.0.from": "2024-06-01", "items.1.gaps.0.lacking": 1,
		"items.1.people": 1, "items.1.share": 40, "items.1.named.0.name": "planner1 3417", "items.1.named.0.state": "released", "items.1.named.0.ends": "2024-06-01",
		"items.1.named.1.state": "nominated", "items.1.self": here + "/resources/3417", "items.2": nil,
	})
	for query, want := range map[string]string{
		"": "fjellregionen kongsvingerregionen", "?state=gap": "fjellregionen kongsvingerregionen", "?state=covered": "", "?region=fjellregionen": "fjellregionen",
		"?to=2024-09-01": "kongsvingerregionen", "?from=2025-01-01": "", "?q=HYDRO": "fjellregionen", "?q=kraft": "kongsvingerregionen", "?q=nothing": "",
	} {
		if got := w.members(administrator, own+"/demands"+query, "region"); got != want {
			t.Errorf("%q gives %q, want %q", query, got, want)
		}
	}
	first := w.Do(administrator, "GET", own+"/demands?limit=1", nil).Is(200)
	if got := w.members(administrator, own+"/demands?limit=1&cursor="+first.Text("next"), "region"); got != apptest.Region {
		t.Errorf("the second page has %q", got)
	}
	w.Do(administrator, "GET", own+"/demands?from=2024-04-01&to=2024-04-01", nil).Refused(422, "load.period_invalid")
	w.Release(here, grue, "planner3", object{"from": "2024-06-01"})
	if got := w.members(administrator, own+"/demands?state=covered", "coverage"); got != "met" {
		t.Errorf("covered is %q", got)
	}
	rows := w.table(administrator, own+"/demands?state=covered")
	if got := strings.Join(rows[1], ";"); got != "kongsvingerregionen/2024-1;Regional kraftstrategi;1;in_force;2024-04-05;planner;Area planner;1;40;2024-04-01;2025-01-01;met;;"+
		"planner1 3417 (released 40 %), planner2 3417 (nominated 40 %), planner3 3417 (released 40 %)" {
		t.Errorf("as a table it is %s", got)
	}
	// Where the words are Norwegian, an end is the last day.
	rows = w.table(administrator, own+"/demands?state=covered&lang=nn")
	if head, row := strings.Join(rows[0], ";"), strings.Join(rows[1], ";"); !strings.Contains(head, ";behov;funksjon;personar;stillingsdel;frå;til og med;") || !strings.Contains(row, ";gjeld;") ||
		!strings.Contains(row, ";2024-04-01;2024-12-31;dekt;") || !strings.Contains(row, "planner1 3417 (avgitt 40 %), planner2 3417 (namngitt 40 %)") {
		t.Errorf("in Nynorsk it is %s, %s", head, row)
	}
	w.Clock.Set(time.Date(2025, 2, 3, 8, 0, 0, 0, time.UTC))
	if got := w.members(administrator, own+"/demands", "case"); got != "" {
		t.Errorf("what is over is asked of us: %q", got)
	}
	if got := w.members(administrator, own+"/demands?from=2024-12-31", "case"); got != "2024-1 2024-1" {
		t.Errorf("what was asked then is %q", got)
	}
}

func TestAMandateInForceThatWasNotApprovedAsksNothing(t *testing.T) {
	t.Parallel()
	w := settle(t)
	const secretariat, rule = "secretariat@" + apptest.Region, "/v1/regions/" + apptest.Region + "/mandate-rule"
	tag := w.Do(secretariat, "GET", rule, nil).Is(200).ETag()
	w.Do(secretariat, "PUT", rule, object{"rule": "count", "rule_count": 1, "reason": "The statutes"}, apptest.IfMatch(tag)).Is(200)
	at := w.Lay(apptest.Region, nil, nil)
	if got := w.members(administrator, own+"/demands", "version_state"); got != "open" {
		t.Fatalf("before any answer it is %q", got)
	}
	a := w.Do("clerk@3418", "GET", at+"/mandates/1/approvals/3418", nil).Is(200)
	w.Do("chief_executive@3418", "PUT", at+"/mandates/1/approvals/3418", object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	if got := w.Do("clerk@3418", "GET", at+"/mandates/1", nil).Is(200).Text("state"); got != "in_force" {
		t.Fatalf("with one approval the version is %s", got)
	}
	if got := w.members(administrator, own+"/demands", "version_state"); got != "" {
		t.Errorf("a version that binds others asks us too: %q", got)
	}
	if got := w.members("administrator@3418", "/v1/organisations/3418/demands", "version_state"); got != "in_force" {
		t.Errorf("of whoever approved it asks %q", got)
	}
}

func TestCandidatesAreThoseWithMostFree(t *testing.T) {
	t.Parallel()
	w := settle(t)
	here, there := w.Force(apptest.Region, nil, nil), w.Force(apptest.Foreign, nil, nil)
	w.Release(there, grue, "planner1", object{"share": 70, "from": "2024-06-01"})
	w.Nominate(there, grue, "planner2", object{"share": 30})
	w.Release(here, grue, "planner2", nil)
	tag := w.Do(administrator, "GET", own+"/employments/planner3", nil).Is(200).ETag()
	w.Do(administrator, "PATCH", own+"/employments/planner3", object{"to": "2024-12-31"}, apptest.IfMatch(tag)).Is(200)
	w.Do(administrator, "GET", own+"/candidates?from=2024-04-01&to=2024-10-01&share=40", nil).Is(200).Has(object{
		"items.0.staff_key": "planner3", "items.0.name": "planner3 3417", "items.0.title": "planner", "items.0.capacity": 100, "items.0.released": 0, "items.0.nominated": 0,
		"items.0.free": 100, "items.0.enough": true, "items.0.named": false, "items.0.overridden": false,
		"items.1.staff_key": "planner2", "items.1.name": "planner2 3417", "items.1.title": "planner", "items.1.capacity": 100, "items.1.released": 40, "items.1.nominated": 30,
		"items.1.free": 60, "items.1.enough": true, "items.1.named": false, "items.1.overridden": false,
		"items.2.staff_key": "planner1", "items.2.name": "planner1 3417", "items.2.title": "planner", "items.2.capacity": 100, "items.2.released": 70, "items.2.nominated": 0,
		"items.2.free": 30, "items.2.enough": false, "items.2.named": false, "items.2.overridden": false, "items.3": nil,
	})
	// For the requirement itself: days and share are its own, what planner2 has
	// there does not count, and planner3 leaves a day too early.
	asked := own + "/candidates?region=" + apptest.Region + "&case=2024-1&requirement=planner"
	w.Do(administrator, "GET", asked, nil).Is(200).Has(object{
		"items.0.staff_key": "planner2", "items.0.free": 100, "items.0.named": true, "items.0.nominated": 30,
		"items.1.staff_key": "planner1", "items.1.free": 30, "items.1.enough": false, "items.2": nil,
	})
	w.Do(administrator, "GET", asked+"&share=30&to=2024-12-01", nil).Is(200).Has(object{
		"items.0.staff_key": "planner2", "items.1.staff_key": "planner3", "items.2.staff_key": "planner1", "items.2.enough": true,
	})
	first := w.Do(administrator, "GET", own+"/candidates?limit=1", nil).Is(200)
	if got := w.members(administrator, own+"/candidates?limit=2&cursor="+first.Text("next"), "staff_key"); got != "planner3 planner2" {
		t.Errorf("after the first come %q", got)
	}
	w.Do(administrator, "GET", own+"/candidates?from=2024-04-01&to=2044-04-01", nil).Refused(422, "load.period_invalid")
	if rows := w.table(administrator, own+"/candidates?from=2024-04-01&to=2024-10-01&share=40"); strings.Join(rows[3], ";") != "planner1;planner1 3417;planner;100;70;0;30;false;false;false" {
		t.Errorf("as a table it is %v", rows)
	}
}

func TestWhoeverIsNotAskedLearnsOfNoCase(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.Force(apptest.Region, object{"publicity": "exempt", "legal_basis": "offl. § 13", "shielded_title": "Unntatt offentlighet"}, nil)
	w.Do(administrator, "GET", own+"/candidates?region="+apptest.Region+"&case=2024-1&requirement=planner", nil).Is(200)
	problem := func(query string) string {
		a := w.Do("administrator@3416", "GET", "/v1/organisations/3416/candidates?"+query, nil).Refused(422, "load.unknown_requirement")
		return strings.ReplaceAll(a.Body.String(), a.Text("request_id"), "")
	}
	want := problem("region=" + apptest.Region + "&case=2024-1&requirement=planner")
	if !strings.Contains(want, `"query/requirement"`) {
		t.Errorf("the problem does not point at the requirement: %s", want)
	}
	for name, query := range map[string]string{
		"no such case": "region=" + apptest.Region + "&case=2024-9&requirement=planner", "no such region": "region=nowhere&case=2024-1&requirement=planner",
		"no such requirement": "region=" + apptest.Region + "&case=2024-1&requirement=lead", "no case": "requirement=planner", "no number": "region=" + apptest.Region + "&case=x&requirement=planner",
	} {
		if got := problem(query); got != want {
			t.Errorf("%s is told apart from a case of others:\n%s\n%s", name, got, want)
		}
	}
}

func TestWhoeverIsRecalledBeforeTheFirstDayIsNotNamed(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.Force(apptest.Region, nil, object{"from": "2024-06-01"})
	a := w.Release(at, grue, "planner1", object{"from": "2024-06-01"})
	w.Release(at, grue, "planner2", object{"from": "2024-06-01"})
	w.Do(chief, "POST", a+"/recall", object{"on": "2024-05-20", "reason_code": "reassigned"}).Is(200)
	if got := w.members(administrator, own+"/load?named=true&from=2024-04-01&to=2025-01-01", "staff_key"); got != "planner2" {
		t.Errorf("named are %q", got)
	}
	list := w.Do(administrator, "GET", own+"/candidates?from=2024-04-01&region="+apptest.Region+"&case=2024-1&requirement=planner", nil).Is(200)
	list.Has(object{"items.0.staff_key": "planner1", "items.0.named": false, "items.1.staff_key": "planner2", "items.1.named": true})
	w.Do(administrator, "GET", own+"/employments/planner1/load?from=2024-04-01&to=2025-01-01", nil).Is(200).Has(object{"assignments.0": nil})
	if got := w.members(administrator, "/v1/regions/"+apptest.Region+"/people", "name"); got != "planner2 3417" {
		t.Errorf("in the region are named %q", got)
	}
}

func TestNamedPeopleAreReadAsTheirCasesAre(t *testing.T) {
	t.Parallel()
	w := settle(t)
	people := "/v1/regions/" + apptest.Region + "/people"
	open := w.Force(apptest.Region, nil, nil)
	hidden := w.Force(apptest.Region, object{"publicity": "exempt", "legal_basis": "offl. § 13", "shielded_title": "Unntatt offentlighet"}, nil)
	w.Release(open, grue, "planner1", nil)
	w.Nominate(open, "3418", "planner1", nil)
	w.Do(chief, "POST", w.Nominate(open, grue, "planner2", nil)+"/decline", object{"reason_code": "absent"}).Is(200)
	recalled := w.Release(hidden, grue, "planner2", nil)
	w.Clock.Set(time.Date(2024, 5, 13, 8, 0, 0, 0, time.UTC))
	w.Do(chief, "POST", recalled+"/recall", object{"on": "2024-05-20", "reason_code": "left_post"}).Is(200)
	both, one := "2024-2 2024-1 2024-1", "2024-1 2024-1"
	for who, want := range map[string]string{
		"secretariat@" + apptest.Region: both, "auditor@" + apptest.Region: both, "reader@" + apptest.Region: one, "board_member@" + apptest.Region: one,
		chief: both, "reader@3417": one, "clerk@3418": both, "reader@3418": one, "chief_executive@3416": "", "chief_executive@" + apptest.Stranger: "", "planner1@3417": "",
	} {
		if got := w.members(who, people, "case"); got != want {
			t.Errorf("%s sees people in %q, want %q", who, got, want)
		}
	}
	for query, want := range map[string]string{
		"?case=2024-1": one, "?municipality=3418": "2024-1", "?state=declined": "2024-1", "?state=recalled": "2024-2", "?state=released": "2024-1",
		"?on=2024-05-19": both, "?on=2024-05-20": one, "?on=2024-03-31": "", "?case=2024-7": "", "?municipality=3417&case=2024-2": "2024-2",
	} {
		if got := w.members(chief, people+query, "case"); got != want {
			t.Errorf("%q gives people in %q, want %q", query, got, want)
		}
	}
	seen, next := []string{}, "?limit=1"
	for next != "" {
		page := w.Do(chief, "GET", people+next, nil).Is(200)
		seen = append(seen, page.Text("items.0.municipality")+" in "+page.Text("items.0.case"))
		next = ""
		if page.Text("next") != "" {
			next = "?limit=1&cursor=" + page.Text("next")
		}
	}
	if strings.Join(seen, ", ") != "3417 in 2024-2, 3417 in 2024-1, 3418 in 2024-1" {
		t.Errorf("page by page it is %v", seen)
	}
	all := w.Do(chief, "GET", people+"?state=recalled", nil).Is(200)
	all.Has(object{"items.0.name": "planner2 3417", "items.0.ends": "2024-05-20", "items.0.share": 40, "items.0.municipality_name": "Municipality 3417"})
	for _, secret := range []string{"left_post", "reason", "planner2@", apptest.Person("planner2@3417")} {
		if strings.Contains(all.Body.String(), secret) {
			t.Errorf("the list tells %q", secret)
		}
	}
	if rows := w.table(chief, people+"?municipality=3418"); strings.Join(rows[1], ";") != "kongsvingerregionen/2024-1;Regional kraftstrategi;3418;Municipality 3418;planner1 3418;Area planner;40;2024-04-01;2025-01-01;nominated;false;false" {
		t.Errorf("as a table it is %v", rows)
	}
}

func TestNoCellIsRunAsAFormulaAndNoNameAsMarkup(t *testing.T) {
	t.Parallel()
	w := settle(t)
	const formula, markup = "=cmd|'/c calc'!A1", "<script>alert(1)</script>"
	w.Exec(`UPDATE person SET name = $1 WHERE id = $2`, formula, apptest.Person("planner1@3417"))
	w.Exec(`UPDATE employment SET title = '@SUM(1)' WHERE staff_key = 'planner1'`)
	w.Exec(`UPDATE person SET name = $1 WHERE id = $2`, markup, apptest.Person("planner2@3417"))
	at := w.Force(apptest.Region, object{"title": "+1+1 kraftstrategi"}, object{"function": "-2+3"})
	w.Release(at, grue, "planner1", nil)
	w.Nominate(at, grue, "planner2", nil)
	for _, path := range []string{own + "/load", own + "/candidates", own + "/demands", "/v1/regions/" + apptest.Region + "/people"} {
		guarded := 0
		for _, row := range w.table(administrator, path)[1:] {
			for _, cell := range row {
				if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r\n") {
					t.Errorf("%s has a cell %q", path, cell)
				}
				if strings.HasPrefix(cell, "'") {
					guarded++
				}
			}
		}
		if guarded == 0 {
			t.Errorf("%s has none of the cells that were to be guarded", path)
		}
	}
	page := w.Do(administrator, "GET", own+"/load", nil, apptest.Header("Accept", "text/html")).Is(200).Body.String()
	if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a name is markup on the page")
	}
}
