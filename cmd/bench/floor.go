package main

import (
	"context"
	"flag"

	"forankring.no/forankring/internal/bench/floor"
)

// runFloor answers as the floor, until it is told to stop: the bench starts itself
// like this.
func runFloor(ctx context.Context, sh shell, args []string) error {
	var addr string
	f := flag.NewFlagSet("floor", flag.ContinueOnError)
	f.SetOutput(sh.stderr)
	f.StringVar(&addr, "addr", "", "where it listens")
	if err := f.Parse(args); err != nil {
		return err
	}
	return floor.Serve(ctx, addr, sh.getenv("DATABASE_URL"))
}
