package httpapi_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// wire stands between the service and its database, and can be cut.
type wire struct {
	t       *testing.T
	network string
	to      string
	address string
	mu      sync.Mutex
	ln      net.Listener
	open    []net.Conn
}

// newWire lays a wire to the database of the address; it gives the address of
// its near end.
func newWire(t *testing.T, database string) (*wire, string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, address: "127.0.0.1:0"}
	w.network, w.to = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	w.mend()
	t.Cleanup(w.cut)
	near := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: w.address, Path: cfg.Database, RawQuery: "sslmode=disable"}
	return w, near.String()
}

// mend connects both ends.
func (w *wire) mend() {
	w.t.Helper()
	ln, err := net.Listen("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.ln, w.address = ln, ln.Addr().String()
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial(w.network, w.to)
			if err != nil {
				_ = near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			go func() { _, _ = io.Copy(near, far) }()
			go func() { _, _ = io.Copy(far, near) }()
		}
	}()
}

// cut ends all connections, and lets no new one through.
func (w *wire) cut() {
	_ = w.ln.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		_ = c.Close()
	}
	w.open = nil
}

func TestWithoutADatabaseTheServiceAsksForPatienceAndRecovers(t *testing.T) {
	t.Parallel()
	w, near := newWire(t, pgtest.URL(t))
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
		w.cut()
		for name, do := range ask {
			for range 3 { // first over connections that were cut, then over none
				a := do()
				a.refused(503, "service.unavailable")
				if a.Header().Get("Retry-After") == "" {
					t.Errorf("%s: the refusal does not say when to try again", name)
				}
			}
		}
		w.mend()
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
