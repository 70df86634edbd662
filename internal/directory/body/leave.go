package body

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of leave, and of seats for the time of one.
var (
	ErrLeave = fault.New(fault.Invalid, "directory.leave_invalid", "The leave does not fit",
		"Leave from a seat in an elected body is granted by a decision, with its day and case number, and lies within the time of the seat (KL § 7-9).")
	ErrOnLeave = fault.New(fault.Conflict, "directory.on_leave", "The seat is on leave at that time",
		"A seat has one leave at a time. End it first, or let the other begin after it (KL § 7-9).")
	ErrNotOnLeave = fault.New(fault.Conflict, "directory.not_on_leave", "The seat is not on leave",
		"There is no leave that stands or is to come.")
	ErrTemporary = fault.New(fault.Invalid, "directory.temporary_invalid", "Nobody can be elected in the place of this seat",
		"A temporary member is elected in the place of somebody who is on leave for three months at least, or for an unknown time; for that time, and from the same group and municipality. In a municipal council deputies take the seat (KL §§ 7-10, 7-11).")
	ErrLeaveFilled = fault.New(fault.Conflict, "directory.leave_filled", "Somebody has the seat for that time",
		"One temporary member has the seat of somebody on leave (KL § 7-11). End their seat first.")
	ErrDeputyOrder = fault.New(fault.Conflict, "directory.deputy_order_taken", "Another deputy has this place",
		"The deputies of a group are called in their order, so that each place is given once (KL § 7-10).")
)

// Leave is a time in which somebody is not in their seat, by a decision. A deputy takes
// the seat meanwhile, or a temporary member has it (KL §§ 7-9 to 7-11). Why is nobody's
// to read.
type Leave struct {
	ID          int64         `json:"id" db:"id" example:"3"`
	SeatID      int64         `json:"-" db:"seat_id"`
	From        time.Time     `json:"from" db:"from_at"`
	To          *time.Time    `json:"to" db:"to_at" doc:"The moment from which the seat is theirs again; null while no end is known"`
	DecidedOn   *workday.Date `json:"decided_on" db:"decided_on" format:"date" doc:"The day of the decision that granted it; null where none is named"`
	CaseNumber  string        `json:"case_number,omitempty" db:"case_number" example:"041/24" doc:"The case number of that decision"`
	RecordedBy  string        `json:"recorded_by" db:"recorded_by" format:"uuid"`
	RecordedFor *string       `json:"recorded_for" db:"recorded_for" format:"uuid" doc:"The office holder for whom a substitute recorded it; null where none did"`
	RecordedAt  time.Time     `json:"recorded_at" db:"recorded_at"`
}

// LeaveInput grants leave from a seat.
type LeaveInput struct {
	From       *time.Time    `json:"from,omitempty" doc:"When it begins, today or later; now if left out"`
	To         *time.Time    `json:"to,omitempty" doc:"When it ends; left out while no end is known"`
	DecidedOn  *workday.Date `json:"decided_on,omitempty" format:"date" example:"2024-02-08" doc:"The day of the decision, with its case number; both are required in an elected body"`
	CaseNumber string        `json:"case_number,omitempty" maxLength:"60" example:"041/24"`
}

// covers says whether the leave lasts at a moment.
func (l *Leave) covers(at time.Time) bool {
	return !l.From.After(at) && !period.Ended(l.To, at)
}

// isLong says whether the leave is long enough for a temporary member: three months,
// or an unknown time (KL § 7-11).
func (l *Leave) isLong() bool { return l.To == nil || !l.To.Before(l.From.AddDate(0, 3, 0)) }

// OnLeave is the leave of the seat that lasts at a moment; nil where none does.
func (s *Seat) OnLeave(at time.Time) *Leave {
	for _, l := range s.Leaves {
		if l.covers(at) {
			return l
		}
	}
	return nil
}

// pending is the leave of the seat that stands or is to come, the first of them; nil
// where none is.
func (s *Seat) pending(now time.Time) *Leave {
	for _, l := range s.Leaves {
		if !period.Ended(l.To, now) && (l.To == nil || l.To.After(l.From)) {
			return l
		}
	}
	return nil
}

// mustBeOnLeave refuses a seat that is on no leave, and is not to be.
func (s *Seat) mustBeOnLeave(now time.Time) error {
	if s.pending(now) == nil {
		return ErrNotOnLeave
	}
	return nil
}

// mustNotBeOnLeave refuses a seat from which somebody is on leave for an unknown time.
func (s *Seat) mustNotBeOnLeave(now time.Time) error {
	if l := s.pending(now); l != nil && l.To == nil {
		return ErrOnLeave
	}
	return nil
}

// leave is the one that the input grants from a seat in a body of a kind. It refuses
// one that rests on no decision in an elected body, on one that is to come, and one
// outside the time of the seat (KL § 7-9).
func (in LeaveInput) leave(s *Seat, kind string, c *organisation.Change) (*Leave, error) {
	if err := organisation.MustNotHaveEnded(s.To, c.Now); err != nil {
		return nil, err
	}
	var checks fault.Checks
	canon.TidyLine(&checks, "/case_number", &in.CaseNumber)
	checks.Require((in.DecidedOn == nil) == (in.CaseNumber == ""), "/decided_on", msgDayAndNumber)
	checks.Require(in.DecidedOn != nil || !IsElected(kind), "/decided_on", msgLeaveDecided)
	checks.Require(in.DecidedOn == nil || !in.DecidedOn.After(workday.Today(c.Now)), "/decided_on", msgDecisionToCome)
	if err := checks.Err(ErrLeave); err != nil {
		return nil, err
	}
	if in.From == nil && s.From.After(c.Now) {
		in.From = &s.From
	}
	from, to, err := organisation.Term(in.From, in.To, c.Now)
	if err != nil {
		return nil, err
	}
	checks.Require(!from.Before(s.From) && !period.Ended(s.To, from), "/from", msgOutsideSeat)
	checks.Require(to == nil || s.To == nil || !to.After(*s.To), "/to", msgOutsideSeat)
	return &Leave{
		SeatID: s.ID, From: from, To: to, DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber, RecordedBy: c.Actor.Person, RecordedFor: c.Actor.For(), RecordedAt: c.Now,
	}, checks.Err(ErrLeave)
}

// inPlaceOf is the input of a seat in the place of one on leave, with what follows from
// that: its municipality, its group, and its time unless it says a part of it. It
// refuses another municipality or group, a time outside the leave, a short one, and a
// place in a municipal council, where deputies take the seat (KL §§ 7-10, 7-11).
func (in SeatInput) inPlaceOf(s *Seat, kind string, now time.Time) (SeatInput, *Leave, error) {
	if in.From == nil {
		in.From = &now
		if l := s.pending(now); l != nil && l.From.After(now) {
			in.From = &l.From
		}
	}
	l := s.OnLeave(organisation.Moment(*in.From))
	var c fault.Checks
	c.Require(kind != MunicipalCouncil, "/in_place_of", msgDeputiesInCouncil)
	c.Require(l != nil, "/in_place_of", msgNotAway)
	c.Require(in.Role == "member", "/role", msgTemporaryMember)
	c.Require(in.Municipality == nil || equal(in.Municipality, s.Municipality), "/municipality", msgSameMunicipality)
	c.Require(in.Group == "" || in.Group == s.Group, "/group", msgSameGroup)
	if l != nil {
		c.Require(!IsElected(kind) || l.isLong(), "/in_place_of", msgShortLeave)
		c.Require(in.To == nil || l.To == nil || !in.To.After(*l.To), "/to", msgAfterLeave)
		if in.To == nil {
			in.To = l.To
		}
	}
	in.Municipality, in.Group = s.Municipality, s.Group
	return in, l, c.Err(ErrTemporary)
}

// Seating is who has which seat in a body at a moment, those on leave among them.
type Seating []*Seat

// Present are the seats of members that somebody has at a moment: chair, deputy chair,
// members and temporary members, without those who are on leave.
func (all Seating) Present(at time.Time) (members []*Seat) {
	for _, s := range all {
		if s.Role != Deputy && s.OnLeave(at) == nil {
			members = append(members, s)
		}
	}
	return members
}

// DeputiesFor are the deputies who are called in the place of a member, in their order:
// those of the same group, from the same municipality, who are not on leave themselves
// (KL § 7-10).
func (all Seating) DeputiesFor(member *Seat, at time.Time) (deputies []*Seat) {
	for _, s := range all {
		if s.Role == Deputy && s.Group == member.Group && equal(s.Municipality, member.Municipality) && s.OnLeave(at) == nil {
			deputies = append(deputies, s)
		}
	}
	slices.SortStableFunc(deputies, func(a, b *Seat) int {
		return cmp.Or(cmp.Compare(canon.OrZero(a.DeputyOrder), canon.OrZero(b.DeputyOrder)), cmp.Compare(a.ID, b.ID))
	})
	return deputies
}
