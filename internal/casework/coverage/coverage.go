// Package coverage says how far people who are there from day to day cover what
// is asked, and where somebody is lacking (rule 4.3). It is arithmetic alone:
// who counts as being there is for its callers to say.
package coverage

import (
	"slices"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// State says how far released people cover what is asked (rule 2.4).
type State string

// Met is no gap ahead, Partly some cover, Missing none. NotApplicable is where
// nobody is asked for.
const (
	Met           State = "met"
	Partly        State = "partly"
	Missing       State = "missing"
	NotApplicable State = "not_applicable"
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

// Cover compares a need with the people there, from the later of its first day
// and today on (rule 4.3): it gives the whole time ahead in periods as long as
// possible, and none where nothing lies ahead. Shares are not added across
// people, and a person counts once.
func (n Need) Cover(people []Presence, today workday.Date) []Period {
	if today.After(n.From) {
		n.From = today
	}
	people = slices.DeleteFunc(slices.Clone(people), func(p Presence) bool { return p.Share < n.Share })
	var turns []workday.Date
	for _, p := range people {
		turns = append(turns, p.From, p.To)
	}
	var periods []Period
	for _, s := range capacity.Divide(n.From, n.To, turns) {
		periods = Period{s.From, s.To, max(0, n.People-there(people, s.From))}.join(periods)
	}
	return periods
}

// join adds the period to those before it, or lengthens the last where as many
// are lacking.
func (p Period) join(before []Period) []Period {
	if last := len(before) - 1; last >= 0 && before[last].To == p.From && before[last].Lacking == p.Lacking {
		before[last].To = p.To
		return before
	}
	return append(before, p)
}

// there counts the people of a day.
func there(people []Presence, day workday.Date) int {
	seen := map[string]bool{}
	for _, p := range people {
		if period.Between(p.From, p.To).Contains(day) {
			seen[p.Person] = true
		}
	}
	return len(seen)
}

// Judge sums up the periods ahead of a need: met without a gap, partly when
// somebody is there on some day (rule 2.4).
func (n Need) Judge(periods []Period) State {
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

// Lacks says whether somebody is lacking on a day ahead.
func (n Need) Lacks(people []Presence, today workday.Date) bool {
	return slices.ContainsFunc(n.Cover(people, today), func(p Period) bool { return p.Lacking > 0 })
}

// LackingOn counts how many are lacking on a day; nobody is on a day on which
// nothing is asked.
func (n Need) LackingOn(day workday.Date, people []Presence) int {
	n = n.During(day, day.AddDays(1))
	if !n.From.Before(n.To) {
		return 0
	}
	return n.Cover(people, day)[0].Lacking
}

// During is what is asked in the days [from, to).
func (n Need) During(from, to workday.Date) Need {
	n.From, n.To = workday.Later(n.From, from), workday.Earlier(n.To, to)
	return n
}

// Opened are the days ahead on which more people are lacking than were before,
// and how many more.
func (n Need) Opened(before, after []Presence, today workday.Date) []Period {
	var gaps []Period
	was := n.Cover(before, today)
	for _, is := range n.Cover(after, today) {
		for _, w := range was {
			gap := Period{From: workday.Later(is.From, w.From), To: workday.Earlier(is.To, w.To), Lacking: is.Lacking - w.Lacking}
			if gap.From.Before(gap.To) && gap.Lacking > 0 {
				gaps = gap.join(gaps)
			}
		}
	}
	return gaps
}

// Together sums up several requirements.
func Together(states []State) State {
	switch {
	case len(states) == 0:
		return NotApplicable
	case !slices.ContainsFunc(states, func(s State) bool { return s != Met }):
		return Met
	case !slices.ContainsFunc(states, func(s State) bool { return s != Missing }):
		return Missing
	default:
		return Partly
	}
}
