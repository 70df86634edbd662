// Package capacity says what somebody can give from day to day, and what is
// asked of it: percentages of full time that change on some days and stay the
// same between them (rules 1.2, 4.2). It is arithmetic alone: what is released
// is counted here in one way for the release rule, the alarms, the load of
// people and the lists of staff.
package capacity

import (
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// Level is what can be given from a day on, until the next level.
type Level struct {
	From    workday.Date
	Percent int
}

// Kind is what a share of somebody's time is.
type Kind int

// The kinds of uses. Released takes up what can be given; Nominated takes up
// nothing until it is released. GivenUp was released, and is given up for what
// is judged: it takes up nothing, but as much may be given in its place.
const (
	Released Kind = iota
	Nominated
	GivenUp
)

// Use is a share of somebody's time on the days [From, To).
type Use struct {
	Kind     Kind
	Share    int
	From, To workday.Date
	// Overridden says that a chief executive released it over capacity, and
	// Accepted by how many percent at the most (rule 4.2).
	Overridden bool
	Accepted   int
	// Case names the case for which it is used, where that is to be told.
	Case string
}

// Load is what somebody can give, the earliest level first, and what it is used
// for.
type Load struct {
	Gives []Level
	Uses  []Use
}

// Stretch is a time [From, To) in which nothing of a load changes. Accepted is
// the most that an override on these days accepted above what can be given.
type Stretch struct {
	From, To                              workday.Date
	Percent, Released, Nominated, GivenUp int
	Overridden                            bool
	Accepted                              int
	Cases                                 []string
}

// Free is what can be given besides what is released; negative where that is
// more than can be given.
func (s Stretch) Free() int { return s.Percent - s.Released }

// Stretches divides the days [from, to) where something of the load changes. It
// gives none where there is no day.
func (l Load) Stretches(from, to workday.Date) []Stretch {
	var turns []workday.Date
	for _, g := range l.Gives {
		turns = append(turns, g.From)
	}
	for _, u := range l.Uses {
		turns = append(turns, u.From, u.To)
	}
	spans := Divide(from, to, turns)
	stretches := make([]Stretch, len(spans))
	for i, s := range spans {
		stretches[i] = l.on(s.From)
		stretches[i].From, stretches[i].To = s.From, s.To
	}
	return stretches
}

// on is the load on one day. Before the first level nothing can be given.
func (l Load) on(day workday.Date) (s Stretch) {
	for _, g := range l.Gives {
		if !g.From.After(day) {
			s.Percent = g.Percent
		}
	}
	for _, u := range l.Uses {
		if day.Before(u.From) || !day.Before(u.To) {
			continue
		}
		switch u.Kind {
		case Nominated:
			s.Nominated += u.Share
		case GivenUp:
			s.GivenUp += u.Share
		case Released:
			s.Released += u.Share
			s.Overridden = s.Overridden || u.Overridden
			s.Accepted = max(s.Accepted, u.Accepted)
			s.Cases = append(s.Cases, u.Case)
		}
	}
	return s
}

// Tightest is the stretch in [from, to) in which least is free, the first of
// several; it says whether there is a day at all.
func (l Load) Tightest(from, to workday.Date) (Stretch, bool) {
	stretches := l.Stretches(from, to)
	if len(stretches) == 0 {
		return Stretch{}, false
	}
	return slices.MinFunc(stretches, func(a, b Stretch) int { return a.Free() - b.Free() }), true
}

// Span are the days [From, To).
type Span struct{ From, To workday.Date }

// Divide divides the days [from, to) at those of the turns that lie between
// them. It gives none where there is no day.
func Divide(from, to workday.Date, turns []workday.Date) []Span {
	if !from.Before(to) {
		return nil
	}
	days := []workday.Date{from, to}
	for _, d := range turns {
		if d.After(from) && d.Before(to) {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, workday.Date.Compare)
	days = slices.Compact(days)
	spans := make([]Span, len(days)-1)
	for i := range spans {
		spans[i] = Span{days[i], days[i+1]}
	}
	return spans
}
