package numbering_test

import (
	"context"
	"errors"
	"maps"
	"net/http/httptest"
	"slices"
	"testing"

	"forankring.no/forankring/internal/platform/numbering"
)

// known finds Eidskog by the number that it had.
func known(_ context.Context, numbers []string) (map[string]string, error) {
	found := map[string]string{"0420": "3416"}
	maps.DeleteFunc(found, func(number, _ string) bool { return !slices.Contains(numbers, number) })
	return found, nil
}

var errAway = errors.New("the database is away")

// Rule 1.1: a number that changed still finds its municipality, wherever it names one.
func TestFormerNumbersOfABodyAreKeys(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"municipality":"0420"}`:                                                     `{"municipality":"3416"}`,
		`{"participants":["3417","0420"],"title":"0420","share":0.10}`:                `{"participants":["3417","3416"],"share":0.10,"title":"0420"}`,
		`{"rows":[{"organisation":"0420"}]}`:                                          `{"rows":[{"organisation":"3416"}]}`,
		`{"municipality":{"title":"0420"}}`:                                           `{"municipality":{"title":"0420"}}`,
		`{"municipality": "3417"}`:                                                    `{"municipality": "3417"}`,
		`{"municipality":"0420"`:                                                      `{"municipality":"0420"`,
		`{"title": "neither", "decided_on": "2024-03-01", "municipality": "30 Oslo"}`: `{"title": "neither", "decided_on": "2024-03-01", "municipality": "30 Oslo"}`,
	} {
		got, err := numbering.Keys(known).Body(t.Context(), []byte(body))
		if err != nil || string(got) != want {
			t.Errorf("%s is read as %s (%v), want %s", body, got, err, want)
		}
	}
	if got, err := numbering.Keys(nil).Body(t.Context(), []byte(`{"of":"0420"}`)); err != nil || string(got) != `{"of":"0420"}` {
		t.Errorf("where no numbers are known it is read as %s (%v)", got, err)
	}
	away := numbering.Keys(func(context.Context, []string) (map[string]string, error) { return nil, errAway })
	if _, err := away.Body(t.Context(), []byte(`{"of":"0420"}`)); !errors.Is(err, errAway) {
		t.Errorf("without the database it says %v", err)
	}
}

func TestFormerNumbersOfAPathAndAQueryAreKeys(t *testing.T) {
	t.Parallel()
	req := httptest.NewRequest("GET", "/v1/organisations/0420/cases/0420?municipality=0420,3417&q=0420", nil)
	req.SetPathValue("organisation", "0420")
	req.SetPathValue("case", "0420")
	if err := numbering.Keys(known).Request(t.Context(), req, "/v1/organisations/{organisation}/cases/{case}"); err != nil {
		t.Fatal(err)
	}
	if req.PathValue("organisation") != "3416" || req.PathValue("case") != "0420" || req.URL.RawQuery != "municipality=3416%2C3417&q=0420" {
		t.Errorf("it asks for %s, %s and %s", req.PathValue("organisation"), req.PathValue("case"), req.URL.RawQuery)
	}
}
