package workday_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

func TestADeadlineSaysHowItWasCounted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		start, rule, english, bokmal, nynorsk, from string
	}{
		"working days over Easter": {
			"2025-04-22", "working_days:-10",
			"10 working days before 22 April 2025 is 3 April 2025. Not counted: 5 weekend days, 17 April 2025 (public holiday: Maundy Thursday), 18 April 2025 (public holiday: Good Friday), 20 April 2025 (public holiday: Easter Sunday) and 21 April 2025 (public holiday: Easter Monday). Calendar version: no-1.",
			"10 arbeidsdager før 22. april 2025 er 3. april 2025. Ikke regnet med: 5 dager i helg, 17. april 2025 (helligdag: skjærtorsdag), 18. april 2025 (helligdag: langfredag), 20. april 2025 (helligdag: første påskedag) og 21. april 2025 (helligdag: andre påskedag). Kalenderversjon: no-1.",
			"10 arbeidsdagar før 22. april 2025 er 3. april 2025. Ikkje rekna med: 5 dagar i helg, 17. april 2025 (heilagdag: skjærtorsdag), 18. april 2025 (heilagdag: langfredag), 20. april 2025 (heilagdag: første påskedag) og 21. april 2025 (heilagdag: andre påskedag). Kalenderversjon: no-1.",
			"10 working days before 22 April 2025",
		},
		"a working day without anything between": {
			"2025-06-10", "working_days:1", "1 working day after 10 June 2025 is 11 June 2025. Calendar version: no-1.",
			"1 arbeidsdag etter 10. juni 2025 er 11. juni 2025. Kalenderversjon: no-1.", "1 arbeidsdag etter 10. juni 2025 er 11. juni 2025. Kalenderversjon: no-1.",
			"1 working day after 10 June 2025",
		},
		"a month that is too short": {
			"2025-01-31", "months:1", "1 month after 31 January 2025 is 28 February 2025. There is no day 31 in February 2025, so the last day of that month is taken. Calendar version: no-1.",
			"1 måned etter 31. januar 2025 er 28. februar 2025. Det finnes ingen 31. dag i februar 2025, så den siste dagen i måneden gjelder. Kalenderversjon: no-1.",
			"1 månad etter 31. januar 2025 er 28. februar 2025. Det finst ingen 31. dag i februar 2025, så den siste dagen i månaden gjeld. Kalenderversjon: no-1.",
			"1 month after 31 January 2025",
		},
		"a roll forward": {
			"2025-03-07", "days:42,forward", "42 days after 7 March 2025 is 18 April 2025. That is not a working day (public holiday: Good Friday), so the deadline moves on to 22 April 2025. Calendar version: no-1.",
			"42 dager etter 7. mars 2025 er 18. april 2025. Det er ikke en arbeidsdag (helligdag: langfredag), så fristen flyttes fram til 22. april 2025. Kalenderversjon: no-1.",
			"42 dagar etter 7. mars 2025 er 18. april 2025. Det er ikkje ein arbeidsdag (heilagdag: langfredag), så fristen blir flytta fram til 22. april 2025. Kalenderversjon: no-1.",
			"42 days after 7 March 2025, or the first working day after that",
		},
		"a roll backward": {
			"2025-04-11", "weeks:1,backward", "1 week after 11 April 2025 is 18 April 2025. That is not a working day (public holiday: Good Friday), so the deadline moves back to 16 April 2025. Calendar version: no-1.",
			"1 uke etter 11. april 2025 er 18. april 2025. Det er ikke en arbeidsdag (helligdag: langfredag), så fristen flyttes tilbake til 16. april 2025. Kalenderversjon: no-1.",
			"1 veke etter 11. april 2025 er 18. april 2025. Det er ikkje ein arbeidsdag (heilagdag: langfredag), så fristen blir flytta tilbake til 16. april 2025. Kalenderversjon: no-1.",
			"1 week after 11 April 2025, or the last working day before that",
		},
		"a tie": {
			"2025-04-01", "months:1,nearest", "1 month after 1 April 2025 is 1 May 2025. That is not a working day (public holiday: Labour Day); of two working days that are equally near, the later one is taken: 2 May 2025. Calendar version: no-1.",
			"1 måned etter 1. april 2025 er 1. mai 2025. Det er ikke en arbeidsdag (helligdag: første mai); av to arbeidsdager som er like nære, gjelder den seneste: 2. mai 2025. Kalenderversjon: no-1.",
			"1 månad etter 1. april 2025 er 1. mai 2025. Det er ikkje ein arbeidsdag (heilagdag: første mai); av to arbeidsdagar som er like nære, gjeld den seinaste: 2. mai 2025. Kalenderversjon: no-1.",
			"1 month after 1 April 2025, or the working day nearest to that",
		},
		"a day off without a roll": {
			"2025-06-13", "days:1", "1 day after 13 June 2025 is 14 June 2025. That is not a working day (Saturday); the rule leaves the deadline there. Calendar version: no-1.",
			"1 dag etter 13. juni 2025 er 14. juni 2025. Det er ikke en arbeidsdag (lørdag); regelen lar fristen stå der. Kalenderversjon: no-1.",
			"1 dag etter 13. juni 2025 er 14. juni 2025. Det er ikkje ein arbeidsdag (laurdag); regelen lèt fristen stå der. Kalenderversjon: no-1.",
			"1 day after 13 June 2025",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := workday.Norway().Explain(workday.MustDate(tt.start), workday.MustRule(tt.rule))
			for in, want := range map[message.Language]string{message.English: tt.english, message.Bokmal: tt.bokmal, message.Nynorsk: tt.nynorsk} {
				if got := e.Sentence.Say(in); got != want {
					t.Errorf("%s\n%s, want\n%s", in, got, want)
				}
			}
			if got := e.Rule.From(e.Start).String(); got != tt.from {
				t.Errorf("the rule is said as %q", got)
			}
		})
	}
}

func TestADeadlineIsCountedByItsRule(t *testing.T) {
	t.Parallel()
	squeezed := with(t, workday.Norway(), entry("2025-05-02", "2025-05-02", workday.DayOff, "Inneklemt dag"), entry("2025-06-14", "2025-06-14", workday.WorkingDay, "Dugnad"))
	for name, tt := range map[string]struct {
		calendar       *workday.Calendar
		start, rule    string
		countedTo, due string
		skipped        string
		shortened      bool
	}{
		"the start is not counted, whatever it is":          {workday.Norway(), "2025-06-14", "working_days:1", "2025-06-16", "2025-06-16", "2025-06-15", false},
		"back from a day off":                               {workday.Norway(), "2025-06-15", "working_days:-1", "2025-06-13", "2025-06-13", "2025-06-14", false},
		"no working days is the day itself":                 {workday.Norway(), "2025-06-15", "working_days:0", "2025-06-15", "2025-06-15", "", false},
		"or the first working day from it on":               {workday.Norway(), "2025-06-15", "working_days:0,forward", "2025-06-15", "2025-06-16", "2025-06-15", false},
		"or the last one to it":                             {workday.Norway(), "2025-06-15", "working_days:0,backward", "2025-06-15", "2025-06-13", "2025-06-14 2025-06-15", false},
		"of a Saturday the Friday is nearest":               {workday.Norway(), "2025-06-14", "days:0,nearest", "2025-06-14", "2025-06-13", "2025-06-14", false},
		"of a Sunday the Monday":                            {workday.Norway(), "2025-06-15", "days:0,nearest", "2025-06-15", "2025-06-16", "2025-06-15", false},
		"of two equally near the later":                     {workday.Norway(), "2025-05-01", "days:0,nearest", "2025-05-01", "2025-05-02", "2025-05-01", false},
		"a calendar of one's own is counted by":             {squeezed, "2025-05-01", "days:0,nearest", "2025-05-01", "2025-04-30", "2025-05-01", false},
		"its days off are passed over":                      {squeezed, "2025-04-30", "working_days:1", "2025-05-05", "2025-05-05", "2025-05-01 2025-05-02 2025-05-03 2025-05-04", false},
		"its working days are counted":                      {squeezed, "2025-06-13", "working_days:1", "2025-06-14", "2025-06-14", "", false},
		"a roll does not touch a working day":               {workday.Norway(), "2025-06-10", "days:1,backward", "2025-06-11", "2025-06-11", "", false},
		"29 February of a leap year":                        {workday.Norway(), "2024-01-31", "months:1", "2024-02-29", "2024-02-29", "", true},
		"29 February and a year":                            {workday.Norway(), "2024-02-29", "months:12", "2025-02-28", "2025-02-28", "", true},
		"29 February and four years":                        {workday.Norway(), "2024-02-29", "months:48", "2028-02-29", "2028-02-29", "", false},
		"a month back from 31 March":                        {workday.Norway(), "2024-03-31", "months:-1", "2024-02-29", "2024-02-29", "", true},
		"a month back over the new year":                    {workday.Norway(), "2025-01-31", "months:-2", "2024-11-30", "2024-11-30", "", true},
		"weeks keep the weekday":                            {workday.Norway(), "2025-06-10", "weeks:-3", "2025-05-20", "2025-05-20", "", false},
		"days over the spring's change of the clock":        {workday.Norway(), "2025-03-29", "days:2", "2025-03-31", "2025-03-31", "", false},
		"days over the autumn's change of the clock":        {workday.Norway(), "2025-10-25", "days:2", "2025-10-27", "2025-10-27", "", false},
		"17 May and Whit Monday on one day are passed once": {workday.Norway(), "2027-05-14", "working_days:1", "2027-05-18", "2027-05-18", "2027-05-15 2027-05-16 2027-05-17", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := tt.calendar.Explain(workday.MustDate(tt.start), workday.MustRule(tt.rule))
			var days []string
			for _, s := range e.Skipped {
				days = append(days, s.Date.String())
			}
			if e.CountedTo.String() != tt.countedTo || e.Due.String() != tt.due || strings.Join(days, " ") != tt.skipped || e.Shortened != tt.shortened {
				t.Errorf("counted to %s, due %s, skipped %v, shortened %v", e.CountedTo, e.Due, days, e.Shortened)
			}
			if e.CalendarVersion != tt.calendar.Version() || tt.calendar.Due(e.Start, e.Rule) != e.Due {
				t.Errorf("version %s, due %s", e.CalendarVersion, tt.calendar.Due(e.Start, e.Rule))
			}
		})
	}
}

// A rule counts what it says, in any calendar: what is counted and what is skipped are all the days there are.
func TestWhatIsCountedAndWhatIsSkippedAreAllDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := anyDate(t, "start")
		c := anyCalendar(t, start)
		r := workday.Rule{
			Unit:  rapid.SampledFrom([]workday.Unit{workday.WorkingDays, workday.Days, workday.Weeks, workday.Months}).Draw(t, "unit"),
			Count: rapid.IntRange(-100, 100).Draw(t, "count"),
			Roll:  rapid.SampledFrom([]workday.Roll{workday.RollNone, workday.RollForward, workday.RollBackward, workday.RollNearest}).Draw(t, "roll"),
		}
		e := c.Explain(start, r)
		for _, s := range e.Skipped {
			if c.IsWorkingDay(s.Date) || s.Text.IsZero() || s.Reason == "" {
				t.Fatalf("%s is skipped because %q", s.Date, s.Text)
			}
		}
		if r.Unit == workday.WorkingDays && r.Count != 0 {
			apart := e.Due.Sub(start)
			if got := max(apart, -apart); got != max(r.Count, -r.Count)+len(e.Skipped) {
				t.Fatalf("%s %s: %d days apart, %d skipped", start, r, got, len(e.Skipped))
			}
		}
		if r.Roll != workday.RollNone && !c.IsWorkingDay(e.Due) {
			t.Fatalf("%s %s ends on %s, which is off", start, r, e.Due)
		}
		if next, previous := c.Next(e.CountedTo), c.Previous(e.CountedTo); r.Roll == workday.RollNearest {
			near := max(e.Due.Sub(e.CountedTo), e.CountedTo.Sub(e.Due))
			if near > next.Sub(e.CountedTo) || near > e.CountedTo.Sub(previous) || near == next.Sub(e.CountedTo) && e.Due != next {
				t.Fatalf("%s %s: of %s and %s it takes %s", start, r, previous, next, e.Due)
			}
		}
		back, err := workday.ParseRule(r.String())
		if err != nil || back != r {
			t.Fatalf("%s is read as %s (%v)", r, back, err)
		}
	})
}

func TestALongExplanationNamesADozenDaysAndCountsTheRest(t *testing.T) {
	t.Parallel()
	e := workday.Norway().Explain(workday.MustDate("2025-05-02"), workday.MustRule("working_days:2600"))
	if n := len(e.Skipped); n < 1000 || e.Due != workday.MustDate("2025-05-02").AddDays(2600+n) {
		t.Errorf("%d days are skipped to %s", n, e.Due)
	}
	if s := e.Sentence.String(); len(s) > 900 || !strings.Contains(s, "other days.") {
		t.Errorf("%d bytes: %s", len(s), s)
	}
}

// A date-only deadline lasts to the last second of its local day, and is over in the first of the next: by the
// clock on the wall there, whatever it shows elsewhere (rule 5.1).
func TestADeadlineEndsWithItsLocalDay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ zone, due string }{
		"in Norway in summer":                 {"Europe/Oslo", "2025-06-19"},
		"in Norway in winter":                 {"Europe/Oslo", "2025-12-24"},
		"on the day that loses an hour":       {"Europe/Oslo", "2025-03-30"},
		"on the day before it":                {"Europe/Oslo", "2025-03-29"},
		"on the day that gains one":           {"Europe/Oslo", "2025-10-26"},
		"on the day before that":              {"Europe/Oslo", "2025-10-25"},
		"on a leap day":                       {"Europe/Oslo", "2024-02-29"},
		"east of midnight":                    {"Pacific/Kiritimati", "2025-06-19"},
		"west of midnight":                    {"Pacific/Pago_Pago", "2025-06-19"},
		"where the next day begins at one":    {"America/Sao_Paulo", "2018-11-03"},
		"where midnight comes twice":          {"America/Havana", "2024-11-02"},
		"before a day that was never there":   {"Pacific/Apia", "2011-12-29"},
		"where the clock stands half an hour": {"Australia/Lord_Howe", "2025-04-06"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc, err := workday.Zone(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			due := workday.MustDate(tt.due)
			end := due.EndIn(loc)
			for at, over := range map[time.Duration]bool{-time.Minute: false, -time.Second: false, 0: true, time.Second: true, time.Minute: true} {
				now := end.Add(at)
				if !now.Before(end) != over || workday.DateOf(now, loc).After(due) != over {
					t.Errorf("%s from its end, at %s, it is over: %v", at, now.In(loc), !over)
				}
			}
			if before := end.Add(-time.Minute).In(loc).Format("2006-01-02 15:04"); before != tt.due+" 23:59" {
				t.Errorf("a minute before its end the clock shows %s", before)
			}
		})
	}
	if _, err := workday.Zone("Local"); err == nil {
		t.Error("the machine's own zone is one")
	}
}
