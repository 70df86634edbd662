package reminder

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/notice"
	"forankring.no/forankring/internal/workday"
)

var (
	chief = directory.Post{Organisation: "3417", Office: directory.ChiefExecutive}
	admin = directory.Post{Organisation: "3417", Office: directory.Administrator}
)

func TestStepsGoOutAtEightOnWorkingDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		due  string
		want [4]string // 14 and 2 working days before, on the day, 1 working day after; in UTC
	}{
		"a Friday in winter":                           {"2024-02-16", [4]string{"2024-01-29T07:00", "2024-02-14T07:00", "2024-02-16T07:00", "2024-02-19T07:00"}},
		"a Monday counts back over the weekend":        {"2024-02-12", [4]string{"2024-01-23T07:00", "2024-02-08T07:00", "2024-02-12T07:00", "2024-02-13T07:00"}},
		"a Sunday is told on Friday":                   {"2024-02-18", [4]string{"2024-01-30T07:00", "2024-02-15T07:00", "2024-02-16T07:00", "2024-02-19T07:00"}},
		"Easter Monday is told before Easter":          {"2024-04-01", [4]string{"2024-03-08T07:00", "2024-03-26T07:00", "2024-03-27T07:00", "2024-04-02T06:00"}},
		"the Wednesday before Easter escalates after":  {"2024-03-27", [4]string{"2024-03-07T07:00", "2024-03-25T07:00", "2024-03-27T07:00", "2024-04-02T06:00"}},
		"the Tuesday after Easter counts back over it": {"2024-04-02", [4]string{"2024-03-08T07:00", "2024-03-26T07:00", "2024-04-02T06:00", "2024-04-03T06:00"}},
		"14 working days before lie before Easter":     {"2024-04-12", [4]string{"2024-03-20T07:00", "2024-04-10T06:00", "2024-04-12T06:00", "2024-04-15T06:00"}},
		"winter time ends between the steps":           {"2024-11-04", [4]string{"2024-10-15T06:00", "2024-10-31T07:00", "2024-11-04T07:00", "2024-11-05T07:00"}},
		"17 May and the weekend after it are days off": {"2024-05-16", [4]string{"2024-04-24T06:00", "2024-05-14T06:00", "2024-05-16T06:00", "2024-05-21T06:00"}},
		"Christmas": {"2024-12-25", [4]string{"2024-12-05T07:00", "2024-12-23T07:00", "2024-12-24T07:00", "2024-12-27T07:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, s := range steps(workday.Norway(), workday.MustDate(c.due)) {
				if got := sendTime(s.day).Format("2006-01-02T15:04"); got != c.want[i] {
					t.Errorf("%s goes out at %s, want %s", s.name, got, c.want[i])
				}
			}
		})
	}
}

func TestWhatIsPastWhenADeadlineIsSetIsSkipped(t *testing.T) {
	t.Parallel()
	d := Deadline{Due: workday.MustDate("2024-02-16"), Asked: []directory.Post{chief}, Admin: []directory.Post{admin}}
	for name, c := range map[string]struct {
		now  string
		owed []string
		want [4]string
	}{
		"long before":                      {"2024-01-01T00:00:00Z", nil, [4]string{Planned, Planned, Planned, Planned}},
		"the second of the first step":     {"2024-01-29T07:00:00Z", nil, [4]string{Planned, Planned, Planned, Planned}},
		"a second later":                   {"2024-01-29T07:00:01Z", nil, [4]string{Skipped, Planned, Planned, Planned}},
		"five days ahead":                  {"2024-02-11T12:00:00Z", nil, [4]string{Skipped, Planned, Planned, Planned}},
		"on the day, in the afternoon":     {"2024-02-16T13:00:00Z", nil, [4]string{Skipped, Skipped, Skipped, Planned}},
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
			for i, e := range d.plan(workday.Norway(), now, c.owed) {
				if e.State != c.want[i] {
					t.Errorf("%s is %s, want %s", e.Step, e.State, c.want[i])
				}
				if (e.State == Skipped) != (e.Why == "already past when planned") {
					t.Errorf("%s is %s because %q", e.Step, e.State, e.Why)
				}
			}
		})
	}
}

func TestTheAskedAreRemindedAndTheAdministratorHearsOfIt(t *testing.T) {
	t.Parallel()
	d := Deadline{Due: workday.MustDate("2024-02-16"), Asked: []directory.Post{chief, {Person: "p"}, chief}, Admin: []directory.Post{admin}}
	told := map[directory.Post]int{}
	for _, e := range d.plan(workday.Norway(), time.Time{}, nil) {
		told[e.Addressee]++
		if (e.Addressee == admin) != (e.Step == OneWorkingDayAfter) {
			t.Errorf("%s goes to %+v", e.Step, e.Addressee)
		}
	}
	if told[chief] != 3 || told[directory.Post{Person: "p"}] != 3 || told[admin] != 1 {
		t.Errorf("rows by addressee: %v", told)
	}
}

func TestALetterTellsTheTruthOfTheDayOnWhichItIsSent(t *testing.T) {
	t.Parallel()
	due := workday.MustDate("2024-02-17") // a Saturday, told on Friday
	for today, want := range map[string]string{"2024-02-16": notice.Reminder, "2024-02-17": notice.DueToday, "2024-02-18": notice.Overdue} {
		if got := letterKind(due, workday.MustDate(today)); got != want {
			t.Errorf("on %s the letter is %s, want %s", today, got, want)
		}
	}
}

func TestAReminderIsLateAfterADay(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 2, 16, 7, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{0: false, 24 * time.Hour: false, 24*time.Hour + time.Second: true} {
		if got := late(at, at.Add(after)); got != want {
			t.Errorf("sent %s after its time it is late: %v, want %v", after, got, want)
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
		"all seats of a body": {func(d *Deadline) { d.Asked[0] = directory.Post{Organisation: "3417", Body: "styre"} }, false},
		"a person, with or without employer": {func(d *Deadline) {
			d.Asked[0] = directory.Post{Organisation: "3417", Person: "0198c0de-0000-7000-8000-000000000001"}
		}, false},
		"nobody at all":                          {func(d *Deadline) { d.Asked[0] = directory.Post{} }, true},
		"an office nowhere":                      {func(d *Deadline) { d.Asked[0] = directory.Post{Office: "clerk"} }, true},
		"an office and a body":                   {func(d *Deadline) { d.Asked[0].Body = "styre" }, true},
		"a role in no body":                      {func(d *Deadline) { d.Asked[0].Role = "chair" }, true},
		"a person whose identifier is no uuid":   {func(d *Deadline) { d.Asked[0] = directory.Post{Person: "someone"} }, true},
		"a person and an office":                 {func(d *Deadline) { d.Asked[0].Person = "0198c0de-0000-7000-8000-000000000001" }, true},
		"no day":                                 {func(d *Deadline) { d.Due = workday.Date{} }, true},
		"no case":                                {func(d *Deadline) { d.Case = 0 }, true},
		"a kind that is none":                    {func(d *Deadline) { d.Kind = "wish" }, true},
		"an administrator who cannot be reached": {func(d *Deadline) { d.Admin = []directory.Post{{}} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Deadline{Ref: Ref{Case: 1, Kind: Answer, Key: "mandate/1"}, Due: workday.MustDate("2024-02-16"), Asked: []directory.Post{chief}, Admin: []directory.Post{admin}}
			c.spoil(&d)
			if err := d.check(); (err != nil) != c.refused {
				t.Errorf("check says %v", err)
			}
		})
	}
}
