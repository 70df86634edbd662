package reminder

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// own is a policy that a region may set.
func own() PolicyInput {
	return PolicyInput{
		SendTime: "07:30", Reason: "because", QuietDays: []Quiet{{workday.MustDate("2024-02-12"), workday.MustDate("2024-02-13")}},
		Steps: []Step{
			{When: After, Count: 10, Unit: workday.Days, Addressee: AsRegion, AlsoDaysOff: true},
			{When: On, Addressee: AsAsked},
			{When: Before, Count: 3, Unit: workday.Days, Addressee: AsAsked},
			{When: Before, Count: 3, Unit: workday.Days, Addressee: AsChiefExecutive},
			{When: After, Count: 1, Unit: workday.WorkingDays, Addressee: AsAsked},
		},
	}
}

func TestAPolicyThatWouldNotTellPeopleInTimeIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*PolicyInput)
		at    string
	}{
		"as it may be":                       {func(*PolicyInput) {}, ""},
		"no reason":                          {func(p *PolicyInput) { p.Reason = " " }, "/reason"},
		"in the night":                       {func(p *PolicyInput) { p.SendTime = "02:30" }, "/send_time"},
		"in the last minute of the evening":  {func(p *PolicyInput) { p.SendTime = "20:00" }, ""},
		"a minute later":                     {func(p *PolicyInput) { p.SendTime = "20:01" }, "/send_time"},
		"at an hour that no day has":         {func(p *PolicyInput) { p.SendTime = "25:00" }, "/send_time"},
		"nobody is asked on the day":         {func(p *PolicyInput) { p.Steps[1].Addressee = AsAdministrator }, "/steps"},
		"the region hears of nothing":        {func(p *PolicyInput) { p.Steps[0].Addressee = AsChiefExecutive }, "/steps"},
		"the region hears before alone":      {func(p *PolicyInput) { p.Steps[0].When = Before }, "/steps"},
		"a step twice":                       {func(p *PolicyInput) { p.Steps[3].Addressee = AsAsked }, "/steps/3"},
		"the day twice, counted otherwise":   {func(p *PolicyInput) { p.Steps[4] = Step{When: On, Unit: workday.Days, Addressee: AsAsked} }, "/steps/4"},
		"no days before":                     {func(p *PolicyInput) { p.Steps[2].Count = 0 }, "/steps/2/count"},
		"days before of nothing":             {func(p *PolicyInput) { p.Steps[2].Unit = "" }, "/steps/2/unit"},
		"days on the day":                    {func(p *PolicyInput) { p.Steps[1].Count = 1 }, "/steps/1/count"},
		"working days of more than a year":   {func(p *PolicyInput) { p.Steps[4].Count = 251 }, "/steps/4/count"},
		"quiet days that end before":         {func(p *PolicyInput) { p.QuietDays[0].To = workday.MustDate("2024-02-11") }, "/quiet_days/0/to"},
		"quiet days without an end in sight": {func(p *PolicyInput) { p.QuietDays[0].To = workday.MustDate("2024-04-14") }, "/quiet_days/0/to"},
	} {
		in := own()
		c.spoil(&in)
		err := in.check()
		f, refused := fault.As(err)
		if refused != (c.at != "") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if refused && (f.Fields[0].Pointer != c.at) {
			t.Errorf("%s is refused at %+v, want %s", name, f.Fields, c.at)
		}
	}
}

func TestAPolicyIsKeptInTheOrderOfItsDays(t *testing.T) {
	t.Parallel()
	in := own()
	if err := in.check(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range in.Steps {
		keys = append(keys, s.Key+" "+s.Addressee)
	}
	want := "3_days_before asked, 3_days_before chief_executive, on_the_day asked, 1_working_day_after asked, 10_days_after region"
	if got := strings.Join(keys, ", "); got != want {
		t.Errorf("the steps are %s", got)
	}
	p := Policy{SendTime: in.SendTime, Steps: in.Steps, QuietDays: in.QuietDays}
	for language, want := range map[message.Language]string{
		message.Bokmal:  "fra kl. 07:30: 3 dager før til dem som er spurt, 3 dager før til kommunedirektøren, på dagen til dem som er spurt, 1 arbeidsdag etter til dem som er spurt og 10 dager etter (også på fridager) til sekretariatet og styrelederen; ingenting 2024-02-12/2024-02-13",
		message.English: "from 07:30: 3 days before to those who are asked, 3 days before to the chief executive, on the day to those who are asked, 1 working day after to those who are asked and 10 days after (also on days off) to the secretariat and the chair of the board; nothing on 2024-02-12/2024-02-13",
	} {
		if got := p.Text().Say(language); got != want {
			t.Errorf("it is said as %q", got)
		}
	}
}

// Rule 6.1: a step on a day on which nothing is sent goes before it, or after it
// where it escalates.
func TestADeadlineIsPlannedByItsPolicy(t *testing.T) {
	t.Parallel()
	in := own()
	if err := in.check(); err != nil {
		t.Fatal(err)
	}
	d := Deadline{
		Ref: Ref{Municipality: "3417"}, Due: workday.MustDate("2024-02-14"), // a Wednesday after quiet days
		Asked: []authority.Post{chief}, Chief: []authority.Post{chief}, Region: []authority.Post{admin},
	}
	by := &Policy{SendTime: in.SendTime, Steps: in.Steps, QuietDays: in.QuietDays}
	var got []string
	for _, e := range d.plan(by, calendar.Set{}, time.Time{}, history{}) {
		got = append(got, e.DueAt.Format("01-02T15:04 ")+e.As+" "+e.Step)
	}
	want := []string{ // the chief executive who is asked too hears once of a step
		"02-09T06:30 asked 3_days_before", "02-14T06:30 asked on_the_day", "02-15T06:30 asked 1_working_day_after", "02-24T06:30 region 10_days_after",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("planned are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatWasMissedWaitsForThePolicysWindow(t *testing.T) {
	t.Parallel()
	w := window{cal: workday.Norway(), from: "10:15", quiet: []Quiet{{workday.MustDate("2024-02-16"), workday.MustDate("2024-02-19")}}}
	due, night := local(t, "2024-02-15 10:15:00"), local(t, "2024-02-16 12:00:00")
	if next := w.next(night); w.mayGo(due, night) || !next.Equal(local(t, "2024-02-20 10:15:00")) {
		t.Errorf("over quiet days it waits for %s", next.In(workday.Oslo()))
	}
	w.quiet, w.anyDay = nil, true
	saturday := local(t, "2024-02-17 10:14:59")
	if next := w.next(saturday); w.mayGo(due, saturday) || !next.Equal(local(t, "2024-02-17 10:15:00")) || !w.mayGo(due, next) {
		t.Errorf("a step that is sent on days off too waits for %s", next.In(workday.Oslo()))
	}
}
