package pgdb

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// How long a connection waits for a lock. When somebody has locked a table, all
// who want it wait, each with a connection of the pool in hand, until there is
// none for those who want nothing of it. So only the first half of a pool may
// be waited out; who gets one of the others soon gives it back: a read is refused,
// which waits only for a table as a whole, and a use case is run again until it
// has waited as long (InTx).
//
// Measured with 64 callers after a locked table, and a pool of 16: whoever asks
// for something else is answered within 20 s where all wait for 5 s, within 2 to
// 4 s where all wait for 1 s, and within 0.1 to 0.3 s like this.
const (
	lockPatience = 5 * time.Second
	crowdedWait  = 50 * time.Millisecond
)

// crowd tells each connection, when it is taken, how long it may wait.
type crowd struct {
	pool atomic.Pointer[pgxpool.Pool]
}

// waits is the name under which a connection notes how long it waits.
const waits = "forankring lock_timeout"

// ready sets how long a connection waits, where that is another time than before.
// One that cannot be set is lost, and another is taken in its place.
func (c *crowd) ready(ctx context.Context, conn *pgx.Conn) (bool, error) {
	pool := c.pool.Load()
	if pool == nil {
		return true, nil
	}
	want := lockPatience
	if s := pool.Stat(); 2*s.AcquiredConns() > s.MaxConns() {
		want = crowdedWait
	}
	noted := conn.PgConn().CustomData()
	if now, ok := noted[waits]; now == want || !ok && want == lockPatience {
		return true, nil
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", want.Milliseconds())); err != nil {
		return false, ctx.Err()
	}
	noted[waits] = want
	return true, nil
}

// mayWaitOn is true for a use case that did not get a lock because it was given
// little time, and has not waited for as long as any may.
func mayWaitOn(err error, began time.Time) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == lockNotFreed && time.Since(began) < lockPatience
}
