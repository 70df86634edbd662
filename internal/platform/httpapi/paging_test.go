package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/httpapi"
)

type page struct {
	Items []box  `json:"items"`
	Next  string `json:"next"`
}

func (a *answer) page() page {
	a.t.Helper()
	a.is(200)
	var p page
	if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil {
		a.t.Fatal(err)
	}
	return p
}

// fill makes boxes 001 and on; every third is blue.
func (h *house) fill(n int) *house {
	h.t.Helper()
	_, err := h.pool.Exec(h.t.Context(), `INSERT INTO box SELECT 'grue', to_char(i, 'FM000'), CASE WHEN i % 3 = 0 THEN 'blue' ELSE 'red' END FROM generate_series(1, $1) i`, n)
	if err != nil {
		h.t.Fatal(err)
	}
	return h
}

var next = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

func TestAListIsReadToItsEndByItsLinks(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().fill(20)
	var keys []string
	pages := 0
	for address := boxes + "?limit=3&color=blue"; address != ""; pages++ {
		a := h.do(reader, "GET", address, nil)
		p := a.page()
		for _, b := range p.Items {
			keys = append(keys, b.Key)
		}
		link := next.FindStringSubmatch(a.Header().Get("Link"))
		if address = ""; link != nil {
			address = link[1]
		}
		if (p.Next == "") != (address == "") || (p.Next != "" && !strings.Contains(address, url.QueryEscape(p.Next))) {
			t.Fatalf("next is %q, the link %q", p.Next, address)
		}
	}
	if want := []string{"003", "006", "009", "012", "015", "018"}; !slices.Equal(keys, want) || pages != 2 {
		t.Errorf("%d pages with %v, want %v", pages, keys, want)
	}
}

func TestALimitIsHeldWithinItsBounds(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().fill(250)
	for query, want := range map[string]int{"": 50, "?limit=1": 1, "?limit=200": 200, "?limit=201": 200, "?limit=1000000": 200} {
		if got := len(h.do(reader, "GET", boxes+query, nil).page().Items); got != want {
			t.Errorf("%q gives %d rows, want %d", query, got, want)
		}
	}
}

func TestAnEmptyListIsNotNull(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	if got := strings.TrimSpace(h.do(reader, "GET", boxes+"?color=none", nil).is(200).Body.String()); got != `{"items":[]}` {
		t.Errorf("got %s", got)
	}
}

func TestACursorIsTakenOnlyWhereItWasGiven(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().fill(20)
	if _, err := h.pool.Exec(t.Context(), `INSERT INTO held VALUES ($1, 'reader', 'asnes')`, reader); err != nil {
		t.Fatal(err)
	}
	cursor := h.do(reader, "GET", boxes+"?limit=2&color=blue", nil).page().Next
	flipped := []byte(cursor)
	flipped[0] ^= 1
	other := newHouse(t, func(c *httpapi.Config) { c.CursorKey = []byte("the key of another service") }).settle().fill(20)
	foreign := other.do(reader, "GET", boxes+"?limit=2&color=blue", nil).page().Next
	for name, tt := range map[string]struct {
		path, query, cursor string
		good                bool
	}{
		"as it was given":                {boxes, "limit=2&color=blue", cursor, true},
		"with another limit":             {boxes, "limit=5&color=blue", cursor, true},
		"with another filter":            {boxes, "limit=2&color=red", cursor, false},
		"without the filter":             {boxes, "limit=2", cursor, false},
		"in another town":                {"/v1/towns/asnes/boxes", "limit=2&color=blue", cursor, false},
		"in another list":                {"/v1/problems", "limit=2", cursor, false},
		"with a letter changed":          {boxes, "limit=2&color=blue", string(flipped), false},
		"cut off":                        {boxes, "limit=2&color=blue", cursor[:10], false},
		"lengthened":                     {boxes, "limit=2&color=blue", cursor + "AAAA", false},
		"of an instance without our key": {boxes, "limit=2&color=blue", foreign, false},
		"rubbish":                        {boxes, "limit=2&color=blue", "%%%", false},
		"a row's key itself":             {boxes, "limit=2&color=blue", `"003"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := h.do(reader, "GET", fmt.Sprintf("%s?%s&cursor=%s", tt.path, tt.query, url.QueryEscape(tt.cursor)), nil)
			if tt.good {
				if p := a.page(); p.Items[0].Key != "009" {
					t.Errorf("the list goes on with %s", p.Items[0].Key)
				}
				return
			}
			a.refused(422, "request.cursor_invalid")
		})
	}
}
