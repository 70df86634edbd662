package scenario

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/report"
)

// costs are what a side and the database have used so far.
type costs struct {
	cpu, database, own time.Duration
	mallocs, allocated float64
}

func (s *Stage) costs(ctx context.Context, sd side) (c costs, err error) {
	u, err := process.UsageOf(sd.at.PID())
	if err != nil {
		return c, fmt.Errorf("look at %s: %w", sd.at.Name, err)
	}
	c.cpu = u.CPU
	if u, err = process.UsageOf(os.Getpid()); err != nil {
		return c, err
	}
	c.own = u.CPU
	if s.Postmaster != 0 {
		if c.database, err = process.FamilyCPU(s.Postmaster); err != nil {
			return c, fmt.Errorf("look at PostgreSQL: %w", err)
		}
	}
	if sd.metrics {
		c.mallocs, c.allocated, err = allocated(ctx, sd.at.Address)
	}
	return c, err
}

// allocated reads from a program's metrics how many objects and bytes it has
// allocated.
func allocated(ctx context.Context, address string) (objects, size float64, err error) {
	a, err := load.Ask(ctx, address, load.Call{Method: "GET", Path: "/metrics", Want: 200})
	if err != nil {
		return 0, 0, err
	}
	return metric(a.Body, "go_memstats_mallocs_total"), metric(a.Body, "go_memstats_alloc_bytes_total"), nil
}

// metric is the value of a metric without labels; 0 where there is none.
func metric(text []byte, name string) float64 {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			f, _ := strconv.ParseFloat(value, 64)
			return f
		}
	}
	return 0
}

// noteLatencies adds the percentiles of an open run, in milliseconds: those of which
// enough answers are there that more than one is slower.
func noteLatencies(f *report.Side, rate float64, r load.Result) {
	f.Rate = rate
	for _, p := range []struct {
		percent float64
		to      *report.Series
	}{{50, &f.P50}, {95, &f.P95}, {99, &f.P99}} {
		if float64(len(r.Latencies))*(100-p.percent)/100 > 1 {
			*p.to = append(*p.to, float64(load.Percentile(r.Latencies, p.percent).Microseconds())/1000)
		}
	}
}
