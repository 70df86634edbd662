// Package border knows where Norway's municipalities lie, as exactly as it takes to see
// that an outline was drawn in the wrong place: to about two hundred metres, as they
// were in 2024.
//
// municipalities.json.gz has, of each municipality, the number, the name and the outline
// as the coordinates of a GeoJSON MultiPolygon, in degrees with three decimals. It is
// made of "Administrative enheter - kommuner" of Kartverket (CC BY 4.0), generalised.
package border

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"math"
	"sync"

	"github.com/peterstace/simplefeatures/geom"
)

//go:embed municipalities.json.gz
var packed []byte

// metresPerDegree is the length of a degree of latitude, and of one of longitude at the
// equator, near enough.
const metresPerDegree = 111_320

// Municipality is where a municipality lies.
type Municipality struct {
	Number  string          `json:"number"`
	Name    string          `json:"name"`
	Outline json.RawMessage `json:"outline"`

	area geom.Geometry
}

// all are the municipalities, read once and on demand.
var all = sync.OnceValue(func() []*Municipality {
	in, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err) // it is part of the program
	}
	var found []*Municipality
	if err := json.NewDecoder(in).Decode(&found); err != nil {
		panic(err)
	}
	for _, m := range found {
		m.area, err = geom.UnmarshalGeoJSON(append(append([]byte(`{"type":"MultiPolygon","coordinates":`), m.Outline...), '}'), geom.NoValidate{})
		if err != nil {
			panic(m.Number + ": " + err.Error())
		}
		m.Outline = nil
	}
	return found
})

// Of is the municipality of a number; nil where none is known, as after a merger.
func Of(number string) *Municipality {
	for _, m := range all() {
		if m.Number == number {
			return m
		}
	}
	return nil
}

// At is the municipality in which a point lies; nil where it lies in none: abroad or at
// sea.
func At(longitude, latitude float64) *Municipality {
	p := point(longitude, latitude)
	for _, m := range all() {
		if m.area.Envelope().Contains(geom.XY{X: longitude, Y: latitude}) && geom.Intersects(m.area, p) {
			return m
		}
	}
	return nil
}

// Beyond is by how many metres the farthest of the points lies outside the municipality;
// 0 where all lie in it.
func (m *Municipality) Beyond(points []geom.XY) float64 {
	if len(points) == 0 {
		return 0
	}
	flat := Flat(points[0])
	area, most := m.area.TransformXY(flat), 0.0
	for _, p := range points {
		at := flat(p)
		if d, ok := geom.Distance(area, point(at.X, at.Y)); ok && d > most {
			most = d
		}
	}
	return most
}

// Flat gives points near one as metres east and north of the origin of degrees: true to
// about one percent within a hundred kilometres.
func Flat(near geom.XY) func(geom.XY) geom.XY {
	east := metresPerDegree * math.Cos(near.Y*math.Pi/180)
	return func(p geom.XY) geom.XY { return geom.XY{X: p.X * east, Y: p.Y * metresPerDegree} }
}

func point(x, y float64) geom.Geometry { return geom.XY{X: x, Y: y}.AsPoint().AsGeometry() }
