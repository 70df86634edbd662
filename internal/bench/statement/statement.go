// Package statement runs the service inside the bench and hears what a request asks
// of the database: the statements, those that begin and end a transaction among
// them, and the round trips in which they go.
package statement

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Asked is one statement with its arguments.
type Asked struct {
	SQL  string
	Args []any
}

// Heard is what one request asked.
type Heard struct {
	Statements []Asked
	RoundTrips int
}

// Ear is the service with somebody who listens. It answers one request at a time.
type Ear struct {
	Pool    *pgxpool.Pool
	handler http.Handler
	tracer  *tracer
}

// Open builds the service, without workers, on a database.
func Open(ctx context.Context, database string, environ []string) (*Ear, error) {
	cfg, err := config.Load(append(environ, "FORANKRING_WORKERS=0", "FORANKRING_PUBLIC_URL=http://127.0.0.1"))
	if err != nil {
		return nil, err
	}
	e := &Ear{tracer: &tracer{}}
	if e.Pool, err = pgdb.Open(ctx, database, e.tracer); err != nil {
		return nil, err
	}
	a, err := app.Configure(ctx, cfg, e.Pool, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		e.Pool.Close()
		return nil, err
	}
	e.handler = a.Handler()
	return e, nil
}

// Close ends the connections.
func (e *Ear) Close() { e.Pool.Close() }

// Listen sends a call and gives what it asked of the database.
func (e *Ear) Listen(ctx context.Context, c load.Call) (Heard, error) {
	e.tracer.begin()
	r := httptest.NewRequestWithContext(ctx, c.Method, c.Path, bytes.NewReader(c.Body))
	r.Header.Set("Authorization", "Bearer "+c.Token)
	for line := range strings.SplitSeq(strings.TrimSpace(c.Header), "\r\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			r.Header.Set(name, value)
		}
	}
	answer := httptest.NewRecorder()
	e.handler.ServeHTTP(answer, r)
	if answer.Code != c.Want {
		return Heard{}, fmt.Errorf("%s %s: status %d instead of %d: %.300s", c.Method, c.Path, answer.Code, c.Want, answer.Body)
	}
	return e.tracer.heard(), nil
}

// tracer hears of statements as pgx tells of them.
type tracer struct {
	mu  sync.Mutex
	now Heard
}

func (t *tracer) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = Heard{}
}

func (t *tracer) heard() Heard {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// TraceQueryStart hears of a statement that goes alone.
func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.RoundTrips++
	t.now.Statements = append(t.now.Statements, Asked{d.SQL, d.Args})
	return ctx
}

// TraceBatchStart hears of statements that go together.
func (t *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.RoundTrips++
	for _, q := range d.Batch.QueuedQueries {
		t.now.Statements = append(t.now.Statements, Asked{q.SQL, q.Arguments})
	}
	return ctx
}

// TraceQueryEnd hears nothing.
func (*tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchQuery hears nothing.
func (*tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd hears nothing.
func (*tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
