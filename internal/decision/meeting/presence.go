package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The roles of those who are at a meeting: members and deputies by their seats; others
// speak, and count for nothing (rule 7.7).
const (
	asMember  = "member"
	asDeputy  = "deputy"
	asSpeaker = "speaker"
)

// Arrived and Left are what is told of somebody.
const (
	Arrived = "arrived"
	Left    = "left"
)

// MeetingStay is that somebody was at the meeting, from when to when.
type MeetingStay struct {
	MeetingID int64      `json:"-" db:"meeting_id"`
	Person    *string    `json:"person" db:"person" format:"uuid" doc:"Null for somebody without a record here, who speaks alone"`
	Name      string     `json:"name" db:"name"`
	As        string     `json:"as" db:"as_what" enum:"member,deputy,speaker" doc:"A speaker has no vote"`
	For       *string    `json:"for" db:"for_person" format:"uuid" doc:"The member whose seat a deputy took; null for others"`
	From      time.Time  `json:"from" db:"from_at"`
	To        *time.Time `json:"to" db:"to_at" doc:"Null while they are there"`
}

// MeetingPresenceInput is somebody who is there.
type MeetingPresenceInput struct {
	Person string `json:"person,omitempty" format:"uuid" maxLength:"36" doc:"Whoever has a seat in the body; another who speaks, where they have a record here"`
	Name   string `json:"name,omitempty" maxLength:"200" example:"The county governor's adviser" doc:"For somebody without a record here: who speaks"`
	For    string `json:"for,omitempty" format:"uuid" maxLength:"36" doc:"For a deputy: the member whose seat they take"`
	Speaks bool   `json:"speaks,omitempty" doc:"Whether they speak without a vote"`
}

// MeetingMovementInput is somebody who comes or leaves.
type MeetingMovementInput struct {
	MeetingPresenceInput
	Change string     `json:"change" enum:"arrived,left" example:"arrived"`
	At     *time.Time `json:"at,omitempty" doc:"When; now if left out"`
}

// MeetingMovementsInput are comings and leavings, in their order.
type MeetingMovementsInput struct {
	Movements []MeetingMovementInput `json:"movements" minItems:"1" maxItems:"500"`
}

// MeetingStayInput is that somebody was there.
type MeetingStayInput struct {
	MeetingPresenceInput
	From time.Time  `json:"from"`
	To   *time.Time `json:"to,omitempty" doc:"Left out while they are there"`
}

// MeetingAttendanceInput is who was there, whole.
type MeetingAttendanceInput struct {
	Stays []MeetingStayInput `json:"stays" maxItems:"1000"`
}

// check brings somebody's presence to its one form: a person, or the name of somebody
// who speaks.
func (in *MeetingPresenceInput) check(c *fault.Checks, at string) {
	canon.TidyLine(c, at+"/name", &in.Name)
	in.Person, in.For = strings.ToLower(in.Person), strings.ToLower(in.For)
	c.Require((in.Person == "") != (in.Name == ""), at+"/person", msgPersonOrName)
	c.Require(in.For == "" || in.Person != "" && !in.Speaks, at+"/for", msgForNobody)
	if in.Name != "" {
		in.Speaks = true
	}
}

// Sheet is who has seats in the body, and who is at the meeting by them.
func (m *BodyMeeting) Sheet() attendance.Sheet {
	var sheet attendance.Sheet
	at := m.begins()
	for _, s := range m.seats {
		if s.OnLeave(at) == nil || !m.filled(s) {
			sheet.Seats = append(sheet.Seats, seatOf(s, at))
		}
	}
	for _, stay := range m.Attendance {
		if stay.As != asSpeaker && stay.Person != nil {
			sheet.Stays = append(sheet.Stays, attendance.Stay{Person: *stay.Person, For: value(stay.For), From: stay.From, To: stay.To})
		}
	}
	return sheet
}

func value(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// filled says whether a temporary member has the seat of somebody on leave (KL § 7-11).
func (m *BodyMeeting) filled(of *body.Seat) bool {
	return slices.ContainsFunc(m.seats, func(s *body.Seat) bool { return s.InPlaceOf != nil && *s.InPlaceOf == of.ID })
}

func seatOf(s *body.Seat, at time.Time) attendance.Seat {
	seat := attendance.Seat{Person: s.Person, Role: s.Role, Municipality: value(s.Municipality), Group: s.Group, Away: s.OnLeave(at) != nil}
	if s.DeputyOrder != nil {
		seat.Order = *s.DeputyOrder
	}
	return seat
}

// NameOf is what somebody with a seat is called.
func (m *BodyMeeting) NameOf(person string) string {
	i := slices.IndexFunc(m.seats, func(s *body.Seat) bool { return s.Person == person })
	if i < 0 {
		return ""
	}
	return m.seats[i].Name
}

// arrive has somebody come at a moment.
func (m *BodyMeeting) arrive(in MeetingPresenceInput, at time.Time) error {
	stay := &MeetingStay{MeetingID: m.ID, Person: optional(in.Person), Name: in.Name, As: asMember, For: optional(in.For), From: at}
	if in.Speaks {
		stay.As = asSpeaker
		if m.speaks(in, at) != nil {
			return attendance.ErrPresent
		}
		m.Attendance = append(m.Attendance, stay)
		return nil
	}
	sheet := m.Sheet()
	if err := sheet.Arrive(in.Person, in.For, at); err != nil {
		return err
	}
	if in.For != "" {
		stay.As = asDeputy
	}
	stay.Name = m.NameOf(in.Person)
	m.Attendance = append(m.Attendance, stay)
	return nil
}

// speaks is the stay of somebody who speaks, at a moment; nil for none.
func (m *BodyMeeting) speaks(in MeetingPresenceInput, at time.Time) *MeetingStay {
	for _, stay := range m.Attendance {
		there := !at.Before(stay.From) && (stay.To == nil || at.Before(*stay.To))
		if stay.As == asSpeaker && there && (in.Person != "" && value(stay.Person) == in.Person || in.Name != "" && stay.Name == in.Name) {
			return stay
		}
	}
	return nil
}

// depart has somebody leave at a moment.
func (m *BodyMeeting) depart(in MeetingPresenceInput, at time.Time) error {
	if stay := m.speaks(in, at); stay != nil {
		if stay.To != nil || !at.After(stay.From) {
			return attendance.ErrAbsent
		}
		stay.To = &at
		return nil
	}
	sheet := m.Sheet()
	if err := sheet.Depart(in.Person, at); err != nil {
		return err
	}
	for _, stay := range m.Attendance {
		if stay.As != asSpeaker && value(stay.Person) == in.Person && stay.To == nil {
			stay.To = &at
		}
	}
	return nil
}

// mustTakeAttendance refuses attendance before the notice, before the day of the meeting,
// and once the minutes are signed.
func (m *BodyMeeting) mustTakeAttendance(now time.Time) error {
	if err := m.MustBe(Called, Opened, Closed); err != nil {
		return err
	}
	if m.Date.After(workday.Today(now)) {
		return ErrNotYet
	}
	return nil
}

// Move has people come and leave, in the order in which they are told. It refuses a
// deputy for a member who is there, and whoever is there already, or is not.
func (m *BodyMeeting) Move(in MeetingMovementsInput, now time.Time) error {
	if err := m.mustTakeAttendance(now); err != nil {
		return err
	}
	for i, movement := range in.Movements {
		at, err := m.moment(movement.At, now)
		if err == nil && movement.Change == Left {
			err = m.depart(movement.MeetingPresenceInput, at)
		} else if err == nil {
			err = m.arrive(movement.MeetingPresenceInput, at)
		}
		if f, ok := fault.As(err); ok && len(f.Fields) == 0 {
			return f.On(fmt.Sprintf("/movements/%d", i), f.Detail)
		} else if err != nil {
			return err
		}
	}
	m.endStays()
	return nil
}

// SetAttendance takes a list for who was there, whole. It refuses one that no meeting
// can have had.
func (m *BodyMeeting) SetAttendance(in MeetingAttendanceInput, now time.Time) error {
	if err := m.mustTakeAttendance(now); err != nil {
		return err
	}
	m.Attendance = []*MeetingStay{}
	for i, s := range in.Stays {
		for _, at := range []*time.Time{&s.From, s.To} {
			if _, err := m.moment(at, now); at != nil && err != nil {
				return ErrMoment.On(fmt.Sprintf("/stays/%d/from", i), msgOutside)
			}
		}
		stay := &MeetingStay{MeetingID: m.ID, Person: optional(s.Person), Name: s.Name, As: asMember, For: optional(s.For), From: s.From.UTC(), To: s.To}
		switch {
		case s.Speaks:
			stay.As = asSpeaker
		case s.For != "":
			stay.As = asDeputy
		}
		if !s.Speaks {
			stay.Name = m.NameOf(s.Person)
		}
		m.Attendance = append(m.Attendance, stay)
	}
	m.endStays()
	return m.Sheet().Check()
}

// endStays has whoever is there leave with the end of a meeting that is closed.
func (m *BodyMeeting) endStays() {
	for _, stay := range m.Attendance {
		if stay.To == nil {
			stay.To = m.ClosedAt
		}
	}
}

// LeaveItem records who left an item, in the place of whom was recorded before. It
// refuses who is not there, and a deputy who cannot take the seat (KL § 11-10).
func (m *BodyMeeting) LeaveItem(i *AgendaItem, in ItemLeavesInput, at time.Time) error {
	if err := i.MustBeOpen(); err != nil {
		return err
	}
	sheet := m.Sheet()
	i.Leaves = []*ItemLeave{}
	for n, l := range in.Leaves {
		leave := attendance.Leave{Person: l.Person, Deputy: l.Deputy}
		for _, other := range i.Leaves {
			if other.Person == l.Person {
				return ErrLeave.On(fmt.Sprintf("/leaves/%d/person", n), msgOnce)
			}
		}
		if err := sheet.Leave(leave, i.sheetLeaves(), at); err != nil {
			if f, ok := fault.As(err); ok {
				return f.On(fmt.Sprintf("/leaves/%d", n), f.Detail)
			}
			return err
		}
		i.Leaves = append(i.Leaves, &ItemLeave{ItemID: i.ID, Person: l.Person, Name: m.NameOf(l.Person), Why: l.Why, Basis: l.Basis, Deputy: optional(l.Deputy)})
	}
	if i.Chair != nil && !m.takesPart(i, *i.Chair, at) {
		i.Chair = nil
	}
	return nil
}

// check brings the leaves to their one form.
func (in *ItemLeavesInput) check() error {
	var c fault.Checks
	for i := range in.Leaves {
		l := &in.Leaves[i]
		canon.RequiredLine(&c, fmt.Sprintf("/leaves/%d/basis", i), &l.Basis)
		l.Person, l.Deputy = strings.ToLower(l.Person), strings.ToLower(l.Deputy)
	}
	return c.Err(ErrLeave)
}

// TakingPart are those who take part in an item at a moment: in a written procedure all
// members, else who is there and has not left the item, with the deputies who took the
// seats (rule 7.5).
func (m *BodyMeeting) TakingPart(i *AgendaItem, at time.Time) []attendance.Voice {
	sheet := m.Sheet()
	if m.Form != Written {
		return sheet.TakingPart(at, i.sheetLeaves())
	}
	var all []attendance.Voice
	for _, seat := range sheet.Members() {
		if seat.Away {
			continue
		}
		all = append(all, attendance.Voice{Person: seat.Person, Seat: seat})
	}
	return all
}

func (m *BodyMeeting) takesPart(i *AgendaItem, person string, at time.Time) bool {
	return slices.ContainsFunc(m.TakingPart(i, at), func(v attendance.Voice) bool { return v.Person == person })
}

// Question is a question put to those who take part in an item at a moment, as the
// body votes by its settings.
func (m *BodyMeeting) Question(i *AgendaItem, at time.Time) ballot.Question {
	st := m.statutes
	q := ballot.Question{Size: m.Size(), Model: st.Voting.Model, Within: st.Voting.Within, Municipalities: m.municipalities(), Majority: st.Majority, Chair: m.ChairOf(i), Constituting: m.Constituting}
	for _, v := range m.TakingPart(i, at) {
		q.Present = append(q.Present, ballot.Voter{Person: v.Person, Municipality: v.Seat.Municipality})
	}
	return q
}

// municipalities is how many municipalities have seats in the body.
func (m *BodyMeeting) municipalities() int {
	known := map[string]bool{}
	for _, seat := range m.Sheet().Members() {
		if seat.Municipality != "" {
			known[seat.Municipality] = true
		}
	}
	return len(known)
}
