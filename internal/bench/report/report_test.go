package report_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/bench/report"
)

func TestTheMedianIsTheMiddleOfWhateverOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		runs           report.Series
		median, spread float64
	}{
		{report.Series{300, 100, 200}, 200, 1},
		{report.Series{400, 100, 300, 200}, 250, 1.2},
		{report.Series{100}, 100, 0},
		{nil, 0, 0},
	} {
		if got := tt.runs.Median(); got != tt.median {
			t.Errorf("the median of %v is %g, want %g", []float64(tt.runs), got, tt.median)
		}
		if got := tt.runs.Spread(); got != tt.spread {
			t.Errorf("the spread of %v is %g, want %g", []float64(tt.runs), got, tt.spread)
		}
	}
	runs := report.Series{300, 100, 200}
	_ = runs.Median()
	if runs[0] != 300 {
		t.Error("asking for the median sorts the runs")
	}
}

func TestABarSaysByHowMuchItIsMissed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bar  report.Bar
		met  bool
		says string
	}{
		{report.AtLeast("ratio", 0.6, 0.6), true, "ratio: 0.60, met (≥ 0.60)"},
		{report.AtLeast("ratio", 0.45, 0.6), false, "ratio: 0.45, MISSED (≥ 0.60) by 25 %"},
		{report.AtMost("statements", 16, 16), true, "statements: 16.0, met (≤ 16.0)"},
		{report.AtMost("p99", 4.5, 3), false, "p99: 4.50, MISSED (≤ 3.00) by 50 %"},
		{report.AtMost("lost", 2, 0), false, "lost: 2.00, MISSED (≤ 0.00) by 200 %"},
		{report.Unjudged("answers", errors.New("there is no pgbench")), false, "answers: not judged: there is no pgbench"},
	} {
		if tt.bar.Met() != tt.met || tt.bar.String() != tt.says {
			t.Errorf("met is %t, %q; want %t, %q", tt.bar.Met(), tt.bar, tt.met, tt.says)
		}
	}
}

func TestANoisyRunIsNoResult(t *testing.T) {
	t.Parallel()
	quiet := report.Quiet{Spread: 0.2, Total: 100 * time.Second, Busy: 99 * time.Second, Ours: 92 * time.Second, Stolen: time.Second}
	if why := quiet.Noise(); len(why) != 0 {
		t.Errorf("a quiet run is noisy: %v", why)
	}
	for name, q := range map[string]report.Quiet{
		"runs that lie apart": {Spread: 0.3, Total: quiet.Total, Busy: quiet.Busy, Ours: quiet.Ours},
		"others that work":    {Total: quiet.Total, Busy: quiet.Busy, Ours: 80 * time.Second},
		"a host that takes":   {Total: quiet.Total, Busy: quiet.Busy, Ours: quiet.Ours, Stolen: 3 * time.Second},
	} {
		if why := q.Noise(); len(why) != 1 {
			t.Errorf("%s: %v", name, why)
		}
	}
}

func TestTheStatusTellsTheGravestFirst(t *testing.T) {
	t.Parallel()
	met, missed, unjudged := report.AtLeast("x", 1, 1), report.AtLeast("x", 0, 1), report.Unjudged("x", errors.New("y"))
	for name, tt := range map[string]struct {
		findings []report.Finding
		want     int
	}{
		"all is met":              {[]report.Finding{{Bars: []report.Bar{met}}}, report.AllMet},
		"one is not judged":       {[]report.Finding{{Bars: []report.Bar{met, unjudged}}}, report.Incapable},
		"one is missed":           {[]report.Finding{{Bars: []report.Bar{unjudged, missed}}}, report.BarMissed},
		"missed in a noisy run":   {[]report.Finding{{Bars: []report.Bar{missed}, Noise: []string{"loud"}}}, report.TooNoisy},
		"a scenario has failed":   {[]report.Finding{{Noise: []string{"loud"}}, {Failed: "no answer"}}, report.SomeFault},
		"nothing was asked of it": {nil, report.AllMet},
	} {
		if got := (report.Report{Findings: tt.findings}).Status(); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestTheTableHasEverySide(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := report.Table(&out, report.Finding{Scenario: "read", Ratio: 0.61, Statements: 4, RoundTrips: 2, Sides: []report.Side{
		{Name: "ours", PerSecond: report.Series{600, 610, 620}, P50: report.Series{1}, P95: report.Series{2}, P99: report.Series{3}},
		{Name: "floor", PerSecond: report.Series{1000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"610 (600–620)", "1.00 / 2.00 / 3.00", "4/2", "0.61", "1000 (1000–1000)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the table:\n%s", want, out.String())
		}
	}
}
