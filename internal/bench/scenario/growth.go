package scenario

import (
	"context"
	"fmt"
	"math"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
)

// What may grow with the data.
const (
	mostGrowth = 1.2
	tenTimes   = 10
)

// grown are the requests whose cost must not grow, each as it is asked of a stage.
var grown = []struct {
	name, about string
	asked       func(context.Context, *Stage) (load.Source, error)
}{
	{"read", "one case", func(_ context.Context, s *Stage) (load.Source, error) {
		paths, _ := s.casePaths("")
		return get(s.Home.Chief.Token, load.Holds(`"participants":[{`), paths...), nil
	}},
	{"list", "50 cases, as chief executive", func(_ context.Context, s *Stage) (load.Source, error) {
		return get(s.Home.Chief.Token, hasItems(50), "/v1/regions/"+s.Home.Region+"/cases?limit=50"), nil
	}},
	{"list-secretariat", "50 cases, as secretariat", func(_ context.Context, s *Stage) (load.Source, error) {
		return get(s.Home.Secretariat.Token, hasItems(50), "/v1/regions/"+s.Home.Region+"/cases?limit=50"), nil
	}},
	{"tasks", "tasks of a chief executive with 30 live cases", func(ctx context.Context, s *Stage) (load.Source, error) {
		busy, err := s.Find.FindBusy(ctx, 30)
		return get(busy.Token, load.Holds(`"items":[{`), "/v1/me/tasks"), err
	}},
	{"matrix", "the anchoring matrix of a case with 6 municipalities", func(ctx context.Context, s *Stage) (load.Source, error) {
		wide, err := s.Find.FindWide(ctx, 6, someCases)
		if err != nil {
			return nil, err
		}
		var paths []string
		for _, w := range wide {
			paths = append(paths, "/v1/regions/"+w.Region+"/cases/"+w.Number+"/matrix")
		}
		return get(wide[0].Reader.Token, load.Holds(`"cells":[{`), paths...), nil
	}},
}

// growth measures what grows with the data: the same requests over all of it beside
// a hundredth, and over a hundredth with ten times the people beside one with as
// many as usual. A chief executive has as many live cases in each.
func growth() []Scenario {
	var all []Scenario
	const bar = "≤ 1.2 × the time"
	for _, g := range grown {
		all = append(all,
			Scenario{Name: "growth-" + g.name, About: g.about + ", beside 1 % and 10 % of the data", Bar: bar, Long: true, Run: func(ctx context.Context, s *Stage, f *report.Finding) error {
				return s.besideLess(ctx, f, g.asked)
			}},
			Scenario{Name: "growth-people-" + g.name, About: g.about + ", with ten times the people and offices", Bar: bar, Long: true, Run: func(ctx context.Context, s *Stage, f *report.Finding) error {
				return s.besideFewer(ctx, f, g.asked)
			}})
	}
	return append(all, Scenario{Name: "growth-answer", About: "a chief executive's answer, beside 1 % of the data", Bar: bar, Long: true, Run: growthAnswer})
}

type asking = func(context.Context, *Stage) (load.Source, error)

// side is what a stage answers to a request.
func (s *Stage) side(ctx context.Context, name string, asked asking) (side, error) {
	next, err := asked(ctx, s)
	return s.ours(name, next), err
}

func (s *Stage) besideLess(ctx context.Context, f *report.Finding, asked asking) error {
	less, err := s.ofSize(ctx, "small", fill.Whole().Percent(1))
	if err != nil {
		return err
	}
	some, err := s.ofSize(ctx, "some", fill.Whole().Percent(10))
	if err != nil {
		return err
	}
	return s.compare(ctx, f, asked, []*Stage{s, less, some}, "all", "1 %", "10 %")
}

func (s *Stage) besideFewer(ctx context.Context, f *report.Finding, asked asking) error {
	fewer, err := s.ofSize(ctx, "small", fill.Whole().Percent(1))
	if err != nil {
		return err
	}
	size := fill.Whole().Percent(1)
	size.People *= tenTimes
	more, err := s.ofSize(ctx, "people", size)
	if err != nil {
		return err
	}
	return s.compare(ctx, f, asked, []*Stage{more, fewer}, "10 × people", "as usual")
}

// compare measures a request over several stages, and judges the first by the
// second.
func (s *Stage) compare(ctx context.Context, f *report.Finding, asked asking, stages []*Stage, names ...string) error {
	var sides []side
	for i, st := range stages {
		sd, err := st.side(ctx, names[i], asked)
		if err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
		sides = append(sides, sd)
		var cases int
		if err := st.Pool.QueryRow(ctx, "SELECT count(*) FROM casefile").Scan(&cases); err != nil {
			return err
		}
		f.Notes = append(f.Notes, fmt.Sprintf("%s: %d cases", names[i], cases))
	}
	if err := s.beside(ctx, f, false, sides...); err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtMost("times the time", 1/f.Ratio, mostGrowth))
	return nil
}

// growthAnswer measures answers, of which each is given once.
func growthAnswer(ctx context.Context, s *Stage, f *report.Finding) error {
	less, err := s.ofSize(ctx, "small", fill.Whole().Percent(1))
	if err != nil {
		return err
	}
	f.Sides = []report.Side{{Name: "all"}, {Name: "1 %"}}
	watch, err := s.watch(less.ours("1 %", nil))
	if err != nil {
		return err
	}
	each := mostEach / 3
	var sides []side
	for i, st := range []*Stage{s, less} {
		waiting, err := st.Find.FindUnanswered(ctx, math.MaxInt32)
		if err != nil {
			return err
		}
		each = min(each, (len(waiting)/Connections-warmActs)/s.Rounds)
		sides = append(sides, st.ours(f.Sides[i].Name, onward(approving(waiting))))
	}
	if each < leastEach {
		return fmt.Errorf("too few answers are waited for")
	}
	for round := range s.Rounds + 1 {
		for i, sd := range sides {
			into, most := &f.Sides[i], each
			if round == 0 {
				into, most = &report.Side{}, warmActs
			}
			if err := s.closed(ctx, sd, load.Plan{For: aMoment, Most: Connections * most}, into); err != nil {
				return fmt.Errorf("%s: %w", sd.name, err)
			}
		}
	}
	for i := range f.Sides {
		s.average(&f.Sides[i])
	}
	f.Ratio = f.Sides[0].PerSecond.Median() / f.Sides[1].PerSecond.Median()
	f.Bars = append(f.Bars, report.AtMost("times the time", 1/f.Ratio, mostGrowth))
	quiet, err := watch.seen()
	quiet.Spread = f.Sides[1].PerSecond.Spread()
	f.Noise = append(f.Noise, quiet.Noise()...)
	return err
}
