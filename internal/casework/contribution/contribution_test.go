package contribution_test

import (
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	own           = aCase + "/resources/3417"
	recorded      = own + "/contribution"
)

// inForce is a world in which two municipalities are asked for a planner each.
func inForce(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.New(t)
	agree(w, []string{"3417", "3418"}, 1)
	return w
}

func TestAMunicipalityRecordsWhatElseItContributes(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Do(chief, "GET", recorded, nil).Refused(404, "contribution.not_recorded")
	if offered := w.Do(administrator, "GET", own, nil).Is(200); offered.Text("actions.2.act") != "record-contribution" || offered.Get("actions.2.open") != true {
		t.Errorf("recording is not shown as open: %s", offered.Body)
	}
	body := object{"description": " Map data ", "money": object{"amount": 5_000_000, "currency": "NOK"}}
	w.Do(administrator, "PUT", recorded, body, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")
	made := w.Do(administrator, "PUT", recorded, body).Is(201)
	if made.Text("description") != "Map data" || made.Get("money.amount") != 5e6 || made.Header().Get("Location") != recorded {
		t.Errorf("recorded: %s", made.Body)
	}
	w.Do(chief, "PUT", recorded, object{"description": "Rooms"}).Refused(428, "precondition.required")
	changed := w.Do(chief, "PUT", recorded, object{"description": "Rooms"}, apptest.IfMatch(made.ETag())).Is(200)
	if changed.Get("money") != nil {
		t.Errorf("changed: %s", changed.Body)
	}
	w.Do(chief, "PUT", recorded, body, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	m := w.Do("reader@3418", "GET", own, nil).Is(200)
	if m.Get("contributes") != true || m.Text("contribution.description") != "Rooms" || m.Text("state") != "missing" {
		t.Errorf("the municipality is %s", m.Body)
	}
	if n := count(t, w, `audit_event WHERE act = 'record-contribution'`); n != 2 {
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
		"of an office that only reads": {"reader@3417", recorded, rooms, 403, "permission.denied"},
		"of another municipality":      {"administrator@3418", recorded, rooms, 403, "permission.denied"},
		"of a stranger":                {"administrator@" + apptest.Stranger, recorded, rooms, 404, "resource.not_found"},
		"of one that takes no part":    {"administrator@3401", aCase + "/resources/3401/contribution", rooms, 404, "resource.not_found"},
		"without words":                {administrator, recorded, object{"description": " \n "}, 422, "contribution.description_invalid"},
		"of less than nothing":         {administrator, recorded, object{"description": "Debt", "money": object{"amount": -1, "currency": "NOK"}}, 422, "request.invalid"},
	} {
		if a := w.Do(tt.actor, "PUT", tt.path, tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: answered %s", name, a.Body)
		}
	}
	if n := count(t, w, "contribution"); n != 0 {
		t.Errorf("%d contributions were kept", n)
	}
}

func TestTwoContributionsAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	codes := make([]int, 6)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() { codes[i] = w.Do(administrator, "PUT", recorded, object{"description": "Rooms"}).Code })
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
