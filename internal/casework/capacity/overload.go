package capacity

import (
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// Overload is a time [From, To) in which more is released than can be given.
// Released and Percent are those of the days on which it is most.
type Overload struct {
	From, To          workday.Date
	Released, Percent int
	// Accepted is true when a chief executive has knowingly released so much on
	// each of its days; an override accepts what it saw, and no more that came
	// later (rule 4.2).
	Accepted bool
}

// OverloadAhead finds the first overload in [from, to) that is not past and that
// nobody has accepted; where there is none, the first that is accepted.
func (l Load) OverloadAhead(from, to, today workday.Date) (Overload, bool) {
	ahead := slices.DeleteFunc(l.overloads(from, to), func(o Overload) bool { return !today.Before(o.To) })
	if len(ahead) == 0 {
		return Overload{}, false
	}
	return ahead[max(0, slices.IndexFunc(ahead, func(o Overload) bool { return !o.Accepted }))], true
}

// overloads are those in the days [from, to), each as long as possible, though
// an accepted one never goes on into one that is not. Each begins where it
// began, also before today, so that it stays the same one from day to day.
func (l Load) overloads(from, to workday.Date) []Overload {
	var all []Overload
	for _, s := range l.Stretches(from, to) {
		if s.Free() >= 0 {
			continue
		}
		o := Overload{s.From, s.To, s.Released, s.Percent, -s.Free() <= s.Accepted}
		if last := len(all) - 1; last >= 0 && all[last].To == o.From && all[last].Accepted == o.Accepted {
			all[last] = all[last].and(o)
			continue
		}
		all = append(all, o)
	}
	return all
}

// and is the overload with the one that follows it.
func (o Overload) and(next Overload) Overload {
	if next.Released-next.Percent > o.Released-o.Percent {
		o.Released, o.Percent = next.Released, next.Percent
	}
	o.To = next.To
	return o
}
