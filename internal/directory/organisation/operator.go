package directory

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The commands under which an operator's acts stand in the audit.
const (
	commandRegister = "forankring register"
	commandAppoint  = "forankring appoint"
)

// RegionInput is what an operator registers of a region.
type RegionInput struct {
	Slug    string
	Name    string
	Aliases []string
	County  string
}

// MunicipalityInput is what an operator registers of a municipality, and from
// when it belongs to a region; without a region it belongs to none yet.
type MunicipalityInput struct {
	Number string
	Name   string
	County string
	Region string
	From   workday.Date
}

// FirstAppointment names the first holder of an office. The zero From is now;
// an operator, unlike everybody else, may give an earlier one.
type FirstAppointment struct {
	Organisation string
	Office       string
	Name         string
	Email        string
	Language     string
	From         time.Time
	Login        *LoginInput
}

// RegisterRegion enters a region, or brings its name, aliases and county up to
// date; what is left out stays as it is. Repeating it changes nothing. Operators alone do this.
func (s *Service) RegisterRegion(ctx context.Context, in RegionInput) (*Organisation, error) {
	o := Organisation{Key: in.Slug, Kind: KindRegion, Name: in.Name, Aliases: slices.Clone(in.Aliases), County: in.County}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Organisation, error) {
		if _, err := register(ctx, tx, o, s.now()); err != nil {
			return nil, err
		}
		return loadOrganisation(ctx, tx, in.Slug)
	})
}

// RegisterMunicipality enters a municipality, or brings it up to date, and
// adds its membership in the region. Repeating it changes nothing; a
// membership that overlaps another is refused (rule 1.1).
func (s *Service) RegisterMunicipality(ctx context.Context, in MunicipalityInput) (*Organisation, error) {
	o := Organisation{Key: in.Number, Kind: KindMunicipality, Name: in.Name, County: in.County}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Organisation, error) {
		now := s.now()
		known, err := register(ctx, tx, o, now)
		if err != nil {
			return nil, err
		}
		if in.Region != "" {
			if err := join(ctx, tx, in, known.ID, now); err != nil {
				return nil, err
			}
		}
		return loadOrganisation(ctx, tx, in.Number)
	})
}

// register inserts or updates an organisation, with its trace, and leaves its
// row locked.
func register(ctx context.Context, tx pgx.Tx, o Organisation, now time.Time) (*Organisation, error) {
	if err := o.tidy(); err != nil {
		return nil, err
	}
	event := audit.Event{At: now, Operator: commandRegister, Organisation: o.Key, Object: o.Path()}
	before, err := lockOrganisation(ctx, tx, o.Key)
	switch {
	case errors.Is(err, httpapi.ErrNotFound):
		event.Act, event.Changes = "register-organisation", Organisation{}.changes(o)
		err = insertOrganisation(ctx, tx, o, now)
	case err == nil:
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
		err = updateOrganisation(ctx, tx, before.ID, o)
	}
	if err != nil {
		return nil, err
	}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	return lockOrganisation(ctx, tx, o.Key)
}

// join adds a membership unless it stands already.
func join(ctx context.Context, tx pgx.Tx, in MunicipalityInput, municipality int64, now time.Time) error {
	region, err := lockOrganisation(ctx, tx, in.Region)
	if errors.Is(err, httpapi.ErrNotFound) || (err == nil && region.Kind != KindRegion) {
		return ErrUnknownRegion.At("/region", "no region has the slug %s", in.Region)
	}
	if err != nil {
		return err
	}
	if in.From.IsZero() {
		return ErrPeriod.At("/from", "a membership has a first day")
	}
	m, err := latestMembership(ctx, tx, in.Region, in.Number)
	if err != nil || (m != nil && m.From == in.From) {
		return err
	}
	if err := insertMembership(ctx, tx, region.ID, municipality, in.From, nil); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		At: now, Operator: commandRegister, Organisation: in.Region, Act: "change-membership",
		Object: Membership{Region: in.Region, Municipality: in.Number}.Path(), Changes: audit.Changes{"from": {New: in.From}},
	})
}

// AppointFirst enters the first secretariat of a region, or the first
// administrator or clerk of a municipality, as a new person whose home is the
// organisation (rule 1.5). When somebody of that name holds the office, it
// answers with their office and changes nothing, but for a login that is not
// bound yet. It refuses other offices, and one that somebody else holds: from
// the first on, appointing is theirs.
func (s *Service) AppointFirst(ctx context.Context, in FirstAppointment) (*Office, error) {
	person := PersonInput{Name: in.Name, Email: in.Email, Language: in.Language}
	if err := person.Check(); err != nil {
		return nil, err
	}
	first, err := within(ctx, s, in.Organisation, func(tx pgx.Tx, o *Organisation, now time.Time) (*Office, error) {
		if !slices.Contains(firstOffices(o.Kind), in.Office) {
			return nil, ErrFirstOffice.At("/office", "%s is not among %v", in.Office, firstOffices(o.Kind))
		}
		f, err := firstHolder(ctx, tx, o, in, person, now)
		if err != nil || in.Login == nil {
			return f, err
		}
		return f, bind(ctx, tx, Person{ID: f.Person, Home: o.Key}, *in.Login, audit.Event{At: now, Operator: commandAppoint, Organisation: o.Key})
	})
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, ErrUnknownOrganisation.At("/organisation", "no organisation has the key %s", in.Organisation)
	}
	return first, err
}

// firstHolder finds the holder by the same name, or makes one.
func firstHolder(ctx context.Context, tx pgx.Tx, o *Organisation, in FirstAppointment, person PersonInput, now time.Time) (*Office, error) {
	a := appointment{kind: in.Office, from: now}
	at := now
	if !in.From.IsZero() {
		a.from = moment(in.From)
	}
	if a.from.After(now) {
		at = a.from
	}
	held, err := listOffices(ctx, tx, o.Key, officeFilter{Kind: in.Office, At: at}, request.PageAfter(request.MaxLimit, nil))
	if err != nil {
		return nil, err
	}
	for _, f := range held.Items {
		if f.Name == person.Name {
			return f, nil
		}
	}
	if len(held.Items) > 0 {
		return nil, ErrAlreadyHeld.Detailf("The office %s in %s is held. From the first holder on, appointing is theirs (rule 1.5).", in.Office, o.Key)
	}
	if a.person, err = insertPerson(ctx, tx, o.ID, person, now); err != nil {
		return nil, err
	}
	made := Person{ID: a.person, Home: o.Key}
	err = audit.Record(ctx, tx, audit.Event{At: now, Operator: commandAppoint, Organisation: o.Key, Act: "create-person", Object: made.Path()})
	if err != nil {
		return nil, err
	}
	return appoint(ctx, tx, o, a, audit.Event{At: now, Operator: commandAppoint, Organisation: o.Key, Act: "appoint-officer"})
}

// firstOffices are those of which an operator enters the first holder.
func firstOffices(kind string) []string {
	if kind == KindRegion {
		return []string{Secretariat}
	}
	return []string{Administrator, Clerk}
}

// tidy brings an organisation to its one form, and refuses one without a name.
func (o *Organisation) tidy() error {
	var c fault.Checks
	required(&c, "/name", &o.Name)
	tidy(&c, "/county", &o.County)
	if o.Aliases == nil {
		o.Aliases = []string{}
	}
	for i := range o.Aliases {
		required(&c, "/aliases", &o.Aliases[i])
	}
	return c.Err(ErrContent)
}
