package assignment_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/testkit/apptest"
)

const neighbour = "naboregionen"

// twoRegions is a world in which Grue and Åsnes belong to two regions, each
// with a case whose mandate in force asks each of them for many people, under
// the keys a to d.
func twoRegions(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.New(t)
	exec(t, w, `INSERT INTO organisation (key, kind, name, created_at) VALUES ('`+neighbour+`', 'region', 'Naboregionen', '2020-01-01')`)
	exec(t, w, `INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at)
		SELECT r.id, m.id, '2020-01-01', '2020-01-01' FROM organisation r, organisation m WHERE r.key = '`+neighbour+`' AND m.key IN ('3417', '3418')`)
	exec(t, w, `INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
		SELECT id, 'secretariat', '`+apptest.Person(secretariat)+`', '2020-01-01', '2020-01-01' FROM organisation WHERE key = '`+neighbour+`'`)
	for _, region := range []string{apptest.Region, neighbour} {
		var asked []object
		for _, key := range []string{"a", "b", "c", "d"} {
			asked = append(asked, object{"key": key, "function": "Planner", "people": 2, "share": 20, "from": "2024-04-01", "to": "2024-08-01"})
		}
		at := w.Do(secretariat, "POST", "/v1/regions/"+region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
		w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
		version := w.Do(secretariat, "POST", at+"/mandates", object{
			"common": object{
				"participants": parties, "purpose": "A power strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
				"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2024-12-01",
			},
			"slices": []object{{"municipality": "3417", "requirements": asked}, {"municipality": "3418", "requirements": asked}},
		}).Is(201).Text("self")
		w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
		for _, m := range parties {
			path := version + "/approvals/" + m
			a := w.Do(secretariat, "GET", path, nil).Is(200)
			w.Do("chief_executive@"+m, "PUT", path, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
		}
	}
	return w
}

// resourcesIn is the address of Grue's resources in the case of a region.
func resourcesIn(region string) string {
	return "/v1/regions/" + region + "/cases/2024-1/resources/3417"
}

// nominate8 nominates planner1 eight times behind the service's back, four in
// each region's case, with a share between 20 and 60 and overlapping days, and
// answers with the addresses.
func nominate8(t *testing.T, w *apptest.World) []string {
	t.Helper()
	exec(t, w, `UPDATE assignment SET state = 'retracted', decided_by = nominated_by, decided_at = nominated_at WHERE state <> 'retracted'`)
	var paths []string
	b := &pgx.Batch{}
	for _, region := range []string{apptest.Region, neighbour} {
		for _, key := range []string{"a", "b", "c", "d"} {
			b.Queue(`
				INSERT INTO assignment (case_id, municipality_id, number, requirement_key, employment_id, person_id, function, share, from_date, to_date, nominated_by, nominated_at)
				SELECT c.id, m.id, (SELECT coalesce(max(number), 0) + 1 FROM assignment WHERE case_id = c.id), $2, e.id, e.person_id, 'Planner', $3,
					'2024-04-01'::date + $4::int, '2024-07-01'::date - $4::int, e.person_id, '2024-02-12'
				FROM casefile c JOIN organisation r ON r.id = c.region_id, organisation m JOIN employment e ON e.municipality_id = m.id
				WHERE r.key = $1 AND m.key = '3417' AND e.staff_key = 'planner1' RETURNING number`, region, key, 20+5*rand.IntN(9), rand.IntN(30)).
				QueryRow(func(row pgx.Row) error {
					var number int
					err := row.Scan(&number)
					paths = append(paths, fmt.Sprintf("%s/assignments/%d", resourcesIn(region), number))
					return err
				})
		}
	}
	if err := w.Pool.SendBatch(t.Context(), b).Close(); err != nil {
		t.Fatal(err)
	}
	return paths
}

// burden is the most that is released of planner1 on any day.
const burden = `
	SELECT coalesce(max(sum), 0) FROM (
		SELECT sum(share) FROM assignment a JOIN employment e ON e.id = a.employment_id, generate_series(a.from_date, least(a.to_date, a.ended_on) - 1, interval '1 day') AS day
		WHERE e.staff_key = 'planner1' AND a.state IN ('released', 'recalled', 'replaced') AND a.override_at IS NULL GROUP BY day) AS days`

func TestManyReleasesOfOnePersonAtOnceNeverGiveMoreThanTheyCan(t *testing.T) {
	t.Parallel()
	w := twoRegions(t)
	instances := []*apptest.World{w, w.Second()}
	released, refused, most := 0, 0, 0
	for range *rounds {
		paths := nominate8(t, w)
		answers := make([]*apptest.Answer, len(paths))
		var wg sync.WaitGroup
		for i, path := range paths {
			wg.Go(func() { answers[i] = instances[i%2].Do(chief, "POST", path+"/release", nil) })
		}
		wg.Wait()
		got := 0
		for _, a := range answers {
			switch {
			case a.Code == 200:
				got++
			case a.Code == 409 && a.Text("code") == "assignment.over_capacity":
				refused++
			default:
				t.Errorf("one was answered %d: %s", a.Code, a.Body)
			}
		}
		sum := count(t, w, burden)
		if sum > 100 || got == 0 {
			t.Fatalf("%d were released, and %d percent is given", got, sum)
		}
		released, most = released+got, max(most, sum)
	}
	t.Logf("%d rounds of 8 over two instances: %d released, %d refused, at most %d percent of a day given", *rounds, released, refused, most)
}

func TestReleasesAndALowerCapacityAtOnceNeitherBlockNorOverlookEachOther(t *testing.T) {
	t.Parallel()
	w := twoRegions(t)
	second := w.Second()
	employment := "/v1/organisations/3417/employments/planner1"
	before, after := 0, 0
	for round := range apptest.Rounds(20) {
		percent := 100
		if round%2 == 0 {
			percent = 30
		}
		paths := nominate8(t, w)
		tag := w.Do(administrator, "GET", employment, nil).ETag()
		var wg sync.WaitGroup
		wg.Go(func() {
			second.Do(administrator, "PUT", employment+"/capacity/2020-01-01", object{"percent": percent}, apptest.IfMatch(tag)).Is(200)
		})
		for _, path := range paths {
			wg.Go(func() {
				if a := w.Do(chief, "POST", path+"/release", nil); a.Code != 200 && a.Text("code") != "assignment.over_capacity" {
					t.Errorf("a release was answered %d: %s", a.Code, a.Body)
				}
			})
		}
		wg.Wait()
		sum := count(t, w, burden)
		if sum > 100 {
			t.Fatalf("%d percent is given", sum)
		}
		if percent == 30 {
			if sum > 30 {
				before++
			} else {
				after++
			}
		}
		if n := count(t, w, `SELECT percent FROM capacity c JOIN employment e ON e.id = c.employment_id JOIN organisation m ON m.id = e.municipality_id
			WHERE m.key = '3417' AND e.staff_key = 'planner1' AND c.from_date = '2020-01-01'`); n != percent {
			t.Fatalf("the capacity is %d", n)
		}
	}
	t.Logf("capacity was lowered after a release %d times, before them %d times", before, after)
}

func TestALowerCapacityWaitsForAReleaseThatIsNotDone(t *testing.T) {
	t.Parallel()
	w := twoRegions(t)
	nominate8(t, w)
	const employment = "/v1/organisations/3417/employments/planner1"
	tag := w.Do(administrator, "GET", employment, nil).ETag()
	release, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := release.Exec(t.Context(), releaseA, apptest.Region); err != nil {
		t.Fatal(err)
	}
	answered := make(chan *apptest.Answer, 1)
	go func() {
		answered <- w.Do(administrator, "PUT", employment+"/capacity/2020-01-01", object{"percent": 30}, apptest.IfMatch(tag))
	}()
	waits(t, w, func() bool { return len(answered) > 0 })
	if err := release.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-answered).Is(200)
}

// waits fails unless somebody waits for a lock before it is done.
func waits(t *testing.T, w *apptest.World, done func() bool) {
	t.Helper()
	waiting := 0
	for waiting == 0 && !done() {
		waiting = count(t, w, `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
	}
	if waiting == 0 {
		t.Error("the second did not wait for the first")
	}
}

// releaseA releases those nominated in a region's case under the key a, behind
// the service's back.
const releaseA = `UPDATE assignment SET state = 'released', decided_by = nominated_by, decided_at = nominated_at
	WHERE state = 'nominated' AND requirement_key = 'a' AND case_id = (SELECT c.id FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE r.key = $1)`

// The database holds what the service asks first: here nobody asks.
func TestTheDatabaseItselfHoldsCapacityWhenTwoTransactionsReleaseAtOnce(t *testing.T) {
	t.Parallel()
	w := twoRegions(t)
	nominate8(t, w)
	exec(t, w, `UPDATE assignment SET share = 60 WHERE state = 'nominated'`)
	first, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Exec(t.Context(), releaseA, apptest.Region); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() {
		_, err := w.Pool.Exec(t.Context(), releaseA, neighbour)
		answered <- err
	}()
	waits(t, w, func() bool { return len(answered) > 0 })
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	pg, ok := errors.AsType[*pgconn.PgError](<-answered)
	if !ok || pg.Code != "23514" || pg.ConstraintName != "assignment_capacity" {
		t.Errorf("the second was answered %v", pg)
	}
	if sum := count(t, w, burden); sum != 60 {
		t.Errorf("%d percent is given", sum)
	}
	exec(t, w, `UPDATE capacity SET percent = 0`)
	exec(t, w, `UPDATE assignment SET ended_on = '2024-05-01' WHERE state = 'released'`)
	for _, more := range []string{`share = 65`, `from_date = from_date - 1`, `ended_on = NULL`} {
		_, err := w.Pool.Exec(t.Context(), `UPDATE assignment SET `+more+` WHERE state = 'released'`)
		if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.ConstraintName != "assignment_capacity" {
			t.Errorf("%s, with nothing to give: %v", more, err)
		}
	}
}
