package upload_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type body = map[string]any

const (
	staff       = "/v1/organisations/3417/employments/bulk"
	employments = "/v1/organisations/3417/employments"
	nominations = "/v1/regions/" + apptest.Region + "/cases/2024-1/resources/3417/assignments/bulk"
	keeper      = "administrator@3417"
)

var csv = apptest.Header("Content-Type", "text/csv")

// upload sends a table of the given lines.
func upload(w *apptest.World, actor, path string, lines ...string) *apptest.Answer {
	return w.Do(actor, "POST", path, strings.Join(lines, "\n")+"\n", csv)
}

// comes fails the test unless the totals are the given ones: created, changed,
// unchanged, errors.
func comes(t *testing.T, a *apptest.Answer, created, changed, unchanged, failed int) *apptest.Answer {
	t.Helper()
	a.Is(200)
	got := fmt.Sprint(a.Get("totals.created"), a.Get("totals.changed"), a.Get("totals.unchanged"), a.Get("totals.errors"))
	if want := fmt.Sprint(created, changed, unchanged, failed); got != want {
		t.Fatalf("created, changed, unchanged, errors are %s, want %s: %.900s", got, want, a.Body)
	}
	return a
}

// still fails the test unless the act leaves as many rows as there were in every table.
func still(t *testing.T, w *apptest.World, what string, act func()) {
	t.Helper()
	before := w.Rows()
	act()
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("%s: the rows were %v and are %v", what, before, after)
	}
}

// errorsOf lists the faults of a problem as pointer and detail.
func errorsOf(a *apptest.Answer) string {
	var all []string
	list, _ := a.Get("errors").([]any)
	for _, e := range list {
		all = append(all, fmt.Sprint(e.(body)["pointer"], " ", e.(body)["detail"]))
	}
	return strings.Join(all, "; ")
}

func exported(w *apptest.World, language string) string {
	return w.Do(keeper, "GET", employments, nil, apptest.Header("Accept", "text/csv"), apptest.Header("Accept-Language", language)).Is(200).Body.String()
}
