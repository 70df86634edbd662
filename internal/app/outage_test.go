package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

// A job on its last attempt loses its connection to the database: it is not
// thrown away, and is done when the database carries it again.
func TestAnOutageOfTheDatabaseCostsAJobNoAttempt(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Working)
	w.Exec(`
		INSERT INTO letter (source, person_id, channel, kind, params, late, state, message_id, created_at, delivered_at)
		SELECT 'a test', id, 'email', 'reminder', '{}', false, 'delivered', '<a@test>', now(), now() FROM person LIMIT 1`)
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback(t.Context()) }()
	if _, err := lock.Exec(t.Context(), `LOCK TABLE letter`); err != nil {
		t.Fatal(err)
	}
	var job, letter int64
	if err := lock.QueryRow(t.Context(), `SELECT id FROM letter`).Scan(&letter); err != nil {
		t.Fatal(err)
	}
	err = w.Pool.QueryRow(t.Context(), `
		INSERT INTO river_job (kind, args, max_attempts, queue, state, scheduled_at)
		VALUES ('letter_delivery', jsonb_build_object('letter', $1::bigint), 1, 'default', 'available', now()) RETURNING id`, letter).Scan(&job)
	if err != nil {
		t.Fatal(err)
	}
	is := func(condition string) (is bool) {
		t.Helper()
		if err := w.Pool.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM river_job WHERE id = $1 AND `+condition+`)`, job).Scan(&is); err != nil {
			t.Fatal(err)
		}
		return is
	}
	for ended := 0; ended == 0; {
		err := w.Pool.QueryRow(t.Context(), `
			SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE relation = 'letter'::regclass AND NOT granted`).Scan(&ended)
		if err != nil {
			t.Fatal(err)
		}
	}
	for !is(`metadata ? 'snoozes'`) {
		if is(`state = 'discarded'`) {
			t.Fatal("the job was thrown away")
		}
	}
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for !is(`state = 'completed'`) {
		if is(`state = 'discarded'`) {
			t.Fatal("the job was thrown away")
		}
	}
}

// The machine's clock is compared with the database's, and not the domain's:
// that of every test tells of 2024.
func TestAMachineWhoseClockIsWrongSaysSo(t *testing.T) {
	t.Parallel()
	ahead := func(by time.Duration) apptest.Option {
		return func(d *app.Deps) { d.Machine = func() time.Time { return time.Now().Add(by) } }
	}
	right := apptest.New(t)
	if got := right.Do("", "GET", "/readyz", nil).Is(200).Body.String(); got != "ok\n" {
		t.Errorf("a right clock: %q", got)
	}
	wrong := right.Second(ahead(-4 * time.Second))
	if got := wrong.Do("", "GET", "/readyz", nil).Is(503).Body.String(); !strings.Contains(got, "This instance takes no requests: this machine's clock is 4s behind the database's") {
		t.Errorf("a wrong clock: %q", got)
	}
	metrics := wrong.Do("", "GET", "/metrics", nil).Is(200).Body.String()
	if !regexp.MustCompile(`(?m)^forankring_clock_ahead_seconds -[34]\.`).MatchString(metrics) && !strings.Contains(metrics, "forankring_clock_ahead_seconds -4\n") {
		t.Errorf("the metrics do not tell it")
	}
}
