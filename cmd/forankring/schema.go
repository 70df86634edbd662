package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/pgdb"
)

// migrate brings the schema up to date, and grants the service's role what it
// needs; serve and work never do.
func (sh shell) migrate(ctx context.Context, args []string) error {
	if err := flags("migrate", args, noFlags); err != nil {
		return err
	}
	if cfg, err := config.Load(sh.environ); err == nil && cfg.DatabasePooled {
		return errors.New("a pooler cannot hold the lock under which one alone migrates: leave out FORANKRING_DATABASE_POOLED, and let DATABASE_URL lead to PostgreSQL itself")
	}
	cfg, pool, err := settled(ctx, sh.environ)
	if err != nil {
		return err
	}
	defer pool.Close()
	tell := func(what string) { _, _ = fmt.Fprintln(sh.stderr, what) }
	if err := pgdb.Migrate(ctx, pool, tell); err != nil {
		return err
	}
	switch err := pgdb.Grant(ctx, pool, cfg.DatabaseRole); {
	case errors.Is(err, pgdb.ErrOneRole):
		_, err = fmt.Fprintf(sh.stdout, "The schema is up to date. There is no role %s, and this user may not create it: have it created, and migrate again, so that the service need not run as the owner of its tables.\n", cfg.DatabaseRole)
		return err
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(sh.stdout, "The schema is up to date, and members of %s may serve it.\n", cfg.DatabaseRole)
	return err
}

// openapi prints the contract; it needs no database.
func (sh shell) openapi(args []string) error {
	var asJSON bool
	if err := flags("openapi", args, func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "") }); err != nil {
		return err
	}
	contract, err := app.Contract()
	if err != nil {
		return err
	}
	text := contract.JSON
	if !asJSON {
		if text, err = contract.YAML(); err != nil {
			return err
		}
	}
	_, err = sh.stdout.Write(text)
	return err
}

// version prints what was built, and the version of the contract.
func (sh shell) version(args []string) error {
	if err := flags("version", args, noFlags); err != nil {
		return err
	}
	built := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		built = info.Main.Version
	}
	_, err := fmt.Fprintf(sh.stdout, "forankring %s, API %s\n", built, contract.Version)
	return err
}
