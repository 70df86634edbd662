// Package measure keeps what operators watch (rule 6.7): each package that has something to watch reads it, and this one
// shows it to Prometheus, and to readiness what an operator should see to.
package measure

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Reading is one value. All readings of a name have the same help and labels.
type Reading struct {
	Name   string
	Help   string
	Labels map[string]string
	Value  float64
	// Counter marks what only grows while the program runs.
	Counter bool
}

// Health is what one package has to show, and what it warns of in a sentence each.
type Health struct {
	Readings []Reading
	Warnings []string
}

// Source reads the health of one package.
type Source struct {
	Name string
	Read func(context.Context) (Health, error)
}

// Each reading may take patience, and is good for freshness: whoever asks more often is given the same.
const (
	patience  = 2 * time.Second
	freshness = 5 * time.Second
)

// Watch reads sources, and is a collector for Prometheus. It is safe for use by many at once.
type Watch struct {
	log     *slog.Logger
	sources []Source

	mu   sync.Mutex
	at   time.Time
	last []Health
	ok   []bool
}

// New watches the sources.
func New(log *slog.Logger, sources ...Source) *Watch {
	return &Watch{log: log, sources: sources, last: make([]Health, len(sources)), ok: make([]bool, len(sources))}
}

// read reads every source again whose last reading is old. One that cannot be read says so itself, and shows nothing
// else: an old value would lie.
func (w *Watch) read(ctx context.Context) (all []Health, readable []bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.at) < freshness {
		return slices.Clone(w.last), slices.Clone(w.ok)
	}
	for i, s := range w.sources {
		limited, cancel := context.WithTimeout(ctx, patience)
		h, err := s.Read(limited)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.log.Warn("what operators watch cannot be read", "of", s.Name, "error", err)
		}
		w.last[i], w.ok[i] = h, err == nil
	}
	w.at = time.Now()
	return slices.Clone(w.last), slices.Clone(w.ok)
}

// Warnings are what an operator should see to.
func (w *Watch) Warnings(ctx context.Context) []string {
	all, readable := w.read(ctx)
	var warnings []string
	for i, h := range all {
		if readable[i] {
			warnings = append(warnings, h.Warnings...)
		} else {
			warnings = append(warnings, w.sources[i].Name+" cannot be looked at")
		}
	}
	return warnings
}

// Describe tells nothing beforehand: what there is to show depends on what is read.
func (*Watch) Describe(chan<- *prometheus.Desc) {}

// Collect shows every reading, and of each source whether it could be read.
func (w *Watch) Collect(out chan<- prometheus.Metric) {
	all, readable := w.read(context.Background())
	for i, h := range all {
		value := 0.0
		if readable[i] {
			value = 1
			for _, r := range h.Readings {
				out <- r.metric()
			}
		}
		out <- Reading{
			Name: "forankring_readable", Help: "Whether what operators watch could be read (1) or not (0).",
			Labels: map[string]string{"of": w.sources[i].Name}, Value: value,
		}.metric()
	}
}

func (r Reading) metric() prometheus.Metric {
	names := slices.Sorted(maps.Keys(r.Labels))
	values := make([]string, len(names))
	for i, n := range names {
		values[i] = r.Labels[n]
	}
	kind := prometheus.GaugeValue
	if r.Counter {
		kind = prometheus.CounterValue
	}
	return prometheus.MustNewConstMetric(prometheus.NewDesc(r.Name, r.Help, names, nil), kind, r.Value, values...)
}
