// Package attendance knows who is at a meeting from when to when, and who takes part
// in an item: members come and go, deputies take their seats in turn, and whoever is
// disqualified leaves (rules 7.5, 7.7, KL §§ 7-10, 11-9, 11-10). It is pure: what it is
// given says all, and the moment too.
package attendance

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/fault"
)

// The roles of seats.
const (
	Chair       = "chair"
	DeputyChair = "deputy_chair"
	Member      = "member"
	Deputy      = "deputy"
)

// The faults of attendance.
var (
	ErrNoSeat = fault.New(fault.Invalid, "meeting.no_seat", "The person has no seat in the body",
		"Members and their deputies take part in a meeting of the body; others may speak there, and count for nothing (rule 7.7).")
	ErrPresent = fault.New(fault.Conflict, "meeting.present_already", "The person is there already",
		"Whoever is at the meeting leaves before they come again, and nobody is there twice at once (rule 7.7).")
	ErrAbsent = fault.New(fault.Conflict, "meeting.not_present", "The person is not there then",
		"Only who is at the meeting leaves it, and not before they came (rule 7.7).")
	ErrMemberPresent = fault.New(fault.Conflict, "meeting.member_present", "The member is there",
		"A deputy takes the seat of a member who is absent, or who has left the item (KL § 7-10). The seat of a member who is there has nobody else.")
	ErrAway = fault.New(fault.Conflict, "meeting.on_leave", "The person is on leave from the seat",
		"Whoever is on leave does not take their seat; a deputy does, or a temporary member has it (KL §§ 7-9 to 7-11).")
	ErrSeatTaken = fault.New(fault.Conflict, "meeting.seat_taken", "The seat is taken",
		"One person has a seat at a time: record first that the other leaves it (rule 7.5).")
	ErrForWhom = fault.New(fault.Invalid, "meeting.deputy_for", "It does not fit whose seat it is",
		"A deputy names the member whose seat they take, of their own municipality or group; a member has their own seat, and names nobody (KL § 7-10).")
	ErrInterval = fault.New(fault.Invalid, "meeting.interval", "The times do not fit",
		"Whoever comes leaves later than they came, both while the meeting lasts (rule 7.7).")
)

// Seat is a seat of the body. Order is the place among the deputies, 0 for others;
// Group is whose deputies take whose seats: a municipality's in a region's body, or a
// group's; "" for all. Away says that whoever has it is on leave: a deputy takes it, and
// they do not (KL § 7-9).
type Seat struct {
	Person       string
	Role         string
	Municipality string
	Group        string
	Order        int
	Away         bool
}

// Stay is that somebody is at the meeting, in [From, To): without an end they are
// there still. For is the member whose seat a deputy takes, "" for a member.
type Stay struct {
	Person string
	For    string
	From   time.Time
	To     *time.Time
}

// at says whether the stay holds at a moment.
func (s Stay) at(moment time.Time) bool {
	return !moment.Before(s.From) && (s.To == nil || moment.Before(*s.To))
}

// overlaps says whether two stays have a moment in common.
func (s Stay) overlaps(o Stay) bool {
	return (s.To == nil || o.From.Before(*s.To)) && (o.To == nil || s.From.Before(*o.To))
}

// Leave is that somebody leaves one item: disqualified, or exempted. Deputy takes the
// seat for the item, "" for nobody.
type Leave struct {
	Person string
	Deputy string
}

// Voice is somebody who takes part in an item, and the seat by which they do.
type Voice struct {
	Person string
	Seat   Seat
}

// Sheet is who has seats in a body, and who is at its meeting.
type Sheet struct {
	Seats []Seat
	Stays []Stay
}

// Seat finds the seat of a person.
func (s Sheet) Seat(person string) (Seat, bool) {
	i := slices.IndexFunc(s.Seats, func(seat Seat) bool { return seat.Person == person })
	if i < 0 {
		return Seat{}, false
	}
	return s.Seats[i], true
}

// Stay finds where a person is at a moment.
func (s Sheet) Stay(person string, at time.Time) (Stay, bool) {
	i := slices.IndexFunc(s.Stays, func(stay Stay) bool { return stay.Person == person && stay.at(at) })
	if i < 0 {
		return Stay{}, false
	}
	return s.Stays[i], true
}

// Members are the seats of members, the chair's among them.
func (s Sheet) Members() []Seat {
	return slices.DeleteFunc(slices.Clone(s.Seats), func(seat Seat) bool { return seat.Role == Deputy })
}

// Arrive has somebody come at a moment: a member to their own seat, a deputy to that of
// a member who is not there. It refuses whoever is there already, and a seat that is
// taken.
func (s *Sheet) Arrive(person, member string, at time.Time) error {
	stay := Stay{Person: person, For: member, From: at}
	if err := s.fits(stay); err != nil {
		return err
	}
	s.Stays = append(s.Stays, stay)
	return nil
}

// Depart has somebody leave at a moment. It refuses who is not there.
func (s *Sheet) Depart(person string, at time.Time) error {
	for i, stay := range s.Stays {
		if stay.Person == person && stay.at(at) {
			if !at.After(stay.From) {
				return ErrInterval
			}
			if stay.To != nil {
				return ErrAbsent
			}
			s.Stays[i].To = &at
			return nil
		}
	}
	return ErrAbsent
}

// Check refuses a sheet that no meeting can have had: stays are looked through in the
// order in which they began, as if each had been told at its moment.
func (s Sheet) Check() error {
	told := Sheet{Seats: s.Seats}
	ordered := slices.SortedStableFunc(slices.Values(s.Stays), func(a, b Stay) int { return a.From.Compare(b.From) })
	for _, stay := range ordered {
		if stay.To != nil && !stay.To.After(stay.From) {
			return ErrInterval
		}
		if err := told.fits(stay); err != nil {
			return err
		}
		told.Stays = append(told.Stays, stay)
	}
	return nil
}

// fits refuses a stay beside those that are there.
func (s Sheet) fits(stay Stay) error {
	seat, ok := s.Seat(stay.Person)
	if !ok {
		return ErrNoSeat
	}
	if seat.Away {
		return ErrAway
	}
	if (seat.Role == Deputy) != (stay.For != "") {
		return ErrForWhom
	}
	taken := stay.Person
	if stay.For != "" {
		member, ok := s.Seat(stay.For)
		if !ok || !seat.StandsInFor(member) {
			return ErrForWhom
		}
		taken = stay.For
	}
	for _, other := range s.Stays {
		switch {
		case !other.overlaps(stay):
		case other.Person == stay.Person:
			return ErrPresent
		case other.Person == taken:
			return ErrMemberPresent
		case other.For == taken:
			return ErrSeatTaken
		}
	}
	return nil
}

// StandsInFor says whether a deputy may take the seat of a member: of the same
// municipality, and of the same group.
func (s Seat) StandsInFor(member Seat) bool {
	return s.Role == Deputy && member.Role != Deputy && s.Municipality == member.Municipality && s.Group == member.Group
}

// InTurn are the deputies who could take the seat of a member at a moment, in their
// order: those of the member's municipality or group who have no other seat then. The
// first of them is asked first.
func (s Sheet) InTurn(member string, at time.Time, leaves []Leave) []Seat {
	of, ok := s.Seat(member)
	if !ok {
		return nil
	}
	var free []Seat
	for _, seat := range s.Seats {
		if seat.Away || !seat.StandsInFor(of) || slices.ContainsFunc(leaves, func(l Leave) bool { return l.Person == seat.Person || l.Deputy == seat.Person }) {
			continue
		}
		if stay, there := s.Stay(seat.Person, at); there && stay.For != member {
			continue
		}
		free = append(free, seat)
	}
	slices.SortStableFunc(free, func(a, b Seat) int { return a.Order - b.Order })
	return free
}

// Absent are the members who are not there at a moment, and whose seat nobody takes.
func (s Sheet) Absent(at time.Time) []Seat {
	var absent []Seat
	for _, member := range s.Members() {
		if !slices.ContainsFunc(s.Stays, func(stay Stay) bool {
			return stay.at(at) && (stay.Person == member.Person || stay.For == member.Person)
		}) {
			absent = append(absent, member)
		}
	}
	return absent
}

// Leave refuses that somebody leaves an item at a moment who is not there, and a
// deputy who cannot take the seat: one who has another, or is of another municipality.
func (s Sheet) Leave(l Leave, others []Leave, at time.Time) error {
	stay, there := s.Stay(l.Person, at)
	if !there {
		return ErrAbsent
	}
	if l.Deputy == "" {
		return nil
	}
	seat, ok := s.Seat(l.Deputy)
	if !ok {
		return ErrNoSeat
	}
	member, _ := s.Seat(stay.seat())
	if !seat.StandsInFor(member) {
		return ErrForWhom
	}
	if _, there := s.Stay(l.Deputy, at); there {
		return ErrPresent
	}
	if slices.ContainsFunc(others, func(o Leave) bool { return o.Person != l.Person && (o.Deputy == l.Deputy || o.Person == l.Deputy) }) {
		return ErrSeatTaken
	}
	return nil
}

// seat is whose seat it is on which somebody sits.
func (s Stay) seat() string {
	if s.For != "" {
		return s.For
	}
	return s.Person
}

// TakingPart are those who take part in an item at a moment, each with the seat by
// which they do: whoever has a seat and is there, without those who have left the
// item, and with the deputies who took their seats (rule 7.5).
func (s Sheet) TakingPart(at time.Time, leaves []Leave) []Voice {
	var all []Voice
	for _, stay := range s.Stays {
		if !stay.at(at) {
			continue
		}
		seat, ok := s.Seat(stay.seat())
		if !ok {
			continue
		}
		person := stay.Person
		if i := slices.IndexFunc(leaves, func(l Leave) bool { return l.Person == person }); i >= 0 {
			person = leaves[i].Deputy
		}
		if person != "" {
			all = append(all, Voice{Person: person, Seat: seat})
		}
	}
	return all
}
