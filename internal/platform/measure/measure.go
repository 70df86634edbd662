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
	"golang.org/x/sync/singleflight"
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
	reading singleflight.Group

	mu   sync.Mutex
	last look
}

// look is what all sources had to show at once. It is not changed once it was taken.
type look struct {
	at  time.Time
	all []Health
	ok  []bool
}

// New watches the sources.
func New(log *slog.Logger, sources ...Source) *Watch {
	return &Watch{log: log, sources: sources}
}

// read reads every source again where the last reading is old. Whoever asks meanwhile is given the same, and nobody who
// goes takes it from the others. It is false for who goes before.
func (w *Watch) read(ctx context.Context) (seen look, ok bool) {
	if seen = w.seen(); time.Since(seen.at) < freshness {
		return seen, true
	}
	read := w.reading.DoChan("", func() (any, error) {
		w.readAll(context.WithoutCancel(ctx))
		return struct{}{}, nil
	})
	select {
	case <-ctx.Done():
		return look{}, false
	case <-read:
		return w.seen(), true
	}
}

func (w *Watch) seen() look {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// readAll reads every source. One that cannot be read says so itself, and shows nothing else: an old value would lie.
func (w *Watch) readAll(ctx context.Context) {
	now := look{all: make([]Health, len(w.sources)), ok: make([]bool, len(w.sources))}
	for i, s := range w.sources {
		limited, cancel := context.WithTimeout(ctx, patience)
		h, err := s.Read(limited)
		cancel()
		if err != nil {
			w.log.Warn("what operators watch cannot be read", "of", s.Name, "error", err)
		}
		now.all[i], now.ok[i] = h, err == nil
	}
	now.at = time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = now
}

// Warnings are what an operator should see to; nothing where ctx ends before that is known.
func (w *Watch) Warnings(ctx context.Context) []string {
	seen, ok := w.read(ctx)
	if !ok {
		return nil
	}
	var warnings []string
	for i, h := range seen.all {
		if seen.ok[i] {
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
	seen, _ := w.read(context.Background())
	for i, h := range seen.all {
		value := 0.0
		if seen.ok[i] {
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
