package meetingfile

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"forankring.no/forankring/internal/platform/message"
)

// The bounds of recurrence. A rule that gives no day at all costs the most, since the
// library looks for one until the year 9999: after a few of them no other is tried.
const (
	longestRule  = 500
	maxInterval  = 1000
	maxTimes     = 500
	maxRules     = 200
	maxBarren    = 3
	maxDates     = 1000
	maxYearsBack = 30
)

// expansion expands the series of a calendar.
type expansion struct {
	within Bounds
	zones  *zones
	// moved are those of a series that were moved or changed, by the series and by when
	// they were planned first.
	moved map[string]map[string]*event
	// rules counts those that were expanded, and barren those that gave no day.
	rules, barren int
}

// findMoved finds those of series that were moved or changed. Of two for one time
// that with the higher sequence counts.
func (x *expansion) findMoved(events []*event) {
	series := map[string]*event{}
	for _, e := range events {
		if e.recurrenceID == nil {
			series[e.uid] = e
		}
	}
	x.moved = map[string]map[string]*event{}
	for _, e := range events {
		if e.recurrenceID == nil || e.uid == "" {
			continue
		}
		if of := series[e.uid]; of != nil && of.start.zone != nil {
			planned := e.recurrenceID.in(of.start.zone)
			e.recurrenceID = &planned
		}
		if x.moved[e.uid] == nil {
			x.moved[e.uid] = map[string]*event{}
		}
		key := e.recurrenceID.key()
		if other := x.moved[e.uid][key]; other == nil || other.sequence < e.sequence {
			x.moved[e.uid][key] = e
		}
	}
}

// take takes out what one of a series was moved to, nil where it was not.
func (x *expansion) take(uid string, planned moment) *event {
	for _, key := range []string{planned.key(), planned.shown.Format(formOfDay)} {
		if moved := x.moved[uid][key]; moved != nil {
			delete(x.moved[uid], key)
			return moved
		}
	}
	return nil
}

// expand are the meetings of an event: one, or one for each time of its series.
func (x *expansion) expand(e *event) []Meeting {
	var shown []time.Time
	var goesOn bool
	excluded := map[string]bool{}
	series := len(e.of["RRULE"])+len(e.of["RDATE"]) > 0
	if series && len(e.faults) == 0 {
		var why message.Text
		if shown, goesOn, why = x.times(e); !why.IsZero() {
			e.faults = append(e.faults, ErrRecurrence.On("/recurrence", why))
		}
		for _, m := range x.dates(e, "EXDATE") {
			excluded[m.key()] = true
		}
	}
	if !series || len(e.faults) > 0 {
		return []Meeting{e.meetingAt(e.start, e.uid, x.within.Zone)}
	}
	var all []Meeting
	for _, t := range shown {
		planned := moment{shown: t, zone: e.start.zone, allDay: e.start.allDay}
		m := x.oneOf(e, planned)
		m.Excluded = excluded[planned.key()] || excluded[t.Format(formOfDay)]
		all = append(all, m)
	}
	if goesOn && len(all) > 0 {
		all[len(all)-1].warn(WarnEndless.On("/recurrence", msgGoesOn.With(x.within.To)))
	}
	return all
}

// oneOf is the meeting of a series that was planned for a time, where it was moved to.
func (x *expansion) oneOf(e *event, planned moment) Meeting {
	moved := x.take(e.uid, planned)
	if moved == nil {
		return e.meetingAt(planned, e.uidAt(planned), x.within.Zone)
	}
	m := moved.meetingAt(moved.start, e.uidAt(planned), x.within.Zone)
	m.Cancelled = m.Cancelled || e.cancelled
	return m
}

// times are when the meetings of a series are planned, as the clocks of its zone show
// it; and whether it goes on after the days that are read.
func (x *expansion) times(e *event) (shown []time.Time, goesOn bool, why message.Text) {
	if len(e.of["RRULE"]) > 1 || len(e.of["EXRULE"]) > 0 {
		return nil, false, msgManyRules
	}
	if p, ok := e.one("RRULE"); ok {
		if x.rules++; x.rules > maxRules || x.barren > maxBarren {
			return nil, false, msgTooManyRule
		}
		if shown, goesOn, why = x.ruled(e, p.value); !why.IsZero() {
			return nil, false, why
		}
	}
	for _, m := range x.dates(e, "RDATE") {
		if day := dayOf(m.shown); !day.Before(x.within.From) && !day.After(x.within.To) {
			shown = append(shown, m.shown)
		}
	}
	slices.SortFunc(shown, time.Time.Compare)
	return slices.CompactFunc(shown, time.Time.Equal), goesOn, message.Text{}
}

// ruled are the times that a rule gives within the days that are read.
func (x *expansion) ruled(e *event, text string) (shown []time.Time, goesOn bool, why message.Text) {
	rule, why := e.rule(text)
	if !why.IsZero() {
		return nil, false, why
	}
	if x.within.From.Sub(dayOf(e.start.shown)) > maxYearsBack*366 {
		return nil, false, msgTooLongAgo.With(maxYearsBack)
	}
	next, found := rule.Iterator(), false
	for {
		t, more := next()
		if !more {
			break
		}
		found = true
		if day := dayOf(t); day.After(x.within.To) {
			goesOn = true
			break
		} else if day.Before(x.within.From) {
			continue
		}
		if len(shown) == maxTimes {
			return nil, false, msgTooOften.With(maxTimes)
		}
		shown = append(shown, t)
	}
	if !found {
		x.barren++
		return nil, false, msgNoTimes
	}
	return shown, goesOn, message.Text{}
}

// rule reads a rule of recurrence, and refuses one that could take long to expand: by
// hours, minutes or seconds, at many times of one day, or in leaps that no meeting
// makes.
func (e *event) rule(text string) (rule *rrule.RRule, why message.Text) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) > longestRule {
		return nil, msgNoRule
	}
	option, err := rrule.StrToROption(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil, msgNoRule
	}
	times := max(1, len(option.Byhour)) * max(1, len(option.Byminute)) * max(1, len(option.Bysecond))
	counted := strings.Contains(text, "COUNT=")
	switch {
	case option.Freq > rrule.DAILY || times > 1:
		return nil, msgWithinDays
	case option.Interval < 0 || option.Interval > maxInterval || counted && option.Count < 1 || len(option.Byeaster) > 0:
		return nil, msgNoRule
	}
	option.Dtstart = e.start.shown
	if !option.Until.IsZero() {
		option.Until = e.until(text, option.Until)
	}
	if rule, err = rrule.NewRRule(*option); err != nil {
		return nil, msgNoRule
	}
	return rule, message.Text{}
}

// until is the end of a rule as the clocks of the series show it: given in UTC, in
// the zone, or as its last day.
func (e *event) until(rule string, end time.Time) time.Time {
	_, text, _ := strings.Cut(rule, "UNTIL=")
	text, _, _ = strings.Cut(text, ";")
	switch {
	case len(text) == len(formOfDay), e.start.allDay:
		year, month, day := end.Date()
		return time.Date(year, month, day, 23, 59, 59, 0, time.UTC)
	case strings.HasSuffix(text, "Z"):
		return wall(end, e.start.zone)
	default:
		return end
	}
}

// dates are the times that are added to a series or taken from it, in its zone.
func (x *expansion) dates(e *event, name string) (all []moment) {
	for _, l := range e.of[name] {
		p, ok := l.parse()
		e.require(ok, "/recurrence", msgNoProperty.With(name, l.number))
		for value := range strings.SplitSeq(p.value, ",") {
			if len(all) == maxDates {
				e.faults = append(e.faults, ErrRecurrence.On("/recurrence", msgTooOften.With(maxDates)))
				return nil
			}
			value, _, _ = strings.Cut(value, "/") // a period begins with its time
			m, read := e.moment(p, value, x.zones, x.within.Zone)
			if !ok || !read {
				return nil
			}
			if e.start.allDay {
				m = moment{shown: m.shown.Truncate(24 * time.Hour), allDay: true}
			} else if !m.allDay {
				m = m.in(e.start.zone)
			}
			all = append(all, m)
		}
	}
	return all
}
