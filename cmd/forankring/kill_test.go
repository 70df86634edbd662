package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// overdueDeadlines puts deadlines into the ledger that passed while nothing
// ran: one letter is due for each, to the administrator of one municipality.
func overdueDeadlines(t *testing.T, pool *pgxpool.Pool, n int) {
	t.Helper()
	ctx := t.Context()
	person := uuid.New()
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO organisation (key, kind, name, created_at) VALUES ('3417', 'municipality', 'Grue', now())`)
	b.Queue(`INSERT INTO person (id, home_id, name, email, created_at) SELECT $1, id, 'Administrator, Grue', 'administrator@3417.example', now() FROM organisation`, person)
	b.Queue(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at) SELECT id, 'administrator', $1, '2020-01-01', now() FROM organisation`, person)
	if err := pool.SendBatch(ctx, b).Close(); err != nil {
		t.Fatal(err)
	}
	// The day after a deadline of last week's is past, and that step is the
	// administrator's.
	now := time.Now().Add(-14 * 24 * time.Hour)
	due := workday.Today(now).AddDays(3)
	admin := []authority.Post{{Organisation: "3417", Office: office.Administrator}}
	_, err := pgdb.InTx(ctx, pool, func(tx pgx.Tx) (int, error) {
		for i := range n {
			err := reminder.Plan(ctx, tx, now, reminder.Deadline{
				Call: "milestone_part:complete", Ref: reminder.Ref{Case: 1, Kind: "milestone", Key: fmt.Sprintf("milestone-%d", i)}, Title: "A milestone", Due: due,
				Asked: nil, Admin: admin, Params: map[string]string{"case_number": "2024-1", "case_title": "A case", "title": "A milestone"},
			})
			if err != nil {
				return 0, err
			}
		}
		// At whatever hour and on whatever day the test runs, they may go out: else what
		// was missed would wait for the morning of the next working day.
		_, err := tx.Exec(ctx, `
			WITH p AS (
				INSERT INTO reminder_policy (region_id, kind, number, send_time, steps, quiet_days, reason, set_by, set_at)
				SELECT id, 'milestone', 1, '00:00', '[]', '[]', 'At any hour', $1, now() FROM organisation RETURNING id),
			d AS (UPDATE deadline SET policy_id = p.id FROM p)
			UPDATE reminder SET any_day = true`, person)
		return n, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKilledWhileSendingNothingIsLostOrSentTwice kills the service, again and
// again, while reminders go out (rule 6.4).
func TestKilledWhileSendingNothingIsLostOrSentTwice(t *testing.T) {
	t.Parallel()
	const letters, kills = 200, 4
	url := pgtest.URL(t)
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	overdueDeadlines(t, pool, letters)
	server := mailtest.Start(t)
	environ := []string{
		"DATABASE_URL=" + url, "FORANKRING_WORKERS=4", "FORANKRING_SMTP_HOST=" + server.Host,
		fmt.Sprintf("FORANKRING_SMTP_PORT=%d", server.Port), "FORANKRING_SMTP_TLS=none",
	}
	for k := range kills {
		s := serve(t, environ)
		server.Wait(t, mailtest.AtLeast((k+1)*letters/(kills+2)))
		s.kill()
		later(t, pool)
	}
	s := serve(t, environ)
	delivered(t, pool, letters)
	if err := s.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	got := server.Letters()
	if ids := byID(got); len(ids) != letters {
		t.Errorf("the mailbox has %d letters, want %d", len(ids), letters)
	}
	var queued, rows, doubled int
	err = pool.QueryRow(t.Context(), `SELECT
		count(*) FILTER (WHERE channel = 'email' AND state <> 'delivered'), count(*) FILTER (WHERE channel = 'email'),
		(SELECT count(*) FROM (SELECT 1 FROM letter GROUP BY source, person_id, channel HAVING count(*) > 1) twice)
		FROM letter`).Scan(&queued, &rows, &doubled)
	if err != nil {
		t.Fatal(err)
	}
	if queued != 0 || rows != letters || doubled != 0 {
		t.Errorf("of %d letters in the ledger (want %d) %d are not delivered and %d stand there twice", rows, letters, queued, doubled)
	}
	t.Logf("%d letters, %d kills: %d handed to the mail server, %d again under the same Message-ID", letters, kills, len(got), len(got)-letters)
}

// delivered waits until the ledger says that all letters were delivered: those
// too that a killed instance had handed over and not yet noted.
func delivered(t *testing.T, pool *pgxpool.Pool, letters int) {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for n := 0; n < letters; {
		<-look.C // until the test program's own limit
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE channel = 'email' AND state = 'delivered'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
}

func byID(all []mailtest.Letter) map[string]int {
	ids := map[string]int{}
	for _, l := range all {
		ids[l.MessageID]++
	}
	return ids
}

// later lets the time pass after which the queue gives a killed instance's
// jobs, and its leadership, to another.
func later(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	ctx := t.Context()
	_, err := pool.Exec(ctx, `UPDATE river_job SET attempted_at = attempted_at - interval '1 hour' WHERE state = 'running'`)
	if err == nil {
		_, err = pool.Exec(ctx, `DELETE FROM river_leader`)
	}
	if err != nil {
		t.Fatal(err)
	}
}
