package casefile

import (
	"context"
	"fmt"
	"time"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// SetReference files an organisation's own number for the case (rule 2.1).
func (s *Service) SetReference(ctx context.Context, actor authn.Actor, at ReferenceRef, in ReferenceInput) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.Change(ctx, actor, at.Ref, setReference.ID, func(ch *Change) (audit.Changes, error) {
		if err := ch.Case.MustBeSpokenForBy(at.Organisation); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		before, err := ch.Case.reference(ctx, at.Organisation)
		if err != nil {
			return nil, err
		}
		if err := saveReference(ctx, ch.Tx, ch.Case.ID, at.Organisation, in); err != nil {
			return nil, err
		}
		return audit.Difference(audit.Changed(at.Organisation, before, in)), nil
	})
}

// reference is what an organisation had filed; a changed one needs the tag of
// the case in which it stands.
func (c *Case) reference(ctx context.Context, organisation string) (ReferenceInput, error) {
	for _, r := range c.References {
		if r.Organisation == organisation {
			return ReferenceInput{CaseNumber: r.CaseNumber, ArchiveNumber: r.ArchiveNumber}, request.MustMatch(ctx, c.Revision)
		}
	}
	return ReferenceInput{}, request.Match(ctx, c.Revision)
}

// AddLink files a link on the case or on a version of its mandate.
func (s *Service) AddLink(ctx context.Context, actor authn.Actor, ref Ref, in LinkInput) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.Change(ctx, actor, ref, addLink.ID, func(ch *Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		serial, err := insertLink(ctx, ch.Tx, ch.Case.ID, in, ch.Now)
		if err != nil {
			return nil, err
		}
		return audit.Changes{fmt.Sprintf("links/%d", serial): {New: in}}, nil
	})
}

// RemoveLink takes a link away. It stays in the record (rule 9.5).
func (s *Service) RemoveLink(ctx context.Context, actor authn.Actor, at LinkRef) (*Case, error) {
	return s.Change(ctx, actor, at.Ref, removeLink.ID, func(ch *Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Alive(); err != nil {
			return nil, err
		}
		if err := tombstoneLink(ctx, ch.Tx, ch.Case.ID, at.Serial, ch.Now); err != nil {
			return nil, err
		}
		return audit.Changes{fmt.Sprintf("links/%d", at.Serial): {Old: "present", New: "removed"}}, nil
	})
}

// ListEvents reads the record of a case, the newest event first (rule 9.1).
func (s *Service) ListEvents(ctx context.Context, actor authn.Actor, q EventsQuery, p request.Page) (request.List[audit.Entry], error) {
	c, err := Load(ctx, s.pool, q.Ref)
	if err != nil {
		return request.List[audit.Entry]{}, err
	}
	f := q.filter()
	if f.Without, err = s.concealed(ctx, c, actor); err != nil {
		return request.List[audit.Entry]{}, err
	}
	if c.Past != nil && (f.To.IsZero() || c.Past.Hides(f.To)) {
		f.To = c.Past.Until.Add(time.Microsecond) // the leaving itself is the last event
	}
	return audit.OfCase(ctx, s.pool, c.ID, f, p)
}

// ListReminders reads the ledger of a case's reminders (rule 6.2).
func (s *Service) ListReminders(ctx context.Context, _ authn.Actor, q RemindersQuery, p request.Page) (request.List[reminder.Reminder], error) {
	c, err := Load(ctx, s.pool, q.Ref)
	if err != nil {
		return request.List[reminder.Reminder]{}, err
	}
	f := q.filter()
	f.Until = c.Past.Moment()
	return reminder.OfCase(ctx, s.pool, c.ID, f, p)
}
