package alarm_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// The sizes differ in cases, in people, and in the alarms of each.
func TestAlarmsTakeTheSameStatementsHoweverMany(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := inForce(t, listening)
	paths := []string{own + "/alarms", aCase + "/alarms", aCase + "/matrix", "/v1/me/tasks?kind=resolve_alarm"}
	read := func() (cost []int, found int) {
		for _, path := range paths {
			before := said.N()
			a := w.Do(chief, "GET", path, nil).Is(200)
			cost = append(cost, said.N()-before)
			found += strings.Count(a.Body.String(), "over_capacity")
		}
		return cost, found
	}
	overload := func(at, staffKey string) {
		w.capacity(staffKey, "2024-05-01", 100)
		w.release(at, staffKey, "2024-04-01", "2025-01-01", 20)
		w.capacity(staffKey, "2024-05-01", 5)
	}
	w.milestone("proposal_ready", "2024-12-02")
	overload(aCase, "planner1")
	few, one := read()
	second := w.prepare(object{"publicity": "public"})
	for _, at := range []string{aCase, second} {
		for _, staffKey := range []string{"planner2", "planner3"} {
			overload(at, staffKey)
		}
	}
	many, all := read()
	if one != 2 || all != 8 {
		t.Errorf("%d and %d alarms are read", one, all)
	}
	for i, path := range paths {
		if few[i] != many[i] {
			t.Errorf("%s takes %d statements, and %d where there is more", path, few[i], many[i])
		}
	}
}
