package demand

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/workday"
)

var norway = workday.Norway()

// planner is employed from a day to another, "" for no end, with 100 percent.
func planner(from, to string, named ...staffing.Named) *employee {
	e := &employee{StaffKey: "planner1", From: workday.MustDate(from), named: named, gives: []capacity.Level{{From: workday.MustDate(from), Percent: 100}}}
	if to != "" {
		e.To = new(workday.MustDate(to))
	}
	return e
}

func share(state staffing.State, percent int, from, ends string) staffing.Named {
	return staffing.Named{Assignment: staffing.Assignment{State: state, Share: percent, From: workday.MustDate(from), Ends: workday.MustDate(ends)}}
}

func TestAWeekIsAddedUpDayByDay(t *testing.T) {
	t.Parallel()
	const long = "2030-01-01"
	lowered := planner("2020-01-01", "", share(staffing.Released, 80, "2024-01-01", long))
	lowered.gives = append(lowered.gives, capacity.Level{From: workday.MustDate("2024-02-15"), Percent: 60})
	overridden := share(staffing.Released, 60, "2024-02-14", long)
	overridden.Override = &staffing.CapacityOverride{}
	for name, c := range map[string]struct {
		who    *employee
		monday string
		want   LoadWeek
	}{
		"an ordinary week": {
			planner("2020-01-01", "", share(staffing.Released, 60, "2024-01-01", long), share(staffing.Nominated, 20, "2024-01-01", long)), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 5, Day: Day{100, 60, 20, 40}, Peak: 60, Hundredths: LoadHundredths{500, 300, 100}},
		},
		"one who begins on the Wednesday": {
			planner("2024-02-14", "", share(staffing.Released, 50, "2024-02-14", long)), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 3, Day: Day{100, 50, 0, 50}, Peak: 50, Hundredths: LoadHundredths{300, 150, 0}},
		},
		"one who ends on the Thursday": {
			planner("2020-01-01", "2024-02-16", share(staffing.Released, 50, "2024-01-01", "2024-02-16")), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 4, Day: Day{100, 50, 0, 50}, Peak: 50, Hundredths: LoadHundredths{400, 200, 0}},
		},
		"one who is not employed": {
			planner("2024-03-01", ""), "2024-02-12", LoadWeek{Week: "2024-W07"},
		},
		"Easter week": {
			planner("2020-01-01", "", share(staffing.Released, 20, "2024-01-01", long)), "2024-03-25",
			LoadWeek{Week: "2024-W13", WorkingDays: 3, Day: Day{100, 20, 0, 80}, Peak: 20, Hundredths: LoadHundredths{300, 60, 0}},
		},
		"the week in which the clocks go forward, on its Sunday": {
			planner("2020-01-01", "2024-03-31", share(staffing.Released, 20, "2024-03-29", long)), "2024-03-25",
			LoadWeek{Week: "2024-W13", WorkingDays: 3, Day: Day{100, 20, 0, 80}, Peak: 20, Hundredths: LoadHundredths{300, 0, 0}},
		},
		"the week in which the clocks go back": {
			planner("2020-01-01", "", share(staffing.Released, 20, "2024-10-27", long)), "2024-10-21",
			LoadWeek{Week: "2024-W43", WorkingDays: 5, Day: Day{100, 20, 0, 80}, Peak: 20, Hundredths: LoadHundredths{500, 0, 0}},
		},
		"the week over the end of a year, which belongs to the next": {
			planner("2020-01-01", "", share(staffing.Released, 40, "2025-01-01", long)), "2024-12-30",
			LoadWeek{Week: "2025-W01", WorkingDays: 4, Day: Day{100, 40, 0, 60}, Peak: 40, Hundredths: LoadHundredths{400, 80, 0}},
		},
		"the week over the end of a year, which belongs to the last": {
			planner("2020-01-01", ""), "2026-12-28",
			LoadWeek{Week: "2026-W53", WorkingDays: 4, Day: Day{100, 0, 0, 100}, Hundredths: LoadHundredths{400, 0, 0}},
		},
		"one whose capacity was lowered under what is released, from the Thursday": {
			lowered, "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 5, Day: Day{60, 80, 0, -20}, Peak: 80, Over: true, Hundredths: LoadHundredths{420, 400, 0}},
		},
		"one released over capacity by an override, from the Wednesday": {
			planner("2020-01-01", "", share(staffing.Released, 60, "2024-01-01", long), overridden), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 5, Day: Day{100, 120, 0, -20}, Peak: 120, Over: true, Overridden: true, Hundredths: LoadHundredths{500, 480, 0}},
		},
		"one recalled from the Tuesday and one replaced from the Wednesday": {
			planner("2020-01-01", "", share(staffing.Recalled, 30, "2024-01-01", "2024-02-13"), share(staffing.Replaced, 40, "2024-01-01", "2024-02-14")), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 5, Day: Day{100, 70, 0, 30}, Peak: 70, Hundredths: LoadHundredths{500, 110, 0}},
		},
		"nominations alone, however many, are not over": {
			planner("2020-01-01", "", share(staffing.Nominated, 80, "2024-01-01", long), share(staffing.Nominated, 80, "2024-01-01", long)), "2024-02-12",
			LoadWeek{Week: "2024-W07", WorkingDays: 5, Day: Day{100, 0, 160, 100}, Hundredths: LoadHundredths{500, 0, 800}},
		},
	} {
		c.want.From, c.want.PersonDays = workday.MustDate(c.monday), written(c.want.Hundredths)
		if got := c.who.week(c.want.From, norway); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// painted is what a naive reader does: every assignment paints its share on
// the days of a wall norway, and a week is read off it.
type painted struct {
	employed                                bool
	capacity, released, nominated, override int
}

func paint(e *employee, first time.Time, days int) []painted {
	wall := make([]painted, days)
	for i := range wall {
		day := first.AddDate(0, 0, i).Format(time.DateOnly)
		wall[i].employed = e.From.String() <= day && (e.To == nil || day < e.To.String())
		for _, c := range e.gives {
			if c.From.String() <= day {
				wall[i].capacity = c.Percent
			}
		}
		for _, a := range e.named {
			if day < a.From.String() || a.Ends.String() <= day {
				continue
			}
			if a.State == staffing.Nominated {
				wall[i].nominated += a.Share
				continue
			}
			wall[i].released += a.Share
			if a.Override != nil {
				wall[i].override++
			}
		}
	}
	return wall
}

func TestWeeksAreThoseOfAWallCalendar(t *testing.T) {
	t.Parallel()
	first := time.Date(2024, 12, 2, 0, 0, 0, 0, time.UTC) // a Monday before a turn of the year and a change of clocks
	const days = 20 * weekDays
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Map(rapid.IntRange(-20, days+20), func(n int) workday.Date { return workday.DateOf(first, time.UTC).AddDays(n) })
		e := &employee{From: day.Draw(t, "employed from")}
		e.gives = []capacity.Level{{From: e.From, Percent: rapid.IntRange(0, 100).Draw(t, "percent")}}
		for at := e.From.AddDays(1); rapid.Bool().Draw(t, "changes"); at = at.AddDays(rapid.IntRange(1, 40).Draw(t, "later")) {
			e.gives = append(e.gives, capacity.Level{From: at, Percent: rapid.IntRange(0, 100).Draw(t, "percent")})
		}
		last := workday.MustDate("2030-01-01")
		if rapid.Bool().Draw(t, "ends") {
			last = e.From.AddDays(rapid.IntRange(1, days).Draw(t, "lasts"))
			e.To = &last
		}
		for range rapid.IntRange(0, 6).Draw(t, "named") {
			a := staffing.Named{}
			a.State = rapid.SampledFrom([]staffing.State{staffing.Nominated, staffing.Released, staffing.Recalled, staffing.Replaced}).Draw(t, "state")
			a.Share = 5 * rapid.IntRange(1, 20).Draw(t, "share")
			a.From = e.From.AddDays(rapid.IntRange(0, days).Draw(t, "from"))
			a.Ends = a.From.AddDays(rapid.IntRange(0, 60).Draw(t, "for"))
			if last.Before(a.Ends) {
				a.Ends = last
			}
			if a.State == staffing.Released && rapid.Bool().Draw(t, "override") {
				a.Override = &staffing.CapacityOverride{}
			}
			e.named = append(e.named, a)
		}
		wall := paint(e, first, days)
		start := workday.DateOf(first, time.UTC)
		for i, got := range e.inWeeks("3417", start, start.AddDays(days), norway).Weeks {
			if want := read(wall[i*weekDays:(i+1)*weekDays], first.AddDate(0, 0, i*weekDays)); got != want {
				t.Fatalf("week %d is %+v, and on the wall %+v", i, got, want)
			}
		}
	})
}

// read reads a week off the wall.
func read(wall []painted, first time.Time) LoadWeek {
	w := LoadWeek{Week: weekOf(workday.DateOf(first, time.UTC)), From: workday.DateOf(first, time.UTC)}
	seen := false
	for i, d := range wall {
		if !d.employed {
			continue
		}
		if free := d.capacity - d.released; !seen || free < w.Free {
			w.Day, seen = Day{d.capacity, d.released, d.nominated, free}, true
		}
		w.Peak = max(w.Peak, d.released)
		w.Over = w.Over || d.released > d.capacity
		w.Overridden = w.Overridden || d.override > 0
		if norway.Reason(workday.DateOf(first.AddDate(0, 0, i), time.UTC)).IsZero() {
			w.WorkingDays++
			w.Hundredths.Capacity += d.capacity
			w.Hundredths.Released += d.released
			w.Hundredths.Nominated += d.nominated
		}
	}
	w.PersonDays = written(w.Hundredths)
	return w
}

// written are person-days as people write them.
func written(h LoadHundredths) LoadDays {
	text := func(n int) string { return fmt.Sprintf("%.2f", float64(n)/100) }
	return LoadDays{text(h.Capacity), text(h.Released), text(h.Nominated)}
}

func TestThePeriodIsBroughtToWholeWeeks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, wantFrom, wantTo string }{
		"nothing said: this week and 12 more":          {"", "", "2024-02-12", "2024-05-13"},
		"a Sunday belongs to the week before":          {"2024-02-18", "2024-02-19", "2024-02-12", "2024-02-19"},
		"one day touches its week alone":               {"2024-02-14", "2024-02-15", "2024-02-12", "2024-02-19"},
		"two days over a Monday touch two weeks":       {"2024-02-18", "2024-02-20", "2024-02-12", "2024-02-26"},
		"sixty weeks":                                  {"2024-02-12", "2025-04-07", "2024-02-12", "2025-04-07"},
		"the end left out is 13 weeks from the Monday": {"2024-12-31", "", "2024-12-30", "2025-03-31"},
	} {
		from, to, err := weeks(date0(c.from), date0(c.to), workday.MustDate("2024-02-15"))
		if err != nil || from.String() != c.wantFrom || to.String() != c.wantTo {
			t.Errorf("%s: %s to %s (%v), want %s to %s", name, from, to, err, c.wantFrom, c.wantTo)
		}
	}
	for name, c := range map[string][2]string{
		"an empty period":                   {"2024-02-12", "2024-02-12"},
		"one that ends before it begins":    {"2024-02-12", "2024-02-11"},
		"sixty weeks and a day":             {"2024-02-12", "2025-04-08"},
		"sixty weeks that touch one more":   {"2024-02-13", "2025-04-08"},
		"one that ends before today begins": {"", "2024-02-15"},
	} {
		if _, _, err := weeks(date0(c[0]), date0(c[1]), workday.MustDate("2024-02-15")); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// date0 reads a date, "" for none.
func date0(s string) (d workday.Date) {
	if s != "" {
		d = workday.MustDate(s)
	}
	return d
}
