package alarm

import (
	"slices"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
)

// load is what somebody can give in an employment, and all that they are
// released to there, in whatever case.
type load struct {
	staffKey string
	capacity []directory.Capacity
	released []assignment.Assignment
}

// overload is a time in which somebody gives more than they can.
type overload struct {
	from, to workday.Date
	// released of capacity is given where it is furthest over.
	released, capacity int
	// overridden is true when on each of its days the chief executive has
	// accepted so much knowingly.
	overridden bool
}

// over finds the first overload in the days [from, to) that is not past and
// that nobody has accepted; where there is none, the first that is accepted.
func (l load) over(from, to, today workday.Date) (overload, bool) {
	ahead := slices.DeleteFunc(l.overloads(from, to), func(o overload) bool { return !today.Before(o.to) })
	if len(ahead) == 0 {
		return overload{}, false
	}
	return ahead[max(0, slices.IndexFunc(ahead, func(o overload) bool { return !o.overridden }))], true
}

// overloads are those in the days [from, to), each as long as possible, though
// an accepted one never goes on into one that is not. Each begins where it
// began, also before today, so that it stays the same one from day to day.
func (l load) overloads(from, to workday.Date) []overload {
	var all []overload
	days := l.turns(from, to)
	for i := range len(days) - 1 {
		released, accepted := l.on(days[i])
		o := overload{from: days[i], to: days[i+1], released: released, capacity: l.capacityOn(days[i])}
		if o.excess() <= 0 {
			continue
		}
		o.overridden = o.excess() <= accepted
		if last := len(all) - 1; last >= 0 && all[last].to == o.from && all[last].overridden == o.overridden {
			all[last] = all[last].and(o)
			continue
		}
		all = append(all, o)
	}
	return all
}

// excess is how much more is released than can be given.
func (o overload) excess() int { return o.released - o.capacity }

// and is the overload with the one that follows it.
func (o overload) and(next overload) overload {
	if next.excess() > o.excess() {
		o.released, o.capacity = next.released, next.capacity
	}
	o.to = next.to
	return o
}

// turns are the days in [from, to) on which what is given, or can be given,
// changes, with the first day and the day after the last.
func (l load) turns(from, to workday.Date) []workday.Date {
	days := []workday.Date{from, to}
	add := func(d workday.Date) {
		if d.After(from) && d.Before(to) {
			days = append(days, d)
		}
	}
	for _, c := range l.capacity {
		add(c.From)
	}
	for _, r := range l.released {
		add(r.From)
		add(r.Ends)
	}
	slices.SortFunc(days, workday.Date.Compare)
	return slices.Compact(days)
}

// on is what is released on a day, and how much of it above what can be given
// was accepted: an override accepts what it saw, and no more that came later
// (rule 4.2).
func (l load) on(day workday.Date) (released, accepted int) {
	for _, r := range l.released {
		if day.Before(r.From) || !day.Before(r.Ends) {
			continue
		}
		released += r.Share
		if r.OverrideExcess != nil {
			accepted = max(accepted, *r.OverrideExcess)
		}
	}
	return released, accepted
}

// capacityOn is what can be given on a day of the employment.
func (l load) capacityOn(day workday.Date) (percent int) {
	for _, c := range l.capacity {
		if !c.From.After(day) {
			percent = c.Percent
		}
	}
	return percent
}
