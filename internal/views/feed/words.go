package feed

import (
	"fmt"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/task"
)

// milestoneDue are the deadlines of milestones, which are shown as these.
const milestoneDue reminder.Kind = "milestone"

// words say what events are, in the language of the owner of a feed.
type words struct {
	feed  *Feed
	host  string
	today workday.Date
}

func (w words) language() message.Language { return message.Named(w.feed.Language) }

// uid names an event for good, wherever it is shown.
func (w words) uid(kind string, parts ...any) string {
	all := []string{kind}
	for _, p := range parts {
		if text := fmt.Sprint(p); text != "" {
			all = append(all, strings.NewReplacer("/", ".", " ", ".").Replace(text))
		}
	}
	return strings.Join(all, "-") + "@" + w.host
}

// name is that of the calendar.
func (w words) name() string {
	var text message.Text
	switch w.feed.Kind {
	case OfCase:
		text = msgCase.With(w.feed.Case, w.feed.Region)
	case OfBody:
		text = msgBody.With(w.feed.BodyName, w.feed.OrganisationName)
	case OfOrganisation:
		text = message.Verbatim(w.feed.OrganisationName)
	case Mine:
		text = msgMine
	}
	return text.Say(w.language())
}

func (w words) meeting(m meetingcalendar.Meeting) event {
	e := event{
		UID: w.uid("meeting", m.ID), Sequence: int(m.Revision) - 1, Stamp: m.ChangedAt, Date: m.Date, Time: m.Time, Zone: m.Zone,
		Summary: m.BodyName, Location: m.Place, Href: m.Path(), Cancelled: m.State == meetingcalendar.Cancelled,
	}
	if m.Title != "" && m.Title != m.BodyName {
		e.Summary = msgMeeting.With(m.BodyName, m.Title).Say(w.language())
	}
	if e.Location == "" && m.Remote {
		e.Location = msgRemote.Say(w.language())
	}
	return e
}

func (w words) milestone(c *casefile.Case, m milestone) event {
	e := event{
		UID: w.uid("milestone", m.ID), Sequence: m.Revision - 1, Stamp: m.ChangedAt, Date: m.Due, Href: c.Ref().Path() + "/milestones",
		Cancelled: m.Withdrawn != nil || c.State == casefile.Withdrawn,
	}
	w.say(&e, c, message.Verbatim(m.Title), m.Kind == "event")
	return e
}

// say writes what an event in a case is: of an exempt one nothing but that there is
// something, its shielded title, and the address of the case (rule 2.1).
func (w words) say(e *event, c *casefile.Case, what message.Text, takesPlace bool) {
	in, title := w.language(), c.Title
	if c.Exempt(w.today) {
		what, title, e.Href = msgDeadline, c.ShieldedTitle, c.Ref().Path()
		if takesPlace {
			what = msgEvent
		}
	}
	e.Summary = msgInCase.With(what, title).Say(in)
}

func (w words) deadline(c *casefile.Case, d reminder.Dated) event {
	e := event{
		UID: w.uid("deadline", d.Case, d.Kind, d.Key, d.Municipality), Sequence: d.Version - 1, Stamp: d.At, Date: d.Due, Href: c.Ref().Path(),
		Cancelled: c.State == casefile.Withdrawn,
	}
	what := msgDeadline
	switch {
	case d.Title != "":
		what = message.Verbatim(d.Title)
	case d.Kind == "answer":
		what = msgAnswer
	case d.Kind == "naming":
		what = msgNaming
	}
	if i := slices.IndexFunc(c.Participants, func(p casefile.Participant) bool { return p.Number == d.Municipality }); i >= 0 {
		what = msgOf.With(c.Participants[i].Name, what)
	}
	w.say(&e, c, what, false)
	return e
}

func (w words) task(t task.Task) event {
	e := event{UID: w.uid("task", t.ID), Stamp: t.Since, Date: *t.By, Href: t.About}
	what, title := t.Title, t.CaseTitle
	if t.Shielded != "" {
		what, title, e.Href = msgDeadline, t.Shielded, casefile.Ref{Region: t.Region, Number: t.Case}.Path()
	}
	e.Summary = what.Say(w.language())
	if title != "" {
		e.Summary = msgInCase.With(what, title).Say(w.language())
	}
	return e
}
