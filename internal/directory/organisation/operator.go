package organisation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// command is what the audit says an operator's acts were done by.
const command = "forankring register"

// RegionInput is what an operator registers of a region.
type RegionInput struct {
	Slug    string
	Name    string
	Aliases []string
	County  string
	// Namesake says that there is another region of the name.
	Namesake bool
}

// MunicipalityInput is what an operator registers of a municipality, and from
// when it belongs to a region; without a region it belongs to none yet.
type MunicipalityInput struct {
	Number string
	Name   string
	County string
	Region string
	From   workday.Date
	// Namesake says that there is another municipality of the name, as there are
	// two called Våler.
	Namesake bool
}

// RegisterRegion enters a region, or brings its aliases and county up to date and
// corrects its name; a name that changes is entered by Rename. What is left out stays as it is. Repeating it changes nothing. Operators alone do this.
func (s *Service) RegisterRegion(ctx context.Context, in RegionInput) (*Organisation, error) {
	o := Organisation{Key: in.Slug, Kind: KindRegion, Name: in.Name, Aliases: slices.Clone(in.Aliases), County: in.County}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Organisation, error) {
		if _, err := register(ctx, tx, o, in.Namesake, s.now()); err != nil {
			return nil, err
		}
		return loadOrganisation(ctx, tx, in.Slug)
	})
}

// RegisterMunicipality enters a municipality, or brings it up to date and corrects
// its name, and adds its membership in the region. Repeating it changes nothing,
// by whichever of its numbers. It refuses a membership that overlaps another, and a
// municipality that is registered already under another number (rule 1.1).
func (s *Service) RegisterMunicipality(ctx context.Context, in MunicipalityInput) (*Organisation, error) {
	o := Organisation{Key: in.Number, Kind: KindMunicipality, Name: in.Name, County: in.County}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Organisation, error) {
		now := s.now()
		known, err := register(ctx, tx, o, in.Namesake, now)
		if err != nil {
			return nil, err
		}
		if in.Region != "" {
			if err := s.join(ctx, tx, in, known, now); err != nil {
				return nil, err
			}
		}
		return loadOrganisation(ctx, tx, known.Key)
	})
}

// register inserts or updates an organisation, with its trace, and leaves its
// row locked.
func register(ctx context.Context, tx pgx.Tx, o Organisation, namesake bool, now time.Time) (*Organisation, error) {
	if err := o.tidy(); err != nil {
		return nil, err
	}
	if err := lockNaming(ctx, tx); err != nil {
		return nil, err
	}
	event := audit.Event{At: now, Operator: command, Organisation: o.Key, Object: o.Path()}
	before, err := lockOrganisation(ctx, tx, o.Key)
	switch {
	case errors.Is(err, httpapi.ErrNotFound):
		if err := refuseNamesake(ctx, tx, o, namesake, workday.Today(now)); err != nil {
			return nil, err
		}
		event.Act, event.Changes = "register-organisation", Organisation{}.changes(o)
		err = insertOrganisation(ctx, tx, o, now)
	case err == nil:
		if err := before.mustBeGoingOn(); err != nil {
			return nil, err
		}
		if err := before.mustBeMeant(o.Key, o.Name, workday.Today(now)); err != nil {
			return nil, err
		}
		event.Organisation, event.Object = before.Key, before.Path()
		if o.County == "" {
			o.County = before.County
		}
		if len(o.Aliases) == 0 {
			o.Aliases = before.Aliases
		}
		event.Act, event.Changes = "edit-organisation", before.changes(o)
		if len(event.Changes) == 0 {
			return before, nil
		}
		err = updateOrganisation(ctx, tx, before, o, workday.Today(now))
	}
	if err != nil {
		return nil, err
	}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	return lockOrganisation(ctx, tx, o.Key)
}

// join adds a membership unless it stands already, and tells both sides. It refuses
// to pass over what the region has proposed.
func (s *Service) join(ctx context.Context, tx pgx.Tx, in MunicipalityInput, municipality *Organisation, now time.Time) error {
	region, err := lockOrganisation(ctx, tx, in.Region)
	if errors.Is(err, httpapi.ErrNotFound) || (err == nil && region.Kind != KindRegion) {
		return ErrUnknownRegion.On("/region", msgNoRegion.With(in.Region))
	}
	if err != nil {
		return err
	}
	if in.From.IsZero() {
		return ErrPeriod.On("/from", msgFirstDayMissing)
	}
	m, err := latestMembership(ctx, tx, in.Region, municipality.Key)
	if err != nil {
		return err
	}
	if m != nil && m.State == Proposed {
		return ErrMembershipProposed
	}
	if m != nil && m.From == in.From {
		return nil
	}
	if err := insertMembership(ctx, tx, region.ID, municipality.ID, in.From, now); err != nil {
		return err
	}
	entered := &Membership{Region: region.Key, Municipality: municipality.Key, From: in.From, State: Confirmed}
	event := audit.Event{At: now, Operator: command, Act: changeMembership.ID, Object: entered.Path(), Changes: audit.Changes{"from": {New: in.From}}}
	if err := audit.Record(ctx, tx, ReadIn(event, region.Key, municipality.Key)...); err != nil {
		return err
	}
	told := Announcement{Act: changeMembership.ID, Object: entered.Path(), Words: ByOperator(), At: now}
	return s.Announce(ctx, tx, announcements(told, region, municipality, entered)...)
}
