package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/scenario"
)

const usage = `Bench measures the service beside what the stack allows, in one run:

  go run ./cmd/bench [flags]          measure
  go run ./cmd/bench fill [flags]     fill the database of DATABASE_URL
  go run ./cmd/bench plans            look for plans that read whole tables

It starts a private PostgreSQL, fills it, builds the service, and runs it and a
floor (bare huma and pgx) as programs of their own. Exit status: 0 all bars met,
1 something went wrong, 2 too noisy to be a result, 3 a bar is missed, 4 a bar
could not be judged.

`

// options are what a run is asked for.
type options struct {
	short, list, inPlace bool
	scenarios            string
	percent              int
	out                  string
	database, keep       string
	pocketbase           string
}

func parse(sh shell, args []string) (o options, err error) {
	f := flag.NewFlagSet("run", flag.ContinueOnError)
	f.SetOutput(sh.stderr)
	f.Usage = func() { _, _ = fmt.Fprint(sh.stderr, usage); f.PrintDefaults() }
	f.BoolVar(&o.short, "short", false, "short runs over a tenth of the data: two minutes after filling")
	f.BoolVar(&o.list, "list", false, "list the scenarios")
	f.StringVar(&o.scenarios, "scenario", "", "only these `scenarios`, by their names or the beginnings of them, separated by commas")
	f.IntVar(&o.percent, "size", 0, "how much is filled in, as a `percentage` of the whole size: 1, 10 or 100 (10 with -short, else 100)")
	f.StringVar(&o.out, "out", "bench.json", "the `file` into which the figures are written")
	f.StringVar(&o.database, "database", sh.getenv("DATABASE_URL"), "the `address` of a filled database, instead of a private one; what is measured is a copy of it")
	f.BoolVar(&o.inPlace, "in-place", false, "measure the database itself, and change it, instead of a copy")
	f.StringVar(&o.keep, "keep", "", "keep the private PostgreSQL in this `folder`, and use it again when it is there")
	f.StringVar(&o.pocketbase, "pocketbase", "", "the `program` of a PocketBase, to be measured beside the service: -scenario pocketbase, or after the others")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	case o.database != "" && o.keep != "":
		return o, errors.New("name either -database or -keep")
	case o.database != "" && !isAddress(o.database):
		return o, errNoAddress
	case o.percent < 0 || o.percent > 100:
		return o, errors.New("-size is a percentage from 1 to 100")
	case o.percent == 0 && o.short:
		o.percent = 10
	case o.percent == 0:
		o.percent = 100
	}
	return o, nil
}

func (o options) effort() scenario.Effort {
	if o.short {
		return scenario.Short
	}
	return scenario.Full
}

// choose gives the scenarios that are played: with a PocketBase, those beside it come
// after the others.
func (o options) choose() ([]scenario.Scenario, error) {
	chosen, err := scenario.Choose(o.scenarios, o.short)
	if err == nil && o.scenarios == "" && o.pocketbase != "" {
		var beside []scenario.Scenario
		beside, err = scenario.Choose("pocketbase", o.short)
		chosen = append(chosen, beside...)
	}
	return chosen, err
}

// runAll measures, and prints and writes what was found.
func runAll(ctx context.Context, sh shell, args []string) (err error) {
	o, err := parse(sh, args)
	if err != nil {
		return err
	}
	if o.list {
		for _, sc := range scenario.All() {
			_, _ = fmt.Fprintf(sh.stdout, "%-24s %s\n", sc.Name, strings.Join(notEmpty(sc.About, sc.Bar), "; "))
		}
		return nil
	}
	chosen, err := o.choose()
	if err != nil {
		return err
	}
	machine := process.ThisMachine(ctx)
	dir, err := os.MkdirTemp("", "forankring-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	st := &scenario.Stage{Effort: o.effort(), Dir: dir, Out: sh.stdout, PocketBase: o.pocketbase}
	leave, err := o.raise(ctx, sh, st)
	defer leave()
	if err != nil {
		return err
	}
	r := report.Report{At: time.Now().UTC(), Machine: machine, Settings: o.settings(ctx, st), Findings: []report.Finding{}}
	busy, err := st.Busy(ctx)
	if err != nil {
		return err
	}
	for _, why := range busy {
		r.Noise = append(r.Noise, "before anything was measured "+why)
		_, _ = fmt.Fprintf(sh.stdout, "The machine is busy: %s. What follows will be called no result.\n", why)
	}
	return measure(ctx, sh, st, chosen, r, o.out)
}

// measure plays the scenarios, and tells of each as soon as it is over.
func measure(ctx context.Context, sh shell, st *scenario.Stage, chosen []scenario.Scenario, r report.Report, out string) (err error) {
	r.PostgreSQL, r.Sizes, err = st.Describe(ctx)
	if err != nil {
		return err
	}
	for _, sc := range chosen {
		if ctx.Err() != nil {
			break
		}
		f := st.Play(ctx, sc)
		r.Findings = append(r.Findings, f)
		if err := report.Table(sh.stdout, f); err != nil {
			return err
		}
		report.Lines(sh.stdout, f)
	}
	_, _ = fmt.Fprintln(sh.stdout)
	if err := report.Table(sh.stdout, r.Findings...); err != nil {
		return err
	}
	r.Conclude(sh.stdout)
	if err := r.Save(out); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(sh.stdout, "The figures are in %s.\n", out)
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if status := r.Status(); status != report.AllMet {
		return verdict(status)
	}
	return nil
}

func notEmpty(texts ...string) (some []string) {
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return some
}
