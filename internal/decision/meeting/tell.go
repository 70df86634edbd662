package meeting

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/icalendar"
	"forankring.no/forankring/internal/platform/message"
)

//go:embed letters
var letterFiles embed.FS

var letterTexts = notice.ReadLetters(letterFiles)

// noticeCalled is the notice of a meeting, with its agenda (KL § 11-3).
var noticeCalled = letterTexts.Kind("meeting_called")

// host is the service's name in the identifiers of events.
func host(address string) string {
	if at, err := url.Parse(address); err == nil && at.Hostname() != "" {
		return at.Hostname()
	}
	return "forankring"
}

// callAll writes the notice of a meeting to all members and deputies of the body: the
// agenda, and the meeting as a file for calendars. Deputies read that they are told, and
// come when they are called.
func (s *Service) callAll(ctx context.Context, x *Sitting) error {
	m := x.Meeting
	letter := notice.Notice{Source: fmt.Sprintf("meeting_called:%d", m.ID), Kind: noticeCalled, Params: map[string]string{
		"body": m.BodyName, "organisation": x.In.Name, "when": m.when().Stored(), "where": m.where().Stored(), "agenda": m.agendaText(),
		"reason": message.Verbatim(m.Urgent).Stored(), "path": showMeeting.Href(m.Ref()), notice.CalendarFile: string(s.calendarFile(x)),
	}}
	if m.Urgent == "" {
		delete(letter.Params, "reason")
	}
	if m.NoticeLate {
		letter.Params["notice_due"] = m.NoticeDue.String()
	}
	if m.Form == Written {
		letter.Params["until"] = m.written().Stored()
	}
	seats := slices.SortedStableFunc(slices.Values(m.seats), func(a, b *body.Seat) int { return rank(a) - rank(b) })
	var letters []notice.Notice
	for _, seat := range seats {
		one := letter
		one.Person = seat.Person
		if seat.Role == attendance.Deputy {
			one.Params = withDeputy(letter.Params)
		}
		letters = append(letters, one)
	}
	return s.notices.Post(ctx, x.Tx, letters)
}

// rank puts members before deputies, and these in their order.
func rank(s *body.Seat) int {
	if s.Role != attendance.Deputy {
		return 0
	}
	if s.DeputyOrder == nil {
		return 1000
	}
	return *s.DeputyOrder
}

func withDeputy(params map[string]string) map[string]string {
	all := map[string]string{"deputy": "yes"}
	maps.Copy(all, params)
	return all
}

// agendaText is the agenda, an item on each line.
func (m *BodyMeeting) agendaText() string {
	var text strings.Builder
	for _, i := range m.Live() {
		fmt.Fprintf(&text, "%s  %s\n", i.Number, i.Title)
	}
	return text.String()
}

// calendarFile is the meeting as a file for calendars. The meeting in the calendars that
// people subscribe to is the same event.
func (s *Service) calendarFile(x *Sitting) []byte {
	m := x.Meeting
	summary := m.BodyName
	if m.Title != "" && m.Title != m.BodyName {
		summary += ": " + m.Title
	}
	return icalendar.Write(m.BodyName, s.address, []icalendar.Event{{
		UID: fmt.Sprintf("meeting-%d@%s", m.ID, host(s.address)), Sequence: int(m.planned.Revision) - 1, Stamp: x.Now, Date: m.Date, Time: m.Time, Zone: m.Zone,
		Summary: summary, Location: m.where().Say(message.Named(m.Language)), Href: meetingcalendar.Meeting{ID: m.ID, Organisation: m.Organisation, Body: m.Body}.Path(),
	}})
}
