package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Table writes findings as a table, each with its bars below.
func Table(w io.Writer, findings ...Finding) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line(t, "scenario", "side", "per second", "p50 / p95 / p99 ms", "at", "cpu µs", "db µs", "load µs", "allocs", "answer", "rss", "sql/trips", "ratio", "by cpu")
	for _, f := range findings {
		for i, s := range f.Sides {
			name, statements, ratio, byCPU := "", "", "", ""
			if i == 0 {
				name = f.Scenario
				if f.Statements > 0 {
					statements = fmt.Sprintf("%d/%d", f.Statements, f.RoundTrips)
				}
				if f.Ratio > 0 {
					ratio = fmt.Sprintf("%.2f", f.Ratio)
				}
				if f.CPURatio > 0 {
					byCPU = fmt.Sprintf("%.2f", f.CPURatio)
				}
			}
			line(t, name, s.Name, s.PerSecond.String(), s.percentiles(), whole(s.Rate), whole(s.CPU), whole(s.DatabaseCPU), whole(s.LoadCPU),
				whole(s.Allocations), bytes(s.Answer), bytes(float64(s.Resident)), statements, ratio, byCPU)
		}
		if len(f.Sides) == 0 {
			line(t, f.Scenario)
		}
	}
	return t.Flush()
}

// Lines writes what is told of a finding in words: its bars, notes and noise.
func Lines(w io.Writer, f Finding) {
	if f.Failed != "" {
		_, _ = fmt.Fprintf(w, "  %s: FAILED: %s\n", f.Scenario, f.Failed)
	}
	for _, b := range f.Bars {
		_, _ = fmt.Fprintf(w, "  %s: %s\n", f.Scenario, b)
	}
	for _, n := range f.Notes {
		_, _ = fmt.Fprintf(w, "  %s: %s\n", f.Scenario, n)
	}
	for _, n := range f.Noise {
		_, _ = fmt.Fprintf(w, "  %s: noisy: not a result: %s\n", f.Scenario, n)
	}
}

func line(w io.Writer, cells ...string) {
	_, _ = fmt.Fprintln(w, strings.Join(cells, "\t"))
}

func (s Side) percentiles() string {
	var seen []string
	for _, p := range []Series{s.P50, s.P95, s.P99} {
		if len(p) > 0 {
			seen = append(seen, brief(p.Median()))
		}
	}
	return strings.Join(seen, " / ")
}

// whole is a figure without decimals, "" for none.
func whole(f float64) string {
	if f <= 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", f)
}

func bytes(f float64) string {
	switch {
	case f <= 0:
		return ""
	case f < 10<<10:
		return fmt.Sprintf("%.0f B", f)
	case f < 10<<20:
		return fmt.Sprintf("%.0f kB", f/1024)
	default:
		return fmt.Sprintf("%.0f MB", f/(1<<20))
	}
}
