package body

import (
	"context"
	"errors"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// GrantLeave records that somebody is on leave from their seat: they hold it no more
// until it is over, and a deputy takes it, or a temporary member has it (KL §§ 7-9 to
// 7-11). The person concerned is told, and those who answer for the organisation.
func (s *Service) GrantLeave(ctx context.Context, actor authn.Actor, ref SeatRef, in LeaveInput) (*Seat, error) {
	return organisation.Do(ctx, s.organisations, grantLeave.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Seat, error) {
		seat, kind, err := lockSeat(ctx, c, ref)
		if err != nil {
			return nil, err
		}
		l, err := in.leave(seat, kind, c)
		if err != nil {
			return nil, err
		}
		if err := insertLeave(ctx, c.Tx, l); err != nil {
			return nil, err
		}
		return s.leaveAfter(ctx, c, seat, l, audit.Changes{
			"leave_from": {New: l.From}, "leave_to": {New: l.To}, "decided_on": {New: l.DecidedOn}, "case_number": {New: l.CaseNumber},
		})
	})
}

// EndLeave ends the leave that stands or is to come, at once or later, and with it the
// seat of a temporary member. The law gives nobody a right to come back before the leave
// is over (KL § 7-9): that takes another decision, which is the reason.
func (s *Service) EndLeave(ctx context.Context, actor authn.Actor, ref SeatRef, in organisation.EndInput) (*Seat, error) {
	return organisation.Do(ctx, s.organisations, endLeave.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Seat, error) {
		seat, _, err := lockSeat(ctx, c, ref)
		if err != nil {
			return nil, err
		}
		l := seat.pending(c.Now)
		if l == nil {
			return nil, ErrNotOnLeave
		}
		at, _, err := in.Close(l.From, l.To, c.Now)
		if err != nil {
			return nil, err
		}
		old := l.To
		l.To = &at
		if err := keepLeaveEnd(ctx, c.Tx, l); err != nil {
			return nil, err
		}
		if err := s.endForLeave(ctx, c, nil, []int64{l.ID}, at); err != nil {
			return nil, err
		}
		return s.leaveAfter(ctx, c, seat, l, audit.Changes{"leave_to": {Old: old, New: l.To}, "reason_given": {New: true}})
	})
}

// lockSeat reads a seat for an act on it, and of what kind its body is.
func lockSeat(ctx context.Context, c *organisation.Change, ref SeatRef) (*Seat, string, error) {
	seat, err := findSeat(ctx, c.Tx, ref, " FOR NO KEY UPDATE OF s")
	if err != nil {
		return nil, "", err
	}
	if err := request.Match(ctx, seat.Revision); err != nil {
		return nil, "", err
	}
	kind, err := kindOf(ctx, c.Tx, seat.BodyID)
	return seat, kind, err
}

// leaveAfter records an act on the leave of a seat, and shows the seat as it is then.
func (s *Service) leaveAfter(ctx context.Context, c *organisation.Change, seat *Seat, l *Leave, changes audit.Changes) (*Seat, error) {
	if err := touchSeat(ctx, c.Tx, seat.ID); err != nil {
		return nil, err
	}
	if err := audit.Record(ctx, c.Tx, seat.Events(c, changes)...); err != nil {
		return nil, err
	}
	after, err := findSeat(ctx, c.Tx, seat.ref(), "")
	if err != nil {
		return nil, err
	}
	told := c.Announcement(after.Path(), after.Name, organisation.TermWords(l.From, l.To, "title", after.BodyName), after.Person)
	return s.PresentSeat(after, c.Actor), s.organisations.Announce(ctx, c.Tx, told)
}

// endForLeave ends the temporary seats that go with seats or with leave, records it and
// tells those who had them.
func (s *Service) endForLeave(ctx context.Context, c *organisation.Change, ended, leaves []int64, at time.Time) error {
	ids, err := EndTemporary(ctx, c.Tx, ended, leaves, at)
	if err != nil || len(ids) == 0 {
		return err
	}
	found, err := SeatsByID(ctx, c.Tx, ids)
	if err != nil {
		return err
	}
	var events []audit.Event
	var told []organisation.Announcement
	for _, seat := range found {
		events = append(events, seat.Events(c, audit.Changes{"to": {New: seat.To}, "person": {Old: seat.Person}})...)
		told = append(told, seat.endTold(c))
	}
	if err := audit.Record(ctx, c.Tx, events...); err != nil {
		return err
	}
	return s.organisations.Announce(ctx, c.Tx, told...)
}

// endTold tells somebody that their seat ends, by an act on another.
func (s *Seat) endTold(c *organisation.Change) organisation.Announcement {
	a := c.Announcement(s.Path(), s.Name, organisation.TermWords(s.From, s.To, "title", s.BodyName), s.Person)
	a.ConcernedAlone, a.Act = true, endSeat.ID
	return a
}

// temporary is the input of a seat with what it takes from the seat in the place of
// which it is, and the leave for which; as it is where it is a seat of its own.
func (in SeatInput) temporary(ctx context.Context, c *organisation.Change, b *Body) (SeatInput, *Leave, error) {
	if in.InPlaceOf == nil {
		return in, nil, nil
	}
	away, err := findSeat(ctx, c.Tx, SeatRef{Ref: b.Ref(), Seat: *in.InPlaceOf}, "")
	if err != nil {
		if errors.Is(err, httpapi.ErrNotFound) {
			err = ErrTemporary.On("/in_place_of", msgNotAway)
		}
		return in, nil, err
	}
	return in.inPlaceOf(away, b.Kind, c.Now)
}

// mustBeFree refuses a temporary seat where another has the place, and a deputy's place
// in their group that another has.
func (s *Seat) mustBeFree(ctx context.Context, c *organisation.Change) error {
	if s.LeaveID != nil {
		filled, err := isFilled(ctx, c.Tx, *s.LeaveID, s.From, s.To)
		if err == nil && filled {
			err = ErrLeaveFilled.On("/in_place_of", msgLeaveFilled)
		}
		return err
	}
	if s.Role != Deputy || s.Group == "" {
		return nil
	}
	taken, err := isOrderTaken(ctx, c.Tx, s)
	if err == nil && taken {
		err = ErrDeputyOrder.On("/deputy_order", msgOrderTaken)
	}
	return err
}
