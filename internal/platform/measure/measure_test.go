package measure_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

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
