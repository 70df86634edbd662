package apptest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
)

// Statements keeps what the service asks of the database, each statement of a
// batch by itself.
type Statements struct {
	mu    sync.Mutex
	all   []pgx.QueuedQuery
	trips int
}

// Listen gives an option under which a world's service tells of its statements.
func Listen(t testing.TB) (*Statements, Option) {
	t.Helper()
	s := &Statements{}
	return s, func(d *app.Deps) {
		cfg := d.Pool.Config()
		cfg.ConnConfig.Tracer = tracer{s}
		pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		d.Pool = pool
	}
}

// N is how many there were so far.
func (s *Statements) N() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// Trips is how often the service has waited for the database so far: a batch is one.
func (s *Statements) Trips() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trips
}

// Since are those after the first n.
func (s *Statements) Since(n int) []pgx.QueuedQuery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.all[n:])
}

// tracer hears of statements as pgx tells of them.
type tracer struct{ *Statements }

func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
	t.all = append(t.all, pgx.QueuedQuery{SQL: d.SQL, Arguments: d.Args})
	return ctx
}

func (t tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
	for _, q := range d.Batch.QueuedQueries {
		t.all = append(t.all, *q)
	}
	return ctx
}

func (t tracer) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceCopyFromStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
	t.all = append(t.all, pgx.QueuedQuery{SQL: "COPY " + d.TableName.Sanitize()})
	return ctx
}

func (tracer) TraceCopyFromEnd(context.Context, *pgx.Conn, pgx.TraceCopyFromEndData) {}
func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData)       {}
func (tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData)   {}
func (tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)       {}
