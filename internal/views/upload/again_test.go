package upload_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/testkit/apptest"
)

// A list that says an end behind us writes no past: what was given then stays.
func TestAListRepeatedChangesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Clock.Set(time.Date(2024, 5, 2, 8, 0, 0, 0, time.UTC))
	w.Do(keeper, "POST", employments, body{"person": apptest.Person("clerk@3417"), "staff_key": "r1", "from": "2024-01-01", "capacity": 50}).Is(201)
	w.Do(keeper, "PUT", employments+"/r1/capacity/2024-04-01", body{"percent": 80}, apptest.IfMatch("*")).Is(200)
	row := func(last string) []string {
		return []string{"ansattnummer;navn;fra;til og med;kapasitet", "r1;;01.01.2024;" + last + ";80"}
	}
	a := comes(t, upload(w, keeper, staff, row("29.02.2024")...), 0, 1, 0, 0)
	if a.Text("rows.0.detail") != "Last day: none → 29 February 2024." {
		t.Errorf("ended: %s", a.Body)
	}
	still(t, w, "the same again", func() { comes(t, upload(w, keeper, staff, row("29.02.2024")...), 0, 0, 1, 0) })
	a = comes(t, upload(w, keeper, staff, row("")...), 0, 1, 0, 0)
	if a.Text("rows.0.detail") != "Last day: 29 February 2024 → none." {
		t.Errorf("reopened: %s", a.Body)
	}
	still(t, w, "the same again", func() { comes(t, upload(w, keeper, staff, row("")...), 0, 0, 1, 0) })
	if e := w.Do(keeper, "GET", employments+"/r1", nil).Is(200); len(e.Get("capacity").([]any)) != 2 {
		t.Errorf("the past was written anew: %s", e.Body)
	}
}

// anyRow is a row about one of some employments; most rows can be kept.
var anyRow = rapid.Custom(func(t *rapid.T) string {
	text := rapid.SampledFrom([]string{"", "Lærer", "La\u030arer", " Å ", "=1", "'=1", "-"})
	day := rapid.SampledFrom([]string{"", "2023-06-01", "2024-02-01", "2024-02-12", "2024-02-13", "2024-09-01", "2030-01-01"})
	return fmt.Sprintf("%s;Ansatt;%s;%s;%s;%s;%d",
		rapid.SampledFrom([]string{"planner1;2020-01-01", "planner2;2020-01-01", "past;2023-01-01", "varied;2023-01-01", "ahead;2024-06-01", "new-1;2024-02-12", "new-2;2023-05-01"}).Draw(t, "key"),
		text.Draw(t, "title"), text.Draw(t, "phone"), rapid.SampledFrom([]string{"", "nb", "EN"}).Draw(t, "language"), day.Draw(t, "end"), rapid.IntRange(0, 100).Draw(t, "capacity"))
})

func TestAnyRowRepeatedChangesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const head = "staff_key;from;name;title;phone;language;to;capacity\n"
	comes(t, w.Do(keeper, "POST", staff, head+"past;2023-01-01;Ansatt;;;;2023-12-01;50\nvaried;2023-01-01;Ansatt;;;;;50\nahead;2024-06-01;Ansatt;;;;;50\n", csv), 3, 0, 0, 0)
	for _, from := range []string{"2023-07-01", "2024-01-15", "2024-10-01"} {
		w.Do(keeper, "PUT", employments+"/varied/capacity/"+from, body{"percent": 20 + len(from)*int(from[6]-'0')%60}, apptest.IfMatch("*")).Is(200)
	}
	kept := 0
	tries := 2 * apptest.Rounds(30)
	for seed := range tries {
		row := head + anyRow.Example(seed) + "\n"
		if w.Do(keeper, "POST", staff, row, csv).Code != 200 {
			continue
		}
		kept++
		still(t, w, strings.TrimPrefix(row, head), func() { comes(t, w.Do(keeper, "POST", staff, row, csv), 0, 0, 1, 0) })
	}
	if kept < tries/3 {
		t.Errorf("only %d rows could be kept", kept)
	}
}

func TestAStaffKeyThatASpreadsheetShortenedEmploysNobodyAgain(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	comes(t, upload(w, keeper, staff, "staff_key;name;from;capacity", "007;Planlegger;2024-01-01;40"), 1, 0, 0, 0)
	file := strings.Replace(exported(w, "nb"), "007;", "7;", 1)
	still(t, w, "the file that was saved in between", func() {
		a := w.Do(keeper, "POST", staff+"?dry_run=true", file, csv).Is(200)
		if got := told(a, 0); a.Get("totals.errors") != 1.0 || got != "person directory.employed_already" || !strings.Contains(a.Text("rows.0.errors.0.detail"), "under the staff key 007") {
			t.Errorf("the answer is %s", a.Body)
		}
		w.Do(keeper, "POST", staff, file, csv).Refused(422, "bulk.rows_invalid")
	})
	person := w.Do(keeper, "GET", employments+"/007", nil).Is(200).Text("person")
	const both = "staff_key;name;from;to;capacity;person"
	comes(t, upload(w, keeper, staff, both, "before;;2023-01-01;2024-01-01;40;"+person), 1, 0, 0, 0)
	comes(t, upload(w, keeper, staff+"?dry_run=true", both, "a;;2022-01-01;2022-06-01;40;"+person, "b;;2022-05-31;2023-01-01;40;"+person), 1, 0, 0, 1)
}

func TestARowThatTakesAwayWhatIsReleasedWarns(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	one := strings.TrimSuffix(nominations, "bulk")
	w.Do("chief_executive@3417", "POST", one+"1/release", nil).Is(200)
	const head = "staff_key;name;from;to;capacity"
	for row, want := range map[string]string{
		"planner1;;2020-01-01;;10":            "over_capacity capacity released 20 percent from 1 April 2024, last day 31 December 2024, in 1 assignment, but can give 10 then",
		"planner1;;2020-01-01;2024-09-01;100": "employment_ends to released 20 percent from 1 September 2024, last day 31 December 2024, in 1 assignment, but can give 0 then",
		"planner1;;2020-01-01;2024-09-01;10": "over_capacity capacity released 20 percent from 1 April 2024, last day 31 August 2024, in 1 assignment, but can give 10 then; " +
			"employment_ends to released 20 percent from 1 September 2024, last day 31 December 2024, in 1 assignment, but can give 0 then",
		"planner1;;2020-01-01;2025-01-01;20": "",
		"planner2;;2020-01-01;;0":            "",
		"planner1;;2020-01-01;;100":          "",
	} {
		a := upload(w, keeper, staff+"?dry_run=true", head, row).Is(200)
		var all []string
		for _, n := range a.Get("rows.0.warnings").([]any) {
			all = append(all, fmt.Sprint(n.(body)["code"], " ", n.(body)["column"], " ", n.(body)["detail"]))
		}
		if got := strings.Join(all, "; "); got != want {
			t.Errorf("%s: %s", row, got)
		}
	}
	comes(t, upload(w, keeper, staff, head, "planner1;;2020-01-01;2024-09-01;10"), 0, 1, 0, 0)
	alarms := w.Do(keeper, "GET", "/v1/organisations/3417/alarms", nil).Is(200).Body.String()
	for _, kind := range []string{"over_capacity", "employment_ends"} {
		if !strings.Contains(alarms, `"kind":"`+kind+`"`) {
			t.Errorf("there is no alarm %s: %s", kind, alarms)
		}
	}
}
