package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/policies"
)

// The people of the house's town, Grue, and one of the town next to it.
const (
	clerk    = "0198c0de-0000-7000-8000-000000000001"
	reader   = "0198c0de-0000-7000-8000-000000000002"
	stranger = "0198c0de-0000-7000-8000-000000000003"
)

// house is a door with a small service of its own behind it: towns with boxes.
type house struct {
	t       testing.TB
	pool    *pgxpool.Pool
	door    *httpapi.Door
	handler http.Handler
	issuer  *authn.Development
	log     *logbook
	shown   []string // the people to whom what find reads was shown
}

// logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newHouse builds a house over a database of its own.
func newHouse(t testing.TB, options ...func(*httpapi.Config)) *house {
	t.Helper()
	return houseAt(t, pgtest.New(t), options...)
}

// houseAt builds a house over a database; it may be one that does not answer
// yet.
func houseAt(t testing.TB, pool *pgxpool.Pool, options ...func(*httpapi.Config)) *house {
	t.Helper()
	h := &house{t: t, pool: pool, log: &logbook{}}
	cfg := httpapi.Config{PublicURL: "http://forankring.test", Deadline: 10 * time.Minute, Rate: 1e6, Burst: 1e6, CursorKey: []byte("a key that every test may know")}
	for _, o := range options {
		o(&cfg)
	}
	policy, err := authz.Load(policies.Model, "p, clerk, box, read\np, reader, box, read\np, clerk, box, write")
	if err != nil {
		t.Fatal(err)
	}
	if h.issuer, err = authn.NewDevelopment([]byte("a seed that every test may know!")); err != nil {
		t.Fatal(err)
	}
	verifier, err := authn.NewVerifier(authn.Options{Development: h.issuer})
	if err != nil {
		t.Fatal(err)
	}
	h.door = httpapi.New(httpapi.Deps{
		Config: cfg, Log: slog.New(slog.NewJSONHandler(h.log, nil)), Pool: pool, Policy: policy, Verifier: verifier,
		Roles: roles, Now: time.Now, Ready: func(context.Context) ([]string, error) { return nil, errors.New("not tried here") },
	})
	h.furnish()
	h.handler = h.door.Handler()
	return h
}

// settle makes the towns, their people and one box.
func (h *house) settle() *house {
	h.t.Helper()
	_, err := h.pool.Exec(h.t.Context(), `
		CREATE TABLE town (key text PRIMARY KEY);
		CREATE TABLE held (person uuid, office text, town text);
		CREATE TABLE box (town text REFERENCES town, key text, color text NOT NULL, revision bigint NOT NULL DEFAULT 1, PRIMARY KEY (town, key), CONSTRAINT box_color CHECK (color <> 'black') NOT VALID);
		INSERT INTO town VALUES ('grue'), ('asnes');
		INSERT INTO held VALUES ('`+clerk+`', 'clerk', 'grue'), ('`+reader+`', 'reader', 'grue'), ('`+stranger+`', 'clerk', 'asnes');
		INSERT INTO box VALUES ('grue', 'first', 'red')`)
	if err != nil {
		h.t.Fatal(err)
	}
	return h
}

func roles(b *pgx.Batch, _ time.Time, actor *authn.Actor) {
	b.Queue(`SELECT office, town FROM held WHERE person = $1`, actor.Person).Query(func(rows pgx.Rows) (err error) {
		actor.Roles, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r authn.Role, err error) {
			return r, row.Scan(&r.Office, &r.Organisation)
		})
		return err
	})
}

// answer is what the door said.
type answer struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// do sends a request as a person; "" is nobody. A body that is a string is sent
// as it is.
func (h *house) do(person, method, path string, body any, change ...func(*http.Request)) *answer {
	h.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case io.Reader:
		reader = b
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			h.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, path, reader)
	r.Header.Set("Accept-Language", "en")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if person != "" {
		token, err := h.issuer.Token(person, time.Now(), time.Hour)
		if err != nil {
			h.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for _, c := range change {
		c(r)
	}
	rec := httptest.NewRecorder()
	h.handler.ServeHTTP(rec, r)
	return &answer{rec, h.t}
}

func with(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func (a *answer) is(status int) *answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	return a
}

// refused fails the test unless the answer is a whole problem with the code.
func (a *answer) refused(status int, code string) httpapi.Problem {
	a.t.Helper()
	a.is(status)
	var p httpapi.Problem
	if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil {
		a.t.Fatalf("not a problem: %v: %s", err, a.Body)
	}
	if kind := a.Header().Get("Content-Type"); kind != "application/problem+json" {
		a.t.Errorf("the problem is sent as %q", kind)
	}
	if p.Code != code || p.Status != status || p.Type != "http://forankring.test/v1/problems/"+code ||
		p.Title.IsZero() || p.Detail.IsZero() || p.Instance == "" || p.RequestID != a.Header().Get("X-Request-Id") {
		a.t.Fatalf("want %d %s, got %s", status, code, a.Body)
	}
	return p
}

func (a *answer) etag() string { return a.Header().Get("ETag") }

// box is the body of an answer that shows a box.
func (a *answer) box() *box {
	a.t.Helper()
	var b box
	if err := json.Unmarshal(a.Body.Bytes(), &b); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	return &b
}

// count counts rows.
func (h *house) count(table string) (n int) {
	h.t.Helper()
	if err := h.pool.QueryRow(h.t.Context(), "SELECT count(*) FROM "+pgx.Identifier{table}.Sanitize()).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}
