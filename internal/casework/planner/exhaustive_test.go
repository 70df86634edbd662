package planner_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"forankring.no/forankring/internal/casework/planner"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var chains = flag.Int("chains", 250, "random chains that are planned and searched exhaustively")

// monday is the Monday before Easter 2024: what is counted from it steps over holidays.
var monday = workday.MustDate("2024-03-25")

// option is a way to take a stop: it has to be ready by gate, and is done on done.
type option struct{ gate, done workday.Date }

// place is a stop of the search: the body is -1 for a step that no body treats.
type place struct {
	step, body int
	options    []option
}

// search tries every choice of options, one after the other.
type search struct {
	*planner.Chain
	places []place
	taken  []option
	// start is a day before which nothing begins, or no date.
	start, finish workday.Date
	each          func(taken []option)
}

func (s *search) calendar(p place) *workday.Calendar {
	if p.body < 0 {
		return s.Calendar
	}
	return s.Bodies[p.body].Calendar
}

func counted(c *workday.Calendar, from workday.Date, r workday.Rule) workday.Date {
	if r.IsZero() {
		return from
	}
	return workday.Later(from, c.Due(from, r))
}

// allows says whether the next place can take an option after those that are taken.
func (s *search) allows(p place, o option) bool {
	step, from := s.Steps[p.step], s.start
	for _, before := range step.After {
		var all, own workday.Date
		for i, t := range s.taken {
			if s.places[i].step != before {
				continue
			}
			all = workday.Later(all, t.done)
			if p.body >= 0 && s.places[i].body >= 0 && s.Bodies[s.places[i].body].Organisation == s.Bodies[p.body].Organisation {
				own = workday.Later(own, t.done)
			}
		}
		if step.Own && !own.IsZero() {
			all = own
		}
		from = workday.Later(from, all)
	}
	if from.IsZero() {
		return true
	}
	return !o.gate.Before(counted(s.calendar(p), from, step.Preparation))
}

func (s *search) run() {
	if len(s.taken) == len(s.places) {
		s.each(s.taken)
		return
	}
	p := s.places[len(s.taken)]
	for _, o := range p.options {
		if (s.finish.IsZero() || !o.done.After(s.finish)) && s.allows(p, o) {
			s.taken = append(s.taken, o)
			s.run()
			s.taken = s.taken[:len(s.taken)-1]
		}
	}
}

// try calls with every choice that is possible, of the first so many places.
func try(c *planner.Chain, places []place, start, finish workday.Date, each func([]option)) {
	(&search{Chain: c, places: places, start: start, finish: finish, each: each}).run()
}

func finishOf(taken []option) (last workday.Date) {
	for _, o := range taken {
		last = workday.Later(last, o.done)
	}
	return last
}

// at is a meeting of a body on a day as an option.
func at(b planner.Body, on workday.Date) option {
	gate := on
	if s := b.Settings.At(on); s != nil {
		for _, lead := range []*body.Lead{s.Notice, s.Submission} {
			if lead != nil {
				gate = workday.Earlier(gate, lead.Before(on, b.Calendar))
			}
		}
	}
	return option{gate, on}
}

func placesOf(c *planner.Chain) (places []place) {
	for i, s := range c.Steps {
		for _, b := range s.Bodies {
			p := place{step: i, body: b}
			for _, m := range c.Bodies[b].Meetings {
				p.options = append(p.options, at(c.Bodies[b], m.On))
			}
			places = append(places, p)
		}
		if len(s.Bodies) == 0 {
			p := place{step: i, body: -1}
			for day := monday.AddDays(-70); day.Before(monday.AddDays(60)); day = day.AddDays(1) {
				p.options = append(p.options, option{day, counted(c.Calendar, day, s.Lasts)})
			}
			places = append(places, p)
		}
	}
	return places
}

// randomChain is a chain that is small enough to be searched. Its steps are in an order
// that is possible.
func randomChain(r *rand.Rand) *planner.Chain {
	calendars := []*workday.Calendar{workday.Norway(), mustWith(workday.Entry{Kind: workday.DayOff, First: monday.AddDays(8), Last: monday.AddDays(11), Name: "Planning days"})}
	c := &planner.Chain{Calendar: calendars[r.IntN(2)], Start: monday.AddDays(r.IntN(12) - 4)}
	if r.IntN(2) == 0 {
		c.Finish = c.Start.AddDays(r.IntN(25))
	}
	for i := range 2 + r.IntN(2) {
		b := planner.Body{Organisation: fmt.Sprint(r.IntN(2)), Key: fmt.Sprint("body-", i), Name: message.Verbatim(fmt.Sprint("Body ", i)), Calendar: calendars[r.IntN(2)]}
		for range r.IntN(3) {
			s := &body.Settings{Number: int64(len(b.Settings) + 1), From: monday.AddDays(r.IntN(40) - 10)}
			s.Notice, s.Submission = randomLead(r), randomLead(r)
			b.Settings = append(b.Settings, s)
		}
		day := monday.AddDays(r.IntN(15) - 5)
		for range 1 + r.IntN(6) {
			b.Meetings = append(b.Meetings, planner.Meeting{ID: int64(len(b.Meetings) + 1), On: day})
			day = day.AddDays(r.IntN(14))
		}
		c.Bodies = append(c.Bodies, b)
	}
	work := false
	for i := range 1 + r.IntN(3) {
		s := planner.Step{Key: fmt.Sprint("step-", i), Name: message.Verbatim(fmt.Sprint("Step ", i)), Kind: planner.Meetings, Own: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			s.Preparation = workday.Rule{Unit: []workday.Unit{workday.WorkingDays, workday.Days}[r.IntN(2)], Count: r.IntN(4), Roll: rolls[r.IntN(4)]}
		}
		for before := range i {
			if r.IntN(2) == 0 {
				s.After = append(s.After, before)
			}
		}
		if !work && r.IntN(5) == 0 {
			work = true
			s.Kind, s.Lasts = planner.Work, workday.Rule{Unit: workday.Days, Count: r.IntN(12), Roll: rolls[r.IntN(4)]}
		} else {
			s.Bodies = r.Perm(len(c.Bodies))[:1+r.IntN(2)]
		}
		c.Steps = append(c.Steps, s)
	}
	return c
}

var rolls = []workday.Roll{workday.RollNone, workday.RollForward, workday.RollBackward, workday.RollNearest}

func randomLead(r *rand.Rand) *body.Lead {
	if r.IntN(3) == 0 {
		return nil
	}
	return &body.Lead{Count: r.IntN(6), Unit: []string{body.Days, body.WorkingDays}[r.IntN(2)]}
}

func mustWith(entries ...workday.Entry) *workday.Calendar {
	c, err := workday.Norway().With(entries)
	if err != nil {
		panic(err)
	}
	return c
}

// found is what the search finds of a chain.
type found struct {
	earliest workday.Date // no date where no choice is possible
	done     []workday.Date
	last     []workday.Date // of each place the last gate with which all is finished by the bound
	start    workday.Date   // the last start
}

// exhaust searches a chain, with a finish or without.
func exhaust(c *planner.Chain, places []place) found {
	f := found{done: make([]workday.Date, len(places)), last: make([]workday.Date, len(places))}
	try(c, places, c.Start, workday.Date{}, func(taken []option) {
		if finish := finishOf(taken); f.earliest.IsZero() || finish.Before(f.earliest) {
			f.earliest = finish
		}
		for i, o := range taken {
			if f.done[i].IsZero() || o.done.Before(f.done[i]) {
				f.done[i] = o.done
			}
		}
	})
	bound := c.Finish
	if bound.IsZero() {
		bound = f.earliest
	}
	try(c, places, c.Start, bound, func(taken []option) {
		for i, o := range taken {
			f.last[i] = workday.Later(f.last[i], o.gate)
		}
	})
	try(c, places, workday.Date{}, bound, func(taken []option) {
		start := workday.MustDate("2200-12-31")
		for i, p := range places {
			if len(c.Steps[p.step].After) == 0 {
				start = workday.Earlier(start, lastFrom((&search{Chain: c}).calendar(p), taken[i].gate, c.Steps[p.step].Preparation))
			}
		}
		f.start = workday.Later(f.start, start)
	})
	return f
}

// lastFrom is the last day from which a rule comes to a day or before, day by day.
func lastFrom(c *workday.Calendar, to workday.Date, r workday.Rule) workday.Date {
	day := to.AddDays(30)
	for counted(c, day, r).After(to) {
		day = day.AddDays(-1)
	}
	return day
}

func date(d *workday.Date) workday.Date {
	if d == nil {
		return workday.Date{}
	}
	return *d
}

func TestBothPassesFindWhatAnExhaustiveSearchFinds(t *testing.T) {
	t.Parallel()
	feasible, late, broken := 0, 0, 0
	for seed := range *chains {
		c := randomChain(rand.New(rand.NewPCG(uint64(seed), 5)))
		o, err := c.Plan()
		if err != nil {
			t.Fatal(err)
		}
		places := placesOf(c)
		f := exhaust(c, places)
		check := func(what string, got, want any) {
			if got != want {
				t.Errorf("chain %d: %s is %v, want %v", seed, what, got, want)
			}
		}
		check("the earliest finish", date(o.EarliestFinish), f.earliest)
		check("the latest start", date(o.LatestStart), f.start)
		check("feasible", o.Feasible, !f.earliest.IsZero() && (c.Finish.IsZero() || !f.earliest.After(c.Finish)))
		switch {
		case o.Feasible:
			feasible++
			checkParts(t, seed, o, f, places)
			check("the gain at the bottleneck", o.Bottleneck.GainDays, gain(c, places, f.earliest))
		case f.earliest.IsZero():
			broken++
			check("the step that breaks", o.Infeasible.Step, c.Steps[firstBroken(c, places)].Key)
		default:
			late++
			check("the nearest finish", date(o.Infeasible.NearestFinish), f.earliest)
			check("the nearest start", date(o.Infeasible.NearestStart), f.start)
		}
		if t.Failed() {
			t.Fatalf("%+v", c)
		}
	}
	if least := *chains / 25; feasible < least || late < least || broken < least {
		t.Errorf("%d feasible, %d too late and %d broken chains are too few of one kind", feasible, late, broken)
	}
}

func checkParts(t *testing.T, seed int, o *planner.PlanOutcome, f found, places []place) {
	t.Helper()
	i := 0
	for _, s := range o.Steps {
		for _, part := range s.Parts {
			slack := f.last[i].Sub(*part.Ready)
			if date(part.Done) != f.done[i] || *part.SlackDays != slack {
				t.Errorf("chain %d: %s of %s is done on %s with a slack of %d, want %s with %d", seed, part.Name, s.Key, *part.Done, *part.SlackDays, f.done[i], slack)
			}
			i++
		}
	}
	if i != len(places) {
		t.Errorf("chain %d: %d parts, want %d", seed, i, len(places))
	}
}

// firstBroken is the first step to which no choice comes.
func firstBroken(c *planner.Chain, places []place) int {
	for i := range places {
		possible := false
		try(c, places[:i+1], c.Start, workday.Date{}, func([]option) { possible = true })
		if !possible {
			return places[i].step
		}
	}
	return -1
}

// gain is by how many days all would be finished earlier, if the one body that changes
// most by it could meet in one step on every working day.
func gain(c *planner.Chain, places []place, earliest workday.Date) (most int) {
	for i, p := range places {
		if p.body < 0 {
			continue
		}
		free := append([]place{}, places...)
		free[i].options = nil
		for day := c.Start; !day.After(earliest); day = day.AddDays(1) {
			if c.Bodies[p.body].Calendar.IsWorkingDay(day) {
				free[i].options = append(free[i].options, at(c.Bodies[p.body], day))
			}
		}
		try(c, free, c.Start, workday.Date{}, func(taken []option) { most = max(most, earliest.Sub(finishOf(taken))) })
	}
	return most
}
