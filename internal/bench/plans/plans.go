// Package plans holds every statement of the service against a filled database:
// none may read a table whole that grows. It collects the statements by running
// the service: the demo's story, and a walk over everything there is to read
// and to do in the filled database.
package plans

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/demo"
	"forankring.no/forankring/internal/platform/config"
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

// Check collects the service's statements in a small database of its own beside
// a filled one, whose address is given, and plans them in the filled one, in which
// it changes nothing. It tells what it is at.
func Check(ctx context.Context, address string, tell io.Writer) (Report, error) {
	judged, err := pgxpool.New(ctx, address)
	if err != nil {
		return Report{}, err
	}
	defer judged.Close()
	if _, err := pgdb.CheckSchema(ctx, judged); err != nil {
		return Report{}, err
	}
	heard := NewCollector()
	if err := aside(ctx, judged, "story", func(address string) error { return play(ctx, address, heard, tell) }); err != nil {
		return Report{}, fmt.Errorf("play the demo's story: %w", err)
	}
	r := Report{Unreached: map[string]string{}}
	if err := aside(ctx, judged, "walk", func(address string) error { return r.walk(ctx, address, heard, tell) }); err != nil {
		return Report{}, fmt.Errorf("walk through a small filled database: %w", err)
	}
	r.All = heard.Statements()
	return r, r.judge(ctx, address)
}

// aside makes a database beside another while something runs in it.
func aside(ctx context.Context, beside *pgxpool.Pool, suffix string, run func(address string) error) error {
	cfg := beside.Config().ConnConfig
	name := cfg.Database + "_" + suffix
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := beside.Exec(ctx, "CREATE DATABASE "+quoted+" TEMPLATE template0"); err != nil {
		return fmt.Errorf("make a database for it: %w", err)
	}
	err := run(addressOf(cfg, name))
	_, dropped := beside.Exec(context.WithoutCancel(ctx), "DROP DATABASE "+quoted+" WITH (FORCE)")
	return errors.Join(err, dropped)
}

// addressOf is the address of another database of the same server.
func addressOf(cfg *pgx.ConnConfig, database string) string {
	quote := func(s string) string { return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'" }
	all := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s", quote(cfg.Host), cfg.Port, quote(cfg.User), quote(cfg.Password), quote(database))
	if cfg.TLSConfig == nil {
		all += " sslmode=disable"
	}
	return all
}

// play lets the demo play its story, with its reminders and letters.
func play(ctx context.Context, address string, heard *Collector, tell io.Writer) error {
	folder, err := os.MkdirTemp("", "forankring-plans-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	cfg, err := config.Load([]string{"DATABASE_URL=" + address, "FORANKRING_ADDR=127.0.0.1:0", "FORANKRING_RATE=1000000", "FORANKRING_BURST=1000000", "FORANKRING_PUBLIC_RATE=1000000", "FORANKRING_PUBLIC_BURST=1000000"})
	if err != nil {
		return err
	}
	fmt.Fprintln(tell, "plans: the demo's story")
	return demo.Run(ctx, cfg, demo.Options{Once: true, Dir: folder, Tracer: heard}, io.Discard)
}

// walk fills a small database, and goes through all that is in it.
func (r *Report) walk(ctx context.Context, address string, heard *Collector, tell io.Writer) error {
	unheard, err := pgxpool.New(ctx, address)
	if err != nil {
		return err
	}
	defer unheard.Close()
	if err := pgdb.Migrate(ctx, unheard, nil); err != nil {
		return err
	}
	fmt.Fprintln(tell, "plans: a small database")
	world, err := fill.Fill(ctx, unheard, fill.Whole().Percent(1), io.Discard)
	if err != nil {
		return err
	}
	pool, err := pgdb.Open(ctx, address, heard)
	if err != nil {
		return err
	}
	defer pool.Close()
	w, err := newWalker(ctx, pool, unheard, world)
	if err != nil {
		return err
	}
	fmt.Fprintln(tell, "plans: a walk through it")
	w.walk(ctx)
	for _, op := range w.contract.operations {
		if !w.reached[op.id] {
			r.Unreached[op.id] = w.failed[op.id].said
		}
	}
	return nil
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
		if strings.HasPrefix(s.By[0], "demo.") || s.By[0] == "elsewhere" {
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
