// Package pgdb opens the pool of database connections, runs use cases in one
// transaction each, and brings the schema up to date.
package pgdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/fault"
)

// ErrUnavailable is what a caller hears when the database is away, is
// restarting, or is too busy to answer in time.
var ErrUnavailable = fault.New(fault.Unavailable, "service.unavailable", "The service is briefly unavailable",
	"The database cannot answer right now. Nothing was changed; try again shortly.").After(2 * time.Second)

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

// Open makes a pool. Every connection speaks UTC and gives up waiting for a
// lock, or for a statement, in bounded time.
func Open(ctx context.Context, url string, tracer pgx.QueryTracer) (*pgxpool.Pool, error) {
	cfg, err := configure(url, tracer)
	if err != nil {
		return nil, err
	}
	return openPool(ctx, cfg)
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
	set["lock_timeout"] = "5s"
	set["statement_timeout"] = "15s"
	set["idle_in_transaction_session_timeout"] = "30s"
	set["application_name"] = "forankring"
	cfg.ConnConfig.Tracer = tracer
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	return cfg, nil
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

// AsFault recognises the database's own troubles: away, restarting, taken over
// by a standby, or too slow are a 503 and not an inner fault; text that
// PostgreSQL cannot store is the caller's.
func AsFault(err error) (*fault.Error, bool) {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "55P03", "57014", "40001", "40P01", "57P01", "57P02", "57P03", "53300", "53400", "25006", "25P03":
			return ErrUnavailable, true
		case "22021", "22P05":
			return ErrText, true
		}
		return nil, false
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || pgconn.Timeout(err) || broken(err) {
		return ErrUnavailable, true
	}
	return nil, false
}

// broken is true for a connection that ended under a statement.
func broken(err error) bool {
	var network net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &network)
}

// ErrText refuses text that cannot be stored.
var ErrText = fault.New(fault.Invalid, "request.text_invalid", "The text cannot be stored",
	"Text must be valid Unicode without the NUL character.")

// NullTime is a time as an argument of a statement: the zero time is NULL.
func NullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
