package story

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"forankring.no/forankring/internal/directory/office"
)

// site is a business site of the story. Nothing of it is true but the municipality.
type site struct {
	municipality, name, plan string
	longitude, latitude      float64
	kilowatts, later         int64 // that can be drawn now, and from 2028 on
	rail                     int64 // metres to where goods are loaded
}

var sites = []site{
	{"3401", "Industrial area south (illustrative)", "zoned", 12.02, 60.17, 12000, 30000, 400},
	{"3417", "Industrial area north (illustrative)", "zoned", 12.03, 60.45, 5000, 20000, 1500},
	{"3418", "Forest edge (illustrative)", "allocated", 12.02, 60.62, 2000, 0, 9000},
}

// sites has three municipalities enter a site each, and looks which of them an enquiry
// could be shown.
func (s *Story) sites(ctx context.Context) error {
	list := "/v1/regions/" + s.facts.Region.Slug + "/sites"
	var known struct{ Items []struct{ Name string } }
	if err := s.Call(ctx, s.secretariat(), "GET", list, nil, &known); err != nil {
		return err
	}
	if len(known.Items) > 0 {
		return nil
	}
	for _, x := range sites {
		if err := s.act(ctx, s.as(office.Administrator, x.municipality), "enters a business site: "+x.name, "POST", "/v1/organisations/"+x.municipality+"/sites", x.entered(), nil); err != nil {
			return err
		}
	}
	wanted := url.Values{"min_area_m2": {"500000"}, "min_grid_kw": {"20000"}, "by": {"2028-12-31"}}
	if err := s.Call(ctx, s.secretariat(), "GET", list+"?"+wanted.Encode(), nil, &known); err != nil {
		return err
	}
	names := make([]string, len(known.Items))
	for i, x := range known.Items {
		names[i] = x.Name
	}
	s.Printf("  50 hectares and 20 MW by the end of 2028: %s\n", strings.Join(names, "; "))
	return nil
}

// entered is the site as it is sent: about a kilometre each way.
func (x site) entered() map[string]any {
	east, north := x.longitude+0.018, x.latitude+0.009
	said := func(kind string, amount int64, more ...string) map[string]any {
		f := map[string]any{"kind": kind, "amount": amount, "source": "Illustrative", "as_of": "2024-01-15"}
		if len(more) > 0 {
			f["from"] = more[0]
		}
		return f
	}
	figures := []map[string]any{said("grid", x.kilowatts), said("rail", x.rail)}
	if x.later > 0 {
		figures = append(figures, said("grid", x.later, "2028-01-01"))
	}
	return map[string]any{
		"name": x.name, "plan_status": x.plan, "published": true, "figures": figures,
		"summary": fmt.Sprintf("Made up, so that sites can be tried; in municipality %s.", x.municipality),
		"outline": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{
			{x.longitude, x.latitude}, {east, x.latitude}, {east, north}, {x.longitude, north}, {x.longitude, x.latitude},
		}}},
	}
}
