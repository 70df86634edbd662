package assignment_test

import (
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const contribution = own + "/contribution"

func TestAMunicipalityRecordsWhatElseItContributes(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Do(chief, "GET", contribution, nil).Refused(404, "contribution.not_recorded")
	if is, _ := open(w.Do(administrator, "GET", own, nil).Is(200), "record-contribution"); !is {
		t.Error("recording is not shown as open")
	}
	body := object{"description": " Map data ", "money": object{"amount": 5_000_000, "currency": "NOK"}}
	w.Do(administrator, "PUT", contribution, body, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")
	made := w.Do(administrator, "PUT", contribution, body).Is(201)
	if made.Text("description") != "Map data" || made.Get("money.amount") != 5e6 || made.Header().Get("Location") != contribution {
		t.Errorf("recorded: %s", made.Body)
	}
	w.Do(chief, "PUT", contribution, object{"description": "Rooms"}).Refused(428, "precondition.required")
	changed := w.Do(chief, "PUT", contribution, object{"description": "Rooms"}, apptest.IfMatch(made.ETag())).Is(200)
	if changed.Get("money") != nil {
		t.Errorf("changed: %s", changed.Body)
	}
	w.Do(chief, "PUT", contribution, body, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	m := w.Do("reader@3418", "GET", own, nil).Is(200)
	if m.Get("contributes") != true || m.Text("contribution.description") != "Rooms" || m.Text("state") != "missing" {
		t.Errorf("the municipality is %s", m.Body)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'record-contribution'`); n != 2 {
		t.Errorf("%d events tell of it", n)
	}
}

func TestAContributionIsRefused(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	rooms := object{"description": "Rooms"}
	for name, tt := range map[string]struct {
		actor, path string
		body        object
		status      int
		code        string
	}{
		"of an office that only reads": {"reader@3417", contribution, rooms, 403, "permission.denied"},
		"of another municipality":      {"administrator@3418", contribution, rooms, 403, "permission.denied"},
		"of a stranger":                {"administrator@" + apptest.Stranger, contribution, rooms, 404, "resource.not_found"},
		"of one that takes no part":    {"administrator@3401", resources + "/3401/contribution", rooms, 404, "resource.not_found"},
		"without words":                {administrator, contribution, object{"description": " \n "}, 422, "contribution.description_invalid"},
		"of less than nothing":         {administrator, contribution, object{"description": "Debt", "money": object{"amount": -1, "currency": "NOK"}}, 422, "request.invalid"},
	} {
		if a := w.Do(tt.actor, "PUT", tt.path, tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: answered %s", name, a.Body)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM contribution`); n != 0 {
		t.Errorf("%d contributions were kept", n)
	}
}

func TestTwoContributionsAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	codes := make([]int, 6)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() { codes[i] = w.Do(administrator, "PUT", contribution, object{"description": "Rooms"}).Code })
	}
	wg.Wait()
	made := 0
	for _, c := range codes {
		if c == 201 {
			made++
		} else if c != 428 {
			t.Errorf("one was answered %d", c)
		}
	}
	if made != 1 {
		t.Errorf("%d made it", made)
	}
}
