package measure_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"forankring.no/forankring/internal/platform/measure"
)

func TestWhatCannotBeReadSaysSoAndNothingElse(t *testing.T) {
	t.Parallel()
	reads := 0
	w := measure.New(slog.New(slog.DiscardHandler),
		measure.Source{Name: "boxes", Read: func(context.Context) (measure.Health, error) {
			reads++
			return measure.Health{
				Readings: []measure.Reading{
					{Name: "boxes", Help: "Boxes.", Labels: map[string]string{"colour": "red"}, Value: 3},
					{Name: "boxes", Help: "Boxes.", Labels: map[string]string{"colour": "blue"}, Value: 4},
				},
				Warnings: []string{"too many boxes"},
			}, nil
		}},
		measure.Source{Name: "lids", Read: func(context.Context) (measure.Health, error) {
			return measure.Health{Readings: []measure.Reading{{Name: "lids", Help: "Lids.", Value: 1}}, Warnings: []string{"an old one"}}, errors.New("away")
		}})
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(w)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := make([]string, 0, 1)
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			got = append(got, strings.TrimSpace(f.GetName()+" "+strings.Join(labels, ",")))
			if value := m.GetGauge().GetValue(); f.GetName() == "forankring_readable" && (value == 1) != (labels[0] == "of=boxes") {
				t.Errorf("%v is %v", labels, value)
			}
		}
	}
	if want := []string{"boxes colour=blue", "boxes colour=red", "forankring_readable of=boxes", "forankring_readable of=lids"}; !slices.Equal(got, want) {
		t.Errorf("it shows %q, want %q", got, want)
	}
	if got, want := w.Warnings(t.Context()), []string{"too many boxes", "lids cannot be looked at"}; !slices.Equal(got, want) {
		t.Errorf("it warns of %q, want %q", got, want)
	}
	if reads != 1 {
		t.Errorf("asked twice within a moment, it has read %d times", reads)
	}
}

// Whoever asks first and goes away spoils nothing for the others, nor do they wait
// longer than they want.
func TestAReadingIsNobodysOwn(t *testing.T) {
	t.Parallel()
	began, answer := make(chan bool, 1), make(chan bool)
	w := measure.New(slog.New(slog.DiscardHandler), measure.Source{Name: "boxes", Read: func(ctx context.Context) (measure.Health, error) {
		began <- true
		<-answer
		return measure.Health{Warnings: []string{"too many boxes"}}, ctx.Err()
	}})
	first, leave := context.WithCancel(t.Context())
	warned := make(chan []string, 1)
	go func() { warned <- w.Warnings(first) }()
	<-began
	leave()
	if got := within(t, warned); len(got) != 0 {
		t.Errorf("whoever left is warned of %q", got)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	go func() { warned <- w.Warnings(gone) }()
	if got := within(t, warned); len(got) != 0 {
		t.Errorf("whoever does not want to wait is warned of %q", got)
	}
	go func() { warned <- w.Warnings(t.Context()) }()
	close(answer)
	if got, want := within(t, warned), []string{"too many boxes"}; !slices.Equal(got, want) {
		t.Errorf("whoever waits is warned of %q, want %q", got, want)
	}
}

func within(t *testing.T, warned <-chan []string) []string {
	t.Helper()
	select {
	case got := <-warned:
		return got
	case <-time.After(10 * time.Second):
		t.Fatal("they wait")
		return nil
	}
}
