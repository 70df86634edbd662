package assignment_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// several names people in both municipalities: 1 released, 2 recalled from
// June, 3 declined; and in 3418 one nominated.
func several(t *testing.T) *apptest.World {
	t.Helper()
	w := inForce(t)
	for _, key := range []string{"planner1", "planner2", "planner3"} {
		w.Do(administrator, "POST", named, planner1(object{"staff_key": key})).Is(201)
	}
	w.Do("administrator@3418", "POST", resources+"/3418/assignments", planner1()).Is(201)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(chief, "POST", named+"/2/release", nil).Is(200)
	w.Do(chief, "POST", named+"/2/recall", object{"on": "2024-06-01", "reason_code": "other"}).Is(200)
	w.Do(chief, "POST", named+"/3/decline", object{"reason_code": "other"}).Is(200)
	return w
}

func end(t *testing.T, w *apptest.World, municipality string) {
	t.Helper()
	actor := authn.Actor{Person: apptest.Person(secretariat), Organisation: apptest.Region}
	frame := casefile.Frame{Pool: w.Pool, Now: func() time.Time { return time.Date(2024, time.May, 1, 10, 0, 0, 0, time.UTC) }}
	_, err := casefile.Do(t.Context(), frame, actor, casefile.Ref{Region: apptest.Region, Number: "2024-1"}, func(ch *casefile.Change) (any, error) {
		return nil, staffing.EndAll(t.Context(), ch, municipality, message.Verbatim("Own strategy"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEndingAllEndsEachThatIsNotOverOnce(t *testing.T) {
	t.Parallel()
	w := several(t)
	ended := func() int { return count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'end-assignment'`) }
	end(t, w, "3417")
	for number, want := range map[string]any{"1": "2024-05-01", "2": "2024-05-01", "3": nil} {
		if got := w.Do(secretariat, "GET", named+"/"+number, nil).Get("ended_on"); got != want {
			t.Errorf("assignment %s ended on %v", number, got)
		}
	}
	if ended() != 2 {
		t.Errorf("%d events tell of the end in one municipality", ended())
	}
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-05-01", "reason_code": "other"}).Refused(422, "assignment.recall_day_invalid")
	end(t, w, "")
	end(t, w, "")
	if got := w.Do(secretariat, "GET", resources+"/3418/assignments/1", nil).Text("ended_why"); got != "Own strategy" || ended() != 3 {
		t.Errorf("the other municipality's ended because of %q; %d events in all", got, ended())
	}
}

func TestThePeopleConcernedAreThoseNamed(t *testing.T) {
	t.Parallel()
	w := several(t)
	var id int64
	if err := w.Pool.QueryRow(t.Context(), `SELECT id FROM casefile`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	check := func(names ...string) {
		t.Helper()
		want := make([]string, len(names))
		for i, n := range names {
			want[i] = apptest.Person(n)
		}
		slices.Sort(want)
		got, err := staffing.Concerned(t.Context(), w.Pool, id, workday.Today(w.Clock.Now()))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, %v; want %v", got, err, want)
		}
	}
	check("planner1@3417", "planner2@3417", "planner1@3418")
	exec(t, w, `UPDATE assignment SET deputy_person_id = '`+apptest.Person("planner3@3417")+`' WHERE state = 'released'`)
	check("planner1@3417", "planner2@3417", "planner3@3417", "planner1@3418")
	w.Clock.Set(time.Date(2024, 6, 1, 8, 0, 0, 0, time.UTC))
	check("planner1@3417", "planner3@3417", "planner1@3418")
	end(t, w, "3417")
	check("planner1@3418")
}

// counter counts the statements that are sent.
type counter struct {
	pgdb.Querier
	sent int
}

func (c *counter) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	c.sent++
	return c.Querier.Query(ctx, sql, args...) //nolint:rowserrcheck // whoever asked reads the rows
}

func (c *counter) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	c.sent++
	return c.Querier.QueryRow(ctx, sql, args...)
}

func (c *counter) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	c.sent += b.Len()
	return c.Querier.SendBatch(ctx, b)
}

func TestStandingsTakeAsManyStatementsForOneAsForMany(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	c, err := casefile.Load(t.Context(), w.Pool, casefile.Ref{Region: apptest.Region, Number: "2024-1"})
	if err != nil {
		t.Fatal(err)
	}
	measure := func() int {
		q := &counter{Querier: w.Pool}
		list, err := staffing.Standings(t.Context(), q, []*casefile.Case{c}, nil, w.Clock.Now())
		if err != nil || len(list) != 2 {
			t.Fatalf("%v: %v", list, err)
		}
		return q.sent
	}
	before := measure()
	for _, m := range parties {
		for _, key := range []string{"planner1", "planner2", "planner3"} {
			w.Do("administrator@"+m, "POST", resources+"/"+m+"/assignments", planner1(object{"staff_key": key})).Is(201)
		}
	}
	if after := measure(); after != before || before != 1 {
		t.Errorf("%d statements without assignments, %d with six", before, after)
	}
}
