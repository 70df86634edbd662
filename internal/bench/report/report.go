package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

// Side is one of those that are measured beside each other.
type Side struct {
	Name string `json:"name"`
	// PerSecond is the throughput of a closed load, one figure a run.
	PerSecond Series `json:"per_second,omitempty"`
	// P50, P95 and P99 are milliseconds of an open load of Rate requests a second.
	P50  Series  `json:"p50_ms,omitempty"`
	P95  Series  `json:"p95_ms,omitempty"`
	P99  Series  `json:"p99_ms,omitempty"`
	Rate float64 `json:"rate,omitempty"`
	// What one request of the closed load cost: the CPU time of the server, of the
	// database and of the load itself in microseconds, objects and bytes that were
	// allocated, and the bytes of the answer.
	CPU         float64 `json:"cpu_us,omitempty"`
	DatabaseCPU float64 `json:"database_cpu_us,omitempty"`
	LoadCPU     float64 `json:"load_cpu_us,omitempty"`
	Allocations float64 `json:"allocations,omitempty"`
	Allocated   float64 `json:"allocated_bytes,omitempty"`
	Answer      float64 `json:"answer_bytes,omitempty"`
	// Resident are bytes of memory after the runs.
	Resident int64 `json:"resident_bytes,omitempty"`
}

// Finding is what came of a scenario. The first side is the service, the others
// are what it is measured beside.
type Finding struct {
	Scenario string `json:"scenario"`
	About    string `json:"about"`
	Sides    []Side `json:"sides"`
	// Ratio is our throughput as a part of the second side's. CPURatio is the CPU time
	// that one request costs the second side and its database as a part of what it
	// costs us: where nothing but the processors is short, the same, and less at the
	// mercy of whoever else works on the machine. The bars do not go by it.
	Ratio    float64 `json:"ratio,omitempty"`
	CPURatio float64 `json:"cpu_ratio,omitempty"`
	// Statements and RoundTrips are those of one request.
	Statements int      `json:"statements,omitempty"`
	RoundTrips int      `json:"round_trips,omitempty"`
	Bars       []Bar    `json:"bars"`
	Notes      []string `json:"notes,omitempty"`
	// Noise says why it is no result.
	Noise []string `json:"noise,omitempty"`
	// Failed says why there are no figures.
	Failed string `json:"failed,omitempty"`
}

// Report is all that one run of the bench found.
type Report struct {
	At         time.Time        `json:"at"`
	Machine    any              `json:"machine"`
	PostgreSQL string           `json:"postgresql"`
	Settings   map[string]any   `json:"settings"`
	Sizes      map[string]int64 `json:"rows"`
	// Noise says of the whole run why it is no result.
	Noise    []string  `json:"noise,omitempty"`
	Findings []Finding `json:"findings"`
}

// The exit statuses of a run: what was asked, and how it came out.
const (
	AllMet    = 0
	SomeFault = 1
	TooNoisy  = 2
	BarMissed = 3
	Incapable = 4
)

// Status is the exit status: noise comes before everything that is judged by the
// figures, and what could not be measured before that.
func (r Report) Status() int {
	status := AllMet
	raise := func(s int) {
		if rank[s] > rank[status] {
			status = s
		}
	}
	if len(r.Noise) > 0 {
		raise(TooNoisy)
	}
	for _, f := range r.Findings {
		if f.Failed != "" {
			raise(SomeFault)
		}
		if len(f.Noise) > 0 {
			raise(TooNoisy)
		}
		for _, b := range f.Bars {
			switch {
			case b.Unjudged != "":
				raise(Incapable)
			case !b.Met():
				raise(BarMissed)
			}
		}
	}
	return status
}

// rank orders the statuses by what is told first.
var rank = map[int]int{AllMet: 0, Incapable: 1, BarMissed: 2, TooNoisy: 3, SomeFault: 4}

// Save writes the report as JSON into a file.
func (r Report) Save(file string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil { //nolint:gosec // figures are for everybody
		return fmt.Errorf("keep the report: %w", err)
	}
	return nil
}

// Conclude writes what the run as a whole has shown.
func (r Report) Conclude(w io.Writer) {
	met, missed, unjudged, noisy := 0, 0, 0, 0
	for _, f := range r.Findings {
		if len(f.Noise) > 0 {
			noisy++
		}
		for _, b := range f.Bars {
			switch {
			case b.Unjudged != "":
				unjudged++
			case b.Met():
				met++
			default:
				missed++
			}
		}
	}
	_, _ = fmt.Fprintf(w, "\n%d bars met, %d missed, %d not judged.\n", met, missed, unjudged)
	for _, why := range r.Noise {
		_, _ = fmt.Fprintf(w, "noisy: not a result: %s\n", why)
	}
	if noisy > 0 {
		_, _ = fmt.Fprintf(w, "noisy: not a result: %d of %d scenarios, marked in the table; run it again on a quiet machine\n", noisy, len(r.Findings))
	}
}
