package planner_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/planner"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var day = workday.MustDate

// meets is a body that meets on these days, with papers ten days before and notice a
// week.
func meets(organisation, name string, days ...string) planner.Body {
	b := planner.Body{Organisation: organisation, Key: strings.ToLower(name), Name: message.Verbatim(name), Calendar: workday.Norway()}
	b.Settings = body.SettingsHistory{{Number: 1, From: day("2020-01-01"), Provisions: body.Provisions{Submission: &body.Lead{Count: 10, Unit: body.Days}, Notice: &body.Lead{Count: 7, Unit: body.Days}}}}
	for i, d := range days {
		b.Meetings = append(b.Meetings, planner.Meeting{ID: int64(i + 1), On: day(d)})
	}
	return b
}

// treatment is a case on its way: the board, the representative council, and three
// councils, with a week of preparation before each.
func treatment() *planner.Chain {
	week := workday.MustRule("working_days:5")
	return &planner.Chain{
		Start: day("2024-02-01"), Calendar: workday.Norway(),
		Bodies: []planner.Body{
			meets("region", "Board", "2024-02-15", "2024-03-14", "2024-04-18"),
			meets("region", "Representative council", "2024-03-07", "2024-04-25"),
			meets("3415", "Council of A", "2024-04-30", "2024-05-21", "2024-06-12"),
			meets("3416", "Council of B", "2024-05-02", "2024-06-20", "2024-08-29"),
			meets("3417", "Council of C", "2024-05-27", "2024-06-17"),
		},
		Steps: []planner.Step{
			{Key: "board", Kind: planner.Meetings, Preparation: week, Bodies: []int{0}},
			{Key: "representative_council", Kind: planner.Meetings, Preparation: week, After: []int{0}, Bodies: []int{1}},
			{Key: "councils_decided", Kind: planner.Meetings, Preparation: week, After: []int{1}, Bodies: []int{2, 3, 4}},
		},
	}
}

func plan(t *testing.T, c *planner.Chain) *planner.PlanOutcome {
	t.Helper()
	o, err := c.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// said are the sentences of a plan in English.
func said(o *planner.PlanOutcome) (all []string) {
	for _, s := range o.Sentences {
		all = append(all, s.String())
	}
	return all
}

func TestAPlanSaysWhenWhyAndWhatHoldsItUp(t *testing.T) {
	t.Parallel()
	o := plan(t, treatment())
	// Until 8 February the board's papers are prepared, which had to be in by the 5th for
	// its first meeting; and so on.
	want := []string{
		"Council of B meets last, on 20 June 2024.",
		"The work may begin as late as 26 February 2024 for all to be finished by 20 June 2024: 25 days later than planned.",
		"Council of B holds it up most: if it met as soon as its papers can be in, all would be finished on 27 May 2024, 24 days earlier.",
	}
	if !slices.Equal(said(o), want) {
		t.Errorf("got  %q\nwant %q", said(o), want)
	}
	for i, part := range []struct{ on, papers, notice, ready, latest string }{
		{"2024-03-14", "2024-03-04", "2024-03-07", "2024-02-08", "2024-03-14"},
		{"2024-04-25", "2024-04-15", "2024-04-18", "2024-03-21", "2024-04-25"},
	} {
		got := o.Steps[i].Parts[0]
		if got.MeetingOn.String() != part.on || got.Papers.String() != part.papers || got.Notice.String() != part.notice ||
			got.Ready.String() != part.ready || got.Latest.String() != part.latest || !got.Critical {
			t.Errorf("%s: %s %s %s %s %s %t, want %v", o.Steps[i].Key, got.MeetingOn, got.Papers, got.Notice, got.Ready, got.Latest, got.Critical, part)
		}
	}
	councils := o.Steps[2]
	for i, part := range []struct {
		on, latest string
		slack      int
		critical   bool
	}{{"2024-05-21", "2024-06-12", 28, false}, {"2024-06-20", "2024-06-20", 38, true}, {"2024-05-27", "2024-06-17", 35, false}} {
		got := councils.Parts[i]
		if got.MeetingOn.String() != part.on || got.Latest.String() != part.latest || *got.SlackDays != part.slack || got.Critical != part.critical {
			t.Errorf("%s: %s %s %d %t, want %v", got.Name, got.MeetingOn, got.Latest, *got.SlackDays, got.Critical, part)
		}
	}
	if *councils.SlackDays != 28 || !councils.Critical {
		t.Errorf("the councils have a slack of %d", *councils.SlackDays)
	}
	const why = "Council of B takes it on 20 June 2024: its papers have to be in by 10 June 2024, and can be from 3 May 2024. Its meeting on 2 May 2024 comes too early: the papers for that had to be in by 22 April 2024."
	if got := councils.Parts[1].Sentence.String(); got != why {
		t.Errorf("got  %s\nwant %s", got, why)
	}
}

func TestAPlanIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	c := treatment()
	c.Bodies[3].Name = message.Verbatim("Kommunestyret i B")
	o := plan(t, c)
	for in, want := range map[message.Language]string{
		message.Bokmal: "Kommunestyret i B møtes sist, 20. juni 2024.", message.Nynorsk: "Kommunestyret i B møtest sist, 20. juni 2024.",
	} {
		if got := o.Sentences[0].Say(in); got != want {
			t.Errorf("in %s %q, want %q", in, got, want)
		}
	}
}

func TestAPlanThatCannotBeInTimeSaysWhereItBreaksAndWhatWorks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change       func(*planner.Chain)
		step, body   string
		reason       planner.BreakReason
		finish, from string
		sentence     string
	}{
		"a council that meets too late": {
			func(c *planner.Chain) { c.Finish, c.Bodies[3].Meetings = day("2024-06-14"), c.Bodies[3].Meetings[1:] }, "councils_decided", "council of b", planner.TooLate, "2024-06-20", "",
			"Council of B is done on 20 June 2024 at the earliest, and would have to be by 14 June 2024 for all to be finished by 14 June 2024. The nearest finish that works is 20 June 2024.",
		},
		"a board that had to meet earlier": {
			func(c *planner.Chain) {
				c.Finish = day("2024-06-14")
				c.Bodies[3].Meetings = []planner.Meeting{{ID: 1, On: day("2024-05-02")}, {ID: 2, On: day("2024-06-20")}}
				c.Bodies[4].Meetings = c.Bodies[4].Meetings[:1]
				c.Bodies[1].Meetings = []planner.Meeting{{ID: 1, On: day("2024-03-07")}, {ID: 2, On: day("2024-03-26")}, {ID: 3, On: day("2024-04-25")}}
			}, "board", "board", planner.TooLate, "2024-06-20", "2024-01-29",
			"Board is done on 14 March 2024 at the earliest, and would have to be by 10 March 2024 for all to be finished by 14 June 2024. The nearest finish that works is 20 June 2024. For 14 June 2024 the work would have had to begin by 29 January 2024.",
		},
		"a body without meetings": {
			func(c *planner.Chain) { c.Bodies[1].Meetings = nil }, "representative_council", "representative council", planner.NoMeetings, "", "",
			"Representative council has planned no meeting on 1 February 2024 or later.",
		},
		"a last meeting that is too early": {
			func(c *planner.Chain) { c.Bodies[1].Meetings = c.Bodies[1].Meetings[:1] }, "representative_council", "representative council", planner.NoneLater, "", "2024-01-29",
			"Representative council has planned no meeting for which papers can be in on 21 March 2024 or later: its last one is on 7 March 2024, with papers by 26 February 2024.",
		},
	} {
		c := treatment()
		tt.change(c)
		o := plan(t, c)
		b := o.Infeasible
		if o.Feasible || b == nil {
			t.Errorf("%s: feasible", name)
			continue
		}
		if b.Step != tt.step || b.Body != tt.body || b.Reason != tt.reason || date(b.NearestFinish).String() != tt.finish || date(b.NearestStart).String() != tt.from || b.Sentence.String() != tt.sentence {
			t.Errorf("%s: %s %s %s %s %s\n%s", name, b.Step, b.Body, b.Reason, date(b.NearestFinish), date(b.NearestStart), b.Sentence)
		}
	}
}

func TestEachCouncilWaitsForItsOwnCommittee(t *testing.T) {
	t.Parallel()
	c := treatment()
	c.Bodies = append(c.Bodies, meets("3415", "Committee of A", "2024-05-07"), meets("3416", "Committee of B", "2024-06-11"))
	c.Steps = append(c.Steps[:2], planner.Step{Key: "committees", Kind: planner.Meetings, After: []int{1}, Bodies: []int{5, 6}},
		planner.Step{Key: "councils_decided", Kind: planner.Meetings, After: []int{2}, Own: true, Bodies: []int{2, 3, 4}})
	c.Bodies[4].Meetings = append(c.Bodies[4].Meetings, planner.Meeting{ID: 9, On: day("2024-08-26")})
	var got []string
	for _, part := range plan(t, c).Steps[3].Parts {
		got = append(got, part.MeetingOn.String())
	}
	// C has no committee, and waits for both.
	if want := []string{"2024-05-21", "2024-08-29", "2024-08-26"}; !slices.Equal(got, want) {
		t.Errorf("the councils meet on %v, want %v", got, want)
	}
}

func TestWhatMayNotBeMeantIsWarnedOf(t *testing.T) {
	t.Parallel()
	c := treatment()
	recess, err := workday.Norway().With([]workday.Entry{{Kind: workday.Recess, First: day("2024-06-15"), Last: day("2024-08-15"), Name: "Summer"}})
	if err != nil {
		t.Fatal(err)
	}
	c.Bodies[2].Meetings = []planner.Meeting{{ID: 1, On: day("2024-07-03")}}
	c.Bodies[3].Calendar = recess
	c.Bodies[4].Meetings, c.Bodies[4].Settings = []planner.Meeting{{ID: 1, On: day("2024-05-17")}}, nil
	c.Steps = append(c.Steps,
		planner.Step{Key: "consultation", Name: message.Verbatim("The consultation"), Kind: planner.Consultation, After: []int{0}, Lasts: workday.MustRule("days:41")},
		planner.Step{Key: "hearing", Name: message.Verbatim("The hearing"), Kind: planner.Consultation, After: []int{2}, Lasts: workday.MustRule("days:42")})
	want := []string{
		"over_easter: The consultation lasts from 14 March 2024 to 24 April 2024, over Easter.",
		"short_consultation: The consultation is shorter than 42 days: it lasts 41 days (rule 10.1).",
		"july: Council of A meets on 3 July 2024, in July.",
		"recess: Council of B meets on 20 June 2024, in a time without meetings (Summer).",
		"day_off: Council of C meets on 17 May 2024, which is not a working day (public holiday: Constitution Day).",
		"no_settings: Council of C has set no days for papers and notices: both can come on the day of the meeting.",
		"over_july: The hearing lasts from 3 July 2024 to 14 August 2024, and so in July.",
	}
	var got []string
	for _, w := range plan(t, c).Warnings {
		got = append(got, w.Code+": "+w.Detail.String())
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAssumptionsShowWhatWouldFollow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		assume planner.Assumption
		finish string
		fault  string
	}{
		"a council's meeting cancelled": {planner.Assumption{Change: planner.AssumeCancelled, Body: 3, On: day("2024-06-20")}, "2024-08-29", ""},
		"it is moved":                   {planner.Assumption{Change: planner.AssumeMoved, Body: 3, On: day("2024-06-20"), To: day("2024-06-06")}, "2024-06-06", ""},
		"one is added":                  {planner.Assumption{Change: planner.AssumeAdded, Body: 3, On: day("2024-05-30")}, "2024-05-30", ""},
		"none is there":                 {planner.Assumption{Change: planner.AssumeCancelled, Body: 3, On: day("2024-06-21")}, "", "/assumptions/0/on"},
		"it is moved nowhere":           {planner.Assumption{Change: planner.AssumeMoved, Body: 3, On: day("2024-06-20")}, "", "/assumptions/0/to"},
		"it is cancelled somewhere":     {planner.Assumption{Change: planner.AssumeCancelled, Body: 3, On: day("2024-06-20"), To: day("2024-06-06")}, "", "/assumptions/0/to"},
		"the body is another":           {planner.Assumption{Change: planner.AssumeCancelled, Body: -1, On: day("2024-06-20")}, "", "/assumptions/0/body"},
	} {
		c := treatment()
		before := len(c.Bodies[3].Meetings)
		meetings := c.Bodies[3].Meetings
		err := c.Assume([]planner.Assumption{tt.assume})
		if tt.fault != "" {
			refused(t, name, err, planner.ErrChain, tt.fault)
			continue
		}
		if o := plan(t, c); date(o.EarliestFinish).String() != tt.finish {
			t.Errorf("%s: finished on %s, want %s", name, date(o.EarliestFinish), tt.finish)
		}
		if len(meetings) != before || meetings[1].On != day("2024-06-20") {
			t.Errorf("%s: it changed the calendar: %v", name, meetings)
		}
	}
}

func refused(t *testing.T, name string, err error, want *fault.Error, pointer string) {
	t.Helper()
	f, ok := fault.As(err)
	if !errors.Is(err, want) || !ok || len(f.Fields) == 0 || f.Fields[0].Pointer != pointer {
		t.Errorf("%s: %+v, want %s at %s", name, f, want.Code, pointer)
	}
}

func TestWhatIsNoChainIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change  func(*planner.Chain)
		pointer string
	}{
		"a finish before the start":    {func(c *planner.Chain) { c.Finish = day("2024-01-31") }, "/finish"},
		"negative preparation":         {func(c *planner.Chain) { c.Steps[1].Preparation = workday.MustRule("days:-1") }, "/steps/1/preparation"},
		"endless preparation":          {func(c *planner.Chain) { c.Steps[1].Preparation = workday.MustRule("days:401") }, "/steps/1/preparation"},
		"meetings of nobody":           {func(c *planner.Chain) { c.Steps[1].Bodies = nil }, "/steps/1/bodies"},
		"meetings that last":           {func(c *planner.Chain) { c.Steps[1].Lasts = workday.MustRule("days:1") }, "/steps/1/lasts"},
		"work of no time":              {func(c *planner.Chain) { c.Steps[1].Kind, c.Steps[1].Bodies = planner.Work, nil }, "/steps/1/lasts"},
		"work in a meeting":            {func(c *planner.Chain) { c.Steps[1].Kind, c.Steps[1].Lasts = planner.Work, workday.MustRule("days:1") }, "/steps/1/bodies"},
		"a consultation of 41 days":    {consultation("days:41"), "/steps/1/lasts"},
		"a consultation of five weeks": {consultation("weeks:5"), "/steps/1/lasts"},
		"a consultation of one month":  {consultation("months:1"), "/steps/1/lasts"},
	} {
		c := treatment()
		tt.change(c)
		refused(t, name, c.Check(true), planner.ErrChain, tt.pointer)
	}
	for _, lawful := range []string{"days:42", "weeks:6", "months:2", "working_days:42"} {
		c := treatment()
		consultation(lawful)(c)
		if err := c.Check(true); err != nil {
			t.Errorf("a consultation of %s: %v", lawful, err)
		}
	}
	c := treatment()
	consultation("days:14")(c)
	if err := c.Check(false); err != nil {
		t.Errorf("a consultation that the law says nothing of: %v", err)
	}
}

func consultation(lasts string) func(*planner.Chain) {
	return func(c *planner.Chain) {
		c.Steps[1].Kind, c.Steps[1].Bodies, c.Steps[1].Lasts = planner.Consultation, nil, workday.MustRule(lasts)
	}
}

func TestStepsThatWaitForEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	c := treatment()
	c.Steps[0].After = []int{2}
	_, err := c.Plan()
	refused(t, "a circle of three", err, planner.ErrCycle, "/steps/0/after")
	if f, _ := fault.As(err); f.Detail.String() != "The steps would wait for each other: board → representative_council → councils_decided → board (rule 5.5)." {
		t.Errorf("it says %q", f.Detail)
	}
	c = treatment()
	c.Steps[1].After = []int{1, 0}
	_, err = c.Plan()
	refused(t, "a step after itself", err, planner.ErrCycle, "/steps/1/after")
}
