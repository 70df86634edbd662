package upload_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What payroll systems write is taken, and it is said how it was read.
func TestWhatPayrollSystemsWriteIsTaken(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const list = "ansattnummer;avdeling;navn;fra;til og med;kapasitet;Lønnstrinn\nx-1;Plan;Bjørn Åsnes;01.04.2024 00:00:00;31.12.9999;100,00;62\nx-2;;Kjærsti Øye;2024-04-01T00:00:00;2025-03-31 00:00;80.0 %;\n"
	dos, err := charmap.CodePage850.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	mac, err := charmap.Macintosh.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := charmap.Windows1252.NewDecoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	excel := apptest.Header("Content-Type", "application/vnd.ms-excel")
	for encoding, file := range map[string]string{"utf-8": list, "cp850": dos, "macintosh": mac, "utf-8-twice": twice} {
		a := comes(t, w.Do(keeper, "POST", staff+"?dry_run=true", file, excel), 2, 0, 0, 0)
		if a.Text("encoding") != encoding || fmt.Sprint(a.Get("ignored")) != "[avdeling Lønnstrinn]" {
			t.Errorf("%s was read as %v, without %v", encoding, a.Get("encoding"), a.Get("ignored"))
		}
		if a.Text("rows.0.detail") != `New person "Bjørn Åsnes". 100 percent from 1 April 2024. Last day: none.` ||
			a.Text("rows.1.detail") != `New person "Kjærsti Øye". 80 percent from 1 April 2024. Last day: 31 March 2025.` {
			t.Errorf("%s: the preview says %s", encoding, a.Body)
		}
	}
	broken := w.Do(keeper, "POST", staff, "staff_key;name;from;capacity\nx-1;Bj\xb1rn;2024-04-01;5\n", csv).Refused(422, "bulk.table_invalid")
	if !strings.Contains(broken.Text("detail"), "Line 2 holds letters that are Norwegian in no encoding") {
		t.Errorf("it is refused because %s", broken.Text("detail"))
	}
}

// identifier is that of a person.
var identifier = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-`)

// Rule 1.2: a spreadsheet drops zeros; nobody is joined by that, and it is told.
func TestAStaffKeyWithoutItsZerosIsWarnedOf(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	a := comes(t, upload(w, keeper, staff, "staff_key;name;from;capacity", "0004711;Åse Plan;2024-01-01;50", "4712;Kari Plan;2024-01-01;50", "04712;Ola Plan;2024-01-01;50"), 3, 0, 0, 0)
	if a.Get("totals.warnings") != 1.0 || a.Text("rows.2.warnings.0.code") != "directory.staff_key_alike" {
		t.Errorf("two rows of one list: %s", a.Body)
	}
	told := a.Text("rows.2.warnings.0.detail")
	if !strings.Contains(told, "4712, the staff key of Kari Plan in this list;") || identifier.MatchString(told) {
		t.Errorf("of somebody new in the same list it says %q", told)
	}
	id := w.Do(keeper, "GET", employments+"/0004711", nil).Is(200).Text("person")
	a = comes(t, upload(w, keeper, staff, "staff_key;name;from;capacity", "4711;Åse Plan;2024-01-01;50", "4713;Åse Plan;2024-01-01;50"), 2, 0, 0, 0)
	if a.Get("totals.warnings") != 1.0 || a.Text("rows.0.warnings.0.column") != "staff_key" ||
		!strings.Contains(a.Text("rows.0.warnings.0.detail"), "0004711, the staff key of Åse Plan;") || !strings.Contains(a.Text("rows.0.warnings.0.detail"), id) {
		t.Errorf("a key without its zeros: %s", a.Body)
	}
	if w.Do(keeper, "GET", employments+"/4711", nil).Is(200).Text("person") == id {
		t.Error("the two were joined")
	}
}
