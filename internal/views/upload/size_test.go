package upload_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Ten thousand rows are a municipality's whole staff. How long they take is the
// machine's affair; that they take no more statements than a few is the next test's.
func TestTenThousandRowsAreTakenInOneRequest(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	employed, listed := []string{header}, []string{named}
	for i := range 10_000 {
		employed = append(employed, fmt.Sprintf("x-%d;Ansatt %d;x-%d@grue.test;;Lærer;nb;2020-01-01;;80", i, i, i))
		listed = append(listed, fmt.Sprintf("planner;x-%d;20;2024-04-01;2025-01-01;x-%d", i, (i+1)%10_000))
	}
	lowered := make([]string, len(employed))
	for i, row := range employed {
		lowered[i] = strings.Replace(row, ";80", ";70", 1)
	}
	for _, upload := range []struct {
		what, path                  string
		list                        []string
		created, changed, unchanged int
	}{
		{"staff that is new", staff, employed, 10_000, 0, 0},
		{"staff that is unchanged", staff, employed, 0, 0, 10_000},
		{"staff that is changed", staff, lowered, 0, 10_000, 0},
		{"nominations that are previewed", nominations + "?dry_run=true", listed, 10_000, 0, 0},
		{"nominations that are new", nominations, listed, 10_000, 0, 0},
		{"nominations that are unchanged", nominations, listed, 0, 0, 10_000},
	} {
		begun := time.Now()
		comes(t, w.Do(keeper, "POST", upload.path, strings.Join(upload.list, "\n"), csv), upload.created, upload.changed, upload.unchanged, 0)
		t.Logf("%s: %s", upload.what, time.Since(begun).Round(time.Millisecond))
	}
	upload(w, keeper, staff, append(employed, "y;Y;;;;;2024-01-01;;5")...).Refused(422, "bulk.too_many_rows")
	lines := "staff_key;name;from;capacity\n" + strings.Repeat("x;y;2024-01-01;5\n", 100_000)
	w.Do(keeper, "POST", staff, lines, csv).Refused(422, "bulk.too_many_rows")
}

func TestAnUploadTakesTheSameStatementsHoweverLongTheList(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := furnished(t, listening)
	// cost employs, changes and names so many people more.
	cost := func(group string, people int) (counts [3]int) {
		employed, changed, listed := []string{header}, []string{header}, []string{named}
		for i := range people {
			key := fmt.Sprint(group, i)
			employed = append(employed, key+";Ansatt;;;Lærer;nb;2020-01-01;;80")
			changed = append(changed, key+";Rektor;;;Rektor;nb;2020-01-01;2027-12-31;70")
			listed = append(listed, "planner;"+key+";20;2024-04-01;2025-01-01;planner1")
		}
		for i, upload := range []struct {
			path string
			list []string
		}{{staff, employed}, {staff, changed}, {nominations, listed}} {
			before := said.N()
			w.Do(keeper, "POST", upload.path, strings.Join(upload.list, "\n"), csv).Is(200)
			counts[i] = said.N() - before
		}
		return counts
	}
	cost("first", 2) // what the service keeps in mind is asked for once
	if few, many := cost("few", 2), cost("many", 60); few != many {
		t.Errorf("2 rows take %v statements, 60 take %v", few, many)
	}
}
