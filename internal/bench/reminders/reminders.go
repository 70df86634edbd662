// Package reminders measures the ledger of reminders: how fast deadlines are
// planned and with how much memory, how fast what is due is dispatched beside
// River working jobs that do the same two writes, how late what is due in one
// minute goes out, and how fast letters reach a mail server.
package reminders

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/workday"
)

// Size says how much is planned and dispatched.
type Size struct {
	// Deadlines are planned; each has about seven rows in the ledger.
	Deadlines int
	// Due are dispatched at once, and again spread evenly over Window.
	Due    int
	Window time.Duration
	// Rounds are how often dispatch and River take turns.
	Rounds int
}

// Queue is how River works beside the dispatch: as the service sets it.
type Queue struct {
	MaxWorkers    int
	FetchCooldown time.Duration
}

// Planned says how planning went.
type Planned struct {
	Deadlines, Rows int
	Took            time.Duration
	// HeapGrew is by how much the heap in use had grown at its largest, in bytes.
	HeapGrew uint64
}

// Bench is a filled database in which reminders are measured. What it plans and
// sends stays there.
type Bench struct {
	log       *slog.Logger
	pool      *pgxpool.Pool
	installed identity.Name
	reminders *reminder.Service
	size      Size
}

// Open prepares a filled database; what goes wrong while it is sent is for the
// log. It refuses a database of another installation: from that nothing would be
// sent.
func Open(ctx context.Context, log *slog.Logger, pool *pgxpool.Pool, installed identity.Name, size Size) (*Bench, error) {
	if err := installed.Check(ctx, pool); err != nil {
		return nil, err
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: log})
	if err != nil {
		return nil, fmt.Errorf("reach the queue: %w", err)
	}
	notices := notice.New(log, pool, now, jobs, notice.Outgoing{Of: installed, From: "bench@forankring.invalid"}, casefile.Shield)
	return &Bench{log: log, pool: pool, installed: installed, reminders: reminder.New(log, pool, now, installed, notices), size: size}, nil
}

// now is the clock of a measurement: the machine's, as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// marked is how the keys of the deadlines begin that are planned here.
const marked = "bench/"

// together is how many deadlines are planned in one transaction: those of a long timeline.
const together = 200

// party is a municipality that takes part in a case.
type party struct {
	Case         int64  `db:"case_id"`
	Region       string `db:"region"`
	Number       string `db:"number"`
	Municipality string `db:"municipality"`
}

// Plan plans the deadlines, each in a case and for a municipality of it, due two
// months ahead.
func (b *Bench) Plan(ctx context.Context) (Planned, error) {
	parties, err := b.parties(ctx)
	if err != nil {
		return Planned{}, err
	}
	heap := watchHeap()
	p, began, due := Planned{Deadlines: b.size.Deadlines}, time.Now(), workday.Today(now()).AddDays(60)
	for first := 0; first < b.size.Deadlines; first += together {
		var deadlines []reminder.Deadline
		for i := first; i < min(first+together, b.size.Deadlines); i++ {
			deadlines = append(deadlines, parties[i%len(parties)].deadline(i, due))
		}
		err := pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error { return reminder.PlanEach(ctx, tx, now(), deadlines) })
		if err != nil {
			return p, fmt.Errorf("plan deadlines: %w", err)
		}
		heap.look()
	}
	p.Took, p.HeapGrew = time.Since(began), heap.grew()
	return p, b.pool.QueryRow(ctx, `SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.key LIKE $1`, marked+"%").Scan(&p.Rows)
}

func (b *Bench) parties(ctx context.Context) ([]party, error) {
	rows, err := b.pool.Query(ctx, `
		SELECT p.case_id, r.key AS region, c.year || '-' || c.serial AS number, m.key AS municipality
		FROM casefile c JOIN organisation r ON r.id = c.region_id JOIN participant p ON p.case_id = c.id JOIN organisation m ON m.id = p.municipality_id
		WHERE p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn') ORDER BY c.id DESC, m.key LIMIT 20000`)
	if err != nil {
		return nil, fmt.Errorf("find participants: %w", err)
	}
	parties, err := pgx.CollectRows(rows, pgx.RowToStructByName[party])
	if err == nil && len(parties) == 0 {
		err = errors.New("the database has no case that goes on")
	}
	return parties, err
}

func (p party) deadline(nr int, due workday.Date) reminder.Deadline {
	d := reminder.Deadline{
		Ref:  reminder.Ref{Case: p.Case, Kind: reminder.Kinds()[0], Key: fmt.Sprint(marked, nr), Municipality: p.Municipality},
		Call: "milestone:complete", Title: "Innspill til utkastet", Due: due,
		Params: map[string]string{"case_number": p.Number, "case_title": "Regional strategi (illustrasjon)", "path": casefile.Ref{Region: p.Region, Number: p.Number}.Path()},
	}.Escalating(p.Region, p.Municipality)
	d.Asked = d.Chief
	return d
}

// heap watches how much of it is in use.
type heap struct{ first, most uint64 }

func watchHeap() *heap {
	runtime.GC()
	h := &heap{}
	h.look()
	h.first = h.most
	return h
}

func (h *heap) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.most = max(h.most, m.HeapInuse)
}

func (h *heap) grew() uint64 { return h.most - h.first }
