// Package pgdb opens the pool of database connections, runs use cases in one
// transaction each, and brings the schema up to date.
package pgdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/fault"
)

// Querier is a transaction or the pool: for reads that may run in either.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// connections is the size of a pool whose address names none
// (pool_max_conns).
const connections = 16

// planMode is the setting by which a statement is planned once for a connection,
// and not again for the arguments of each call: planning cost more than running.
const planMode = "plan_cache_mode"

// compiling is the setting by which PostgreSQL compiles a statement that it thinks
// dear, at each call: it takes longer than any of ours.
const compiling = "jit"

// pageCost is the setting that says what a page away from the one before costs. The
// default is that of a disk with a head; where pages stand in memory, it has whole
// tables read for a few of their rows.
const pageCost = "random_page_cost"

// Open makes a pool. Every connection speaks UTC, gives up waiting for a lock, or
// for a statement, in bounded time, and plans a statement once: a plan serves
// whatever arguments come, so none may be good for some of them alone.
func Open(ctx context.Context, url string, tracer pgx.QueryTracer) (*pgxpool.Pool, error) {
	cfg, err := configure(url, tracer)
	if err != nil {
		return nil, err
	}
	return openCrowded(ctx, cfg)
}

func configure(url string, tracer pgx.QueryTracer) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = connections
	}
	set := cfg.ConnConfig.RuntimeParams
	set["timezone"] = "UTC"
	set["lock_timeout"] = fmt.Sprint(lockPatience.Milliseconds())
	set["statement_timeout"] = "15s"
	set["idle_in_transaction_session_timeout"] = "30s"
	set["application_name"] = "forankring"
	set[planMode] = "force_generic_plan"
	set[compiling] = "off"
	set[pageCost] = "1.1"
	cfg.ConnConfig.Tracer = tracer
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	cfg.ConnConfig.AfterNetConnect = mark
	cfg.AfterConnect = readRecords
	return cfg, nil
}

// openCrowded makes a pool whose connections wait the less for locks the more of
// them are taken.
func openCrowded(ctx context.Context, cfg *pgxpool.Config) (*pgxpool.Pool, error) {
	c := &crowd{}
	cfg.PrepareConn = c.ready
	pool, err := openPool(ctx, cfg)
	c.pool.Store(pool)
	return pool, err
}

func openPool(ctx context.Context, cfg *pgxpool.Config) (*pgxpool.Pool, error) {
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return pool, nil
}

// Refuse turns the violation of a named constraint into the fault that the
// constraint carries; any other error stays as it is.
func Refuse(err error, faults map[string]*fault.Error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		if f, ok := faults[pg.ConstraintName]; ok && pg.ConstraintName != "" {
			return f
		}
	}
	return err
}

// NotFound turns "no row" into the fault that says so.
func NotFound(err error, f *fault.Error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return f
	}
	return err
}

// NullTime is a time as an argument of a statement: the zero time is NULL.
func NullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
