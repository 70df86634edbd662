package upload_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	clerk   = "clerk@3417"
	elected = "organisasjon;organ;person;rolle;varaplass;vedtatt;saksnummer;ny periode"
)

var council = body{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}

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

// What is judged together is judged in one pass: all rows of one person, and all
// that is wrong with the seats of one body. A pass for each row takes minutes here,
// and the request's time is over.
func TestTenThousandRowsThatBelongTogetherAreJudged(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	posts := []string{"staff_key;name;from;to;capacity;person"}
	first := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10_000 {
		day := first.AddDate(0, 0, i)
		posts = append(posts, fmt.Sprintf("%05d;;%s;%s;20;%s", i, day.Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly), apptest.Person("planner1@3417")))
	}
	begun := time.Now()
	comes(t, w.Do(keeper, "POST", staff+"?dry_run=true", strings.Join(posts, "\n"), csv), 10_000, 0, 0, 0)
	t.Logf("one person's employments: %s", time.Since(begun).Round(time.Millisecond))
	longer(w)
	days := []string{named}
	for i := range 10_000 {
		day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i)
		days = append(days, fmt.Sprintf("planner;planner2;20;%s;%s;", day.Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly)))
	}
	begun = time.Now()
	comes(t, w.Do(keeper, "POST", nominations, strings.Join(days, "\n"), csv), 10_000, 0, 0, 0)
	t.Logf("one person's nominations: %s", time.Since(begun).Round(time.Millisecond))
	begun = time.Now()
	comes(t, w.Do(keeper, "POST", nominations, strings.Join(days, "\n"), csv), 0, 0, 10_000, 0)
	t.Logf("one person's nominations again: %s", time.Since(begun).Round(time.Millisecond))
	w.Do(clerk, "POST", "/v1/organisations/3417/bodies", council).Is(201)
	seats := append([]string{elected}, slices.Repeat([]string{";kommunestyret;" + apptest.Person(clerk) + ";varamedlem;;08.02.2024;3/24;ja"}, 10_000)...)
	begun = time.Now()
	comes(t, w.Do(clerk, "POST", elections+"?dry_run=true", strings.Join(seats, "\n"), csv), 0, 0, 0, 10_000)
	t.Logf("seats that are all wrong: %s", time.Since(begun).Round(time.Millisecond))
}

// longer submits a version of the mandate that lasts thirty years.
func longer(w *apptest.World) {
	const secretariat, mandates = "secretariat@" + apptest.Region, "/v1/regions/" + apptest.Region + "/cases/2024-1/mandates"
	version := w.Do(secretariat, "GET", mandates+"/1", nil).Is(200)
	common, slices := version.Get("common").(body), version.Get("slices").([]any)
	common["end"] = "2054-01-01"
	for _, s := range slices {
		delete(s.(body), "hash")
	}
	second := w.Do(secretariat, "POST", mandates, body{"common": common, "slices": slices}).Is(201).Text("self")
	w.Do(secretariat, "POST", second+"/submit", body{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
}

func TestAnUploadTakesTheSameStatementsHoweverLongTheList(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := furnished(t, listening)
	w.Do(clerk, "POST", "/v1/organisations/3417/bodies", council).Is(201)
	// cost employs, changes, names and elects so many people more, and each again.
	cost := func(group string, people int) (counts []int) {
		key := func(i int) string { return fmt.Sprint(group, i) }
		take := func(who, path, head string, row func(i int) string) {
			t.Helper()
			list := []string{head}
			for i := range people {
				list = append(list, row(i))
			}
			for _, path := range []string{path + "?dry_run=true", path, path} {
				before := said.N()
				w.Do(who, "POST", path, strings.Join(list, "\n"), csv).Is(200)
				counts = append(counts, said.N()-before)
			}
		}
		take(keeper, staff, header, func(i int) string { return key(i) + ";Ansatt;" + key(i) + "@grue.test;;Lærer;nb;2020-01-01;;80" })
		take(keeper, staff, header, func(i int) string {
			return key(i) + ";Rektor;r" + key(i) + "@grue.test;;Rektor;nb;2020-01-01;2027-12-31;70"
		})
		take(keeper, nominations, named, func(i int) string { return "planner;" + key(i) + ";20;2024-04-01;2025-01-01;planner1" })
		ids, err := pgdb.All[string](t.Context(), w.Pool, "find whom to elect", `SELECT person_id::text FROM employment WHERE staff_key ~ ('^' || $1 || '[0-9]+$') ORDER BY id`, group)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range []string{"1", "2"} {
			take(clerk, elections, elected, func(i int) string { return ";kommunestyret;" + ids[i] + ";medlem;;08.02.2024;" + group + term + ";ja" })
		}
		return counts
	}
	cost("first", 2) // what the service keeps in mind is asked for once
	few, many := cost("few", 10), cost("many", 500)
	if !slices.Equal(few, many) {
		t.Errorf("10 rows take %v statements, 500 take %v", few, many)
	}
	if most := slices.Max(many); most > 40 {
		t.Errorf("an upload takes %d statements", most)
	}
}
