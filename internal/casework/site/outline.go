package site

import (
	"encoding/json"
	"math"

	"github.com/peterstace/simplefeatures/geom"

	"forankring.no/forankring/internal/casework/site/border"
	"forankring.no/forankring/internal/platform/message"
)

// The bounds of an outline.
const (
	mostPositions = 2000
	// strays is how far outside its municipality, in metres, an outline may lie: the
	// borders are not known more exactly.
	strays = 500
	// widest is across how many metres an outline may reach.
	widest = 50_000
	// leastArea is the smallest site, in square metres.
	leastArea = 100
)

// Outline is where a site lies: a geometry of GeoJSON (RFC 7946).
type Outline struct {
	Type        string          `json:"type" enum:"Polygon,MultiPolygon" example:"Polygon"`
	Coordinates json.RawMessage `json:"coordinates" doc:"As RFC 7946 has them: of a Polygon its rings, of a MultiPolygon its polygons; longitude before latitude, in degrees, at most 2,000 positions. Heights are left out"`
}

// check refuses an outline that is none, and one that lies elsewhere than in its
// municipality; it brings the outline to its one form, and says its area in square
// metres (rule 10.2).
func (o *Outline) check(municipality string) (int64, error) {
	points, refused := o.positions()
	if !refused.IsZero() {
		return 0, ErrOutline.On("/outline/coordinates", refused)
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return 0, ErrOutline.On("/outline/coordinates", msgNoRings)
	}
	shape, err := geom.UnmarshalGeoJSON(raw)
	if err != nil {
		return 0, ErrOutline.On("/outline/coordinates", msgNoOutline)
	}
	shape = shape.Force2D().ForceCCW()
	flat := border.Flat(points[0])
	area := shape.TransformXY(flat).Area()
	if shape.IsEmpty() || area < leastArea {
		return 0, ErrOutline.On("/outline/coordinates", msgTooSmall.With(leastArea))
	}
	if reach(points, flat) > widest {
		return 0, ErrOutline.On("/outline/coordinates", msgTooWide.With(widest/1000))
	}
	if refused := lies(points, municipality); !refused.IsZero() {
		return 0, ErrOutline.On("/outline/coordinates", refused)
	}
	if raw, err = shape.MarshalJSON(); err != nil {
		return 0, ErrOutline.On("/outline/coordinates", msgNoOutline)
	}
	return int64(math.Round(area)), canonical(raw, o)
}

// canonical reads a geometry back as an outline.
func canonical(raw []byte, o *Outline) error {
	*o = Outline{}
	return json.Unmarshal(raw, o)
}

// positions are all positions of the outline, or why they are none.
func (o *Outline) positions() (points []geom.XY, refused message.Text) {
	var polygons [][][][]float64
	var err error
	if o.Type == "Polygon" {
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(o.Coordinates, &polygons[0])
	} else {
		err = json.Unmarshal(o.Coordinates, &polygons)
	}
	if err != nil {
		return nil, msgNoRings
	}
	for _, rings := range polygons {
		for _, ring := range rings {
			for _, p := range ring {
				switch {
				case len(p) < 2 || len(p) > 3:
					return nil, msgNoRings
				case math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90:
					return nil, msgNoDegrees
				case len(points) == mostPositions:
					return nil, msgTooMany.With(mostPositions)
				}
				points = append(points, geom.XY{X: p[0], Y: p[1]})
			}
		}
	}
	if len(points) == 0 {
		return nil, msgNoRings
	}
	return points, message.Text{}
}

// reach is across how many metres points reach.
func reach(points []geom.XY, flat func(geom.XY) geom.XY) float64 {
	least, most := flat(points[0]), flat(points[0])
	for _, p := range points {
		p = flat(p)
		least = geom.XY{X: min(least.X, p.X), Y: min(least.Y, p.Y)}
		most = geom.XY{X: max(most.X, p.X), Y: max(most.Y, p.Y)}
	}
	return math.Hypot(most.X-least.X, most.Y-least.Y)
}

// lies says why points do not lie in a municipality; zero where they do. Where nobody
// knows where the municipality lies, as after a merger, they are to lie in Norway.
func lies(points []geom.XY, municipality string) message.Text {
	if m := border.Of(municipality); m != nil && m.Beyond(points) <= strays {
		return message.Text{}
	} else if m == nil {
		for _, p := range points {
			if border.At(p.X, p.Y) == nil {
				return msgAbroad
			}
		}
		return message.Text{}
	}
	for _, p := range points {
		switch in := border.At(p.X, p.Y); {
		case in == nil:
			return msgAbroad
		case in.Number != municipality:
			return msgElsewhere.With(in.Name)
		}
	}
	return message.Text{}
}
