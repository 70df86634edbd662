package casefile_test

import (
	"net/url"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 9.6: a case is found by parts of words, by numbers, and in whatever form.
func TestACaseIsFoundInWhateverFormItIsTyped(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for _, title := range []string{"Lokalisering av datasenteret på Åsnes", "Kraftstrategi for «Grue’s» industri", "Plan for vindkraft"} {
		w.Do(secretariat, "POST", cases, map[string]any{"title": title, "kind": "plan", "publicity": "public"}).Is(201)
	}
	for q, want := range map[string]string{
		"datasenter": "2024-1", "senter": "2024-1", "A\u030asnes": "2024-1", "  åsnes ": "2024-1", "grue's": "2024-2", "GRUE’S": "2024-2", "kraft": "2024-3 2024-2",
		"kraft industri": "2024-2", "planer": "2024-3", "kraft -vindkraft": "2024-2", `"plan for"`: "2024-3", `kraft -"plan for"`: "2024-2", "2024-2": "2024-2", "2024": "",
		"kraft og industri": "2024-2", "fjord": "", "-og": "2024-3 2024-2 2024-1", "-ikke": "2024-3 2024-2 2024-1", "-kraft": "2024-3 2024-2 2024-1", "-vindkraft": "2024-2 2024-1",
	} {
		var found []string
		for _, c := range w.Do(secretariat, "GET", cases+"?q="+url.QueryEscape(q), nil).Is(200).Get("items").([]any) {
			found = append(found, c.(map[string]any)["number"].(string))
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q finds %s, want %s", q, got, want)
		}
	}
}

// The first moment that can be written is one, and not none.
func TestTheFirstMomentIsAMoment(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(secretariat, "POST", cases, map[string]any{"title": "Plan", "kind": "plan", "publicity": "public"}).Is(201)
	const first = "0001-01-01T00:00:00Z"
	for path, want := range map[string]int{
		cases + "?created_to=" + first: 0, cases + "?created_from=" + first: 1, cases + "?modified_since=" + first: 1,
		cases + "/2024-1/events?to=" + first: 0, cases + "/2024-1/events?from=" + first: 1,
		"/v1/organisations/3417/offices?at=" + first: 0, "/v1/organisations/3417/substitutes?at=" + first: 0,
	} {
		if got := len(w.Do(secretariat, "GET", path, nil).Is(200).Get("items").([]any)); got != want {
			t.Errorf("%s finds %d, want %d", path, got, want)
		}
	}
}
