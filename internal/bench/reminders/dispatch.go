package reminders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Rates are how many reminders a second went out in each round: by the service's
// dispatch, and by River.
type Rates struct{ Dispatch, River []float64 }

// Dispatch measures both in turns, each with the same number of rows that are
// due at once.
func (b *Bench) Dispatch(ctx context.Context, q Queue) (Rates, error) {
	var rates Rates
	for range b.size.Rounds {
		ours, err := b.rate(ctx, func(context.Context, []int64) (stoppable, error) { return b.ticking(ctx), nil })
		if err != nil {
			return rates, err
		}
		theirs, err := b.rate(ctx, func(ctx context.Context, due []int64) (stoppable, error) { return b.queued(ctx, q, due) })
		if err != nil {
			return rates, err
		}
		rates.Dispatch, rates.River = append(rates.Dispatch, ours), append(rates.River, theirs)
	}
	return rates, nil
}

// stoppable sends what is due once it is started.
type stoppable struct{ start, stop func() error }

// rate measures from the start until all is sent; what is prepared before, and how
// long stopping takes, does not count.
func (b *Bench) rate(ctx context.Context, prepare func(context.Context, []int64) (stoppable, error)) (float64, error) {
	due, err := b.makeDue(ctx, 0)
	if err != nil {
		return 0, err
	}
	sending, err := prepare(ctx, due)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := sending.start(); err != nil {
		return 0, err
	}
	err = b.sent(ctx, due)
	took := time.Since(began)
	return float64(len(due)) / took.Seconds(), errors.Join(err, sending.stop())
}

// makeDue lets so many planned rows be due from now on, spread over a time.
func (b *Bench) makeDue(ctx context.Context, over time.Duration) ([]int64, error) {
	rows, err := b.pool.Query(ctx, `
		WITH picked AS (
			SELECT r.id, row_number() OVER (ORDER BY r.id) - 1 AS nr FROM reminder r JOIN deadline d ON d.id = r.deadline_id
			WHERE d.key LIKE 'bench/%' AND r.state = 'planned' AND r.step = 'on_the_day' AND r.due_at > $1::timestamptz + interval '1 day'
			ORDER BY r.id LIMIT $2)
		UPDATE reminder r SET due_at = $1::timestamptz + make_interval(secs => p.nr * $3 / $2) FROM picked p WHERE p.id = r.id
		RETURNING r.id`, now(), b.size.Due, over.Seconds())
	if err != nil {
		return nil, fmt.Errorf("let reminders be due: %w", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(due) < b.size.Due {
		err = fmt.Errorf("only %d of %d reminders are there to be sent: plan more deadlines", len(due), b.size.Due)
	}
	return due, err
}

// ticking is the service's own dispatch.
func (b *Bench) ticking(ctx context.Context) stoppable {
	ctx, end := context.WithCancel(ctx)
	ended := make(chan struct{})
	return stoppable{
		start: func() error {
			go func() {
				defer close(ended)
				b.reminders.Tick(ctx)
			}()
			return nil
		},
		stop: func() error {
			end()
			<-ended
			return nil
		},
	}
}

// patience is how long everything may take to be sent, or delivered.
const patience = 3 * time.Minute

// sent waits until all rows are sent.
func (b *Bench) sent(ctx context.Context, due []int64) error {
	return b.until(ctx, "reminders are sent", `SELECT NOT EXISTS (SELECT FROM reminder WHERE id = ANY($1) AND state = 'planned')`, due)
}

// until asks the database until it says yes.
func (b *Bench) until(ctx context.Context, what, question string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		var yes bool
		if err := b.pool.QueryRow(ctx, question, args...).Scan(&yes); err != nil {
			return fmt.Errorf("wait until %s: %w", what, err)
		}
		if yes {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("after %s it is not so that %s", patience, what)
		case <-look.C:
		}
	}
}

// Lateness lets reminders be due evenly over the window while the service ticks,
// and says how late half of them, and all but a hundredth, went out.
func (b *Bench) Lateness(ctx context.Context) (median, p99 time.Duration, err error) {
	due, err := b.makeDue(ctx, b.size.Window)
	if err != nil {
		return 0, 0, err
	}
	sending := b.ticking(ctx)
	if err := errors.Join(sending.start(), b.sent(ctx, due), sending.stop()); err != nil {
		return 0, 0, err
	}
	var half, most float64
	err = b.pool.QueryRow(ctx, `
		SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY late), percentile_cont(0.99) WITHIN GROUP (ORDER BY late)
		FROM (SELECT extract(epoch FROM sent_at - due_at)::float8 AS late FROM reminder WHERE id = ANY($1)) l`, due).Scan(&half, &most)
	return time.Duration(half * float64(time.Second)), time.Duration(most * float64(time.Second)), err
}

// reminding is the job that River works in the comparison: one reminder.
type reminding struct {
	Reminder int64 `json:"reminder"`
}

func (reminding) Kind() string { return "bench_reminder" }

// sender works such jobs with the two writes that the dispatch makes of each row:
// the letters, and the row's new state.
type sender struct {
	river.WorkerDefaults[reminding]
	pool *pgxpool.Pool
}

func (s sender) Work(ctx context.Context, job *river.Job[reminding]) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO letter (source, person_id, channel, kind, case_id, params, late, state, why, message_id, created_at, delivered_at)
			SELECT 'deadline:' || d.id || ':' || r.step, f.person_id, c.channel, 'due_today', d.case_id, d.params, false,
				CASE c.channel WHEN 'inbox' THEN 'delivered' ELSE 'skipped' END, CASE c.channel WHEN 'inbox' THEN '' ELSE 'nobody delivers it' END, CASE c.channel WHEN 'email' THEN r.id || '@bench.invalid' END,
				$2, CASE c.channel WHEN 'inbox' THEN $2::timestamptz END
			FROM reminder r JOIN deadline d ON d.id = r.deadline_id JOIN organisation o ON o.key = d.municipality
			JOIN held_office($2) f ON f.organisation_id = o.id AND f.kind = 'chief_executive'
			CROSS JOIN (VALUES ('inbox'), ('email')) AS c(channel) WHERE r.id = $1
			ON CONFLICT DO NOTHING`, job.Args.Reminder, now())
		if err != nil {
			return fmt.Errorf("write letters: %w", err)
		}
		_, err = tx.Exec(ctx, `
			UPDATE reminder SET state = 'queued', sent_at = $2, late = false, letters_of = deadline_id, reached = array(
				SELECT person_id FROM letter l WHERE l.source = 'deadline:' || reminder.deadline_id || ':' || reminder.step AND l.channel = 'inbox')
			WHERE id = $1 AND state = 'planned'`, job.Args.Reminder, now())
		return err
	})
}

// queued is River, with one job queued for each row.
func (b *Bench) queued(ctx context.Context, q Queue, due []int64) (stoppable, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, sender{pool: b.pool})
	const queue = "bench"
	jobs, err := river.NewClient(riverpgxv5.New(b.pool), &river.Config{
		Logger: b.log, Workers: workers, FetchCooldown: q.FetchCooldown,
		Queues: map[string]river.QueueConfig{queue: {MaxWorkers: q.MaxWorkers}},
	})
	if err != nil {
		return stoppable{}, fmt.Errorf("build River's side: %w", err)
	}
	params := make([]river.InsertManyParams, len(due))
	for i, id := range due {
		params[i] = river.InsertManyParams{Args: reminding{id}, InsertOpts: &river.InsertOpts{Queue: queue}}
	}
	if _, err := jobs.InsertManyFast(ctx, params); err != nil {
		return stoppable{}, fmt.Errorf("queue jobs: %w", err)
	}
	return stoppable{
		start: func() error { return jobs.Start(ctx) },
		stop:  func() error { return jobs.Stop(context.WithoutCancel(ctx)) },
	}, nil
}
