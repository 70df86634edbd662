package meetingcalendar

import (
	"fmt"
	"strings"

	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// What becomes of a meeting of a list.
const (
	created   = "created"
	moved     = "moved"
	changed   = "changed"
	cancelled = "cancelled"
	restored  = "restored"
	unchanged = "unchanged"
	skipped   = "skipped"
	refused   = "refused"
)

// calendarOf is a body's calendar as it stands, and how a list is compared with it.
type calendarOf struct {
	bodyKey, bodyName string
	today             workday.Date
	days              *workday.Calendar
	source            string
	stored            []*Meeting
	// from and to are the days for which the list is the whole calendar; zero for none.
	from, to workday.Date
}

// change is what becomes of one meeting: it as it was, nil where it is new, and as it
// is then.
type change struct {
	kind          string
	before, after *Meeting
}

// row is a meeting of a list, and what becomes of it.
type row struct {
	wanted   meetingfile.Meeting
	result   string
	of       *Meeting // the meeting that it is about, nil for none
	change   *change
	quiet    bool // nothing that anybody sees changes, but what the source said
	refusals []*fault.Error
	warnings []*fault.Error
}

// reconcile compares a list with the calendar: what becomes of each of its meetings,
// and of those that it leaves out though it is the whole calendar of a period.
func (c calendarOf) reconcile(wanted []meetingfile.Meeting) []*row {
	rows := make([]*row, len(wanted))
	for i, w := range wanted {
		rows[i] = &row{wanted: w, result: unchanged, refusals: w.Faults, warnings: w.Warnings}
		if w.Body != "" && !strings.EqualFold(w.Body, c.bodyKey) && !strings.EqualFold(w.Body, c.bodyName) {
			rows[i].result = skipped
		}
	}
	c.match(rows)
	for _, r := range rows {
		if r.result != skipped && len(r.refusals) == 0 {
			c.judge(r)
		}
	}
	rows = append(rows, c.missing(rows)...)
	c.judgeTogether(rows)
	return rows
}

// match finds the meeting that each row is about: by what the source calls it; else
// the one at the same time; else the only one on the same day, where the row is the
// only one too.
func (c calendarOf) match(rows []*row) {
	taken := map[*Meeting]bool{}
	take := func(r *row, m *Meeting) {
		if m != nil && !taken[m] {
			r.of, taken[m] = m, true
		}
	}
	byUID, byDay := map[string]*Meeting{}, map[workday.Date][]*Meeting{}
	for _, m := range c.stored {
		if m.Source == c.source {
			byUID[m.UID] = m
		}
		byDay[m.Date] = append(byDay[m.Date], m)
	}
	for _, r := range rows {
		if r.result != skipped && r.wanted.UID != "" {
			take(r, byUID[r.wanted.UID])
		}
	}
	open := map[workday.Date]int{}
	for _, r := range rows {
		if r.of != nil || r.result == skipped || r.wanted.Date.IsZero() {
			continue
		}
		for _, m := range byDay[r.wanted.Date] {
			if r.of == nil && m.sameTime(r.wanted.Date, timeOf(r.wanted)) {
				take(r, m)
			}
		}
		if r.of == nil {
			open[r.wanted.Date]++
		}
	}
	for _, r := range rows {
		if day := r.wanted.Date; r.of == nil && r.result != skipped && open[day] == 1 && len(byDay[day]) == 1 && (r.wanted.UID == "" || byDay[day][0].Source == c.source) {
			take(r, byDay[day][0])
		}
	}
}

// timeOf is the time of a meeting of a list, nil for none.
func timeOf(w meetingfile.Meeting) *string {
	if w.Time == nil || *w.Time == "" {
		return nil
	}
	return w.Time
}

// said is what a source says of a meeting, in one text.
func said(w meetingfile.Meeting) string {
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return fmt.Sprintf("%q", *s)
	}
	remote := "-"
	if w.Remote != nil {
		remote = fmt.Sprint(*w.Remote)
	}
	return strings.Join([]string{w.Date.String(), text(w.Time), text(w.Title), text(w.Place), remote, fmt.Sprint(w.Cancelled || w.Excluded), fmt.Sprint(w.Sequence)}, " ")
}

// judge says what becomes of one row.
func (c calendarOf) judge(r *row) {
	off := r.wanted.Cancelled || r.wanted.Excluded
	switch {
	case r.of == nil && off:
		r.result = skipped
	case r.of == nil:
		c.create(r)
	case r.of.Said == said(r.wanted) && r.of.Source == c.source:
		if after := apply(*r.of, r.wanted); len(after.changes(*r.of)) > 0 {
			r.warnings = append(r.warnings, WarnChangedHere.On("/date", msgChangedHere.With(r.of.when())))
		}
	case r.of.Source == c.source && r.wanted.Sequence < r.of.Sequence:
		r.warnings = append(r.warnings, WarnOlder)
	default:
		c.edit(r)
	}
}

// create makes a meeting of a row.
func (c calendarOf) create(r *row) {
	m := apply(Meeting{Zone: workday.ZoneName, State: Planned, Source: c.source}, r.wanted)
	m.UID, m.Said, m.Sequence = r.wanted.UID, said(r.wanted), r.wanted.Sequence
	if m.Date.Before(c.today) {
		r.warnings = append(r.warnings, WarnPassed.On("/date", msgPassed))
	}
	r.result, r.change = created, &change{kind: created, after: &m}
}

// edit changes a meeting as a row says.
func (c calendarOf) edit(r *row) {
	m := apply(*r.of, r.wanted)
	m.Said, m.Sequence, m.Source = said(r.wanted), r.wanted.Sequence, c.source
	if r.wanted.UID != "" {
		m.UID = r.wanted.UID
	}
	kind := kindOf(*r.of, m)
	if kind == moved || kind == restored && m.Date != r.of.Date {
		if err := mustMove(*r.of, m, c.today); err != nil {
			r.refusals = append(r.refusals, err)
			return
		}
	}
	r.change, r.quiet = &change{kind: kind, before: r.of, after: &m}, kind == unchanged
	r.result = kind
}

// mustMove refuses to move a meeting whose day has passed, and to move one into the
// past.
func mustMove(before, after Meeting, today workday.Date) *fault.Error {
	switch {
	case before.Date.Before(today):
		return ErrHeld.On("/date", msgHeldOn.With(before.Date))
	case after.Date.Before(today):
		return ErrIntoPast.On("/date", msgPassed)
	}
	return nil
}

// apply is a meeting with what a row says of it.
func apply(m Meeting, w meetingfile.Meeting) Meeting {
	m.Date = w.Date
	if w.Time != nil {
		m.Time = timeOf(w)
	}
	if w.Title != nil {
		m.Title = *w.Title
	}
	if w.Place != nil {
		m.Place = *w.Place
	}
	if w.Remote != nil {
		m.Remote = *w.Remote
	}
	m.State = Planned
	if w.Cancelled || w.Excluded {
		m.State = Cancelled
	}
	return m
}

// kindOf is what became of a meeting.
func kindOf(before, after Meeting) string {
	switch {
	case before.State == Planned && after.State == Cancelled:
		return cancelled
	case before.State == Cancelled && after.State == Planned:
		return restored
	case before.Date != after.Date || !equalText(before.Time, after.Time):
		return moved
	case len(after.changes(before)) > 0:
		return changed
	}
	return unchanged
}

// changes are what an act changed of a meeting.
func (m Meeting) changes(before Meeting) audit.Changes {
	all := audit.Difference(
		audit.Optional("date", dated(before.Date), dated(m.Date)), audit.Optional("time", before.Time, m.Time), audit.Changed("title", before.Title, m.Title),
		audit.Changed("place", before.Place, m.Place), audit.Changed("remote", before.Remote, m.Remote), audit.Changed("note", before.Note, m.Note),
		audit.Changed("state", before.State, m.State), audit.Changed("source", before.Source, m.Source), audit.Changed("uid", before.UID, m.UID),
	)
	return all
}

// dated is a day, nil for none.
func dated(day workday.Date) *workday.Date {
	if day.IsZero() {
		return nil
	}
	return &day
}

// missing are the meetings that a list leaves out though it is the whole calendar of
// a period: those of its source that are still to come.
func (c calendarOf) missing(rows []*row) (all []*row) {
	if c.from.IsZero() {
		return nil
	}
	there := map[*Meeting]bool{}
	for _, r := range rows {
		there[r.of] = true
	}
	for _, m := range c.stored {
		if there[m] || m.Source != c.source || m.State != Planned || m.Date.Before(c.today) || m.Date.Before(c.from) || m.Date.After(c.to) {
			continue
		}
		gone := *m
		gone.State, gone.Said = Cancelled, ""
		all = append(all, &row{wanted: meetingfile.Meeting{UID: m.UID, Date: m.Date, Time: m.Time}, result: cancelled, of: m, change: &change{kind: cancelled, before: m, after: &gone}})
	}
	return all
}

// judgeTogether refuses rows that put two meetings at one time, and warns of days on
// which there is another, or none should be.
func (c calendarOf) judgeTogether(rows []*row) {
	after := map[*Meeting]*Meeting{}
	for _, r := range rows {
		if r.change != nil && r.of != nil {
			after[r.of] = r.change.after
		}
	}
	slots, onDay := map[string]int{}, map[workday.Date]int{}
	count := func(m *Meeting) {
		if m.State == Planned {
			onDay[m.Date]++
			if m.Time != nil {
				slots[m.Date.String()+*m.Time]++
			}
		}
	}
	for _, m := range c.stored {
		if then := after[m]; then != nil {
			m = then
		}
		count(m)
	}
	for _, r := range rows {
		if r.change != nil && r.of == nil {
			count(r.change.after)
		}
	}
	for _, r := range rows {
		if r.change == nil || r.result != created && r.result != moved && r.result != restored {
			continue
		}
		m := r.change.after
		switch {
		case m.Time != nil && slots[m.Date.String()+*m.Time] > 1:
			r.refuse(ErrSameTime.On("/date", msgSameTime.With(m.when())))
			continue
		case onDay[m.Date] > 1:
			r.warnings = append(r.warnings, WarnSameDay.On("/date", msgSameDay.With(m.Date)))
		}
		r.warnings = append(r.warnings, warningsOn(m.Date, c.days)...)
	}
	for _, r := range rows {
		if len(r.refusals) > 0 {
			r.result, r.change, r.quiet = refused, nil, false
		}
	}
}

func (r *row) refuse(f *fault.Error) { r.refusals = append(r.refusals, f) }
