package floor

import (
	"encoding/json"
	"io"
	"net/http"
)

// shape is what the service has worked out for a caller in one of its answers: the
// floor sends the same with every case, so that the answers are equally long.
type shape struct {
	Actions    []action          `json:"actions"`
	Related    map[string]string `json:"related"`
	References []offered         `json:"references"`
	Links      []offered         `json:"links"`
	Decisions  []offered         `json:"decisions"`
}

// offered are the acts on a part of a case.
type offered struct {
	Actions []action `json:"actions"`
}

// nothing is the shape of a floor that was taught none.
var nothing = shape{Actions: []action{}, Related: map[string]string{}}

// on are the acts on a part, as on the first of its kind in the answer that was
// learnt from.
func on(parts []offered) []action {
	if len(parts) == 0 {
		return []action{}
	}
	return parts[0].Actions
}

// dress gives a case what the service works out for its caller.
func (s shape) dress(c *record) {
	c.Self = "/v1/regions/" + c.RegionKey + "/cases/" + c.Number
	c.Actions, c.Related = s.Actions, s.Related
	for i := range c.References {
		c.References[i].Self, c.References[i].Actions = c.Self+"/references/"+c.References[i].Organisation, on(s.References)
	}
	for i := range c.Links {
		c.Links[i].Actions = on(s.Links)
	}
	for i := range c.Decisions {
		c.Decisions[i].Actions = on(s.Decisions)
	}
}

func (f *floor) shape(name string) shape {
	if s, ok := f.shapes.Load(name); ok {
		return s.(shape)
	}
	return nothing
}

// takeShape learns from an answer of the service what it worked out: from the
// case in it, or the first of a list.
func (f *floor) takeShape(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err == nil {
		var s shape
		if s, err = shapeOf(raw); err == nil {
			f.shapes.Store(r.PathValue("name"), s)
			return
		}
	}
	http.Error(w, err.Error(), http.StatusBadRequest)
}

func shapeOf(answer []byte) (shape, error) {
	var a struct {
		shape
		Items []shape `json:"items"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return shape{}, err
	}
	switch {
	case len(a.Items) > 0:
		return a.Items[0], nil
	case a.Actions == nil:
		return nothing, nil
	default:
		return a.shape, nil
	}
}
