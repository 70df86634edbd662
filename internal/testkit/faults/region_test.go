//go:build faults

package faults_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const slug = "kongsvingerregionen"

var municipalities = []string{"3401", "3414", "3415", "3416", "3417", "3418"}

// region is one whose secretariat works through the service.
type region struct {
	t       testing.TB
	pool    *pgxpool.Pool // the owner's
	token   string        // the secretariat's
	planned int           // deadlines of passed
}

// settle enters the region and its first office holders, as an operator does.
func settle(t testing.TB, pool *pgxpool.Pool) *region {
	t.Helper()
	ctx := t.Context()
	d, err := app.OpenDirectory(pool, time.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Organisations.RegisterRegion(ctx, organisation.RegionInput{Slug: slug, Name: "Kongsvingerregionen"}); err != nil {
		t.Fatal(err)
	}
	founded, err := workday.ParseDate("2020-01-01")
	if err != nil {
		t.Fatal(err)
	}
	appoint := func(in, kind string) string {
		f, err := d.Offices.AppointFirst(ctx, office.FirstAppointment{
			Organisation: in, Office: kind, Name: kind + " " + in, Email: kind + "@" + in + ".example", Language: "nb", From: founded.In(workday.Oslo()),
		})
		if err != nil {
			t.Fatal(err)
		}
		return f.Person
	}
	for _, m := range municipalities {
		if _, err := d.Organisations.RegisterMunicipality(ctx, organisation.MunicipalityInput{Number: m, Name: "Municipality " + m, Region: slug, From: founded}); err != nil {
			t.Fatal(err)
		}
		appoint(m, office.Administrator)
	}
	r := &region{t: t, pool: pool, token: tokenOf(t, pool, appoint(slug, office.Secretariat))}
	// The letters that tell of these appointments are none that a run counts.
	for _, sql := range []string{`DELETE FROM river_job`, `DELETE FROM letter`} {
		if _, err := pool.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// tokenOf is a token of the service's own issuer.
func tokenOf(t testing.TB, pool *pgxpool.Pool, person string) string {
	t.Helper()
	issuer, err := app.DevelopmentIssuer(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	token, err := issuer.Token(person, time.Now(), 12*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// environ are the settings under which the region's instances run.
func environ(address string, more ...string) []string {
	return append([]string{
		"DATABASE_URL=" + address, "FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_RATE=1000000", "FORANKRING_BURST=1000000",
	}, more...)
}

// passed puts n deadlines into the ledger that passed while nothing ran: for
// each, one letter is due to an administrator. They stand in no case of the
// writers'.
func (r *region) passed(n int) {
	r.t.Helper()
	// The day after a deadline of last week's is past, and that step is the
	// administrator's.
	now := time.Now().Add(-14 * 24 * time.Hour)
	due := workday.Today(now).AddDays(3)
	_, err := pgdb.InTx(r.t.Context(), r.pool, func(tx pgx.Tx) (int, error) {
		for range n {
			r.planned++
			err := reminder.Plan(r.t.Context(), tx, now, reminder.Deadline{
				Call: "milestone_part:complete", Ref: reminder.Ref{Case: 1_000_000, Kind: "milestone", Key: fmt.Sprintf("milestone-%d", r.planned)}, Title: "A milestone", Due: due,
				Admin:  []authority.Post{{Organisation: "3417", Office: office.Administrator}},
				Params: map[string]string{"case_number": "2024-1", "case_title": "A case", "title": "A milestone"},
			})
			if err != nil {
				return 0, err
			}
		}
		// At whatever hour and on whatever day the test runs, they may go out: else what
		// was missed would wait for the morning of the next working day.
		_, err := tx.Exec(r.t.Context(), `
			WITH p AS (
				INSERT INTO reminder_policy (region_id, kind, number, send_time, steps, quiet_days, reason, set_by, set_at)
				SELECT o.id, 'milestone', $1, '00:00', '[]', '[]', 'At any hour', (SELECT id FROM person LIMIT 1), now() FROM organisation o WHERE o.key = '3417' RETURNING id),
			d AS (UPDATE deadline SET policy_id = p.id FROM p WHERE case_id = 1000000 AND deadline.policy_id IS NULL)
			UPDATE reminder SET any_day = true WHERE state = 'planned'`, r.planned)
		return n, err
	})
	if err != nil {
		r.t.Fatal(err)
	}
}
