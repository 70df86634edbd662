package assignment

import (
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// Coverage says how far released people cover what is asked (rule 2.4).
type Coverage string

// Met is no gap ahead, Partly some cover, Missing none. NotApplicable is where
// nobody is asked for.
const (
	Met           Coverage = "met"
	Partly        Coverage = "partly"
	Missing       Coverage = "missing"
	NotApplicable Coverage = "not_applicable"
)

// Need is what a requirement asks on every day of [From, To): a number of
// people, each with at least this share of full time.
type Need struct {
	People, Share int
	From, To      workday.Date
}

// Presence is a released person's time for a requirement, [From, To).
type Presence struct {
	Person   string
	Share    int
	From, To workday.Date
}

// Period is a time in which the same number of the people asked for is
// lacking; with Lacking 0 it is covered.
type Period struct {
	From    workday.Date `json:"from" format:"date" doc:"The first day"`
	To      workday.Date `json:"to" format:"date" doc:"The day after the last day"`
	Lacking int          `json:"lacking" example:"1" doc:"How many of the people asked for are lacking; 0 where it is covered"`
}

// Cover holds a need against the people there, from the later of its first day
// and today on (rule 4.3): it gives the whole time ahead in periods as long as
// possible, and none where nothing lies ahead. Shares are not added across
// people, and a person counts once.
func (n Need) Cover(people []Presence, today workday.Date) []Period {
	if today.After(n.From) {
		n.From = today
	}
	people = slices.DeleteFunc(slices.Clone(people), func(p Presence) bool { return p.Share < n.Share })
	days := n.turns(people)
	var periods []Period
	for i := range len(days) - 1 {
		lacking := max(0, n.People-there(people, days[i]))
		if last := len(periods) - 1; last >= 0 && periods[last].Lacking == lacking {
			periods[last].To = days[i+1]
			continue
		}
		periods = append(periods, Period{From: days[i], To: days[i+1], Lacking: lacking})
	}
	return periods
}

// turns are the days ahead on which the number of people can change, with the
// first day and the day after the last.
func (n Need) turns(people []Presence) []workday.Date {
	if !n.From.Before(n.To) {
		return nil
	}
	days := []workday.Date{n.From, n.To}
	for _, p := range people {
		for _, d := range []workday.Date{p.From, p.To} {
			if d.After(n.From) && d.Before(n.To) {
				days = append(days, d)
			}
		}
	}
	slices.SortFunc(days, workday.Date.Compare)
	return slices.Compact(days)
}

// there counts the people of a day.
func there(people []Presence, day workday.Date) int {
	seen := map[string]bool{}
	for _, p := range people {
		if !day.Before(p.From) && day.Before(p.To) {
			seen[p.Person] = true
		}
	}
	return len(seen)
}

// judge sums up the periods ahead of a need: met without a gap, partly when
// somebody is there on some day (rule 2.4).
func (n Need) judge(periods []Period) Coverage {
	covered := !slices.ContainsFunc(periods, func(p Period) bool { return p.Lacking > 0 })
	somebody := slices.ContainsFunc(periods, func(p Period) bool { return p.Lacking < n.People })
	switch {
	case covered:
		return Met
	case somebody:
		return Partly
	default:
		return Missing
	}
}

// lacks says whether somebody is lacking on a day ahead.
func (n Need) lacks(people []Presence, today workday.Date) bool {
	return slices.ContainsFunc(n.Cover(people, today), func(p Period) bool { return p.Lacking > 0 })
}

// opened are the days ahead on which more people are lacking than were before,
// and how many more.
func (n Need) opened(before, after []Presence, today workday.Date) []Period {
	var gaps []Period
	was := n.Cover(before, today)
	for _, is := range n.Cover(after, today) {
		for _, w := range was {
			gap := Period{From: later(is.From, w.From), To: earlier(is.To, w.To), Lacking: is.Lacking - w.Lacking}
			if !gap.From.Before(gap.To) || gap.Lacking <= 0 {
				continue
			}
			if last := len(gaps) - 1; last >= 0 && gaps[last].To == gap.From && gaps[last].Lacking == gap.Lacking {
				gaps[last].To = gap.To
				continue
			}
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// together sums up the requirements of one municipality.
func together(states []Coverage) Coverage {
	switch {
	case len(states) == 0:
		return NotApplicable
	case !slices.ContainsFunc(states, func(s Coverage) bool { return s != Met }):
		return Met
	case !slices.ContainsFunc(states, func(s Coverage) bool { return s != Missing }):
		return Missing
	default:
		return Partly
	}
}
