package floor

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// The floor is a fair one while it reads the same rows and answers in the same shape:
// a member that the service has and the floor lacks is work that it does not do.
func TestTheFloorAnswersAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	pool, err := open(t.Context(), w.Pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	mux := http.NewServeMux()
	(&floor{pool: pool}).register(mux)
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body)))
		if rec.Code != http.StatusOK {
			t.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
		}
		return rec
	}
	const list = "/v1/regions/" + apptest.Region + "/cases"
	for name, tt := range map[string]struct{ who, path, floor string }{
		"one case":             {"chief_executive@3417", list + "/2024-1", list + "/2024-1?shape=one"},
		"a region's list":      {"secretariat@" + apptest.Region, list, list + "?mine=all&shape=list"},
		"a municipality's":     {"chief_executive@3417", list, list + "?mine=3417&shape=list"},
		"by state and kind":    {"chief_executive@3417", list + "?state=preparing&kind=strategy", list + "?mine=3417&state=preparing&kind=strategy&shape=list"},
		"by publicity":         {"chief_executive@3417", list + "?publicity=exempt", list + "?mine=3417&publicity=exempt&shape=list"},
		"by municipality":      {"chief_executive@3417", list + "?municipality=3401", list + "?mine=3417&municipality=3401&shape=list"},
		"by a word":            {"chief_executive@3417", list + "?q=kraftstrategi", list + "?mine=3417&q=kraftstrategi&shape=list"},
		"by another word":      {"chief_executive@3417", list + "?q=kulturminner", list + "?mine=3417&q=kulturminner&shape=list"},
		"by change":            {"chief_executive@3417", list + "?modified_since=2024-01-01T00:00:00Z", list + "?mine=3417&modified_since=2024-01-01T00:00:00Z&shape=list"},
		"by creation, in vain": {"chief_executive@3417", list + "?created_to=2023-01-01T00:00:00Z", list + "?mine=3417&created_to=2023-01-01T00:00:00Z&shape=list"},
	} {
		service := w.Do(tt.who, "GET", tt.path, nil).Is(http.StatusOK)
		shape := tt.floor[strings.Index(tt.floor, "shape=")+len("shape="):]
		ask("PUT", "/shapes/"+shape, service.Body.String())
		got := ask("GET", tt.floor, "").Body.Bytes()
		var want, have any
		if err := json.Unmarshal(service.Body.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(got, &have); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(want, have) {
			t.Errorf("%s: the service answers\n%s\nand the floor\n%s", name, service.Body, got)
		}
	}
}
