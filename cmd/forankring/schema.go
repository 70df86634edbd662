package main

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/pgdb"
)

// migrate brings the schema up to date; serve and work never do.
func (sh shell) migrate(ctx context.Context, args []string) error {
	if err := flags("migrate", args, noFlags); err != nil {
		return err
	}
	_, pool, err := settled(ctx, sh.environ)
	if err != nil {
		return err
	}
	defer pool.Close()
	return pgdb.Migrate(ctx, pool)
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
