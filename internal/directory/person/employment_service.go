package person

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// ListEmployments lists the employments in a municipality.
func (s *Service) ListEmployments(ctx context.Context, actor authn.Actor, f employmentFilter, p request.Page) (request.List[*Employment], error) {
	list, err := findEmployments(ctx, s.pool, f, p)
	for _, e := range list.Items {
		s.PresentEmployment(e, actor)
	}
	return list, err
}

// ShowEmployment reads one employment.
func (s *Service) ShowEmployment(ctx context.Context, actor authn.Actor, ref EmploymentRef) (*Employment, error) {
	e, err := loadEmployment(ctx, s.pool, ref)
	if err != nil {
		return nil, err
	}
	return s.PresentEmployment(e, actor), nil
}

// Employ records that a person is employed. It refuses a staff key that is
// taken, more than full time together with the person's other employments, and
// somebody from elsewhere beyond what they or their home have agreed to
// (rule 1.2).
func (s *Service) Employ(ctx context.Context, actor authn.Actor, ref organisation.Ref, in EmploymentInput) (*Employment, error) {
	e, err := in.employment(ref.Organisation)
	if err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, employPerson.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Employment, error) {
		others, err := lockEmployments(ctx, c.Tx, e.Person)
		if err != nil {
			return nil, err
		}
		if err := s.mustAdmit(ctx, c, e.Person, others, append(others, &e)); err != nil {
			return nil, err
		}
		if err := CheckCapacity(append(others, &e), c.In.Key); err != nil {
			return nil, err
		}
		if err := insertEmployments(ctx, c.Tx, c.In.ID, []*Employment{&e}, c.Now); err != nil {
			return nil, err
		}
		if err := s.announceGuest(ctx, c, &e); err != nil {
			return nil, err
		}
		return s.employmentAfter(ctx, c, &e, c.Event(e.Path(), e.hired()))
	})
}

// mustAdmit refuses that the municipality comes to have more of somebody from
// elsewhere than has been agreed. The person is locked.
func (s *Service) mustAdmit(ctx context.Context, c *organisation.Change, person string, before, after []*Employment) error {
	guest, err := guestOf(ctx, c.Tx, person, c.In.ID)
	if err != nil || !guest.Elsewhere {
		return err
	}
	agreed, err := s.admitted(ctx, c.Tx, c.In.ID, []string{person})
	if err != nil {
		return err
	}
	percent, given := agreed[person]
	return agreement{guest.Home, percent, given}.mustAllow(of(c.In.Key, before), of(c.In.Key, after))
}

// announceGuest tells of somebody who is taken in from elsewhere: them, and the
// organisation's own (rules 1.2, 1.5).
func (s *Service) announceGuest(ctx context.Context, c *organisation.Change, e *Employment) error {
	guest, err := guestOf(ctx, c.Tx, e.Person, c.In.ID)
	if err != nil || !guest.Elsewhere {
		return err
	}
	return s.organisations.Announce(ctx, c.Tx, c.Announcement(e.Path(), guest.Name, nil, e.Person))
}

// EditEmployment changes the title or the end. It refuses an end that leaves
// more than full time.
func (s *Service) EditEmployment(ctx context.Context, actor authn.Actor, ref EmploymentRef, in EmploymentEditInput) (*Employment, error) {
	return organisation.Do(ctx, s.organisations, editEmployment.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Employment, error) {
		e, all, err := lockEmployment(ctx, c.Tx, ref)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, e.Revision); err != nil {
			return nil, err
		}
		before, had := *e, of(c.In.Key, all)
		if err := e.Edit(in); err != nil {
			return nil, err
		}
		if err := s.keepEmployment(ctx, c, e, had, all); err != nil {
			return nil, err
		}
		return s.employmentAfter(ctx, c, e, c.Event(e.Path(), before.changes(*e)))
	})
}

// SetCapacity sets what an employee can give from a day on, until the next
// dated entry. The tag in If-Match is the employment's. Lowering it moves
// nobody's release: what is then too much is shown where people are named
// (rule 4.4).
func (s *Service) SetCapacity(ctx context.Context, actor authn.Actor, ref CapacityRef, in CapacityInput) (*Employment, error) {
	return organisation.Do(ctx, s.organisations, SetCapacity.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Employment, error) {
		e, all, err := lockEmployment(ctx, c.Tx, ref.EmploymentRef)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, e.Revision); err != nil {
			return nil, err
		}
		had := of(c.In.Key, all)
		before, err := e.Give(ref.From, in.Percent)
		if err != nil {
			return nil, err
		}
		if err := writeCapacity(ctx, c.Tx, Capacity{EmploymentID: e.ID, From: ref.From, Percent: in.Percent}); err != nil {
			return nil, err
		}
		if err := s.keepEmployment(ctx, c, e, had, all); err != nil {
			return nil, err
		}
		return s.employmentAfter(ctx, c, e, c.Event(e.Path()+"/capacity/"+ref.From.String(), audit.Changes{"percent": {Old: before, New: in.Percent}}))
	})
}

// lockEmployment locks the person of an employment, and reads it, and it among
// all employments of the person: they may give full time together.
func lockEmployment(ctx context.Context, tx pgx.Tx, ref EmploymentRef) (e *Employment, all []*Employment, err error) {
	if e, err = loadEmployment(ctx, tx, ref); err != nil {
		return nil, nil, err
	}
	if all, err = lockEmployments(ctx, tx, e.Person); err != nil {
		return nil, nil, err
	}
	for _, other := range all {
		if other.ID == e.ID {
			e = other
		}
	}
	return e, all, nil
}

// keepEmployment stores a changed employment, and refuses more than has been
// agreed of somebody from elsewhere, and more than full time together with the
// person's others. Had is what the municipality had before.
func (s *Service) keepEmployment(ctx context.Context, c *organisation.Change, e *Employment, had, all []*Employment) error {
	if err := s.mustAdmit(ctx, c, e.Person, had, all); err != nil {
		return err
	}
	if err := CheckCapacity(all, c.In.Key); err != nil {
		return err
	}
	return updateEmployments(ctx, c.Tx, e)
}

// employmentAfter records the act on an employment and shows it as it is then.
func (s *Service) employmentAfter(ctx context.Context, c *organisation.Change, e *Employment, event audit.Event) (*Employment, error) {
	if err := audit.Record(ctx, c.Tx, event); err != nil {
		return nil, err
	}
	after, err := loadEmployment(ctx, c.Tx, e.ref())
	if err != nil {
		return nil, err
	}
	return s.PresentEmployment(after, c.Actor), nil
}
