package main

import (
	"context"
	"fmt"
	"time"

	"forankring.no/forankring/internal/platform/identity"
)

// adopt makes the database this installation's: a copy that has taken the place
// of the one that it was made of.
func (sh shell) adopt(ctx context.Context, args []string) error {
	if err := flags("adopt", args, noFlags); err != nil {
		return err
	}
	cfg, pool, err := settled(ctx, sh.environ)
	if err != nil {
		return err
	}
	defer pool.Close()
	place, err := identity.Name(cfg.Installation).Adopt(ctx, pool, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sh.stdout, "The database is %v: its letters and reminders go out from here.\n", place)
	return err
}
