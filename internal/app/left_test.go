package app_test

import (
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 1.1: whatever the operation, those of a municipality that left a case read
// it still, and are told why they can do nothing in it.
func TestThoseOfAMunicipalityThatLeftReadAndAreRefused(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	for _, number := range []string{"2024-1", "2024-2"} {
		w.Do("secretariat@"+apptest.Region, "POST", "/v1/regions/"+apptest.Region+"/cases/"+number+"/participants/3417/leave", map[string]any{"reason": "The council has resolved so."}).Is(200)
	}
	w.Clock.Set(apptest.Start.AddDate(0, 1, 0))
	before, reads, told := w.Rows(), 0, map[string]bool{}
	for _, op := range readContract(t).operations() {
		if !op.guarded() || !strings.Contains(op.path, "/cases/{number}") {
			continue
		}
		path := w.Path(op.path, "3417")
		for _, name := range []string{"chief_executive@3417", "administrator@3417", "clerk@3417", "reader@3417"} {
			a := w.Do(name, op.method, path, op.body, apptest.IfMatch("*"))
			switch {
			case op.method == "GET":
				if reads++; a.Code != 200 && a.Text("code") != "revision.nothing_adopted" {
					t.Errorf("%s: %s as %s: %d %s", op.ID, path, name, a.Code, a.Body)
				}
			case a.Code == 409 && a.Text("code") == "case.participant_left":
				told[op.ID] = true
			case a.Code != 403:
				t.Errorf("%s: %s %s as %s: %d %s", op.ID, op.method, path, name, a.Code, a.Body)
			}
		}
	}
	if reads < 100 || len(told) < 15 {
		t.Errorf("only %d reads were tried, and %d acts refused because the municipality left", reads, len(told))
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}
