package border_test

import (
	"testing"

	"github.com/peterstace/simplefeatures/geom"

	"forankring.no/forankring/internal/casework/site/border"
)

func TestPlacesLieInTheirMunicipalities(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		place     string
		longitude float64
		latitude  float64
		want      string
	}{
		{"Kirkenær in Grue", 12.035, 60.455, "3417"}, {"Kongsvinger fortress", 12.008, 60.199, "3401"}, {"Skotterud in Eidskog", 12.117, 59.985, "3416"},
		{"Flisa in Åsnes", 12.015, 60.612, "3418"}, {"Skarnes in Sør-Odal", 11.682, 60.254, "3415"}, {"Sand in Nord-Odal", 11.545, 60.384, "3414"},
		{"Tromsø", 18.956, 69.649, "5501"}, {"Torsby in Sweden", 13.0, 60.135, ""}, {"the North Sea", 3, 58, ""}, {"degrees the wrong way round", 60.455, 12.035, ""},
	} {
		got := ""
		if m := border.At(tt.longitude, tt.latitude); m != nil {
			got = m.Number
		}
		if got != tt.want {
			t.Errorf("%s lies in %q, want %q", tt.place, got, tt.want)
		}
	}
}

func TestHowFarOutsideIsMeasuredInMetres(t *testing.T) {
	t.Parallel()
	grue := border.Of("3417")
	if d := grue.Beyond([]geom.XY{{X: 12.035, Y: 60.455}, {X: 12.04, Y: 60.456}}); d != 0 {
		t.Errorf("inside: %g m", d)
	}
	// Torsby is about 26 km from the border.
	if d := grue.Beyond([]geom.XY{{X: 12.035, Y: 60.455}, {X: 13.0, Y: 60.135}}); d < 20_000 || d > 45_000 {
		t.Errorf("Torsby: %g m", d)
	}
	if border.Of("9999") != nil {
		t.Error("there is a municipality 9999")
	}
}
