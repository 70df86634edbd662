//go:build faults

package faults_test

import (
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// PostgreSQL is killed and started again under load: meanwhile the service asks
// for patience, and then it goes on by itself.
func TestADatabaseThatIsKilledUnderLoadLosesNothing(t *testing.T) {
	t.Parallel()
	crashes := max(2, apptest.Rounds(25)/4)
	c := newCluster(t, folder(t, "crash"), nil)
	r := settle(t, c.migrated(current()))
	env := environ(c.served(), "FORANKRING_MAIL_FOLDER="+folder(t, "letters"))
	instances := []*instance{serve(t, current(), env), serve(t, current(), env)}
	w := r.write(fleetOf(instances...), 6)
	var longest time.Duration
	for range crashes {
		before := w.so()
		eventually(t, time.Minute, "the service goes on", func() bool { return w.so() > before+20 })
		pause(t.Context(), rand.N(300*time.Millisecond))
		c.crash()
		pause(t.Context(), rand.N(time.Second))
		c.start()
		before = w.so()
		longest = max(longest, eventually(t, time.Minute, "the service goes on after the crash", func() bool { return w.so() > before }))
	}
	w.end()
	t.Logf("%d crashes: %s; %d cases are there; back within %s of the database", crashes, w, r.holds(w), longest.Round(time.Millisecond))
	for _, i := range instances {
		if status := ready(t, i); status != http.StatusOK {
			t.Errorf("an instance is not ready: %d", status)
		}
		i.stop()
	}
}

func ready(t testing.TB, i *instance) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+i.addr+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
	return a.StatusCode
}
