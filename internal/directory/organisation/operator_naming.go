package organisation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The acts by which an operator changes what an organisation is called.
const (
	renumberAct = "renumber-municipality"
	renameAct   = "rename-organisation"
)

// Renumber gives a municipality another number, and another name where one is
// named, from a day, which may lie ahead. Its cases, offices, bodies and record go
// on, and every number that it had finds it. It refuses a number of another
// municipality. A number entered for the same day is corrected; repeating it
// changes nothing (rule 1.1). Operators alone do this.
func (s *Service) Renumber(ctx context.Context, in NumberInput) (*Organisation, error) {
	return s.operate(ctx, "forankring renumber", renumberAct, in.Municipality, func(c *operation) error {
		if err := in.check(); err != nil {
			return err
		}
		if c.in.Kind != KindMunicipality {
			return ErrUnknownMunicipality.On("/municipality", msgNoMunicipality.With(in.Municipality))
		}
		if err := keepNumber(ctx, c.tx, c.in, in.Number, in.From); err != nil {
			return err
		}
		same := func(n DatedNumber) bool { return n.Number == in.Number && n.From != nil && *n.From == in.From }
		if !slices.ContainsFunc(c.in.Numbers, same) {
			c.changes["number"], c.changes["from"] = audit.Change{Old: c.in.NumberOn(in.From), New: in.Number}, audit.Change{New: in.From}
		}
		if in.Name == "" {
			return nil
		}
		return c.rename(ctx, NameInput{Name: in.Name, From: in.From, Namesake: in.Namesake})
	})
}

// Rename gives an organisation another name from a day, which may lie ahead. It
// refuses the name of another, unless that is said. A name entered for the same
// day is corrected; repeating it changes nothing (rule 1.1). Operators alone do
// this.
func (s *Service) Rename(ctx context.Context, in NameInput) (*Organisation, error) {
	return s.operate(ctx, "forankring rename", renameAct, in.Organisation, func(c *operation) error {
		if err := in.check(); err != nil {
			return err
		}
		return c.rename(ctx, in)
	})
}

// operation is an operator's act on an organisation, whose row is locked.
type operation struct {
	tx      pgx.Tx
	in      *Organisation
	now     time.Time
	event   audit.Event
	changes audit.Changes
}

// operate runs an operator's act on the organisation that is found by a key or a
// number, records it, lets the names of today count, and tells of it those who
// answer for the organisation and for what it belongs to. An act without changes
// leaves no trace.
func (s *Service) operate(ctx context.Context, command, act, named string, do func(*operation) error) (*Organisation, error) {
	done, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Organisation, error) {
		if err := lockNaming(ctx, tx); err != nil {
			return nil, err
		}
		o, err := Lock(ctx, tx, named)
		if err != nil {
			return nil, err
		}
		c := &operation{tx: tx, in: o, now: s.now(), changes: audit.Changes{}}
		c.event = audit.Event{At: c.now, Operator: command, Organisation: o.Key, Act: act, Object: o.Path()}
		if err := do(c); err != nil {
			return nil, err
		}
		if len(c.changes) == 0 {
			return loadOrganisation(ctx, tx, o.Key)
		}
		c.event.Changes = c.changes
		together := o.partners(workday.Today(c.now))
		if err := audit.Record(ctx, tx, ReadIn(c.event, append([]string{o.Key}, together...)...)...); err != nil {
			return nil, err
		}
		if err := turnNames(ctx, tx, workday.Today(c.now)); err != nil {
			return nil, err
		}
		after, err := loadOrganisation(ctx, tx, o.Key)
		if err != nil {
			return nil, err
		}
		return after, s.announceNaming(ctx, c, after, together)
	})
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, ErrUnknownOrganisation.With(msgNoOrganisation.With(named))
	}
	return done, err
}

// rename dates a name. It refuses the name of another, unless that is said.
func (c *operation) rename(ctx context.Context, in NameInput) error {
	known := *c.in
	known.Name = in.Name
	if err := refuseNamesake(ctx, c.tx, known, in.Namesake, in.From); err != nil {
		return err
	}
	if before := c.in.NameOn(in.From); before != in.Name {
		c.changes["name"], c.changes["from"] = audit.Change{Old: before, New: in.Name}, audit.Change{New: in.From}
	}
	return keepName(ctx, c.tx, c.in, in.Name, &in.From)
}

// announceNaming tells of a new number or name, also those who belong together with
// the organisation (rule 1.5).
func (s *Service) announceNaming(ctx context.Context, c *operation, after *Organisation, partners []string) error {
	words := ByOperator()
	for _, member := range []string{"number", "name", "from"} {
		if change, ok := c.changes[member]; ok {
			words["new_"+member] = fmt.Sprint(change.New)
		}
	}
	here := Announcement{In: after, Act: c.event.Act, Object: after.Path(), About: c.in.Name, Words: words, At: c.now}
	all := []Announcement{here}
	together, err := findOthers(ctx, c.tx, partners)
	if err != nil {
		return err
	}
	for _, o := range together {
		there := here
		there.In = o
		all = append(all, there)
	}
	return s.Announce(ctx, c.tx, all...)
}

// refuseNamesake refuses a second organisation of a kind with a name, unless the
// operator says that there are two (rule 1.1). Those that end now have their names
// no longer.
func refuseNamesake(ctx context.Context, q pgdb.Querier, o Organisation, meant bool, on workday.Date, ending ...int64) error {
	if meant {
		return nil
	}
	other, err := namesake(ctx, q, o, on, ending)
	if err == nil && other != "" {
		err = ErrNameKnown.With(msgNameOf.With(o.Name, other))
	}
	return err
}

// Turn lets the names that count from today on be the ones that everybody reads.
func (s *Service) Turn(ctx context.Context) error {
	return turnNames(ctx, s.pool, workday.Today(s.now()))
}
