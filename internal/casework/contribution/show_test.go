package contribution_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat = "secretariat@" + apptest.Region
	keyAt       = "/v1/regions/" + apptest.Region + "/contribution-key"
	aCase       = "/v1/regions/" + apptest.Region + "/cases/2024-1"
)

type object = map[string]any

func count(t *testing.T, w *apptest.World, from string) (n int) {
	t.Helper()
	if err := w.Pool.QueryRow(t.Context(), "SELECT count(*) FROM "+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// weights are a figure for each municipality of the region: 1 for all but those
// named.
func weights(others map[string]int) object {
	var figures []object
	for _, m := range apptest.Municipalities {
		n, ok := others[m]
		if !ok {
			n = 1
		}
		figures = append(figures, object{"municipality": m, "figure": n})
	}
	return object{"kind": "weights", "figures": figures, "reason": "The agreement, § 12"}
}

func tag(w *apptest.World) func() string {
	return func() string { return w.Do(secretariat, "GET", keyAt, nil).Is(200).ETag() }
}

func TestARegionsKeyIsSetWithItsReason(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	now := tag(w)
	first := w.Do("reader@3417", "GET", keyAt, nil).Is(200)
	if first.Text("kind") != "equal" || first.Get("set_at") != nil || first.Get("actions.0.open") != false {
		t.Errorf("before one is set: %s", first.Body)
	}
	set := w.Do(secretariat, "PUT", keyAt, weights(map[string]int{"3417": 3}), apptest.IfMatch(now())).Is(200)
	if set.Text("figures.4.municipality") != "3417" || set.Get("figures.4.figure") != 3.0 || set.Text("set_by") != apptest.Person(secretariat) || set.Get("actions.0.open") != true {
		t.Errorf("the weights are %s", set.Body)
	}
	population := weights(nil)
	population["kind"], population["year"] = "population", 2024
	w.Do(secretariat, "PUT", keyAt, population, apptest.IfMatch(now())).Is(200)
	if n := count(t, w, "contribution_key"); n != 2 {
		t.Errorf("%d keys are kept", n)
	}
	if n := count(t, w, `audit_event WHERE act = 'set-contribution-key' AND changes->'key'->'new'->>'en' LIKE 'population of 2024: 3401 1, %' AND changes->'key'->'old'->>'en' LIKE '%, 3417 3, %'`); n != 1 {
		t.Errorf("%d events tell of the change", n)
	}
}

func TestAKeyThatIsRefusedLeavesTheOneBefore(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	now := tag(w)
	equal := object{"kind": "equal", "reason": "The agreement, § 12"}
	stale := now()
	w.Do(secretariat, "PUT", keyAt, weights(nil), apptest.IfMatch(stale)).Is(200)
	w.Do(secretariat, "PUT", keyAt, equal).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", keyAt, equal, apptest.IfMatch(stale)).Refused(412, "precondition.stale")
	w.Do("chief_executive@3417", "PUT", keyAt, equal, apptest.IfMatch(now())).Refused(403, "permission.denied")
	w.Do("secretariat@"+apptest.Foreign, "PUT", keyAt, equal, apptest.IfMatch(now())).Refused(404, "resource.not_found")
	few := weights(nil)
	few["figures"] = few["figures"].([]object)[1:]
	w.Do(secretariat, "PUT", keyAt, few, apptest.IfMatch(now())).Refused(422, "contribution_key.members_differ")
	half := maps.Clone(equal)
	half["year"] = 2024
	w.Do(secretariat, "PUT", keyAt, half, apptest.IfMatch(now())).Refused(422, "contribution_key.invalid")
	w.Do(secretariat, "PUT", keyAt+"?dry_run=true", equal, apptest.IfMatch(now())).Is(200)
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (act <> 'set-contribution-key') NOT VALID`); err != nil {
		t.Fatal(err)
	}
	if a := w.Do(secretariat, "PUT", keyAt, equal, apptest.IfMatch(now())); a.Code < 500 {
		t.Errorf("without a trace: %d %s", a.Code, a.Body)
	}
	if n := count(t, w, "contribution_key"); n != 1 || w.Do(secretariat, "GET", keyAt, nil).Text("kind") != "weights" {
		t.Errorf("%d keys are kept", n)
	}
}

func TestOfTwoWhoSetTheKeyAtOnceOneSeesTheOther(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	match := apptest.IfMatch(tag(w)())
	var mu sync.Mutex
	var together sync.WaitGroup
	codes := map[int]int{}
	for range 6 {
		together.Go(func() {
			a := w.Do(secretariat, "PUT", keyAt, weights(nil), match)
			mu.Lock()
			defer mu.Unlock()
			codes[a.Code]++
		})
	}
	together.Wait()
	if codes[200] != 1 || codes[412] != 5 || count(t, w, "contribution_key") != 1 {
		t.Errorf("the answers were %v", codes)
	}
}

// The furnished mandate asks each of six municipalities for one planner at 20
// percent from 1 April to the end of 2024. That year 1 April, 1, 9, 17 and 20
// May, and 25 and 26 December are holidays on weekdays: of 197 weekdays 190
// are working days, which is 38.00 person-days from each.
func TestTheBalanceOfACase(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	w.Do("chief_executive@3417", "POST", aCase+"/resources/3417/assignments/1/release", nil).Is(200)
	w.Do("administrator@3418", "PUT", aCase+"/resources/3418/contribution", object{"description": "Maps", "money": object{"amount": 5000, "currency": "NOK"}}).Is(201)
	w.Do(secretariat, "PUT", keyAt, weights(map[string]int{"3417": 3}), apptest.IfMatch(tag(w)())).Is(200)
	w.Clock.Set(time.Date(2024, 4, 12, 8, 0, 0, 0, time.UTC))
	a := w.Do("reader@3401", "GET", aCase+"/balance", nil).Is(200)
	for path, want := range map[string]any{
		"version": 1.0, "before": "2024-04-12", "key.kind": "weights", "key.applies": true, "total.asked_hundredths": 22800.0,
		"rows.4.municipality": "3417", "rows.4.figure": 3.0, "rows.4.key_share": "37.50", "rows.4.key_share_exact": "3/8", "rows.0.key_share": "12.50",
		"rows.4.asked.person_days": "38.00", "rows.4.asked.share": "16.66", "rows.0.asked.share": "16.67", "rows.4.asked.deviation": "-20.83",
		"rows.4.asked.deviation_exact": "-5/24", "rows.4.released.person_days": "38.00", "rows.4.released.share": "100.00",
		"rows.4.so_far.person_day_hundredths": 160.0, "rows.4.so_far.person_days": "1.60", "rows.0.so_far.share": "0.00",
		"rows.5.money.0.currency": "NOK", "rows.5.money.0.recorded.amount": 5000.0, "rows.5.money.0.planned.share": nil, "rows.5.money.0.recorded.deviation": "87.50",
	} {
		if a.Get(path) != want {
			t.Errorf("%s is %v, want %v", path, a.Get(path), want)
		}
	}
	if again := w.Do("reader@3401", "GET", aCase+"/balance", nil); again.Body.String() != a.Body.String() {
		t.Error("two reads differ")
	}
	table := w.Do("reader@3401", "GET", aCase+"/balance", nil, apptest.Header("Accept", "text/csv")).Is(200)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.Body.String(), "\uFEFF")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 1+6*5 {
		t.Fatalf("%d lines (%v)", len(rows), err)
	}
	if got := fmt.Sprint(rows[4*5+1]); got != "[3417 Municipality 3417 asked person_days 38,00 16,66 37,50 -20,83]" {
		t.Errorf("the line is %s", got)
	}
	if got := fmt.Sprint(rows[5*5+5]); got != "[3418 Municipality 3418 money_recorded NOK 50,00 100,00 12,50 87,50]" {
		t.Errorf("the line of the money is %s", got)
	}
	if own := w.Do("reader@3401", "GET", aCase+"/balance?lang=nb", nil, apptest.Header("Accept", "text/csv")).Is(200).Body.String(); !strings.Contains(own, "kommunenummer;kommune;hva;enhet;verdi;") ||
		!strings.Contains(own, ";bedt om;dagsverk;38,00;") {
		t.Errorf("in Bokmål the table is %s", own)
	}
	w.Do("reader@"+apptest.Stranger, "GET", aCase+"/balance", nil).Refused(404, "resource.not_found")
}

func TestBeforeAMandateIsInForceNothingIsAsked(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", aCase+"/open", object{"municipalities": []string{"3417", "3418"}}).Is(200)
	a := w.Do("reader@3417", "GET", aCase+"/balance", nil).Is(200)
	if a.Get("version") != nil || a.Text("rows.0.asked.person_days") != "0.00" || a.Get("rows.0.asked.share") != nil || a.Text("rows.0.key_share") != "50.00" || a.Text("rows.0.money") != "" {
		t.Errorf("the balance is %s", a.Body)
	}
}

func TestAMunicipalityThatLeavesTheRegionKeepsItsPartInTheCases(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	if _, err := w.Pool.Exec(t.Context(), `UPDATE membership SET to_date = '2024-02-12' WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3417')`); err != nil {
		t.Fatal(err)
	}
	without := weights(nil)
	without["figures"] = slices.DeleteFunc(without["figures"].([]object), func(f object) bool { return f["municipality"] == "3417" })
	w.Do(secretariat, "PUT", keyAt, without, apptest.IfMatch(tag(w)())).Is(200)
	if a := w.Do(secretariat, "GET", aCase+"/balance", nil).Is(200); a.Get("key.applies") != false || a.Text("key.why_not") != "The key has no figure for Municipality 3417." {
		t.Errorf("without its figure: %s", a.Body)
	}
	w.Do(secretariat, "PUT", keyAt, weights(map[string]int{"3417": 3}), apptest.IfMatch(tag(w)())).Is(200)
	if a := w.Do(secretariat, "GET", aCase+"/balance", nil).Is(200); a.Get("key.applies") != true || a.Text("rows.4.key_share") != "37.50" {
		t.Errorf("with its figure: %s", a.Body)
	}
	if _, err := w.Pool.Exec(t.Context(), `UPDATE participant SET left_at = now() WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3417')`); err != nil {
		t.Fatal(err)
	}
	w.Do(secretariat, "PUT", keyAt, weights(nil), apptest.IfMatch(tag(w)())).Refused(422, "contribution_key.members_differ")
}
