// Package due says what is due around the meeting in which a body treats a case: that its
// papers are handed in, that the notice goes out, that what is resolved is recorded, and
// that the minutes are signed (rules 5.4, 6.1, 7.1).
package due

import (
	"embed"
	"fmt"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// The kinds of deadlines around a meeting: its papers are handed in before it, its notice
// goes out, what the body resolves is recorded by the day on which it meets, and its
// minutes are signed.
var (
	Papers     = reminder.NewKind("papers", texts)
	Notice     = reminder.NewKind("meeting_notice", texts)
	Resolution = reminder.NewKind("resolution", texts)
	Minutes    = reminder.NewKind("minutes", texts)
)

// Placed is a treatment on the agenda of a planned meeting, with the title of its case.
type Placed struct {
	*chain.Treatment
	Title string
	// Called says that the notice of the meeting has gone out: papers and notice are due
	// no more.
	Called bool
	// Laid says that its papers are there.
	Laid bool
}

// Calls are what recording a resolution and writing a presentation need
// (reminder.Deadline).
type Calls struct{ Record, Present string }

// keepsMeetings is what sending out a notice and having minutes signed need.
var keepsMeetings = meetingcalendar.Keeps.Permission.String()

// around are the deadlines of a treatment in a meeting, by what the body has set and its
// calendar: until when papers are handed in, the notice goes out, the resolution is
// recorded, and the minutes are signed (rules 6.1, 7.1). A meeting that is cancelled has
// none.
func (by Calls) around(p Placed, m meetingcalendar.Meeting, s *body.Settings, days *workday.Calendar) []reminder.Deadline {
	if m.State != meetingcalendar.Planned {
		return nil
	}
	all := []reminder.Deadline{by.Deadline(p.Treatment, p.Title, m.Date)}
	if s == nil {
		return all
	}
	add := func(kind reminder.Kind, on workday.Date, call string, posts ...authority.Post) {
		d := by.Deadline(p.Treatment, p.Title, on)
		d.Ref, d.Call, d.Asked, d.Params["meeting"] = Ref(p.Treatment, kind), call, posts, m.Date.String()
		if kind != Papers {
			d.Subject, d.Params["path"] = reminder.AboutMeeting(m.ID, kind), m.Path()
		}
		all = append(all, d)
	}
	if s.Submission != nil && !p.Called && !p.Laid {
		call, posts := by.writers(p)
		add(Papers, s.Submission.Before(m.Date, days), call, posts...)
	}
	if s.Notice != nil && !p.Called {
		add(Notice, s.Notice.Before(m.Date, days), keepsMeetings, p.Keeper())
	}
	if s.Minutes != nil {
		add(Minutes, s.Minutes.After(m.Date, days), keepsMeetings, p.Keeper())
	}
	return all
}

// writers are those who hand in the papers, and what that needs: of a municipality's body
// those who present a case to it, of a region's its secretariat.
func (by Calls) writers(p Placed) (call string, posts []authority.Post) {
	if !p.Municipal() {
		return keepsMeetings, []authority.Post{p.Keeper()}
	}
	return by.Present, []authority.Post{{Organisation: p.Organisation, Office: office.Administrator}, {Organisation: p.Organisation, Office: office.CaseOfficer}}
}

// Ref names a deadline of a treatment. That of the minutes is the meeting's, which may
// put the case off to another.
func Ref(t *chain.Treatment, kind reminder.Kind) reminder.Ref {
	r := reminder.Ref{Case: t.CaseID, Kind: kind, Key: fmt.Sprintf("treatment/%d", t.ID)}
	if kind == Minutes {
		r.Key = fmt.Sprintf("meeting/%d", *t.Meeting)
	}
	if t.Municipal() {
		r.Municipality = t.Organisation
	}
	return r
}

// Refs name all that is due of treatments, by the meetings in which they are placed: the
// minutes last.
func Refs(all ...*chain.Treatment) []reminder.Ref {
	var refs, last []reminder.Ref
	for _, t := range all {
		refs = append(refs, Ref(t, Resolution), Ref(t, Papers), Ref(t, Notice))
		if t.Meeting != nil {
			last = append(last, Ref(t, Minutes))
		}
	}
	return append(refs, last...)
}

// Deadline reminds of the resolution of a body that meets on a day: whoever records it,
// and then those to whom it escalates.
func (by Calls) Deadline(t *chain.Treatment, title string, on workday.Date) reminder.Deadline {
	return reminder.Deadline{
		Ref: Ref(t, Resolution), Call: by.Record, Title: t.BodyName, Due: on, Asked: []authority.Post{t.Keeper()},
		Params: map[string]string{"case_number": t.Case, "case_title": title, "region": t.Region, "path": t.Self},
	}.Escalating(t.Region, t.Organisation)
}
