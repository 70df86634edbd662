package site_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	officer   = "case_officer@3417"
	sites     = "/v1/organisations/3417/sites"
	ofRegion  = "/v1/regions/" + apptest.Region + "/sites"
	published = "/v1/public/regions/" + apptest.Region + "/sites"
)

// square is an outline in Grue, 1,000 metres by about 550.
func square() object {
	return object{"type": "Polygon", "coordinates": []any{[]any{[]any{12.03, 60.45}, []any{12.04, 60.45}, []any{12.04, 60.459}, []any{12.03, 60.459}, []any{12.03, 60.45}}}}
}

func entered(changes object) object {
	in := object{
		"name": "Nord (illustrative)", "outline": square(), "plan_status": "zoned", "owner_kind": "municipality",
		"figures": []object{
			{"kind": "grid", "amount": 5000, "source": "The grid company", "as_of": "2024-01-10"},
			{"kind": "grid", "amount": 20000, "from": "2028-01-01", "source": "The grid company", "as_of": "2024-01-10"},
			{"kind": "rail", "amount": 1500, "source": "Measured on the map", "as_of": "2024-01-10"},
		},
		"evidence": []object{{"title": "Grid study", "href": "https://www.example.org/study.pdf"}},
	}
	maps.Copy(in, changes)
	return in
}

func ring(points ...[2]float64) object {
	return object{"type": "Polygon", "coordinates": [][][2]float64{points}}
}

// Rule 10.2.
func TestASiteThatIsNoneIsRefusedAtWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	many := make([][2]float64, 2001)
	for name, tt := range map[string]struct {
		who, code, pointer string
		status             int
		in                 object
	}{
		"a name of blanks":               {officer, "site.content_invalid", "/name", 422, object{"name": "  "}},
		"an unknown plan":                {officer, "request.invalid", "/plan_status", 422, object{"plan_status": "dreamt"}},
		"a ring that crosses itself":     {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{12.03, 60.45}, [2]float64{12.04, 60.46}, [2]float64{12.04, 60.45}, [2]float64{12.03, 60.46}, [2]float64{12.03, 60.45})}},
		"a ring that does not end":       {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{12.03, 60.45}, [2]float64{12.04, 60.45}, [2]float64{12.04, 60.46})}},
		"an outline in Sweden":           {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{13.0, 60.13}, [2]float64{13.01, 60.13}, [2]float64{13.01, 60.14}, [2]float64{13.0, 60.13})}},
		"an outline in Åsnes":            {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{12.01, 60.61}, [2]float64{12.02, 60.61}, [2]float64{12.02, 60.62}, [2]float64{12.01, 60.61})}},
		"latitude before longitude":      {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{60.45, 12.03}, [2]float64{60.45, 12.04}, [2]float64{60.46, 12.04}, [2]float64{60.45, 12.03})}},
		"an outline without positions":   {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": object{"type": "Polygon", "coordinates": []any{}}}},
		"an outline of words":            {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": object{"type": "MultiPolygon", "coordinates": "north"}}},
		"a point":                        {officer, "request.invalid", "/outline/type", 422, object{"outline": object{"type": "Point", "coordinates": []any{12.03, 60.45}}}},
		"too many positions":             {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring(many...)}},
		"a speck":                        {officer, "site.outline_invalid", "/outline/coordinates", 422, object{"outline": ring([2]float64{12.03, 60.45}, [2]float64{12.03001, 60.45}, [2]float64{12.03001, 60.45001}, [2]float64{12.03, 60.45})}},
		"a figure without its source":    {officer, "site.content_invalid", "/figures/0/source", 422, object{"figures": []object{{"kind": "grid", "amount": 1, "source": " ", "as_of": "2024-01-10"}}}},
		"a figure of tomorrow":           {officer, "site.content_invalid", "/figures/0/as_of", 422, object{"figures": []object{{"kind": "grid", "amount": 1, "source": "x", "as_of": "2024-02-13"}}}},
		"two figures of one day":         {officer, "site.content_invalid", "/figures", 422, object{"figures": []object{{"kind": "grid", "amount": 1, "source": "x", "as_of": "2024-01-10"}, {"kind": "grid", "amount": 2, "source": "x", "as_of": "2024-01-10"}}}},
		"evidence by script":             {officer, "site.content_invalid", "/evidence/0/href", 422, object{"evidence": []object{{"title": "x", "href": "javascript:alert(1)"}}}},
		"taken, and free from a day on":  {officer, "site.content_invalid", "/available_from", 422, object{"availability": "taken", "available_from": "2027-01-01"}},
		"by another municipality":        {"case_officer@3418", "permission.denied", "", 403, object{}},
		"by the secretariat":             {"secretariat@" + apptest.Region, "permission.denied", "", 403, object{}},
		"by whoever has nothing to read": {"case_officer@" + apptest.Stranger, "resource.not_found", "", 404, object{}},
	} {
		got := w.Do(tt.who, "POST", sites, entered(tt.in))
		if got.Code != tt.status || got.Text("code") != tt.code || tt.pointer != "" && got.Text("errors.0.pointer") != tt.pointer {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM site`); n != 0 {
		t.Errorf("%d sites are left of what was refused", n)
	}
}

// Rule 10.2.
func TestTheRegionReadsTheSitesThatItsMunicipalitiesKeep(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	var at string
	for range 2 { // the same again under its key changes nothing
		made := w.Do(officer, "POST", sites, entered(nil), apptest.Key("the same")).Is(201)
		at = made.Text("self")
		made.Has(object{"number": 1, "municipality_name": "Municipality 3417", "reviewed_on": "2024-02-12", "review_due": "2025-02-12", "reviewed_by": apptest.Person(officer), "actions.0.open": true})
		if area := made.Get("area_m2").(float64); area < 540_000 || area > 560_000 {
			t.Errorf("the area is %v", area)
		}
	}
	w.Do(officer, "POST", sites, entered(object{"name": "NORD (illustrative)"})).Refused(409, "site.name_taken")
	w.Do("administrator@3418", "POST", "/v1/organisations/3418/sites", object{"name": "Sør (illustrative)", "area_m2": 90000}).Is(201)

	for _, who := range []string{"reader@3418", "secretariat@" + apptest.Region, "board_member@" + apptest.Region, "clerk@3417"} {
		w.Do(who, "GET", at, nil).Is(200).Has(object{"name": "Nord (illustrative)", "actions.0.open": false})
		w.Do(who, "GET", ofRegion, nil).Is(200).Has(object{"items.0.number": 1, "items.1.municipality": "3418", "items.2": nil})
	}
	for _, path := range []string{at, ofRegion} {
		w.Do("case_officer@"+apptest.Stranger, "GET", path, nil).Refused(404, "resource.not_found")
	}
	for query, want := range map[string]string{
		"":                                "3417 3418",
		"municipality=3418":               "3418",
		"min_area_m2=500000":              "3417",
		"min_grid_kw=5000":                "3417",
		"min_grid_kw=20000":               "",
		"min_grid_kw=20000&by=2027-12-31": "",
		"min_grid_kw=20000&by=2028-12-31": "3417",
		"max_rail_m=1500":                 "3417",
		"max_rail_m=1499":                 "",
		"min_water_m3=1":                  "",
		"plan_status=unplanned":           "3418",
		"availability=taken":              "",
	} {
		var found []string
		var list struct {
			Items []struct{ Municipality string }
		}
		w.Do("reader@3418", "GET", ofRegion+"?"+query, nil).Is(200).Into(&list)
		for _, item := range list.Items {
			found = append(found, item.Municipality)
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	w.Do("reader@3418", "GET", ofRegion+"?by=2028-02-30", nil).Refused(422, "request.invalid")
}

// A figure that is worse from a day on counts from that day.
func TestTheFigureOfTheDayCounts(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(officer, "POST", sites, entered(object{"figures": []object{
		{"kind": "grid", "amount": 20000, "source": "x", "as_of": "2024-01-10"}, {"kind": "grid", "amount": 8000, "from": "2026-01-01", "source": "x", "as_of": "2024-01-10"},
	}})).Is(201)
	w.Do(officer, "GET", ofRegion+"?min_grid_kw=20000&by=2025-12-31", nil).Is(200).Has(object{"items.0.number": 1})
	w.Do(officer, "GET", ofRegion+"?min_grid_kw=20000&by=2026-01-01", nil).Is(200).Has(object{"items.0": nil})
}

// Rules 9.4, 10.2.
func TestEverybodyReadsWhatIsPublishedAlone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(officer, "POST", sites, entered(nil)).Is(201)
	w.Do("", "GET", published, nil).Is(200).Has(object{"items.0": nil})
	at := w.Do(officer, "POST", sites, entered(object{"name": "Sør (illustrative)", "published": true})).Is(201).Text("self")
	answer := w.Do("", "GET", published, nil).Is(200)
	answer.Has(object{"items.0.number": 2, "items.0.reviewed_by": nil, "items.0.actions.0": nil, "items.1": nil})
	if strings.Contains(answer.Body.String(), apptest.Person(officer)) {
		t.Error("somebody is named")
	}
	w.Do("", "GET", at, nil).Refused(401, "token.missing")
	answer = w.Do("", "GET", published, nil, apptest.Header("Accept", "application/geo+json")).Is(200)
	var collection struct {
		Type     string
		Features []struct {
			ID         string
			Geometry   struct{ Type string }
			Properties struct{ Name string }
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &collection); err != nil {
		t.Fatal(err)
	}
	if collection.Type != "FeatureCollection" || len(collection.Features) != 1 || collection.Features[0].Geometry.Type != "Polygon" || collection.Features[0].Properties.Name != "Sør (illustrative)" || collection.Features[0].ID != at {
		t.Errorf("the map has %s", answer.Body)
	}
	table := w.Do("", "GET", published, nil, apptest.Header("Accept", "text/csv"), apptest.Header("Accept-Language", "nb")).Is(200).Body.String()
	if !strings.Contains(table, "nett_kw") || !strings.Contains(table, "5000") {
		t.Errorf("the table is %s", table)
	}
}

func TestASiteIsChangedAndRemovedByWhoeverReadItAsItIs(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do(officer, "POST", sites, entered(nil)).Is(201)
	at := made.Text("self")
	w.Do(officer, "PUT", at, entered(nil)).Refused(428, "precondition.required")
	w.Do(officer, "PUT", at, entered(object{"figures": nil, "outline": nil, "area_m2": 1000}), apptest.IfMatch(made.ETag())).Is(200).Has(object{"figures.0": nil, "outline": nil, "area_m2": 1000})
	w.Do(officer, "PUT", at, entered(nil), apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	w.Do("administrator@3417", "POST", at+"/remove", object{"reason": " "}).Refused(422, "site.content_invalid")
	w.Do("administrator@3417", "POST", at+"/remove", object{"reason": "Built on"}).Is(200)
	w.Do(officer, "GET", at, nil).Refused(404, "resource.not_found")
	w.Do(officer, "GET", ofRegion, nil).Is(200).Has(object{"items.0": nil})
	w.Do(officer, "POST", sites, entered(nil)).Is(201).Has(object{"number": 2})
	events := w.Do("clerk@3417", "GET", "/v1/organisations/3417/events", nil).Is(200).Body.String()
	for _, act := range []string{"add-site", "change-site", "remove-site", "Built on"} {
		if !strings.Contains(events, act) {
			t.Errorf("the record does not have %s", act)
		}
	}
}

// Rule 10.2.
func TestAReviewThatIsAYearOldIsATaskUntilSomebodySaysThatItHolds(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := w.Do(officer, "POST", sites, entered(nil)).Is(201).Text("self")
	waits := func(who string) bool {
		return strings.Contains(w.Do(who, "GET", "/v1/me/tasks?kind=review_site", nil).Is(200).Body.String(), "review-site/3417/1")
	}
	w.Clock.Set(time.Date(2025, 2, 11, 10, 0, 0, 0, time.UTC))
	if waits(officer) {
		t.Error("it waits before its year is over")
	}
	w.Clock.Set(time.Date(2025, 2, 12, 10, 0, 0, 0, time.UTC))
	for who, want := range map[string]bool{officer: true, "administrator@3417": true, "clerk@3417": false, "case_officer@3418": false} {
		if waits(who) != want {
			t.Errorf("%s: %t", who, !want)
		}
	}
	w.Do(officer, "POST", at+"/review", nil).Is(200).Has(object{"reviewed_on": "2025-02-12", "review_due": "2026-02-12"})
	if waits(officer) {
		t.Error("it waits after its review")
	}
}

func TestTwoWhoEnterOneSiteAtOnceEnterItOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(officer, "POST", sites, entered(nil)) })
	low.Is(201)
	high.Refused(409, "site.name_taken")
	change := func() *apptest.Answer {
		return w.Do(officer, "PUT", sites+"/1", entered(object{"name": "Øst (illustrative)"}), apptest.IfMatch(low.ETag()))
	}
	first, second := apptest.Together(change)
	first.Is(200)
	second.Refused(412, "precondition.stale")
}

// What is said again on the same day changes nothing, and leaves no event.
func TestAReviewSaidAgainLeavesNoTrace(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do(officer, "POST", sites, entered(nil)).Is(201)
	events := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event`)
	if again := w.Do(officer, "POST", sites+"/1/review", nil).Is(200); again.ETag() != made.ETag() {
		t.Errorf("the tag is %s, and was %s", again.ETag(), made.ETag())
	}
	w.Do(officer, "PUT", sites+"/1", entered(nil), apptest.IfMatch(made.ETag())).Is(200)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event`); n != events {
		t.Errorf("%d events are new", n-events)
	}
}
