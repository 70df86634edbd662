package calendar

import (
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// A change warns of a deadline that is counted by a rule where the rule would give
// another day now, and of any that it puts on a day off; of what stood there before
// it says nothing (rule 5.3).
func TestAChangeWarnsOfWhatItWouldMove(t *testing.T) {
	t.Parallel()
	before := workday.Norway()
	after, err := before.With([]workday.Entry{{First: workday.MustDate("2024-05-10"), Last: workday.MustDate("2024-05-10"), Kind: workday.DayOff, Name: "Inneklemt dag"}})
	if err != nil {
		t.Fatal(err)
	}
	fixed := func(due, start, rule string) Fixed {
		f := Fixed{Title: message.Verbatim("Proposal"), Due: workday.MustDate(due)}
		if rule != "" {
			f.Start, f.Rule = workday.MustDate(start), workday.MustRule(rule)
		}
		return f
	}
	for name, c := range map[string]struct {
		deadline    Fixed
		code, wants string
	}{
		"by a rule, over the day":                {fixed("2024-05-13", "2024-05-07", "working_days:3"), "would_move", "It stays on 13 May 2024. By its rule (3 working days after 7 May 2024) it would now be 14 May 2024."},
		"by a rule, onto the day":                {fixed("2024-05-10", "2024-05-03", "weeks:1,forward"), "would_move", "It stays on 10 May 2024. By its rule (1 week after 3 May 2024, or the first working day after that) it would now be 13 May 2024."},
		"by a rule that leaves it there":         {fixed("2024-05-10", "2024-05-03", "weeks:1"), "day_off", "10 May 2024 is no longer a working day (day off: Inneklemt dag)."},
		"by hand, on the day":                    {fixed("2024-05-10", "", ""), "day_off", "10 May 2024 is no longer a working day (day off: Inneklemt dag)."},
		"by hand, on a day that was off already": {fixed("2024-05-11", "", ""), "", ""},
		"by hand, on another day":                {fixed("2024-05-13", "", ""), "", ""},
		"by a rule, before the day":              {fixed("2024-05-08", "2024-05-06", "working_days:2"), "", ""},
	} {
		w := c.deadline.warn(before, after)
		if (w == nil) != (c.code == "") || w != nil && (w.Code != c.code || w.Detail.String() != c.wants || w.Due != c.deadline.Due) {
			t.Errorf("%s: %+v", name, w)
		}
	}
}
