package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestWithoutADatabaseTheServiceAsksForPatienceAndRecovers(t *testing.T) {
	t.Parallel()
	w, near := pgtest.NewWire(t, pgtest.URL(t))
	pool, err := pgdb.Open(t.Context(), near, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	h := houseAt(t, pool).settle()
	ask := map[string]func() *answer{
		"a read": func() *answer { return h.do(reader, "GET", first, nil) },
		"a list": func() *answer { return h.do(reader, "GET", boxes, nil) },
		"a write": func() *answer {
			return h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", "*"))
		},
	}
	for range 2 {
		for _, do := range ask {
			do().is(200)
		}
		w.Cut()
		for name, do := range ask {
			for range 3 { // first over connections that were cut, then over none
				a := do()
				a.refused(503, "service.unavailable")
				if a.Header().Get("Retry-After") == "" {
					t.Errorf("%s: the refusal does not say when to try again", name)
				}
			}
		}
		w.Mend()
	}
	for _, do := range ask {
		do().is(200)
	}
}

func TestAConnectionThatTheDatabaseEndsInTheMiddleIsAFaultOfTheMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", first+"/shake", how("kill")).refused(503, "service.unavailable")
	if color := h.do(reader, "GET", first, nil).is(200).box().Color; color != "red" {
		t.Errorf("the box is %s", color)
	}
}

// A lock held for longer than five seconds is refused by the database.
func TestALockThatIsNotFreedInTimeIsAFaultOfTheMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	tx, err := h.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `SELECT FROM box FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", "*")).refused(503, "service.unavailable")
}

// The connection is lost exactly while COMMIT is in flight, and with it the
// answer: the change was kept, or it was not, and nobody may be told either.
func TestAConnectionLostInCommitLeavesTheOutcomeUnknownUntilTheRequestIsRepeated(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]struct {
		moment pgtest.Moment
		kept   bool
	}{
		"before PostgreSQL hears of it":             {pgtest.BeforeCommit, false},
		"after it was carried out, with its answer": {pgtest.AfterCommit, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, near := pgtest.NewWire(t, pgtest.URL(t))
			pool, err := pgdb.Open(t.Context(), near, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			h := houseAt(t, pool).settle()
			lose := func(do func() *answer, retry string) {
				t.Helper()
				w.LoseNextCommit(when.moment)
				a := do()
				p := a.refused(503, "service.outcome_unknown")
				if got := a.Header().Get("Retry-After"); !w.Lost() || got != retry {
					t.Errorf("lost: %t, Retry-After %q: %s", w.Lost(), got, p.Detail)
				}
			}
			boxKeys := func() (keys string) {
				if err := pool.QueryRow(t.Context(), `SELECT string_agg(key || ' ' || color, ', ' ORDER BY key) FROM box`).Scan(&keys); err != nil {
					t.Fatal(err)
				}
				return keys
			}
			after := func(kept, not string) string {
				if when.kept {
					return kept
				}
				return not
			}

			create := func(key string) func() *answer {
				return func() *answer {
					return h.do(clerk, "POST", boxes, map[string]string{"key": key, "color": "blue"}, with("Idempotency-Key", "the key of "+key))
				}
			}
			lose(create("second"), "1")
			if got, want := boxKeys(), after("first red, second blue", "first red"); got != want {
				t.Errorf("there are %s, want %s", got, want)
			}
			again := create("second")().is(201)
			if got, want := again.Header().Get("Idempotency-Replayed"), after("true", ""); got != want || again.box().Key != "second" {
				t.Errorf("repeated with its key: replayed %q, want %q: %s", got, want, again.Body)
			}
			if got, want := boxKeys(), "first red, second blue"; got != want {
				t.Errorf("there are %s, want %s", got, want)
			}

			tag := h.do(reader, "GET", first, nil).is(200).etag()
			put := func() *answer {
				return h.do(clerk, "PUT", first, map[string]string{"color": "green"}, with("If-Match", tag))
			}
			lose(put, "1")
			if again := put(); when.kept {
				again.refused(412, "precondition.stale")
			} else {
				again.is(200)
			}
			if got := h.do(reader, "GET", first, nil).is(200); got.box().Color != "green" || got.box().Revision != 0 && got.etag() == tag {
				t.Errorf("in the end: %s", got.Body)
			}

			// Whoever sends no key had better read before.
			lose(func() *answer { return h.do(clerk, "POST", boxes, map[string]string{"key": "third", "color": "blue"}) }, "")
			if got, want := boxKeys(), after("first green, second blue, third blue", "first green, second blue"); got != want {
				t.Errorf("there are %s, want %s", got, want)
			}
		})
	}
}

// What goes wrong after a change was kept is no reason to say that it was not.
func TestAfterAChangeWasKeptNobodyIsToldThatNothingWasChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for _, way := range []string{"late panic", "late error", "late outage"} {
		h.do(clerk, "POST", first+"/shake", how(way)).refused(503, "service.outcome_unknown")
		if color := h.do(reader, "GET", first, nil).is(200).box().Color; color != "shaken" {
			t.Errorf("%s: the box is %s", way, color)
		}
	}
}

// PostgreSQL's own troubles, by class of SQLSTATE, as it tells them.
func TestEveryTroubleOfTheDatabaseIsAFaultOfTheMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for code, want := range map[string]string{
		"53100": "service.unavailable", "53200": "service.unavailable", "57P01": "service.unavailable", "57P05": "service.unavailable",
		"58030": "service.unavailable", "58P01": "service.unavailable", "08006": "service.unavailable", "25006": "service.unavailable", "55P03": "service.unavailable",
		"42703": "service.internal", "XX001": "service.internal", "23514": "service.internal",
	} {
		a := h.do(clerk, "POST", first+"/shake", how("raise "+code))
		status := map[string]int{"service.unavailable": http.StatusServiceUnavailable, "service.internal": http.StatusInternalServerError}[want]
		a.refused(status, want)
		if wait := a.Header().Get("Retry-After"); (wait != "") != (status == http.StatusServiceUnavailable) {
			t.Errorf("%s: Retry-After is %q", code, wait)
		}
	}
	if got := fmt.Sprint(h.do(reader, "GET", first, nil).is(200).box().Color); got != "red" {
		t.Errorf("the box is %s", got)
	}
}
