package scenario

import (
	"context"
	"fmt"
	"strings"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/target"
)

// An upload of so many rows takes at most so many seconds.
const (
	tableRows   = 10_000
	mostSeconds = 3
)

func tables() []Scenario {
	return []Scenario{
		{Name: "csv-up", About: "a list of 10,000 employees, new in a municipality", Bar: "≤ 3 s", Run: csvUp},
		{Name: "csv-again", About: "the same list once more, which changes nothing", Bar: "≤ 3 s", Run: csvAgain},
		{Name: "csv-down", About: "the list of 10,000 employees as a table", Run: csvDown},
	}
}

// staff is a table of employees, with keys that begin with a word.
func staff(word string) []byte {
	var b strings.Builder
	b.WriteString("ansattnummer;navn;e-post;stilling;fra;kapasitet\n")
	for i := range tableRows {
		fmt.Fprintf(&b, "%s-%05d;%s Bakken %d;%s%d@kommune.example;Planlegger;01.02.2024;80\n", word, i, word, i, word, i)
	}
	return []byte(b.String())
}

// upload sends a list of staff, and gives how long it took in seconds.
func (s *Stage) upload(ctx context.Context, who target.Person, word, outcome string) (float64, error) {
	call := load.Call{
		Method: "POST", Path: "/v1/organisations/" + who.Organisation + "/employments/bulk", Token: who.Token, Header: "Content-Type: text/csv\r\n", Body: staff(word),
		Want: 200, Check: load.Holds(fmt.Sprintf(`"%s":%d`, outcome, tableRows)),
	}
	begun := time.Now()
	_, err := load.Ask(ctx, s.Ours.Address, call)
	return time.Since(begun).Seconds(), err
}

// timed measures something that takes seconds, a few times.
func (s *Stage) timed(ctx context.Context, f *report.Finding, do func(ctx context.Context, n int) (float64, error)) (report.Series, error) {
	watch, err := s.watch()
	if err != nil {
		return nil, err
	}
	var took report.Series
	for n := range s.tablesRounds() {
		seconds, err := do(ctx, n)
		if err != nil {
			return nil, err
		}
		took = append(took, seconds)
	}
	quiet, err := watch.seen()
	quiet.Spread = took.Spread()
	f.Noise = quiet.Noise()
	f.Notes = append(f.Notes, fmt.Sprintf("%d rows in %s s", tableRows, took))
	return took, err
}

func (s *Stage) tablesRounds() int {
	if s.Short {
		return 1
	}
	return 3
}

// csvUp uploads lists of new employees, each in another municipality.
func csvUp(ctx context.Context, s *Stage, f *report.Finding) error {
	keepers, err := s.Find.FindKeepers(ctx, s.tablesRounds())
	if err != nil {
		return err
	}
	took, err := s.timed(ctx, f, func(ctx context.Context, n int) (float64, error) {
		return s.upload(ctx, keepers[n%len(keepers)], fmt.Sprintf("ny%d", n), "created")
	})
	if err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtMost("seconds", took.Median(), mostSeconds))
	return nil
}

// listed is a municipality whose list of 10,000 employees is uploaded.
func (s *Stage) listed(ctx context.Context) (target.Person, error) {
	keepers, err := s.Find.FindKeepers(ctx, 1)
	if err != nil {
		return target.Person{}, err
	}
	_, err = s.upload(ctx, keepers[0], "ny0", "rows")
	return keepers[0], err
}

func csvAgain(ctx context.Context, s *Stage, f *report.Finding) error {
	who, err := s.listed(ctx)
	if err != nil {
		return err
	}
	took, err := s.timed(ctx, f, func(ctx context.Context, _ int) (float64, error) {
		return s.upload(ctx, who, "ny0", "unchanged")
	})
	if err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtMost("seconds", took.Median(), mostSeconds))
	return nil
}

func csvDown(ctx context.Context, s *Stage, f *report.Finding) error {
	who, err := s.listed(ctx)
	if err != nil {
		return err
	}
	call := load.Call{
		Method: "GET", Path: "/v1/organisations/" + who.Organisation + "/employments", Token: who.Token, Header: "Accept: text/csv\r\n", Want: 200,
		Check: func(a load.Answer) error {
			if lines := strings.Count(string(a.Body), "\n"); lines <= tableRows {
				return fmt.Errorf("%d lines for %d employees and more", lines, tableRows)
			}
			return nil
		},
	}
	_, err = s.timed(ctx, f, func(ctx context.Context, _ int) (float64, error) {
		begun := time.Now()
		_, err := load.Ask(ctx, s.Ours.Address, call)
		return time.Since(begun).Seconds(), err
	})
	return err
}
