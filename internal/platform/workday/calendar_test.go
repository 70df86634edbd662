package workday_test

import (
	"errors"
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

func entry(first, last string, kind workday.EntryKind, name string) workday.Entry {
	return workday.Entry{First: workday.MustDate(first), Last: workday.MustDate(last), Kind: kind, Name: name}
}

func with(t *testing.T, c *workday.Calendar, entries ...workday.Entry) *workday.Calendar {
	t.Helper()
	below, err := c.With(entries)
	if err != nil {
		t.Fatal(err)
	}
	return below
}

func TestReason(t *testing.T) {
	t.Parallel()
	organisation := with(t, workday.Norway(),
		entry("2025-12-22", "2025-12-24", workday.DayOff, "Stengt i romjulen"),
		entry("2025-05-02", "2025-05-02", workday.DayOff, "Inneklemt dag"),
		entry("2025-07-01", "2025-07-31", workday.Recess, "Fellesferie"))
	body := with(t, organisation,
		entry("2025-12-22", "2025-12-22", workday.WorkingDay, "Budsjettmøte"),
		entry("2025-06-14", "2025-06-14", workday.WorkingDay, "Lørdagsmøte"),
		entry("2025-05-02", "2025-05-02", workday.Recess, "Møtefri"))
	for name, tt := range map[string]struct {
		calendar      *workday.Calendar
		day, want, no string
	}{
		"a Wednesday is a working day":                         {organisation, "2025-06-11", "", ""},
		"a Saturday is not":                                    {organisation, "2025-06-14", "Saturday", "lørdag"},
		"a Sunday is not":                                      {organisation, "2025-06-15", "Sunday", "søndag"},
		"Maundy Thursday is not":                               {organisation, "2025-04-17", "public holiday: Maundy Thursday", "helligdag: skjærtorsdag"},
		"Holy Saturday is only a Saturday":                     {organisation, "2025-04-19", "Saturday", "lørdag"},
		"Easter Sunday is a holiday before it is a Sunday":     {organisation, "2025-04-20", "public holiday: Easter Sunday", "helligdag: første påskedag"},
		"Christmas Eve is a working day nationally":            {workday.Norway(), "2025-12-24", "", ""},
		"two holidays on one day are both named":               {organisation, "2027-05-17", "public holidays: Constitution Day and Whit Monday", "helligdager: syttende mai og andre pinsedag"},
		"the organisation's day off":                           {organisation, "2025-12-24", "day off: Stengt i romjulen", "fridag: Stengt i romjulen"},
		"the body inherits it":                                 {body, "2025-12-24", "day off: Stengt i romjulen", "fridag: Stengt i romjulen"},
		"the body works on a day the organisation has off":     {body, "2025-12-22", "", ""},
		"the organisation still has it off":                    {organisation, "2025-12-22", "day off: Stengt i romjulen", "fridag: Stengt i romjulen"},
		"the body works on a Saturday":                         {body, "2025-06-14", "", ""},
		"a recess day is a working day":                        {organisation, "2025-07-09", "", ""},
		"a Saturday in the recess stays a Saturday":            {organisation, "2025-07-12", "Saturday", "lørdag"},
		"a recess below does not undo a day off above":         {body, "2025-05-02", "day off: Inneklemt dag", "fridag: Inneklemt dag"},
		"years outside those read in have their holidays, too": {organisation, "2200-12-26", "public holiday: Boxing Day", "helligdag: andre juledag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			day := workday.MustDate(tt.day)
			reason := tt.calendar.Reason(day)
			if reason.String() != tt.want || reason.Say(message.Bokmal) != tt.no {
				t.Errorf("Reason(%s) = %q, %q; want %q, %q", day, reason, reason.Say(message.Bokmal), tt.want, tt.no)
			}
			if tt.calendar.IsWorkingDay(day) != (tt.want == "") {
				t.Errorf("IsWorkingDay(%s) = %v", day, tt.calendar.IsWorkingDay(day))
			}
		})
	}
}

func TestRecess(t *testing.T) {
	t.Parallel()
	c := with(t, workday.Norway(), entry("2025-07-01", "2025-07-31", workday.Recess, "Fellesferie"))
	below := with(t, c, entry("2025-10-06", "2025-10-10", workday.Recess, "Høstferie"))
	for day, want := range map[string]string{"2025-06-30": "", "2025-07-01": "Fellesferie", "2025-07-31": "Fellesferie", "2025-08-01": "", "2025-10-08": "Høstferie"} {
		e, ok := below.InRecess(workday.MustDate(day))
		if e.Name != want || ok != (want != "") {
			t.Errorf("%s: %q, %v; want %q", day, e.Name, ok, want)
		}
	}
	if _, ok := c.InRecess(workday.MustDate("2025-10-08")); ok {
		t.Error("the recess below came into the calendar above")
	}
}

func TestWithRefuses(t *testing.T) {
	t.Parallel()
	for name, entries := range map[string][]workday.Entry{
		"an unknown kind":               {entry("2025-06-01", "2025-06-01", "holiday", "Fri")},
		"an end before the start":       {entry("2025-06-02", "2025-06-01", workday.DayOff, "Fri")},
		"an entry without dates":        {{Kind: workday.DayOff, Name: "Fri"}},
		"an entry longer than a year":   {entry("2024-01-01", "2025-01-01", workday.Recess, "Fri")},
		"an entry without a name":       {entry("2025-06-02", "2025-06-02", workday.DayOff, " ")},
		"a day both off and working":    {entry("2025-06-02", "2025-06-04", workday.DayOff, "Fri"), entry("2025-06-04", "2025-06-04", workday.WorkingDay, "Møte")},
		"a second entry that is broken": {entry("2025-06-02", "2025-06-02", workday.DayOff, "Fri"), {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c, err := workday.Norway().With(entries); !errors.Is(err, workday.ErrEntry) || c != nil {
				t.Fatalf("With = %v, %v; want ErrEntry", c, err)
			}
		})
	}
	if _, err := workday.Norway().With([]workday.Entry{entry("2024-01-01", "2024-12-31", workday.Recess, "Fri")}); err != nil {
		t.Fatalf("a leap year is refused: %v", err)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	a := entry("2025-06-02", "2025-06-02", workday.DayOff, "Fri")
	b := entry("2025-07-01", "2025-07-31", workday.Recess, "Fellesferie")
	norway := workday.Norway()
	if norway.Version() != workday.Norway().Version() || with(t, norway).Version() != norway.Version() {
		t.Error("the national calendar has two versions")
	}
	if with(t, norway, a, b).Version() != with(t, norway, b, a).Version() {
		t.Error("the order of the entries makes another version")
	}
	renamed := a
	renamed.Name = "Stengt"
	seen := map[string]string{}
	for name, c := range map[string]*workday.Calendar{
		"national": norway, "a": with(t, norway, a), "b": with(t, norway, b), "a and b": with(t, norway, a, b),
		"a, then b": with(t, with(t, norway, a), b), "renamed": with(t, norway, renamed),
	} {
		if other, taken := seen[c.Version()]; taken {
			t.Errorf("%q and %q have the version %s", name, other, c.Version())
		}
		seen[c.Version()] = name
	}
}
