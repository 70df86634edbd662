package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// locked is a transaction that holds something until it is let go.
func (h *house) locked(statement string) (letGo func()) {
	h.t.Helper()
	conn, err := pgx.ConnectConfig(h.t.Context(), h.pool.Config().ConnConfig)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Exec(h.t.Context(), "BEGIN; "+statement); err != nil {
		h.t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		if _, err := conn.Exec(h.t.Context(), "ROLLBACK"); err != nil {
			h.t.Error(err)
		}
	})
}

// crowd sends requests without a pause from many callers until it is told to stop.
func crowd(callers int, do func() *answer) (stop func(), done *atomic.Int64) {
	var all sync.WaitGroup
	done = &atomic.Int64{}
	ended := make(chan struct{})
	for range callers {
		all.Go(func() {
			for {
				select {
				case <-ended:
					return
				default:
					do()
					done.Add(1)
				}
			}
		})
	}
	return func() { close(ended); all.Wait() }, done
}

// A table is locked by somebody, and many ask for it. Whoever asks for something
// else does not wait with them.
func TestALockedTableDelaysNobodyWhoDoesNotAskForIt(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(*house) *answer{
		"read it": func(h *house) *answer { return h.do(reader, "GET", first, nil) },
		"write it": func(h *house) *answer {
			return h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", "*"))
		},
	} {
		t.Run("by callers who "+name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t).settle()
			letGo := h.locked(`LOCK TABLE box`)
			stop, done := crowd(64, func() *answer { return ask(h) })
			defer stop()
			defer letGo()
			h.halfWaits()
			took := make([]time.Duration, 30)
			for i := range took {
				began := time.Now()
				h.do(reader, "GET", "/v1/self", nil).is(200)
				took[i] = time.Since(began)
			}
			slices.Sort(took)
			t.Logf("p50 %v, p90 %v, longest %v; %d of theirs were answered meanwhile", took[15], took[27], took[29], done.Load())
			if took[27] > 2*time.Second {
				t.Errorf("others wait: p90 %v", took[27])
			}
		})
	}
}

// halfWaits returns when the half of the pool that may waits for a lock.
func (h *house) halfWaits() {
	h.t.Helper()
	for n := 0; n < 8; {
		err := h.pool.QueryRow(h.t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n)
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// Those who change the same thing at once wait for each other as long as they
// may, however many they are: a crowded pool makes none of them fail.
func TestACrowdedPoolRefusesNobodyWhoWaitsForALockThatIsFreed(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	letGo := h.locked(`SELECT FROM box FOR UPDATE`)
	answers := make(chan string, 40)
	for i := range cap(answers) {
		go func() {
			a := h.do(clerk, "PUT", first, map[string]string{"color": fmt.Sprint("color ", i)}, with("If-Match", "*"))
			answers <- fmt.Sprint(a.Code, a.Body)
		}()
	}
	h.halfWaits()
	letGo()
	for range cap(answers) {
		if a := <-answers; a[:3] != fmt.Sprint(http.StatusOK) {
			t.Errorf("a writer was answered with %s", a)
		}
	}
}
