package upload_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const named = "krav;ansattnummer;andel;fra;to;vara"

// furnished is a world with case 2024-1, whose mandate asks 3417 for a planner
// from April to the end of the year; planner1 is nominated to 20 percent.
func furnished(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	return apptest.Furnished(t, options...)
}

func TestAListOfNominationsNamesWhoIsNotNamed(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	list := []string{named, "planner;planner1;20;01.04.2024;01.01.2025;", "planner;planner2;20 %;2024-04-01;2025-01-01;planner3"}
	var preview *apptest.Answer
	still(t, w, "a preview", func() { preview = comes(t, upload(w, keeper, nominations+"?dry_run=true", list...), 1, 0, 1, 0) })
	if preview.Text("rows.1.detail") != "Planner, 20 percent from 1 April 2024; last day: 31 December 2024" || preview.Text("rows.1.key") != "planner2" || preview.Get("rows.1.row") != 3.0 {
		t.Errorf("the preview says %s", preview.Body)
	}
	comes(t, upload(w, keeper, nominations, list...), 1, 0, 1, 0)
	made := w.Do(keeper, "GET", strings.TrimSuffix(nominations, "bulk")+"2", nil).Is(200)
	if made.Text("person") != apptest.Person("planner2@3417") || made.Text("deputy") != apptest.Person("planner3@3417") || made.Text("state") != "nominated" || made.Text("nominated_by") != apptest.Person(keeper) {
		t.Errorf("nominated as %s", made.Body)
	}
	w.Do("chief_executive@3417", "POST", strings.TrimSuffix(nominations, "bulk")+"2/release", nil).Is(200)
	still(t, w, "the same again, after a release", func() { comes(t, upload(w, keeper, nominations, list...), 0, 0, 2, 0) })
	var events int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_event WHERE act = 'nominate-person' AND case_id IS NOT NULL AND policy = 'p, administrator, assignment, nominate'`).Scan(&events); err != nil || events != 2 {
		t.Errorf("%d events tell of two nominations, %v", events, err)
	}
}

func TestNominationsThatCannotBeKeptKeepNone(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do(keeper, "PATCH", employments+"/planner3", body{"to": "2024-09-01"}, apptest.IfMatch("*")).Is(200)
	list := []string{
		named,
		"planner;planner2;20;2024-04-01;2024-06-01;",
		"planner;planner2;20;2024-04-01;2024-06-01;",
		"planner;planner1;40;2024-04-01;2025-01-01;",
		"planner;planner1;20;2024-04-01;2025-01-01;planner2",
		"lawyer;planner2;20;2024-07-01;2024-08-01;",
		"planner;nobody;20;2024-07-01;2024-08-01;",
		"planner;planner3;20;2024-04-01;2025-01-01;",
		"planner;planner2;20;2024-07-01;2024-08-01;planner2",
		"planner;planner2;22;2024-07-01;2024-08-01;",
		"planner;planner2;20;2024-07-01;2024-07-01;",
		"planner;planner2;20;2024-07-01;2029-07-01;",
		";;;;;",
		"planner;;20;2024-07-01;;",
	}
	preview := comes(t, upload(w, keeper, nominations+"?dry_run=true", list...), 1, 0, 0, 11)
	for i, want := range []string{
		"", "staff_key assignment.nominated_already", "staff_key assignment.nominated_already", "staff_key assignment.nominated_already", "requirement assignment.unknown_requirement",
		"staff_key assignment.unknown_staff_key", "staff_key assignment.not_employed", "deputy_staff_key assignment.deputy_invalid", "share bulk.cell_invalid",
		"to assignment.period_invalid", "to assignment.period_invalid", "to bulk.cell_invalid",
	} {
		got := strings.TrimSpace(preview.Text(fmt.Sprintf("rows.%d.errors.0.column", i)) + " " + preview.Text(fmt.Sprintf("rows.%d.errors.0.code", i)))
		if got != want {
			t.Errorf("row %v: %q, want %q", preview.Get(fmt.Sprintf("rows.%d.row", i)), got, want)
		}
	}
	still(t, w, "a list with broken rows", func() {
		if got := errorsOf(upload(w, keeper, nominations, list...).Refused(422, "bulk.rows_invalid")); !strings.Contains(got, "/rows/10/share must be a whole percentage from 5 to 100 in steps of 5") {
			t.Errorf("the errors are %s", got)
		}
	})
	w.Do(keeper, "POST", nominations, "requirement;staff_key;share;from;stedfortreder\n", csv).Refused(422, "bulk.columns_invalid")
}

func TestWhoMayUploadNominationsAndWhen(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	list := []string{named, "planner;planner2;20;2024-04-01;2025-01-01;"}
	still(t, w, "uploads of others", func() {
		upload(w, "chief_executive@3417", nominations, list...).Refused(403, "permission.denied")
		upload(w, "administrator@3418", nominations, list...).Refused(403, "permission.denied")
		upload(w, "chief_executive@"+apptest.Stranger, nominations, list...).Refused(404, "resource.not_found")
	})
	const region = "/v1/regions/" + apptest.Region + "/cases"
	other := w.Do("secretariat@"+apptest.Region, "POST", region, body{"title": "Ny sak", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do("secretariat@"+apptest.Region, "POST", other+"/open", body{"municipalities": []string{"3417", "3418"}}).Is(200)
	still(t, w, "an upload before there is a mandate", func() {
		upload(w, keeper, other+"/resources/3417/assignments/bulk", list...).Refused(409, "assignment.no_mandate")
	})
	w.Do("secretariat@"+apptest.Region, "POST", region+"/2024-1/withdraw", body{"reason": "Saken er trukket"}).Is(200)
	still(t, w, "an upload to a case that is over", func() { upload(w, keeper, nominations, list...).Refused(409, "case.withdrawn") })
}

func TestNominationsAtOnceNameEachPersonOnce(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			upload(w, keeper, nominations, named, "planner;planner2;20;2024-04-01;2025-01-01;").Is(200)
			w.Do(keeper, "POST", strings.TrimSuffix(nominations, "/bulk"), body{"requirement": "planner", "staff_key": "planner3", "share": 20, "from": "2024-04-01", "to": "2025-01-01"})
		})
	}
	wg.Wait()
	if list := w.Do(keeper, "GET", strings.TrimSuffix(nominations, "/bulk"), nil).Is(200).Get("items").([]any); len(list) != 3 {
		t.Errorf("%d assignments", len(list))
	}
}

func TestAFailingLastStepKeepsNoNomination(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (act <> 'nominate-person') NOT VALID`); err != nil {
		t.Fatal(err)
	}
	still(t, w, "an upload whose event cannot be written", func() {
		upload(w, keeper, nominations, named, "planner;planner2;20;2024-04-01;2025-01-01;").Refused(500, "service.internal")
	})
}

func TestMoreThanAPersonCanGiveIsAWarning(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do(keeper, "PUT", employments+"/planner2/capacity/2024-05-01", body{"percent": 10}, apptest.IfMatch("*")).Is(200)
	a := comes(t, upload(w, keeper, nominations, named, "planner;planner2;20;2024-04-01;2025-01-01;"), 1, 0, 0, 0)
	if a.Get("totals.warnings") != 1.0 || a.Text("rows.0.warnings.0.code") != "assignment.over_capacity" || a.Text("rows.0.warnings.0.column") != "share" || !strings.Contains(a.Text("rows.0.warnings.0.detail"), "From 1 May 2024") {
		t.Errorf("the answer is %s", a.Body)
	}
}

func TestAListNamesNobodyAnewOnWhomTheChiefExecutiveHasDecided(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	one := strings.TrimSuffix(nominations, "bulk")
	list := []string{named, "planner;planner1;20;2024-04-01;2025-01-01;", "planner;planner2;20;2024-04-01;2025-01-01;", "planner;planner3;20;2024-04-01;2025-01-01;"}
	comes(t, upload(w, keeper, nominations, list...), 2, 0, 1, 0)
	w.Do("chief_executive@3417", "POST", one+"1/decline", body{"reason_code": "absent"}).Is(200)
	w.Do(keeper, "POST", one+"2/retract", nil).Is(200)
	w.Do("chief_executive@3417", "POST", one+"3/release", nil).Is(200)
	w.Do("chief_executive@3417", "POST", one+"3/recall", body{"on": "2024-05-01", "reason_code": "absent"}).Is(200)
	var again *apptest.Answer
	still(t, w, "a preview", func() { again = comes(t, upload(w, keeper, nominations+"?dry_run=true", list...), 1, 0, 2, 0) })
	for row, want := range map[int]string{0: "declined", 2: "recalled"} {
		at := fmt.Sprintf("rows.%d.warnings.0.", row)
		if again.Text(at+"code") != "assignment.decided_already" || again.Text(at+"detail") != "The chief executive "+want+" this person on 12 February 2024; a list does not name them again (rule 4.1)." {
			t.Errorf("row %d of %s", row, again.Body)
		}
	}
	if again.Text("rows.1.result") != "created" || strings.Contains(again.Body.String(), "absent") {
		t.Errorf("again: %s", again.Body)
	}
	comes(t, upload(w, keeper, nominations, list...), 1, 0, 2, 0)
	w.Do(keeper, "POST", one+"4/retract", nil).Is(200)
	comes(t, upload(w, keeper, nominations, named, "planner;planner1;25;2024-04-01;2025-01-01;"), 1, 0, 0, 0)
	if a := upload(w, keeper, nominations, named, "planner;planner1;20;2024-04-01;2025-01-01;").Refused(422, "bulk.rows_invalid"); !strings.Contains(errorsOf(a), "is already named for planner from 1 April 2024 to 31 December 2024") {
		t.Errorf("declined, and named otherwise since: %s", errorsOf(a))
	}
	w.Do(keeper, "POST", one+"5/retract", nil).Is(200)
	w.Do(keeper, "POST", strings.TrimSuffix(one, "/"), body{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
	if a := comes(t, upload(w, keeper, nominations, list...), 1, 0, 2, 0); a.Get("totals.warnings") != 1.0 {
		t.Errorf("named anew by themselves: %s", a.Body)
	}
}

func TestTheNorwegianEndOfANominationIsItsLastDay(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	for _, name := range []string{"til og med", "TIL_OG_MED", "t.o.m.", "tom"} {
		comes(t, upload(w, keeper, nominations+"?dry_run=true", "krav;ansattnummer;andel;fra;"+name, "planner;planner1;20;01.04.2024;31.12.2024"), 0, 0, 1, 0)
	}
	comes(t, upload(w, keeper, nominations+"?dry_run=true", "krav;ansattnummer;andel;fra;tom", "planner;planner2;20;01.04.2024;31.12.2200"), 0, 0, 0, 1)
	comes(t, upload(w, keeper, nominations, "krav;ansattnummer;andel;fra;til og med", "planner;planner2;20;01.04.2024;31.12.2024"), 1, 0, 0, 0)
	if got := w.Do(keeper, "GET", strings.TrimSuffix(nominations, "bulk")+"2", nil).Is(200).Text("to"); got != "2025-01-01" {
		t.Errorf("named until %s", got)
	}
	a := upload(w, keeper, nominations, "krav;ansattnummer;andel;fra;til", "planner;planner2;20;01.04.2024;31.12.2024").Refused(422, "bulk.columns_invalid")
	if !strings.Contains(errorsOf(a), `/columns/5 "til" may be the last day or the day after it; write "til og med" for the last day`) {
		t.Errorf("the errors are %s", errorsOf(a))
	}
}
