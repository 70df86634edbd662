package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/platform/pgdb"
)

const (
	mostStart = 1.0  // second
	mostIdle  = 64.0 // MiB
	idle      = 3 * time.Second
	// base is the newest migration of the schema that is filled before the later ones
	// are measured. It follows when what is filled needs a later one.
	base = 55
)

// upkeep is what an operator waits for.
func upkeep() []Scenario {
	return []Scenario{
		{Name: "start", About: "the service starts on the filled database, and does nothing", Bar: "ready in ≤ 1 s, ≤ 64 MiB resident", Run: start},
		{Name: "migrate", About: fmt.Sprintf("the migrations after number %d, over a filled database of which somebody reads", base), Long: true, Run: migration},
	}
}

// start starts an instance several times, and leaves it alone for a moment.
func start(ctx context.Context, s *Stage, f *report.Finding) error {
	var took, resident report.Series
	for range s.Rounds {
		p, err := s.Serve(ctx)
		if err != nil {
			return err
		}
		took = append(took, p.Took.Seconds())
		after := time.NewTimer(idle)
		select {
		case <-after.C:
		case <-ctx.Done():
		}
		u, err := process.UsageOf(p.PID())
		p.Stop()
		if err != nil {
			return err
		}
		resident = append(resident, float64(u.Resident)/(1<<20))
	}
	f.Notes = append(f.Notes, "seconds until it is ready: "+took.String(), "MiB resident when idle: "+resident.String())
	f.Bars = append(f.Bars, report.AtMost("seconds until it is ready", took.Median(), mostStart), report.AtMost("MiB resident when idle", resident.Median(), mostIdle))
	return nil
}

// migration fills an older schema, and measures how long the later migrations take,
// and how long a reader and a writer wait for them.
func migration(ctx context.Context, s *Stage, f *report.Finding) error {
	address, drop, err := s.aside(ctx, "older")
	if err != nil {
		return err
	}
	defer drop()
	older := &Stage{Database: address, Out: s.Out}
	if err := older.fill(ctx, func(ctx context.Context, pool *pgxpool.Pool, _ func(string)) error {
		return pgdb.MigrateTo(ctx, pool, base)
	}, s.sizeOf(ctx)); err != nil {
		return err
	}
	pool, err := pgdb.Open(ctx, address, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	visiting, leave := context.WithCancel(ctx)
	defer leave()
	seen := make(chan visits, 1)
	go func() { seen <- visit(visiting, pool) }()
	begun := time.Now()
	if err := pgdb.Migrate(ctx, pool, nil); err != nil {
		return err
	}
	took := time.Since(begun)
	leave()
	v := <-seen
	f.Notes = append(f.Notes, fmt.Sprintf("%.1f s", took.Seconds()), fmt.Sprintf("who read and wrote meanwhile waited %.2f s at most; %d of %d times it failed", v.longest.Seconds(), v.failed, v.all))
	return nil
}

// sizeOf is about the size of the database that is measured.
func (s *Stage) sizeOf(ctx context.Context) fill.Size {
	var cases int
	if err := s.Pool.QueryRow(ctx, "SELECT count(*) FROM casefile").Scan(&cases); err != nil {
		return fill.Whole().Percent(1)
	}
	return fill.Whole().Percent(max(1, min(100, 100*cases/fill.Whole().Cases)))
}

// visits are what a reader and writer met with.
type visits struct {
	longest     time.Duration
	all, failed int
}

// visit reads and writes rows of the large tables until it is told to stop.
func visit(ctx context.Context, pool *pgxpool.Pool) (v visits) {
	for ctx.Err() == nil {
		begun := time.Now()
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `
				WITH one AS (SELECT c.id FROM casefile c JOIN participant p ON p.case_id = c.id JOIN mandate_slice m ON m.case_id = c.id
					LEFT JOIN assignment a ON a.case_id = c.id LEFT JOIN deadline d ON d.case_id = c.id LEFT JOIN reminder r ON r.deadline_id = d.id
					LEFT JOIN letter l ON l.case_id = c.id LEFT JOIN audit_event e ON e.case_id = c.id WHERE c.id = 1 LIMIT 1)
				UPDATE casefile SET modified_at = modified_at WHERE id IN (SELECT id FROM one)`)
			return err
		})
		if ctx.Err() != nil {
			break
		}
		v.all++
		v.longest = max(v.longest, time.Since(begun))
		if err != nil {
			v.failed++
		}
	}
	return v
}
