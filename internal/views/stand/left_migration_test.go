package stand_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/migrations"
)

// Rule 1.1: what a case said when a municipality left it before the database kept
// that, the record tells.
func TestWhatACaseSaidWhenItWasLeftIsReadFromItsRecord(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do("administrator@3418", "PUT", base+"/references/3418", object{"case_number": "2024/5"}).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	tag := func() func(*http.Request) { return apptest.IfMatch(w.Do(secretariat, "GET", base, nil).ETag()) }
	for _, title := range []string{"Another title", "A third title"} {
		w.Do(secretariat, "PUT", base, object{"title": title, "summary": title, "kind": "plan", "publicity": "public"}, tag()).Is(200)
	}
	w.Do("administrator@3418", "PUT", base+"/references/3418", object{"case_number": "2024/777", "archive_number": "K-12"}, tag()).Is(200)
	w.Do("administrator@3416", "PUT", base+"/references/3416", object{"case_number": "2024/888"}, tag()).Is(200)
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "It is given up"}).Is(200)

	kept := func() []string {
		t.Helper()
		rows, err := w.Pool.Query(t.Context(), `SELECT concat_ws('|', title, summary, kind, state, left_at, array(SELECT unnest(numbers) ORDER BY 1), sought) FROM participant_left`)
		if err != nil {
			t.Fatal(err)
		}
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := kept()
	if len(want) != 1 || !strings.HasPrefix(want[0], "Regional kraftstrategi||strategy|preparing|") || !strings.Contains(want[0], "{2024/118,2024/5}") {
		t.Fatalf("the database keeps %q", want)
	}
	text, err := migrations.FS.ReadFile("00052_left_and_withdrawn.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(text), "-- Of those that have left")
	_, fill, _ = strings.Cut(fill, "INSERT")
	fill, _, _ = strings.Cut("INSERT"+fill, ";")
	w.Exec(`DELETE FROM participant_left`)
	w.Exec(fill)
	if got := kept(); !reflect.DeepEqual(got, want) {
		t.Errorf("the record tells %q, want %q", got, want)
	}
}
