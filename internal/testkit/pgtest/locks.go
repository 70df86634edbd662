package pgtest

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// patience is how long sessions may take until they wait for a lock: far more than
// they need on a busy machine.
const patience = time.Minute

// AwaitLocks waits until so many sessions of the database wait for a lock. It returns
// too when over says that they never will, which may be nil: whoever gives it looks at
// what it says afterwards. A test in which neither happens fails.
func AwaitLocks(t testing.TB, pool *pgxpool.Pool, n int, over func() bool) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for over == nil || !over() {
		waiting := Count(t, pool, `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
		if waiting >= n {
			return
		}
		select {
		case <-look.C:
		case <-enough.C:
			t.Fatalf("%d sessions wait for a lock, want %d", waiting, n)
		}
	}
}
