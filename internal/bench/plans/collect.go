package plans

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Statement is one that the service asks, and the packages that ask it.
type Statement struct {
	SQL string
	By  []string
}

// Collector keeps every statement that goes through the connections it traces,
// once each.
type Collector struct {
	mu  sync.Mutex
	all map[string][]string
}

// NewCollector is one that has heard nothing yet.
func NewCollector() *Collector { return &Collector{all: map[string][]string{}} }

// Statements are all that were heard, sorted.
func (c *Collector) Statements() []Statement {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Statement
	for sql, by := range c.all {
		all = append(all, Statement{SQL: sql, By: by})
	}
	slices.SortFunc(all, func(a, b Statement) int {
		return strings.Compare(strings.Join(a.By, " ")+a.SQL, strings.Join(b.By, " ")+b.SQL)
	})
	return all
}

// TraceQueryStart hears of a statement.
func (c *Collector) TraceQueryStart(ctx context.Context, conn *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	c.hear(written(ctx, conn, d.SQL, d.Args))
	return ctx
}

// TraceQueryEnd is what a tracer has.
func (*Collector) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart hears of the statements of a batch.
func (c *Collector) TraceBatchStart(ctx context.Context, conn *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	for _, q := range d.Batch.QueuedQueries {
		c.hear(written(ctx, conn, q.SQL, q.Arguments))
	}
	return ctx
}

// TraceBatchQuery is what a tracer has.
func (*Collector) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd is what a tracer has.
func (*Collector) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (c *Collector) hear(sql string) {
	by := caller()
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.all[sql]; !slices.Contains(known, by) {
		c.all[sql] = append(known, by)
	}
}

// written is a statement as the database gets it: arguments have numbers there.
func written(ctx context.Context, conn *pgx.Conn, sql string, args []any) string {
	for _, a := range args {
		if named, ok := a.(pgx.QueryRewriter); ok {
			if numbered, _, err := named.RewriteQuery(ctx, conn, sql, args[1:]); err == nil {
				return numbered
			}
		}
	}
	return sql
}

const module = "forankring.no/forankring/internal/"

// caller is the function nearest to the database that is not of the packages
// through which all go.
func caller() string {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters[:])])
	for {
		frame, more := frames.Next()
		name, ours := strings.CutPrefix(frame.Function, module)
		if ours && !strings.HasPrefix(name, "platform/pgdb.") && !strings.HasPrefix(name, "bench/") {
			name, _, _ = strings.Cut(name, "[")
			name, _, _ = strings.Cut(name, ".func")
			return name
		}
		if !more {
			return "elsewhere"
		}
	}
}
