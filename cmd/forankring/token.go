package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/demo"
	"forankring.no/forankring/internal/directory/authority"
)

// token prints a token of the development issuer, for a person or for the one
// who holds an office now.
func (sh shell) token(ctx context.Context, args []string) error {
	var organisation, office, person, data string
	var life time.Duration
	err := flags("token", args, func(f *flag.FlagSet) {
		f.StringVar(&organisation, "organisation", "", "")
		f.StringVar(&office, "office", "", "")
		f.StringVar(&person, "person", "", "")
		f.StringVar(&data, "data", "", "")
		f.DurationVar(&life, "life", 12*time.Hour, "")
	})
	if err != nil {
		return err
	}
	byOffice := organisation != "" && office != ""
	switch {
	case byOffice == (person != ""):
		return misuse{errors.New("token: name either --organisation and --office, or --person")}
	case person != "" && uuid.Validate(person) != nil:
		return misuse{fmt.Errorf("token: --person %q is not a person's identifier", person)}
	case life <= 0:
		return misuse{errors.New("token: --life must be above 0")}
	}
	cfg, pool, err := sh.operated(ctx, data)
	if err != nil {
		return err
	}
	defer pool.Close()
	if len(cfg.Issuers) > 0 {
		return errors.New("tokens come from FORANKRING_ISSUERS here: the development issuer is off")
	}
	if life > cfg.TokenLife {
		return misuse{fmt.Errorf("token: --life %s is longer than FORANKRING_TOKEN_LIFE allows: %s", life, cfg.TokenLife)}
	}
	if byOffice {
		now, err := demo.Now(ctx, pool)
		if err != nil {
			return err
		}
		if person, err = authority.Holder(ctx, pool, organisation, office, now()); err != nil {
			return err
		}
	}
	issuer, err := app.DevelopmentIssuer(ctx, pool)
	if err != nil {
		return err
	}
	token, err := issuer.Token(person, time.Now(), life)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(sh.stdout, token)
	return err
}
