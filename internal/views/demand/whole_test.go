package demand_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

var nextPart = regexp.MustCompile(`<a rel="next" href="([^"]+)">neste del</a>`)

func TestTheWholeStaffIsOneTableAndOnePage(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.Force(apptest.Region, nil, nil)
	for _, who := range []string{"planner1", "planner2", "planner3"} {
		w.Nominate(at, grue, who, nil)
	}
	w.hire(250)
	html := apptest.Header("Accept", "text/html")
	for path, want := range map[string]int{
		"/load?from=2024-04-01&to=2024-04-15": 2 * 253, "/load?from=2024-04-01&to=2024-04-15&over=true": 2 * 250, "/load?from=2024-04-01&to=2024-04-15&limit=201": 2 * 201,
		"/employments": 253, "/candidates": 253,
	} {
		if got := len(w.table(administrator, own+path)) - 1; got != want {
			t.Errorf("%s is a table of %d rows, want %d", path, got, want)
		}
	}
	// Those who are named and not over stand before those who are.
	first := w.Do(administrator, "GET", own+"/load?from=2024-04-01&over=true&limit=1", nil).Is(200)
	if got := first.Text("items.0.staff_key") + " " + w.members(administrator, own+"/load?from=2024-04-01&over=true&limit=1&cursor="+first.Text("next"), "staff_key"); got != "x00001 x00002" {
		t.Errorf("the first over capacity are %s", got)
	}
	whole := w.Do(administrator, "GET", own+"/load?lang=nb", nil, html).Is(200)
	if got := strings.Count(whole.Body.String(), `<th scope="row">`); got != 253 || whole.Header().Get("Link") != "" || nextPart.MatchString(whole.Body.String()) {
		t.Errorf("the page has %d people and the link %q", got, whole.Header().Get("Link"))
	}
	if want := "Oversikten har 253 ansatte, fra ansattnummer planner1 til x00250."; !strings.Contains(whole.Body.String(), want) {
		t.Errorf("the page does not say %q", want)
	}
	part := w.Do(administrator, "GET", own+"/load?limit=200&lang=nb", nil, html).Is(200)
	if want := "Denne delen av oversikten har 200 ansatte, fra ansattnummer planner1 til x00197."; !strings.Contains(part.Body.String(), want) {
		t.Errorf("the first part does not say %q", want)
	}
	rest := w.Do(administrator, "GET", next(t, part), nil, html).Is(200).Body.String()
	if !strings.Contains(rest, "Oversikten har 53 ansatte, fra ansattnummer x00198 til x00250.") || nextPart.MatchString(rest) {
		t.Errorf("the second part is %.300s", rest)
	}
}

// next is the address of the next part of a page.
func next(t *testing.T, page *apptest.Answer) string {
	t.Helper()
	link := nextPart.FindStringSubmatch(page.Body.String())
	if link == nil {
		t.Fatal("the page has no link to its next part")
	}
	return html.UnescapeString(link[1])
}
