package meeting

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// errUnknownPerson refuses somebody who speaks and has no record.
var errUnknownPerson = fault.New(fault.Invalid, "meeting.unknown_person", "No such person",
	"Whoever speaks without a record here is named in `name` (rule 7.7).")

// When and where a meeting is.
var (
	msgOnDay      = message.New1[workday.Date]("sitting.on_day", "{day}")
	msgAtTime     = message.New2[workday.Date, string]("sitting.at_time", "{day} at {time}")
	msgRemotely   = message.New("sitting.remotely", "remote meeting")
	msgInWriting  = message.New("sitting.in_writing", "written procedure")
	msgBothPlaces = message.New1[string]("sitting.both_places", "{place}, and remotely")
	msgUntil      = message.New2[workday.Date, string]("sitting.until", "{day} at {time}")
)

// What is wrong with a meeting, or with what is recorded of it.
var (
	msgInState      = message.New2[message.Text, message.Either[message.Text]]("sitting.in_state", "The meeting is {state}. It must be {wanted}.")
	msgWrittenNeeds = message.New("sitting.written_needs", "must stand with `period_to` after it, and with the chair's reason in `urgent`")
	msgOnlyWritten  = message.New("sitting.only_written", "must be left out: only a written procedure has a period")
	msgNotRemote    = message.New("sitting.not_remote", "the settings of the body do not allow remote meetings; with `urgent` the chair can say why the matter cannot wait")
	msgWhere        = message.New("sitting.where", "must say where the meeting is held")
	msgOutside      = message.New("sitting.outside", "must lie on the day of the meeting or later, in its course, and not after now")
	msgChairAbsent  = message.New("sitting.chair_absent", "must be somebody with a seat in the body who is there")
	msgItemsOpen    = message.New1[[]string]("sitting.items_open", "Nothing has become of {items}: resolve or withdraw them first.")
	msgKeepsMinutes = message.New("sitting.keeps_minutes", "Only a working group makes notes; the body keeps minutes (KL § 11-4).")
	msgPersonOrName = message.New("sitting.person_or_name", "must be given, or `name` for somebody without a record here")
	msgForNobody    = message.New("sitting.for_nobody", "must be left out: only a deputy takes the seat of a member")
	msgOnce         = message.New("sitting.once", "must be named once")
)

// What is wrong with an item.
var (
	msgNotTreated = message.New("sitting.not_treated", "must be a case that was sent to this body")
	msgOnAnAgenda = message.New("sitting.on_an_agenda", "stands on an agenda of the body already")
	msgItemIs     = message.New2[string, message.Text]("sitting.item_is", "Item {number} is {state}.")
)

// What was done, and what is worth a look.
var (
	msgLeft       = message.New2[string, int]("sitting.left", "{n} {n|person|people} left item {number}.")
	msgCalledLate = message.New1[workday.Date]("sitting.called_late", "The notice went out after {day}.")
	msgArrived    = message.New1[[]string]("sitting.arrived", "There: {names}.")
	msgDeparted   = message.New1[[]string]("sitting.departed", "Left: {names}.")
	msgNoticeLate = message.New2[workday.Date, workday.Date]("sitting.notice_late", "The notice was to go out by {due}, and went out on {day}.")
	msgPresentOf  = message.New2[int, int]("sitting.present_of", "{present} are there, and {needed} must be.")
	msgOutOfTurn  = message.New2[string, string]("sitting.out_of_turn", "{deputy} took a seat though {other} is before them.")
	msgReportDue  = message.New1[workday.Date]("sitting.report_due", "What was decided urgently or in writing until {day} is to be reported.")
	msgHasItems   = message.New1[int]("sitting.has_items", "{n} {n|item|items} stand on its agenda.")
	msgHasNotice  = message.New("sitting.has_notice", "Its notice has gone out.")
)

// stateNames are the states in words.
var stateNames = map[State]message.Text{
	Planned: message.New("sitting.state.planned", "planned"), Called: message.New("sitting.state.called", "called"), Opened: message.New("sitting.state.opened", "opened"),
	Closed: message.New("sitting.state.closed", "closed"), Minuted: message.New("sitting.state.minuted", "minuted"), Cancelled: message.New("sitting.state.cancelled", "cancelled"),
}

// itemStateNames are the states of items in words.
var itemStateNames = map[ItemState]message.Text{
	ItemOpen: message.New("sitting.item.open", "open"), ItemResolved: message.New("sitting.item.resolved", "resolved"),
	ItemRefused: message.New("sitting.item.refused", "refused"), ItemWithdrawn: message.New("sitting.item.withdrawn", "withdrawn"),
}

func namesOf(states []State) message.Either[message.Text] {
	all := make(message.Either[message.Text], len(states))
	for i, s := range states {
		all[i] = stateNames[s]
	}
	return all
}

// calledWords say whether the notice went out too late.
func (m *BodyMeeting) calledWords() message.Text {
	if m.NoticeLate {
		return msgCalledLate.With(*m.NoticeDue)
	}
	return message.Text{}
}

// written is until when members answer in writing.
func (m *BodyMeeting) written() message.Text {
	at := m.PeriodTo.In(workday.Oslo())
	return msgUntil.With(workday.Today(*m.PeriodTo), at.Format("15:04"))
}

// movementWords say who came, and who left.
func (m *BodyMeeting) movementWords(in MeetingMovementsInput) message.Text {
	var came, left []string
	for _, movement := range in.Movements {
		name := movement.Name
		if movement.Person != "" {
			name = m.called(movement.Person)
		}
		if movement.Change == Left {
			left = append(left, name)
		} else {
			came = append(came, name)
		}
	}
	var all []message.Text
	if came != nil {
		all = append(all, msgArrived.With(came))
	}
	if left != nil {
		all = append(all, msgDeparted.With(left))
	}
	return message.Sentences(all...)
}

// called is what somebody at the meeting is called.
func (m *BodyMeeting) called(person string) string {
	for _, stay := range m.Attendance {
		if value(stay.Person) == person && stay.Name != "" {
			return stay.Name
		}
	}
	return m.NameOf(person)
}
