package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"forankring.no/forankring/internal/bench/plans"
)

// runPlans holds the plan of every statement against the filled database of
// DATABASE_URL, and fails where one reads a table whole that grows.
func runPlans(ctx context.Context, sh shell, args []string) error {
	f := flag.NewFlagSet("plans", flag.ContinueOnError)
	f.SetOutput(sh.stderr)
	verbose := f.Bool("v", false, "tell what could not be tried, and every statement")
	if err := f.Parse(args); err != nil {
		return err
	}
	address := sh.getenv("DATABASE_URL")
	if address == "" {
		return errors.New("name a filled database in DATABASE_URL")
	}
	r, err := plans.Check(ctx, address, sh.stderr)
	if err != nil {
		return err
	}
	r.Write(sh.stdout)
	if *verbose {
		for id, answer := range r.Unreached {
			fmt.Fprintf(sh.stdout, "\nnever succeeded: %s: %s\n", id, answer)
		}
		for _, s := range r.All {
			fmt.Fprintf(sh.stdout, "\n%v %s\n", s.By, s.SQL)
		}
	}
	if len(r.Offences) > 0 {
		return fmt.Errorf("%d plans read a growing table whole", len(r.Offences))
	}
	return nil
}
