// Package plans holds every statement of the service against a filled database:
// none may read a table whole that grows. It collects the statements by running
// the service: the demo's story, and a walk over everything there is to read
// and to do in the filled database.
package plans

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Report is what was found.
type Report struct {
	Statements int       `json:"statements"`
	Offences   []Offence `json:"offences"`
	// Unreached are the operations that never succeeded, with what they answered.
	Unreached map[string]string `json:"unreached"`
	// Unplanned are statements that could not be planned, with the reason.
	Unplanned []string    `json:"unplanned"`
	All       []Statement `json:"-"`
}

// Check walks one filled database, and plans what was heard there, or already,
// in another, which is as large as it gets. The first may be the same, or a small
// one, where the walk is quicker. It changes nothing in either.
func Check(ctx context.Context, walked, judged string, heard *Collector) (Report, error) {
	pool, err := pgdb.Open(ctx, walked, heard)
	if err != nil {
		return Report{}, err
	}
	defer pool.Close()
	unheard, err := pgxpool.New(ctx, walked)
	if err != nil {
		return Report{}, err
	}
	defer unheard.Close()
	world, err := fill.Find(ctx, unheard, time.Now())
	if err != nil {
		return Report{}, err
	}
	w, err := newWalker(ctx, pool, world)
	if err != nil {
		return Report{}, err
	}
	w.walk(ctx)
	r := Report{Unreached: map[string]string{}, All: heard.Statements()}
	for _, op := range w.contract.operations {
		if !w.reached[op.id] {
			r.Unreached[op.id] = w.failed[op.id]
		}
	}
	return r, r.judge(ctx, judged)
}

func (r *Report) judge(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	j, err := newJudge(ctx, conn)
	if err != nil {
		return err
	}
	for _, s := range r.All {
		if strings.HasPrefix(s.By[0], "bench/") {
			continue
		}
		r.Statements++
		found, err := j.offences(ctx, s)
		if err != nil {
			r.Unplanned = append(r.Unplanned, fmt.Sprintf("%s: %v: %.200s", s.By, err, oneLine(s.SQL)))
			continue
		}
		r.Offences = append(r.Offences, slices.DeleteFunc(found, Offence.exempt)...)
	}
	return nil
}

// exempt says whether there is a reason why the statement may read all.
func (o Offence) exempt() bool {
	for part := range exempt {
		if strings.Contains(oneLine(o.SQL), part) {
			return true
		}
	}
	return false
}

func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

// Write tells what was found.
func (r Report) Write(out io.Writer) {
	fmt.Fprintf(out, "%d statements, %d of them unplanned; %d operations never succeeded.\n", r.Statements, len(r.Unplanned), len(r.Unreached))
	for i, o := range r.Offences {
		fmt.Fprintf(out, "\n%d. %s\n   %s (%.0f rows): %s\n   %.1500s\n", i+1, strings.Join(o.By, ", "), o.Table, o.Rows, o.Node, oneLine(o.SQL))
	}
	for _, u := range r.Unplanned {
		fmt.Fprintf(out, "\nunplanned: %s\n", u)
	}
}
