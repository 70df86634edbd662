package upload_test

import (
	"fmt"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// told lists what a preview says is wrong with a row, as column and code.
func told(a *apptest.Answer, row int) string {
	var all []string
	list, _ := a.Get(fmt.Sprintf("rows.%d.errors", row)).([]any)
	for _, e := range list {
		all = append(all, fmt.Sprint(e.(body)["column"], " ", e.(body)["code"]))
	}
	return strings.Join(all, ", ")
}

func TestABrokenRowIsToldOfBesideTheOthers(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	a := comes(t, upload(w, keeper, staff+"?dry_run=true",
		"staff_key;name;from;capacity;title",
		"x-1;Planlegger;2024-01-01;50",
		"x-2;Planlegger;2024-01-01;50;;;",
		"x-3;Planlegger;2024-01-01;50;;too much",
		`x-4;"Plan"legger;2024-01-01;50;`,
		"x-5;Planlegger;2024-01-01;50;Lærer",
	), 3, 0, 0, 2)
	if told(a, 2) != "<nil> bulk.row_invalid" || a.Text("rows.2.key") != "x-3" || a.Text("rows.2.errors.0.detail") != "The row has 6 cells, the header 5." {
		t.Errorf("a row that is too long: %s", a.Body)
	}
	if told(a, 3) != "<nil> bulk.row_invalid" || a.Get("rows.3.row") != 5.0 || a.Text("rows.4.result") != "created" {
		t.Errorf("a row with a quotation mark too many: %s", a.Body)
	}
	still(t, w, "the upload itself", func() {
		upload(w, keeper, staff, "staff_key;name;from;capacity", "x-1;Planlegger;2024-01-01;50", "x-2;Planlegger;2024-01-01;50;x").Refused(422, "bulk.rows_invalid")
	})
}

func TestAllThatIsWrongWithARowIsToldAtOnce(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	a := comes(t, upload(w, keeper, staff+"?dry_run=true",
		"staff_key;name;email;language;from;to;capacity;person",
		"x-1;;nobody;sv;2024-13-01;2024-01-01;101;",
		"x-2;Planlegger;;;2024-01-01;2023-01-01;50;00000000-0000-4000-8000-000000000000",
		"planner1;;nobody;;2021-01-01;2019-01-01;x;"+apptest.Person("planner2@3417"),
		"x-3;;;;2024-01-01;;50;somebody",
		"planner2;;;;31.02.2020;;100;",
	), 0, 0, 0, 5)
	for row, want := range []string{
		"from bulk.cell_invalid, capacity bulk.cell_invalid, name directory.content_invalid, email directory.content_invalid, language directory.content_invalid",
		"person directory.unknown_person, to directory.period_invalid",
		"capacity bulk.cell_invalid, email directory.content_invalid, person directory.staff_key_taken, from directory.period_invalid, to directory.period_invalid",
		"person bulk.cell_invalid",
		"from bulk.cell_invalid",
	} {
		if got := told(a, row); got != want {
			t.Errorf("row %d of staff: %s", row, got)
		}
	}
	a = comes(t, upload(w, keeper, nominations+"?dry_run=true", named,
		"lawyer;nobody;22;2024-04-01;2024-03-01;none",
		"planner;planner1;20;x;2025-01-01;",
		"planner;planner1;22;2024-04-01;2025-01-01;none",
		"planner;planner1;22;2024-04-01;2029-01-01;",
	), 0, 0, 0, 4)
	for row, want := range []string{
		"share bulk.cell_invalid, staff_key assignment.unknown_staff_key, deputy_staff_key assignment.unknown_staff_key, requirement assignment.unknown_requirement",
		"from bulk.cell_invalid",
		"share bulk.cell_invalid, deputy_staff_key assignment.unknown_staff_key, staff_key assignment.nominated_already",
		"share bulk.cell_invalid, to assignment.period_invalid, staff_key assignment.nominated_already",
	} {
		if got := told(a, row); got != want {
			t.Errorf("row %d of nominations: %s", row, got)
		}
	}
}
