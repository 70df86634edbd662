package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/platform/pgdb"
)

// runFill fills the database of DATABASE_URL, which it migrates first, and
// prints what is in it.
func runFill(ctx context.Context, sh shell, args []string) error {
	size := fill.Whole()
	percent, pending := 100, 0
	f := flag.NewFlagSet("fill", flag.ContinueOnError)
	f.SetOutput(sh.stderr)
	f.IntVar(&percent, "percent", percent, "a part of the whole size: 1, 10 or 100")
	f.IntVar(&size.Cases, "cases", size.Cases, "how many cases")
	f.IntVar(&size.People, "people", size.People, "people of each municipality")
	f.IntVar(&size.Events, "events", size.Events, "audit events, and rows of the reminders' ledger")
	f.IntVar(&pending, "pending", 0, "further planned reminders, spread over the next two years")
	if err := f.Parse(args); err != nil {
		return err
	}
	pool, err := openToFill(ctx, sh.getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := pgdb.Migrate(ctx, pool, func(what string) { fmt.Fprintln(sh.stderr, what) }); err != nil {
		return err
	}
	world, err := fill.Fill(ctx, pool, size.Percent(percent), sh.stderr)
	if err != nil {
		return err
	}
	if pending > 0 {
		if err := fill.Pending(ctx, pool, pending, time.Now().AddDate(0, 0, 2), 2*365*24*time.Hour); err != nil {
			return err
		}
	}
	out := json.NewEncoder(sh.stdout)
	out.SetIndent("", "  ")
	return out.Encode(world)
}

// openToFill makes the database where it is missing.
func openToFill(ctx context.Context, address string) (*pgxpool.Pool, error) {
	if address == "" {
		return nil, errors.New("name the database in DATABASE_URL")
	}
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	name := cfg.Database
	cfg.Database = "postgres"
	if conn, err := pgx.ConnectConfig(ctx, cfg); err == nil {
		var there bool
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err == nil && !there {
			_, _ = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
		}
		_ = conn.Close(ctx)
	}
	return pgdb.Open(ctx, address, nil)
}
