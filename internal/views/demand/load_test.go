package demand_test

import (
	"fmt"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestLoadAddsUpWhatIsGivenInAllRegions(t *testing.T) {
	t.Parallel()
	w := settle(t)
	here, there := w.Force(apptest.Region, nil, nil), w.Force(apptest.Foreign, nil, nil)
	w.Release(here, grue, "planner1", nil)
	w.Nominate(there, grue, "planner1", object{"share": 50, "from": "2024-04-17"})
	w.Release(there, grue, "planner2", nil)
	list := w.Do(administrator, "GET", own+"/load?from=2024-04-01&to=2024-04-29", nil).Is(200)
	list.Has(object{
		"items.0.staff_key": "planner1", "items.0.over": false, "items.0.weeks.0.week": "2024-W14", "items.0.weeks.0.from": "2024-04-01",
		"items.0.weeks.0.working_days": 4, "items.0.weeks.0.capacity": 100, "items.0.weeks.0.released": 40, "items.0.weeks.0.nominated": 0,
		"items.0.weeks.0.free": 60, "items.0.weeks.0.person_day_hundredths.released": 160, "items.0.weeks.0.person_days.released": "1.60", "items.0.weeks.0.person_days.capacity": "4.00",
		"items.0.weeks.2.nominated": 0, "items.0.weeks.2.person_days.nominated": "1.50", "items.0.weeks.3.nominated": 50, "items.0.weeks.4": nil,
		"items.1.staff_key": "planner2", "items.1.weeks.0.released": 40, "items.2.staff_key": "planner3", "items.2.weeks.0.released": 0, "items.3": nil,
	})
	one := w.Do(chief, "GET", own+"/employments/planner1/load?from=2024-04-01&to=2024-04-29", nil).Is(200)
	one.Has(object{
		"self": own + "/employments/planner1/load", "weeks.3.nominated": 50, "assignments.0.region": apptest.Region, "assignments.0.case": "2024-1",
		"assignments.0.function": "Area planner", "assignments.0.share": 40, "assignments.0.state": "released", "assignments.0.surplus": false,
		"assignments.1.region": apptest.Foreign, "assignments.1.state": "nominated", "assignments.1.from": "2024-04-17", "assignments.2": nil,
	})
	w.Do(chief, "GET", own+"/employments/nobody/load", nil).Refused(404, "resource.not_found")
	if got := w.members(administrator, own+"/load?from=2024-04-01&to=2024-04-08&named=true", "staff_key"); got != "planner1 planner2" {
		t.Errorf("named in these weeks are %q", got)
	}
	if got := w.members(administrator, own+"/load?q=PLANNER3", "staff_key"); got != "planner3" {
		t.Errorf("of that name are %q", got)
	}
	w.Do(administrator, "GET", own+"/load?from=2024-04-01&to=2024-04-01", nil).Refused(422, "load.period_invalid")
	w.Do(administrator, "GET", own+"/load?from=2024-01-01&to=2026-01-01", nil).Refused(422, "load.period_invalid")
	rows := w.table(administrator, own+"/load?from=2024-04-01&to=2024-04-15")
	if len(rows) != 7 || strings.Join(rows[1], ";") != "planner1;planner1 3417;planner;2024-W14;2024-04-01;4;100;40;0;60;40;false;false;4,00;1,60;0,00" {
		t.Errorf("as a table it is %v", rows)
	}
	first := w.Do(administrator, "GET", own+"/load?limit=2", nil).Is(200)
	if got := w.members(administrator, own+"/load?limit=2&cursor="+first.Text("next"), "staff_key"); got != "planner3" {
		t.Errorf("the second page has %q", got)
	}
}

func TestLoadShowsOverridesAndSurplusAndLoweredCapacity(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first, second := w.Force(apptest.Region, nil, object{"share": 60}), w.Force(apptest.Foreign, nil, object{"share": 60})
	w.Release(first, grue, "planner1", object{"share": 60})
	a := w.Nominate(second, grue, "planner1", object{"share": 60})
	w.Do(chief, "POST", a+"/release", nil).Refused(409, "assignment.over_capacity")
	const reason = "The building cases go to a colleague"
	w.Do(chief, "POST", a+"/release-over-capacity", object{"reason": reason}).Is(200)
	one := w.Do(administrator, "GET", own+"/employments/planner1/load?from=2024-04-01&to=2024-04-08", nil).Is(200)
	one.Has(object{
		"over": true, "weeks.0.over": true, "weeks.0.overridden": true, "weeks.0.free": -20, "weeks.0.released": 120, "weeks.0.peak": 120,
		"assignments.1.override.reason": reason, "assignments.0.override": nil,
	})
	page := w.Do(administrator, "GET", own+"/load?from=2024-04-01&to=2024-04-08&lang=nb", nil, apptest.Header("Accept", "text/html")).Is(200).Body.String()
	for _, want := range []string{"<title>Belastning uke for uke – Municipality 3417</title>", "<h1>Belastning uke for uke – Municipality 3417</h1>", "avgitt av kapasiteten", "120 av 100", "over kapasitet", "overstyrt", "12. februar 2024 kl. 09.00", `<html lang="nb">`, "fra 01.04.24"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if got := w.members(administrator, own+"/load?from=2024-04-01&to=2024-04-08&over=true", "staff_key"); got != "planner1" {
		t.Errorf("over capacity are %q", got)
	}
	if got := w.members(administrator, own+"/load?from=2024-03-25&to=2024-04-01&over=true", "staff_key"); got != "" {
		t.Errorf("over capacity before anybody is released are %q", got)
	}
	w.Do(administrator, "GET", own+"/candidates", nil).Is(200).Has(object{
		"items.0.overridden": false, "items.2.staff_key": "planner1", "items.2.overridden": true, "items.2.free": -20, "items.2.enough": false,
	})
	if rows := w.table(administrator, own+"/candidates"); rows[0][9] != "overridden" || rows[1][9] != "false" || rows[3][9] != "true" {
		t.Errorf("as a table the candidates are %v", rows)
	}
	shown := w.Do("reader@3418", "GET", "/v1/regions/"+apptest.Region+"/people", nil).Is(200)
	shown.Has(object{"items.0.overridden": false, "items.1": nil})
	other := w.Do("reader@"+apptest.Stranger, "GET", "/v1/regions/"+apptest.Foreign+"/people", nil).Is(200)
	other.Has(object{"items.0.overridden": true})
	if strings.Contains(other.Body.String(), reason) {
		t.Error("another municipality reads why somebody was released over capacity")
	}
	// A second one released to what asks for one is too much.
	w.Release(first, grue, "planner2", object{"share": 60})
	w.Do(administrator, "GET", own+"/employments/planner2/load", nil).Is(200).Has(object{"assignments.0.surplus": true})
	w.Do(administrator, "GET", own+"/demands?region="+apptest.Region, nil).Is(200).Has(object{
		"items.0.named.0.surplus": false, "items.0.named.1.surplus": true, "items.0.coverage": "met",
	})
	w.Do("reader@3418", "GET", "/v1/regions/"+apptest.Region+"/people", nil).Is(200).Has(object{
		"items.0.region": apptest.Region, "items.0.surplus": false, "items.1.name": "planner2 3417", "items.1.surplus": true, "items.2": nil,
	})
	asked, people := w.table(administrator, own+"/demands"), w.table("reader@3418", "/v1/regions/"+apptest.Region+"/people")
	if got := asked[1][13] + " and " + asked[2][13]; got != "planner1 3417 (released 60 %, overridden) and planner1 3417 (released 60 %), planner2 3417 (released 60 %, surplus)" {
		t.Errorf("as a table the demands name %q", got)
	}
	if people[0][11] != "surplus" || people[1][11] != "false" || people[2][11] != "true" {
		t.Errorf("as a table the people are %v", people)
	}
	tag := w.Do(administrator, "GET", own+"/employments/planner2", nil).Is(200).ETag()
	w.Do(administrator, "PUT", own+"/employments/planner2/capacity/2024-05-06", object{"percent": 50}, apptest.IfMatch(tag)).Is(200)
	w.Do(administrator, "GET", own+"/employments/planner2/load?from=2024-04-29&to=2024-05-13", nil).Is(200).Has(object{
		"weeks.0.over": false, "weeks.1.over": true, "weeks.1.capacity": 50, "weeks.1.overridden": false, "weeks.1.free": -10,
	})
}

func TestLoadIsReadInTheOwnMunicipalityAlone(t *testing.T) {
	t.Parallel()
	w := settle(t)
	w.Release(w.Force(apptest.Region, nil, nil), grue, "planner1", nil)
	for _, view := range []string{"/load", "/demands", "/candidates", "/employments/planner1/load"} {
		for _, who := range []string{chief, administrator, "case_officer@3417"} {
			w.Do(who, "GET", own+view, nil).Is(200)
		}
		for _, who := range []string{"clerk@3417", "reader@3417", "secretariat@" + apptest.Region, "board_chair@" + apptest.Region} {
			w.Do(who, "GET", own+view, nil).Refused(403, "permission.denied")
		}
		// The one named reads their own part, and no more.
		for _, who := range []string{"chief_executive@3418", "administrator@3418", "planner1@3417"} {
			w.Do(who, "GET", own+view, nil).Refused(404, "resource.not_found")
		}
	}
	w.Exec(`DELETE FROM membership USING organisation r WHERE r.id = region_id AND r.key = $1 AND municipality_id = (SELECT id FROM organisation WHERE key = $2)`, apptest.Foreign, grue)
	for _, view := range []string{"/load", "/demands", "/candidates", "/employments/planner1/load"} {
		w.Do("chief_executive@"+apptest.Stranger, "GET", own+view, nil).Refused(404, "resource.not_found")
		w.Do("secretariat@"+apptest.Foreign, "GET", own+view, nil).Refused(404, "resource.not_found")
	}
}

func TestAnEmploymentElsewhereIsNobodysToSee(t *testing.T) {
	t.Parallel()
	w := settle(t)
	tag := w.Do(administrator, "GET", own+"/employments/planner1", nil).Is(200).ETag()
	w.Do(administrator, "PUT", own+"/employments/planner1/capacity/2024-02-12", object{"percent": 50}, apptest.IfMatch(tag)).Is(200)
	w.Admit("3418", "planner1@3417", "employment")
	w.Do("administrator@3418", "POST", "/v1/organisations/3418/employments", object{
		"person": apptest.Person("planner1@3417"), "staff_key": "guest", "from": "2024-02-12", "capacity": 50,
	}).Is(201)
	at := w.Force(apptest.Region, nil, nil)
	w.Release(at, "3418", "guest", nil)
	w.Do(administrator, "GET", own+"/employments/planner1/load?from=2024-04-01", nil).Is(200).Has(object{
		"weeks.0.capacity": 50, "weeks.0.released": 0, "assignments.0": nil,
	})
	w.Do("administrator@3418", "GET", "/v1/organisations/3418/employments/guest/load?from=2024-04-01", nil).Is(200).Has(object{
		"weeks.0.capacity": 50, "weeks.0.released": 40, "assignments.0.case": "2024-1", "assignments.1": nil,
	})
}

func TestASubstituteReadsLoadOnlyWithTheWholeOffice(t *testing.T) {
	t.Parallel()
	w := settle(t)
	grant := func(person string, acts []string) {
		w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, source, from_at, to_at, set_by, created_at)
			SELECT o.id, 'chief_executive', $1, $2, $3, 'holder', $4, $5, $1, $4 FROM organisation o WHERE o.key = '3417'`,
			apptest.Person(chief), apptest.Person(person), acts, w.Clock.Now(), w.Clock.Now().AddDate(0, 1, 0))
	}
	grant("planner2@3417", nil)
	grant("planner3@3417", []string{"mandate:answer"})
	w.Do("planner2@3417", "GET", own+"/load", nil).Is(200)
	w.Do("planner3@3417", "GET", own+"/load", nil).Refused(403, "permission.outside_grant")
}

func TestTheViewsTakeTheSameStatementsWhateverTheirSize(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := settle(t, listening)
	views := map[string]string{
		own + "/load": administrator, own + "/demands": administrator, own + "/candidates": administrator, own + "/employments/planner1/load?from=2024-04-01": administrator,
		"/v1/regions/" + apptest.Region + "/people": administrator, "/v1/me/record": "planner1@3417", "/v1/me/events": "planner1@3417",
		own + "/load?over=true": administrator, own + "/load?named=true": administrator, own + "/employments": administrator,
	}
	cost := func() map[string]int {
		all := map[string]int{}
		for path, who := range views {
			for _, form := range []string{"application/json", "text/csv"} {
				before := said.N()
				w.Do(who, "GET", path, nil, apptest.Header("Accept", form)) // 406 where there is no table
				all[path+" "+form] = said.N() - before
			}
		}
		return all
	}
	w.Release(w.Force(apptest.Region, nil, nil), grue, "planner1", object{"share": 5})
	few := cost()
	for i := range 4 {
		at := w.Force([]string{apptest.Region, apptest.Foreign}[i%2], object{"title": fmt.Sprint("Strategy ", i)}, nil)
		w.Release(at, grue, "planner1", object{"share": 5})
		w.Nominate(at, grue, "planner2", nil)
		w.Nominate(at, apptest.PartiesOf([]string{apptest.Region, apptest.Foreign}[i%2])[1], "planner1", nil)
	}
	w.hire(60)
	if many := cost(); fmt.Sprint(few) != fmt.Sprint(many) {
		t.Errorf("with one case they take %v, with five %v", few, many)
	}
}
