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
		"kraft og industri": "2024-2", "fjord": "",
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
