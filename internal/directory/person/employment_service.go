package person

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Employments lists the employments in a municipality.
func (s *Service) Employments(ctx context.Context, actor authn.Actor, municipality string, f employmentFilter, p request.Page) (request.List[*Employment], error) {
	list, err := listEmployments(ctx, s.pool, municipality, f, p)
	for _, e := range list.Items {
		s.ShowEmployment(e, actor)
	}
	return list, err
}

// ReadEmployment reads one employment.
func (s *Service) ReadEmployment(ctx context.Context, actor authn.Actor, municipality, staffKey string) (*Employment, error) {
	e, err := loadEmployment(ctx, s.pool, municipality, staffKey)
	if err != nil {
		return nil, err
	}
	return s.ShowEmployment(e, actor), nil
}

// Employ records that a person is employed. It refuses a staff key that is
// taken, and more than full time together with the person's other employments
// (rule 1.2).
func (s *Service) Employ(ctx context.Context, actor authn.Actor, municipality string, in EmploymentInput) (*Employment, error) {
	e, err := in.employment(municipality)
	if err != nil {
		return nil, err
	}
	return organisation.Within(ctx, s.organisations, municipality, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Employment, error) {
		others, err := lockEmployments(ctx, tx, e.Person)
		if err != nil {
			return nil, err
		}
		if err := CheckCapacity(append(others, &e)); err != nil {
			return nil, err
		}
		if err := insertEmployments(ctx, tx, o.ID, []*Employment{&e}, now); err != nil {
			return nil, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: "employ-person", Object: e.Path(),
			Changes: e.hired(),
		})
		if err != nil {
			return nil, err
		}
		return s.employmentAfter(ctx, tx, actor, &e)
	})
}

// EditEmployment changes the title or the end. It refuses an end that leaves
// more than full time.
func (s *Service) EditEmployment(ctx context.Context, actor authn.Actor, municipality, staffKey string, in EmploymentEditInput) (*Employment, error) {
	return s.changeEmployment(ctx, actor, municipality, staffKey, request.Match, func(_ pgx.Tx, e *Employment) (audit.Event, error) {
		before := *e
		if err := e.Edit(in); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Act: "edit-employment", Object: e.Path(), Changes: before.changes(*e)}, nil
	})
}

// SetCapacity sets what an employee can give from a day on, until the next
// dated entry. The tag in If-Match is the employment's. Lowering it moves
// nobody's release: what is then too much is shown where people are named
// (rule 4.4).
func (s *Service) SetCapacity(ctx context.Context, actor authn.Actor, municipality, staffKey string, from workday.Date, in CapacityInput) (*Employment, error) {
	return s.changeEmployment(ctx, actor, municipality, staffKey, request.MustMatch, func(tx pgx.Tx, e *Employment) (audit.Event, error) {
		before, err := e.Give(from, in.Percent)
		if err != nil {
			return audit.Event{}, err
		}
		return audit.Event{
			Act: "set-capacity", Object: e.Path() + "/capacity/" + from.String(), Changes: audit.Changes{"percent": {Old: before, New: in.Percent}},
		}, setCapacity(ctx, tx, Capacity{EmploymentID: e.ID, From: from, Percent: in.Percent})
	})
}

// changeEmployment runs a change of an employment with all employments of the
// person locked, and refuses more than full time after it.
func (s *Service) changeEmployment(ctx context.Context, actor authn.Actor, municipality, staffKey string,
	match func(context.Context, int64) error, do func(tx pgx.Tx, e *Employment) (audit.Event, error),
) (*Employment, error) {
	return organisation.Within(ctx, s.organisations, municipality, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Employment, error) {
		e, err := loadEmployment(ctx, tx, o.Key, staffKey)
		if err != nil {
			return nil, err
		}
		all, err := lockEmployments(ctx, tx, e.Person)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if other.ID == e.ID {
				e = other
			}
		}
		if err := match(ctx, e.Revision); err != nil {
			return nil, err
		}
		event, err := do(tx, e)
		if err != nil {
			return nil, err
		}
		if err := CheckCapacity(all); err != nil {
			return nil, err
		}
		if err := updateEmployments(ctx, tx, e); err != nil {
			return nil, err
		}
		event.At, event.Actor = now, actor
		if err := audit.Record(ctx, tx, event); err != nil {
			return nil, err
		}
		return s.employmentAfter(ctx, tx, actor, e)
	})
}

func (s *Service) employmentAfter(ctx context.Context, tx pgx.Tx, actor authn.Actor, e *Employment) (*Employment, error) {
	after, err := loadEmployment(ctx, tx, e.Municipality, e.StaffKey)
	if err != nil {
		return nil, err
	}
	return s.ShowEmployment(after, actor), nil
}
