package site

import (
	"encoding/json"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

var columns = sheet.NewColumns("site.column",
	"municipality", "number", "name", "area_m2", "plan_status", "owner_kind", "availability", "available_from", "grid", "water", "sewage", "road", "rail", "fibre", "published", "reviewed_on")

// table writes sites as a table. Of each kind of infrastructure it has what there is
// already, or what comes first.
func table(in message.Language, page httpapi.ListBody[*Site]) ([]byte, error) {
	rows := make([][]sheet.Cell, len(page.Items))
	for i, s := range page.Items {
		row := []sheet.Cell{sheet.Text(s.Municipality), sheet.Number(s.Number), sheet.Text(s.Name), number(s.Area), sheet.Text(string(s.Plan)), sheet.Text(s.Owner), sheet.Text(string(s.Availability)), day(s.AvailableFrom)}
		for _, kind := range []Kind{Grid, Water, Sewage, Road, Rail, Fibre} {
			row = append(row, number(s.first(kind)))
		}
		rows[i] = append(row, sheet.Text(yesOrNo(s.Published).Say(in)), day(&s.ReviewedOn))
	}
	return sheet.Write(columns.Header(in), rows), nil
}

// first is the first figure of a kind; nil where there is none.
func (s *Site) first(kind Kind) *int64 {
	for _, f := range s.Figures {
		if f.Kind == kind {
			return &f.Amount
		}
	}
	return nil
}

func number(n *int64) sheet.Cell {
	if n == nil {
		return sheet.Text("")
	}
	return sheet.Number(*n)
}

func day(d *workday.Date) sheet.Cell {
	if d == nil {
		return sheet.Text("")
	}
	return sheet.Text(d.String())
}

func yesOrNo(is bool) message.Text {
	if is {
		return msgYes
	}
	return msgNo
}

// feature is a site as maps read it (RFC 7946, section 3.2).
type feature struct {
	Type       string     `json:"type"`
	ID         string     `json:"id"`
	Geometry   *Outline   `json:"geometry"`
	Properties properties `json:"properties"`
}

type properties struct {
	Municipality     string        `json:"municipality"`
	MunicipalityName string        `json:"municipality_name"`
	Number           int64         `json:"number"`
	Name             string        `json:"name"`
	Area             *int64        `json:"area_m2"`
	Plan             PlanStatus    `json:"plan_status"`
	Owner            string        `json:"owner_kind"`
	Availability     Availability  `json:"availability"`
	AvailableFrom    *workday.Date `json:"available_from"`
	Figures          []Figure      `json:"figures"`
	ReviewedOn       workday.Date  `json:"reviewed_on"`
}

// mapped writes sites as the data of a map: a FeatureCollection of GeoJSON.
func mapped(_ message.Language, page httpapi.ListBody[*Site]) ([]byte, error) {
	features := make([]feature, len(page.Items))
	for i, s := range page.Items {
		features[i] = feature{"Feature", s.Self, s.Outline, properties{
			s.Municipality, s.MunicipalityName, s.Number, s.Name, s.Area, s.Plan, s.Owner, s.Availability, s.AvailableFrom, s.Figures, s.ReviewedOn,
		}}
	}
	return json.Marshal(map[string]any{"type": "FeatureCollection", "features": features}) //nolint:wrapcheck // it cannot fail: the outlines were read as JSON
}
