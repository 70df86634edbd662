package reminder

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	chief = authority.Post{Organisation: "3417", Office: office.ChiefExecutive}
	admin = authority.Post{Organisation: "3417", Office: office.Administrator}
)

func TestStepsGoOutAtEightOnWorkingDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		due  string
		want [6]string // 14 and 2 working days before, on the day, 1, 3 and 5 working days after; in UTC
	}{
		"a Friday in winter":                           {"2024-02-16", [6]string{"01-29T07", "02-14T07", "02-16T07", "02-19T07", "02-21T07", "02-23T07"}},
		"a Monday counts back over the weekend":        {"2024-02-12", [6]string{"01-23T07", "02-08T07", "02-12T07", "02-13T07", "02-15T07", "02-19T07"}},
		"a Sunday is told on Friday":                   {"2024-02-18", [6]string{"01-30T07", "02-15T07", "02-16T07", "02-19T07", "02-21T07", "02-23T07"}},
		"Easter Monday is told before Easter":          {"2024-04-01", [6]string{"03-08T07", "03-26T07", "03-27T07", "04-02T06", "04-04T06", "04-08T06"}},
		"the Wednesday before Easter escalates after":  {"2024-03-27", [6]string{"03-07T07", "03-25T07", "03-27T07", "04-02T06", "04-04T06", "04-08T06"}},
		"the Monday before Easter escalates across it": {"2024-03-25", [6]string{"03-05T07", "03-21T07", "03-25T07", "03-26T07", "04-02T06", "04-04T06"}},
		"the Tuesday after Easter counts back over it": {"2024-04-02", [6]string{"03-08T07", "03-26T07", "04-02T06", "04-03T06", "04-05T06", "04-09T06"}},
		"14 working days before lie before Easter":     {"2024-04-12", [6]string{"03-20T07", "04-10T06", "04-12T06", "04-15T06", "04-17T06", "04-19T06"}},
		"winter time ends between the steps":           {"2024-11-04", [6]string{"10-15T06", "10-31T07", "11-04T07", "11-05T07", "11-07T07", "11-11T07"}},
		"17 May and the weekend after it are days off": {"2024-05-16", [6]string{"04-24T06", "05-14T06", "05-16T06", "05-21T06", "05-23T06", "05-27T06"}},
		"Christmas": {"2024-12-25", [6]string{"12-05T07", "12-23T07", "12-24T07", "12-27T07", "12-31T07", "01-03T07"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := window{cal: workday.Norway(), from: "08:00"}
			for i, s := range ladder() {
				if got := w.time(s.day(w, workday.MustDate(c.due))).Format("01-02T15"); got != c.want[i] {
					t.Errorf("%s goes out at %s, want %s", s.Key, got, c.want[i])
				}
			}
		})
	}
}

func TestWhatIsPastWhenADeadlineIsSetIsSkipped(t *testing.T) {
	t.Parallel()
	d := Deadline{Due: workday.MustDate("2024-02-16"), Asked: []authority.Post{chief}, Admin: []authority.Post{admin}}
	for name, c := range map[string]struct {
		now  string
		owed []string
		want [4]string
	}{
		"long before":                      {"2024-01-01T00:00:00Z", nil, [4]string{Planned, Planned, Planned, Planned}},
		"the second of the first step":     {"2024-01-29T07:00:00Z", nil, [4]string{Planned, Planned, Planned, Planned}},
		"a second later":                   {"2024-01-29T07:00:01Z", nil, [4]string{Skipped, Planned, Planned, Planned}},
		"five days ahead":                  {"2024-02-11T12:00:00Z", nil, [4]string{Skipped, Planned, Planned, Planned}},
		"on the day, in the afternoon":     {"2024-02-16T13:00:00Z", nil, [4]string{Skipped, Skipped, Planned, Planned}},
		"in its last minute":               {"2024-02-16T22:59:00Z", nil, [4]string{Skipped, Skipped, Planned, Planned}},
		"the minute after":                 {"2024-02-16T23:00:00Z", nil, [4]string{Skipped, Skipped, Skipped, Planned}},
		"in the past":                      {"2024-03-01T00:00:00Z", nil, [4]string{Skipped, Skipped, Skipped, Skipped}},
		"a step that was owed goes out":    {"2024-02-16T13:00:00Z", []string{OnTheDay}, [4]string{Skipped, Skipped, Planned, Planned}},
		"an escalation that was owed also": {"2024-03-01T00:00:00Z", []string{OneWorkingDayAfter}, [4]string{Skipped, Skipped, Skipped, Planned}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range d.plan(standard(), calendar.Set{}, now, history{owed: c.owed}) {
				if e.State != c.want[i] {
					t.Errorf("%s is %s, want %s", e.Step, e.State, c.want[i])
				}
				if (e.State == Skipped) != (e.Why == msgPast.Stored()) {
					t.Errorf("%s is %s because %q", e.Step, e.State, e.Why)
				}
			}
		})
	}
}

func TestEachAddresseesDaysAreCountedInTheirOrganisationsCalendar(t *testing.T) {
	t.Parallel()
	grue, err := workday.Norway().With([]workday.Entry{{First: workday.MustDate("2024-02-14"), Last: workday.MustDate("2024-02-16"), Kind: workday.DayOff, Name: "Vinterferie"}})
	if err != nil {
		t.Fatal(err)
	}
	region := authority.Post{Organisation: "kongsvingerregionen", Office: office.Secretariat}
	d := Deadline{
		Ref: Ref{Municipality: "3417"}, Due: workday.MustDate("2024-02-16"),
		Asked: []authority.Post{{Organisation: "3417", Office: office.Administrator}, {Person: "p"}, region}, Region: []authority.Post{region},
	}
	whole := d
	whole.Municipality, whole.homes = "", map[string]string{"p": "3417"} // of the whole case: a person is reminded as one of their home's
	for name, c := range map[string]struct {
		deadline Deadline
		at       int
		want     [3]string
	}{
		"those of Grue":              {d, 0, [3]string{"2024-01-25", "2024-02-12", "2024-02-13"}},
		"a person whom Grue has":     {d, 1, [3]string{"2024-01-25", "2024-02-12", "2024-02-13"}},
		"those of the region":        {d, 2, [3]string{"2024-01-29", "2024-02-14", "2024-02-16"}},
		"a person of the whole case": {whole, 1, [3]string{"2024-01-25", "2024-02-12", "2024-02-13"}},
	} {
		var got [3]string
		entries := c.deadline.plan(standard(), calendar.SetOf(map[string]*workday.Calendar{"3417": grue}), time.Time{}, history{})
		for step := range 3 {
			got[step] = workday.Today(entries[3*step+c.at].DueAt).String()
		}
		if got != c.want {
			t.Errorf("%s are reminded on %v, want %v", name, got, c.want)
		}
	}
	for name, over := range map[string]claimed{
		"an office in Grue": {Addressee: authority.Post{Organisation: "3417", Office: office.Administrator}}, "a person whom Grue has": {Addressee: authority.Post{Person: "p"}, Number: "3417", Home: "3418"},
		"a person of the whole case": {Addressee: authority.Post{Person: "p"}, Home: "3417"},
	} {
		over.Due = workday.MustDate("2024-02-12")
		_, letters := over.send([]authority.Contact{{Person: "p"}}, calendar.SetOf(map[string]*workday.Calendar{"3417": grue}), time.Date(2024, 2, 19, 7, 0, 0, 0, time.UTC))
		if days := letters[0].Params["days_over"]; days != "2" {
			t.Errorf("for %s it is %s working days over", name, days)
		}
	}
}

func TestAStepGoesToItsListAndNowhereWhenThatIsEmpty(t *testing.T) {
	t.Parallel()
	secretariat := authority.Post{Organisation: "kongsvingerregionen", Office: office.Secretariat}
	chair := authority.Post{Organisation: "kongsvingerregionen", Body: "styre", Role: "chair"}
	before := []string{FourteenWorkingDaysBefore, TwoWorkingDaysBefore, OnTheDay}
	for name, c := range map[string]struct {
		deadline Deadline
		want     map[authority.Post][]string
	}{
		"nobody at all": {Deadline{}, nil},
		"the asked alone, each once": {Deadline{Asked: []authority.Post{chief, {Person: "p"}, chief}},
			map[authority.Post][]string{chief: before, {Person: "p"}: before}},
		"the asked and the administrator": {Deadline{Asked: []authority.Post{chief}, Admin: []authority.Post{admin}},
			map[authority.Post][]string{chief: before, admin: {OneWorkingDayAfter}}},
		"the region without a chief executive": {Deadline{Admin: []authority.Post{admin}, Region: []authority.Post{secretariat}},
			map[authority.Post][]string{admin: {OneWorkingDayAfter}, secretariat: {FiveWorkingDaysAfter}}},
		"the chief executive who is asked hears again": {Deadline{Asked: []authority.Post{chief}, Chief: []authority.Post{chief}},
			map[authority.Post][]string{chief: append(before[:3:3], ThreeWorkingDaysAfter)}},
		"all": {Deadline{Asked: []authority.Post{admin}, Admin: []authority.Post{admin}, Chief: []authority.Post{chief}, Region: []authority.Post{secretariat, chair}},
			map[authority.Post][]string{
				admin: append(before[:3:3], OneWorkingDayAfter), chief: {ThreeWorkingDaysAfter},
				secretariat: {FiveWorkingDaysAfter}, chair: {FiveWorkingDaysAfter},
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.deadline.Due = workday.MustDate("2024-02-16")
			told := map[authority.Post][]string{}
			for _, e := range c.deadline.plan(standard(), calendar.Set{}, time.Time{}, history{}) {
				told[e.Addressee] = append(told[e.Addressee], e.Step)
			}
			if !maps.EqualFunc(told, c.want, slices.Equal) {
				t.Errorf("steps by addressee: %v\nwant %v", told, c.want)
			}
		})
	}
}

func TestDaysOverAreCountedLikeTheSteps(t *testing.T) {
	t.Parallel()
	for _, due := range []string{"2024-02-16", "2024-02-17", "2024-03-27", "2024-04-01", "2024-05-16", "2024-12-25"} {
		for _, s := range ladder()[3:] {
			due := workday.MustDate(due)
			day := s.day(window{cal: workday.Norway()}, due)
			if got := daysOver(workday.Norway(), due, day); got != s.Count {
				t.Errorf("%s of %s goes out %d working days after", s.Key, due, got)
			}
		}
	}
	due := workday.MustDate("2024-02-16") // a Friday
	for today, want := range map[string]int{"2024-02-16": 0, "2024-02-17": 0, "2024-02-19": 1, "2024-02-24": 5} {
		if got := daysOver(workday.Norway(), due, workday.MustDate(today)); got != want {
			t.Errorf("on %s it is %d working days over, want %d", today, got, want)
		}
	}
}

func TestALetterTellsTheTruthOfTheDayOnWhichItIsSent(t *testing.T) {
	t.Parallel()
	due := workday.MustDate("2024-02-17") // a Saturday, told on Friday
	for today, want := range map[string]notice.Kind{"2024-02-16": noticeBefore, "2024-02-17": noticeToday, "2024-02-18": noticeOverdue} {
		if got := letterKind(due, workday.MustDate(today)); got != want {
			t.Errorf("on %s the letter is %s, want %s", today, got, want)
		}
	}
}

func TestADeadlineThatCouldNeverBeSentIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil   func(*Deadline)
		refused bool
	}{
		"an office":           {func(*Deadline) {}, false},
		"all seats of a body": {func(d *Deadline) { d.Asked[0] = authority.Post{Organisation: "3417", Body: "styre"} }, false},
		"a person, with or without employer": {func(d *Deadline) {
			d.Asked[0] = authority.Post{Organisation: "3417", Person: "0198c0de-0000-7000-8000-000000000001"}
		}, false},
		"nobody at all":                          {func(d *Deadline) { d.Asked[0] = authority.Post{} }, true},
		"an office nowhere":                      {func(d *Deadline) { d.Asked[0] = authority.Post{Office: "clerk"} }, true},
		"an office and a body":                   {func(d *Deadline) { d.Asked[0].Body = "styre" }, true},
		"a role in no body":                      {func(d *Deadline) { d.Asked[0].Role = "chair" }, true},
		"a person whose identifier is no uuid":   {func(d *Deadline) { d.Asked[0] = authority.Post{Person: "someone"} }, true},
		"a person and an office":                 {func(d *Deadline) { d.Asked[0].Person = "0198c0de-0000-7000-8000-000000000001" }, true},
		"no day":                                 {func(d *Deadline) { d.Due = workday.Date{} }, true},
		"no case":                                {func(d *Deadline) { d.Case = 0 }, true},
		"a kind that is none":                    {func(d *Deadline) { d.Kind = "wish" }, true},
		"an administrator who cannot be reached": {func(d *Deadline) { d.Admin = []authority.Post{{}} }, true},
		"a chief executive of no municipality":   {func(d *Deadline) { d.Chief = []authority.Post{{Office: office.ChiefExecutive}} }, true},
		"a chair of no region":                   {func(d *Deadline) { d.Region = []authority.Post{{Body: "styre", Role: "chair"}} }, true},
		"a condition":                            {func(d *Deadline) { d.Kind = "condition" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Deadline{Call: "mandate:answer", Ref: Ref{Case: 1, Kind: "answer", Key: "mandate/1"}, Due: workday.MustDate("2024-02-16"), Asked: []authority.Post{chief}, Admin: []authority.Post{admin}}
			c.spoil(&d)
			if err := d.check(); (err != nil) != c.refused {
				t.Errorf("check says %v", err)
			}
		})
	}
}

func TestAKindWithoutWordsStopsTheStart(t *testing.T) {
	t.Parallel()
	said := func(kind string) notice.Letters {
		word := []byte(`{{define "deadline.what.` + kind + `"}}{{.case_title}}{{end}}`)
		return notice.ReadLetters(fstest.MapFS{"letters/nb.tmpl": {Data: word}, "letters/en.tmpl": {Data: word}})
	}
	for name, declare := range map[string]func(){
		"no words":        func() { NewKind("test", notice.Letters{}) },
		"another's words": func() { NewKind("test", texts) },
		"a dash":          func() { NewKind("a-test", said("a-test")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("taken")
				}
			}()
			declare()
		})
	}
}
