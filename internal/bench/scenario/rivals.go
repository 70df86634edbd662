package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/rival"
	"forankring.no/forankring/internal/bench/target"
)

// rivals are measured where somebody has brought a PocketBase.
func rivals() []Scenario {
	return []Scenario{
		{Name: "pocketbase-read", About: "one case, beside PocketBase", Bar: "≥ 0.5 ×", Brought: true, Run: rivalRead},
		{Name: "pocketbase-list", About: "50 cases of a region, beside PocketBase", Bar: "≥ 1 ×", Brought: true, Run: rivalList},
		{Name: "pocketbase-create", About: "a case is created, beside PocketBase", Bar: "≥ 0.4 ×", Brought: true, Run: rivalCreate},
	}
}

// meet gives the rival, which is started and filled when it is met first.
func (s *Stage) meet(ctx context.Context) (*rival.Rival, error) {
	if s.rival != nil {
		return s.rival, nil
	}
	if s.PocketBase == "" {
		return nil, errors.New("name a PocketBase's program with -pocketbase")
	}
	begun := time.Now()
	r, err := rival.Start(ctx, s.PocketBase, s.Dir, s.Pool)
	if err != nil {
		return nil, err
	}
	_, _ = fmt.Fprintf(s.Out, "PocketBase holds %d cases (%.0f s).\n", len(r.IDs), time.Since(begun).Seconds())
	s.rival = r
	return r, nil
}

// besideRival measures a request beside the rival's.
func (s *Stage) besideRival(ctx context.Context, f *report.Finding, least float64, ours, theirs load.Source) error {
	if err := s.beside(ctx, f, false, s.ours("ours", ours), side{name: "PocketBase", at: s.rival.Process, next: theirs}); err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtLeast("of PocketBase's throughput", f.Ratio, least))
	return nil
}

func rivalRead(ctx context.Context, s *Stage, f *report.Finding) error {
	r, err := s.meet(ctx)
	if err != nil {
		return err
	}
	ours, _ := s.casePaths("")
	var theirs []string
	for _, n := range s.Home.Numbers {
		theirs = append(theirs, r.Read(s.Home.Region, n))
	}
	const has = `"participants":[{`
	return s.besideRival(ctx, f, 0.5, get(s.Home.Chief.Token, load.Holds(has), ours...), get(r.Token, load.Holds(has), theirs...))
}

func rivalList(ctx context.Context, s *Stage, f *report.Finding) error {
	r, err := s.meet(ctx)
	if err != nil {
		return err
	}
	mine := get(s.Home.Secretariat.Token, hasItems(50), "/v1/regions/"+s.Home.Region+"/cases")
	return s.besideRival(ctx, f, 1, mine, get(r.Token, hasItems(50), r.List(s.Home.Region)))
}

func rivalCreate(ctx context.Context, s *Stage, f *report.Finding) error {
	r, err := s.meet(ctx)
	if err != nil {
		return err
	}
	who, err := s.Find.FindSecretariats(ctx)
	if err != nil {
		return err
	}
	return s.besideRival(ctx, f, 0.4, creation(who), recreation(r, who))
}

// recreation gives the same cases to be created by the rival, which is told their
// numbers: it makes none.
func recreation(r *rival.Rival, who []target.Person) load.Source {
	next := creation(who)
	var serial atomic.Int64
	return func(connection, n int) load.Call {
		body := next(connection, n).Body
		more := fmt.Sprintf(`"region":"new","state":"draft","year":2026,"serial":%d,`, serial.Add(1))
		return r.Create(append([]byte("{"+more), body[1:]...))
	}
}
