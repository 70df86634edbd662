package meetingcalendar

import (
	"context"
	"fmt"
	"strings"

	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// fileSource is the source of files that name none.
const fileSource = "file"

// maxFaults is how many faults a refusal lists.
const maxFaults = 100

// MeetingsReport is what comes of a list or a file of meetings.
type MeetingsReport struct {
	Format   string         `json:"format" enum:"list,calendar,table" example:"calendar" doc:"What was read: iCalendar, a table, or the list of the request"`
	Encoding sheet.Encoding `json:"encoding,omitempty" example:"utf-8" doc:"The encoding in which a file was read"`
	Source   string         `json:"source,omitempty" example:"acos"`
	Ignored  []string       `json:"ignored" doc:"The columns of a table that were not known; nothing was read from them"`
	Totals   MeetingTotals  `json:"totals"`
	Rows     []MeetingRow   `json:"rows" doc:"Each meeting in the order of the file, and then those that it leaves out though it is the whole calendar"`
}

// MeetingTotals counts meetings by what comes of them.
type MeetingTotals struct {
	Created   int `json:"created" example:"3"`
	Moved     int `json:"moved" example:"1"`
	Changed   int `json:"changed" example:"0"`
	Cancelled int `json:"cancelled" example:"0"`
	Restored  int `json:"restored" example:"0"`
	Unchanged int `json:"unchanged" example:"8"`
	Skipped   int `json:"skipped" example:"0" doc:"Meetings of other bodies, and cancelled ones that were not known"`
	Refused   int `json:"refused" example:"0"`
	Warnings  int `json:"warnings" example:"1" doc:"Meetings with something to look at, which are kept all the same"`
}

// MeetingRow is what comes of one meeting.
type MeetingRow struct {
	Row      int                `json:"row" example:"4" doc:"Where it begins: the line of a calendar, the row of a table as a spreadsheet counts, the place in a list; 0 for one that the file leaves out"`
	UID      string             `json:"uid,omitempty" example:"2024-03@acos" doc:"What the file calls it"`
	Result   string             `json:"result" enum:"created,moved,changed,cancelled,restored,unchanged,skipped,refused" example:"moved"`
	Date     *workday.Date      `json:"date" format:"date" doc:"The day in the file; null where it cannot be read"`
	Time     *string            `json:"time" example:"18:00"`
	Meeting  string             `json:"meeting,omitempty" doc:"The address of the meeting; left out where there is none, or not yet" example:"/v1/organisations/kongsvingerregionen/bodies/styre/meeting-calendar/41"`
	Detail   message.Text       `json:"detail,omitzero" example:"Moved from 14 March 2024 at 18:00 to 21 March 2024 at 18:00."`
	Hangs    []MeetingDependent `json:"hangs" doc:"What hangs on a meeting that is moved, cancelled or held after all"`
	Errors   []MeetingNote      `json:"errors" doc:"All that is wrong with it"`
	Warnings []MeetingNote      `json:"warnings" doc:"What to look at; it is kept all the same"`
}

// MeetingNote is an error or a warning about one part of a meeting.
type MeetingNote struct {
	Column string       `json:"column,omitempty" example:"date" doc:"The part of the meeting, as a column of a table is called in English"`
	Code   string       `json:"code" example:"meeting.day_off" doc:"The code of the problem, explained at /v1/problems/{code}"`
	Detail message.Text `json:"detail" example:"is not a working day: Saturday"`
}

// PlanList plans several meetings of a body. Those that it has already stay as they
// are; all are kept, or none.
func (s *Service) PlanList(ctx context.Context, actor authn.Actor, ref body.Ref, in MeetingsInput) (*MeetingsReport, error) {
	var checks fault.Checks
	wanted := make([]meetingfile.Meeting, len(in.Meetings))
	for i := range in.Meetings {
		in.Meetings[i].tidy(&checks, fmt.Sprintf("/meetings/%d", i))
		wanted[i] = in.Meetings[i].wanted(i + 1)
	}
	if err := checks.Err(ErrContent); err != nil {
		return nil, err
	}
	l := meetingList{file: &meetingfile.File{Format: "list", Ignored: []string{}, Meetings: wanted}, why: func(change) message.Text { return message.Text{} }}
	for _, m := range in.Meetings {
		l.notes = append(l.notes, m.Note)
	}
	return s.take(ctx, actor, planMeetings.Decl, ref, l)
}

// Import takes the calendar of a body as others publish it (rule 5.2). The same file
// again changes nothing. Meetings that it leaves out stay, unless it is the whole
// calendar of a period.
func (s *Service) Import(ctx context.Context, actor authn.Actor, f importFilter, file httpapi.CalendarFile) (*MeetingsReport, error) {
	l := meetingList{source: strings.TrimSpace(f.Source), from: f.ReplacesFrom, to: f.ReplacesTo, skipRefused: f.SkipRefused == "true", reason: f.Reason}
	if err := l.check(); err != nil {
		return nil, err
	}
	read, err := meetingfile.Read(file, meetingfile.BoundsOn(workday.Today(s.now())))
	if err != nil {
		return nil, err
	}
	l.file = read
	l.why = func(ch change) message.Text {
		switch {
		case l.reason != "":
			return message.Verbatim(l.reason)
		case ch.kind == cancelled && ch.after.Said == "":
			return msgMissing.With(l.source)
		}
		return msgImported.With(l.source)
	}
	return s.take(ctx, actor, importMeetings.Decl, f.Ref, l)
}

// meetingList is a list or a file of meetings, and how it is taken.
type meetingList struct {
	file        *meetingfile.File
	notes       []string
	source      string
	from, to    workday.Date
	skipRefused bool
	reason      string
	why         because
}

// check refuses a file that is the whole calendar of no period, or of no source.
func (l *meetingList) check() error {
	var c fault.Checks
	canon.TidyLine(&c, "query/source", &l.source)
	canon.TidyText(&c, "query/reason", &l.reason)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	replaces := !l.from.IsZero() || !l.to.IsZero()
	c.Require(!replaces || !l.from.IsZero() && !l.to.IsZero() && !l.to.Before(l.from) && l.source != "", "query/replaces_from", msgNoReplaces)
	if l.source == "" {
		l.source = fileSource
	}
	return c.Err(ErrReplaces)
}

// scope is what of a calendar the list can concern.
func (l meetingList) scope() scope {
	of := scope{source: l.source, from: l.from, to: l.to}
	for _, m := range l.file.Meetings {
		if !m.Date.IsZero() {
			of.days = append(of.days, m.Date)
		}
		if m.UID != "" {
			of.uids = append(of.uids, m.UID)
		}
	}
	return of
}

// take compares a list with the calendar of a body, and keeps what follows, unless
// some of it is refused.
func (s *Service) take(ctx context.Context, actor authn.Actor, a declared.Decl, ref body.Ref, l meetingList) (*MeetingsReport, error) {
	return organisation.Do(ctx, s.organisations, a, actor, ref.Organisation, func(c *organisation.Change) (*MeetingsReport, error) {
		b, of, err := s.calendarOf(ctx, c, ref, l.scope())
		if err != nil {
			return nil, err
		}
		of.source, of.from, of.to = l.source, l.from, l.to
		rows := of.reconcile(l.file.Meetings)
		var all []change
		var quiet []*Meeting
		for i, r := range rows {
			switch {
			case r.change == nil:
			case r.quiet:
				quiet = append(quiet, r.change.after)
			default:
				if r.result == created && i < len(l.notes) {
					r.change.after.Note = l.notes[i]
				}
				all = append(all, *r.change)
			}
		}
		if err := l.refusal(ctx, rows); err != nil {
			return nil, err
		}
		if err := s.keep(ctx, c, b, all, quiet, l.why); err != nil {
			return nil, err
		}
		return s.report(ctx, c, l, rows)
	})
}

// refusal is why a list is not kept; nil where it is. A dry run of one that is not
// the whole calendar reports what is refused.
func (l meetingList) refusal(ctx context.Context, rows []*row) error {
	var c fault.Checks
	n := 0
	for _, r := range rows {
		if r.result != refused {
			continue
		}
		n++
		for _, note := range meetingNotes(r.refusals) {
			if n <= maxFaults {
				c.Require(false, strings.TrimSuffix(fmt.Sprintf("/rows/%d/%s", r.wanted.Number, note.Column), "/"), note.Detail)
			}
		}
	}
	switch {
	case n == 0 || request.TermsOf(ctx).DryRun:
		return nil
	case !l.from.IsZero():
		return c.Err(ErrReplaces.With(msgUnreadable.With(n)))
	case l.skipRefused:
		return nil
	}
	return c.Err(ErrRows.With(msgRefusedRows.With(n, len(rows))))
}

// report is what came of the rows of a list.
func (s *Service) report(ctx context.Context, c *organisation.Change, l meetingList, rows []*row) (*MeetingsReport, error) {
	var ids []int64
	for _, r := range rows {
		if r.of != nil && (r.result == moved || r.result == cancelled || r.result == restored) {
			ids = append(ids, r.of.ID)
		}
	}
	hangs := map[int64][]MeetingDependent{}
	if len(ids) > 0 {
		var err error
		if hangs, err = s.hanging(ctx, c.Tx, ids); err != nil {
			return nil, err
		}
	}
	report := &MeetingsReport{Format: l.file.Format, Encoding: l.file.Encoding, Source: l.source, Ignored: l.file.Ignored, Rows: []MeetingRow{}}
	for _, r := range rows {
		if r.wanted.Excluded && r.result == skipped {
			continue // a day that a series leaves out, and of which nothing was known
		}
		shown := r.shown(request.TermsOf(ctx).DryRun)
		if r.of != nil && (r.result == moved || r.result == cancelled || r.result == restored) {
			shown.Hangs = append(shown.Hangs, hangs[r.of.ID]...)
		}
		report.Totals.count(r)
		report.Rows = append(report.Rows, shown)
	}
	return report, nil
}

// shown is the row as it is reported.
func (r *row) shown(dry bool) MeetingRow {
	m := MeetingRow{Row: r.wanted.Number, UID: r.wanted.UID, Result: r.result, Time: timeOf(r.wanted), Hangs: []MeetingDependent{}, Errors: meetingNotes(r.refusals), Warnings: meetingNotes(r.warnings)}
	if !r.wanted.Date.IsZero() {
		m.Date = &r.wanted.Date
	}
	switch {
	case r.change != nil && !r.quiet:
		m.Detail = r.change.words()
	case r.result == skipped && r.wanted.Body != "" && !r.wanted.Cancelled && !r.wanted.Excluded:
		m.Detail = msgOfAnother.With(r.wanted.Body)
	case r.result == skipped:
		m.Detail = msgNotKnown
	}
	switch {
	case r.of != nil:
		m.Meeting = r.of.Path()
	case r.result == created && !dry:
		m.Meeting = r.change.after.Path()
	}
	return m
}

func meetingNotes(faults []*fault.Error) []MeetingNote {
	all := []MeetingNote{}
	for _, f := range faults {
		for _, field := range f.Fields {
			all = append(all, MeetingNote{Column: field.Pointer[strings.LastIndex(field.Pointer, "/")+1:], Code: f.Code, Detail: field.Detail})
		}
		if len(f.Fields) == 0 {
			all = append(all, MeetingNote{Code: f.Code, Detail: f.Detail})
		}
	}
	return all
}

// count counts a row.
func (t *MeetingTotals) count(r *row) {
	if len(r.warnings) > 0 {
		t.Warnings++
	}
	*map[string]*int{
		created: &t.Created, moved: &t.Moved, changed: &t.Changed, cancelled: &t.Cancelled, restored: &t.Restored, unchanged: &t.Unchanged, skipped: &t.Skipped, refused: &t.Refused,
	}[r.result]++
}
