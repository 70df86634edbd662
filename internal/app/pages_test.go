package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Every list obeys limit and cursor: read row by row it is the list that is read
// at once.
func TestEveryListIsTheSameReadRowByRow(t *testing.T) {
	t.Parallel()
	w, c := apptest.Treated(t), readContract(t)
	lists, longer := 0, 0
	for _, op := range c.operations() {
		isList := false
		for _, p := range op.Parameters {
			isList = isList || p.Name == "cursor"
		}
		if op.method != http.MethodGet || !isList {
			continue
		}
		lists++
		organisation := op.organisations()[0]
		candidates := actors(t, op, organisation)
		if len(candidates) == 0 { // of what municipalities alone have
			organisation = "3417"
			candidates = actors(t, op, organisation)
		}
		who := candidates[0]
		path := w.Path(op.path, organisation)
		whole, _ := w.Do(who, "GET", path+"?limit=200", nil).Is(200).Get("items").([]any)
		rows := 0
		for next := path + "?limit=1"; next != "" && rows < 60; {
			page := w.Do(who, "GET", next, nil).Is(200)
			items, _ := page.Get("items").([]any)
			if len(items) > 1 {
				t.Errorf("%s gives %d rows where one is asked for", op.ID, len(items))
			}
			for _, item := range items {
				if rows >= len(whole) || fmt.Sprint(item) != fmt.Sprint(whole[rows]) {
					t.Errorf("%s: row %d is another one when it is read alone", op.ID, rows)
				}
				rows++
			}
			next = ""
			if cursor := page.Text("next"); cursor != "" {
				next = path + "?limit=1&cursor=" + cursor
			}
		}
		if rows != min(len(whole), 60) {
			t.Errorf("%s has %d rows at once, and %d one by one", op.ID, len(whole), rows)
		}
		if len(whole) > 1 {
			longer++
		}
	}
	if lists < 20 || longer < 12 {
		t.Errorf("%d lists were read, %d of them with more than one row", lists, longer)
	}
}
