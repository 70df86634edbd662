package meeting

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// check brings the input to its one form, and refuses a call that the law does not
// know.
func (in *MeetingCallInput) check() error {
	var c fault.Checks
	canon.TidyLine(&c, "/place", &in.Place)
	canon.TidyText(&c, "/urgent", &in.Urgent)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	if in.Language == "" {
		in.Language = message.Bokmal.String()
	}
	whole := in.Urgent != "" && in.PeriodFrom != nil && in.PeriodTo != nil && in.PeriodTo.After(*in.PeriodFrom)
	in.Extraordinary = in.Extraordinary || in.Demand != nil
	c.Require(in.Form != Written || whole, "/period_from", msgWrittenNeeds)
	c.Require(in.Form == Written || in.PeriodFrom == nil && in.PeriodTo == nil, "/period_from", msgOnlyWritten)
	return c.Err(ErrWritten)
}

// Call is the notice of the meeting, which goes out on a day. It refuses a meeting that
// is not planned, an empty agenda, a remote meeting that the body's settings do not
// allow unless the chair says why the matter cannot wait (KL §§ 11-7, 11-8), and one
// in a place that nobody names (KL § 11-4).
func (m *BodyMeeting) Call(in MeetingCallInput, by string, now time.Time) error {
	if err := m.MustBe(Planned); err != nil {
		return err
	}
	if len(m.Live()) == 0 {
		return ErrEmpty
	}
	if in.Form != InPerson && in.Form != Written && !m.statutes.RemoteAllowed && in.Urgent == "" {
		return ErrRemote.On("/form", msgNotRemote)
	}
	if in.Constituting && (!m.statutes.Elected || in.Form == Written) {
		return ErrConstituting
	}
	if in.Place == "" {
		in.Place = m.Place
	}
	if (in.Form == InPerson || in.Form == Both) && in.Place == "" {
		return ErrNoPlace.On("/place", msgWhere)
	}
	m.State, m.Form, m.Place, m.Extraordinary, m.Urgent = Called, in.Form, in.Place, in.Extraordinary, in.Urgent
	m.PeriodFrom, m.PeriodTo, m.Language, m.CalledAt, m.CalledBy, m.Constituting = in.PeriodFrom, in.PeriodTo, in.Language, &now, &by, in.Constituting
	return nil
}

// Judge says by the calendar of the body until when the notice had to go out, and
// whether it went out too late (rules 5.3, 7.6).
func (m *BodyMeeting) Judge(calendar *workday.Calendar, today workday.Date) {
	m.NoticeDue, m.NoticeLate, m.NoticeSays = nil, false, message.Text{}
	if m.statutes.Notice == nil {
		return
	}
	explained := calendar.Explain(m.Date, m.statutes.Notice.Rule())
	m.NoticeDue, m.NoticeLate, m.NoticeSays = &explained.Due, today.After(explained.Due), explained.Sentence
}

// MustBe refuses what is done in none of these states.
func (m *BodyMeeting) MustBe(states ...State) error {
	if slices.Contains(states, m.State) {
		return nil
	}
	if m.State == Cancelled {
		return meetingcalendar.ErrCancelled
	}
	return ErrState.With(msgInState.With(stateNames[m.State], namesOf(states)))
}

// MustBeInRecord refuses to record what happens at a meeting before it is opened, and
// once its minutes are signed.
func (m *BodyMeeting) MustBeInRecord() error { return m.MustBe(Opened, Closed) }

// takesNotes says whether the body makes notes of its meetings, and no minutes.
func (m *BodyMeeting) takesNotes() bool { return m.BodyKind == body.WorkingGroup }

// MustResolve refuses what a body does not do that makes notes alone.
func (m *BodyMeeting) MustResolve() error {
	if m.takesNotes() {
		return ErrTakesNotes
	}
	return nil
}

// mustTakeNotes refuses notes of a body that keeps minutes.
func (m *BodyMeeting) mustTakeNotes() error {
	if !m.takesNotes() {
		return ErrTakesNotes.With(msgKeepsMinutes)
	}
	return m.MustBe(Called, Opened, Closed)
}

// moment is when something was done that is recorded now. It refuses what lies outside
// the meeting.
func (m *BodyMeeting) moment(at *time.Time, now time.Time) (time.Time, error) {
	if at == nil || m.ClosedAt != nil && at.Equal(*m.ClosedAt) {
		return m.LastMoment(now), nil
	}
	if at.After(now) || workday.Today(*at).Before(m.Date) || m.ClosedAt != nil && at.After(*m.ClosedAt) {
		return now, ErrMoment.On("/at", msgOutside)
	}
	return at.UTC(), nil
}

// Moment is when something was done at the meeting that is recorded now; now, or the
// end of the meeting, where nothing is said. It refuses a time before its opening.
func (m *BodyMeeting) Moment(at *time.Time, now time.Time) (time.Time, error) {
	moment, err := m.moment(at, now)
	if err == nil && m.OpenedAt != nil && moment.Before(*m.OpenedAt) {
		return moment, ErrMoment.On("/at", msgOutside)
	}
	return moment, err
}

// Open opens the meeting at a moment, with somebody who chairs. It refuses a meeting
// that was not called, one whose day has not come, and a chair who is not there; two
// chairs it cannot have.
func (m *BodyMeeting) Open(chair string, at time.Time) error {
	if err := m.mayOpen(workday.Today(at)); err != nil {
		return err
	}
	sheet := m.Sheet()
	if chair == "" {
		chair = m.chairThere(sheet, at)
	}
	_, there := sheet.Stay(chair, at)
	if _, seated := sheet.Seat(chair); !seated || !there && m.Form != Written {
		return ErrChair.On("/chair", msgChairAbsent)
	}
	m.State, m.OpenedAt, m.Chair = Opened, &at, &chair
	return nil
}

// mayOpen refuses to open a meeting that was not called, or whose day has not come, and
// one while the body meets already.
func (m *BodyMeeting) mayOpen(today workday.Date) error {
	if err := m.MustBe(Called); err != nil {
		return err
	}
	if m.Date.After(today) {
		return ErrNotYet
	}
	if m.Meets {
		return ErrMeets
	}
	return nil
}

// MustMeet refuses what takes a meeting, in a written procedure (KL § 11-8).
func (m *BodyMeeting) MustMeet() error {
	if m.Form == Written {
		return ErrInWriting
	}
	return nil
}

// chairThere is the chair of the body where they are there, else the deputy chair; ""
// where neither is.
func (m *BodyMeeting) chairThere(sheet attendance.Sheet, at time.Time) string {
	for _, role := range []string{attendance.Chair, attendance.DeputyChair} {
		for _, seat := range sheet.Seats {
			if _, there := sheet.Stay(seat.Person, at); seat.Role == role && (there || m.Form == Written) {
				return seat.Person
			}
		}
	}
	return ""
}

// Close closes the meeting: whoever is there leaves. It refuses a meeting with items
// that nothing became of, but for bodies that only make notes.
func (m *BodyMeeting) Close(at time.Time) error {
	if err := m.mayClose(at); err != nil {
		return err
	}
	m.State, m.ClosedAt = Closed, &at
	m.endStays()
	return nil
}

// mayClose refuses to close a meeting that is not open, before somebody came, or with
// open items.
func (m *BodyMeeting) mayClose(at time.Time) error {
	if err := m.MustBe(Opened); err != nil {
		return err
	}
	if slices.ContainsFunc(m.Attendance, func(s *MeetingStay) bool { return s.To == nil && !at.After(s.From) }) {
		return ErrMoment.On("/at", msgOutside)
	}
	if m.takesNotes() {
		return nil
	}
	var waiting []string
	for _, item := range m.Live() {
		if item.State == ItemOpen {
			waiting = append(waiting, item.Number)
		}
	}
	if len(waiting) > 0 {
		return ErrItemsOpen.With(msgItemsOpen.With(waiting))
	}
	return nil
}

// quorum is how many members the body has, how many must vote, and how many are there.
func (m *BodyMeeting) quorum(at time.Time) MeetingQuorum {
	size := m.Size()
	return MeetingQuorum{Size: size, Needed: ballot.QuorumOf(size, m.Constituting), Present: len(m.Sheet().TakingPart(at, nil))}
}

// Size is how many members the body has by its statutes on the day of the meeting,
// vacant seats included; where they say nothing, the members' seats are counted.
func (m *BodyMeeting) Size() int {
	if m.statutes.Size != nil {
		return *m.statutes.Size
	}
	return len(m.Sheet().Members())
}

// Statutes are what the body is, may and how it votes on the day of the meeting.
func (m *BodyMeeting) Statutes() body.Statutes { return m.statutes }

// Ref is the meeting as paths name it.
func (m *BodyMeeting) Ref() Ref {
	return Ref{Ref: body.Body{Organisation: m.Organisation, Key: m.Body}.Ref(), Meeting: m.ID}
}

// when is the day and time of the meeting, in words.
func (m *BodyMeeting) when() message.Text {
	if m.Time == nil {
		return msgOnDay.With(m.Date)
	}
	return msgAtTime.With(m.Date, *m.Time)
}

// where is the place of the meeting, in words.
func (m *BodyMeeting) where() message.Text {
	switch m.Form {
	case Remote:
		return msgRemotely
	case Written:
		return msgInWriting
	case Both:
		return msgBothPlaces.With(m.Place)
	default:
		return message.Verbatim(m.Place)
	}
}

// LastMoment is a moment at which those take part who do now, or did at the end of a
// meeting that is closed: at its very end nobody is there any more.
func (m *BodyMeeting) LastMoment(now time.Time) time.Time {
	if m.ClosedAt != nil {
		return m.ClosedAt.Add(-time.Microsecond)
	}
	return now
}

// OrganisationName is what the organisation of the body is called.
func (m *BodyMeeting) OrganisationName() string { return m.planned.OrganisationName }

// Href is the address of a meeting.
func Href(ref Ref) string { return showMeeting.Href(ref) }
