package pgdb

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/fault"
)

// ErrUnavailable is what a caller hears when the database is away, is
// restarting, is full, or is too busy to answer in time. It stands only where it
// is certain that nothing was kept.
var ErrUnavailable = fault.New(fault.Unavailable, "service.unavailable", "The service is briefly unavailable",
	"The database cannot answer right now. Nothing was changed; try again shortly.").After(2 * time.Second)

// ErrOutcomeUnknown is what a caller hears when the database was lost while it
// was keeping a change: it may have been kept, or not.
var ErrOutcomeUnknown = fault.New(fault.Unavailable, "service.outcome_unknown", "The outcome is unknown",
	"The answer was lost while the change was being kept: it was kept whole, or not at all. Repeat the request with the same Idempotency-Key, "+
		"which does it once and gives its answer, or with the same If-Match; without either, read before you repeat it.")

// ErrText refuses text that cannot be stored.
var ErrText = fault.New(fault.Invalid, "request.text_invalid", "The text cannot be stored",
	"Text must be valid Unicode without the NUL character.")

// AsFault recognises the database's own troubles, which are a 503 and not an
// inner fault, and text that PostgreSQL cannot store, which is the caller's.
func AsFault(err error) (*fault.Error, bool) {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && (pg.Code == "22021" || pg.Code == "22P05") {
		return ErrText, true
	}
	if Troubled(err) || errors.Is(err, context.DeadlineExceeded) {
		return ErrUnavailable, true
	}
	return nil, false
}

// Troubled is true for an error that says of the database that it is away, not
// able to answer, or too slow, and nothing of what it was asked. What other
// servers do to their connections is no trouble of the database.
func Troubled(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return passing(pg.Code)
	}
	var ours interface{ SafeToRetry() bool }
	return errors.As(err, new(*pgconn.ConnectError)) || errors.As(err, new(*lostError)) || pgconn.Timeout(err) ||
		errors.As(err, &ours) && ours.SafeToRetry() || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, ErrOutcomeUnknown)
}

// passing says of a code of PostgreSQL whether it may be another the next time:
// the connection (class 08), resources such as room on the disk (53), an
// operator (57), the system beneath (58); a lock that was not freed, a
// transaction that could not be serialised or took too long, and a server that
// only reads, as a standby does.
func passing(code string) bool {
	switch code[:min(2, len(code))] {
	case "08", "53", "57", "58":
		return true
	}
	return slices.Contains([]string{lockNotFreed, "40001", deadlock, "40003", "25006", "25P03", "25P04"}, code)
}

// lockNotFreed is the code for a lock that was waited for as long as may be,
// deadlock that for two who wait for each other.
const (
	lockNotFreed = "55P03"
	deadlock     = "40P01"
)

// undone is true where a transaction whose COMMIT was sent and ended in this
// error was certainly rolled back: PostgreSQL refused it. A server that ends the
// connection instead (FATAL) may have kept it before. Whether pgx takes the
// statement for safe to retry is no answer: of a COMMIT that was sent and whose
// answer was lost it says (5.12) that the connection had been closed before.
func undone(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.SeverityUnlocalized == "ERROR"
	}
	return errors.Is(err, pgx.ErrTxCommitRollback)
}

// lostError is the end of a connection to the database under what was written to
// it or read from it. It tells the database's connections from those to other
// servers, whose errors look alike.
type lostError struct{ error }

// Error says which connection it was.
func (e *lostError) Error() string { return "database connection: " + e.error.Error() }

// Unwrap is what the network said.
func (e *lostError) Unwrap() error { return e.error }

// Timeout is true where time was up: pgx asks.
func (e *lostError) Timeout() bool {
	var network net.Error
	return errors.As(e.error, &network) && network.Timeout()
}

// Temporary is asked by nobody any more, and belongs to net.Error.
func (*lostError) Temporary() bool { return false }

// markedConn is a connection to the database that marks its errors as such.
type markedConn struct{ net.Conn }

func mark(_ context.Context, _ *pgconn.Config, c net.Conn) (net.Conn, error) {
	return markedConn{c}, nil
}

func (c markedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	return n, marked(err)
}

func (c markedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	return n, marked(err)
}

func marked(err error) error {
	if err == nil {
		return nil
	}
	return &lostError{err}
}
