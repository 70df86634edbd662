package effect_test

import (
	"strings"
	"testing"
	"time"
)

func TestRule84AnOpenReconciliationIsATaskOfTheSecretariat(t *testing.T) {
	t.Parallel()
	w, at, of := before(t, object{"rule": "all_adopt"}, "3401", "3415")
	asked := func(who string) []any {
		return w.Do(who, "GET", "/v1/me/tasks?kind=reconcile", nil).Is(200).Get("items").([]any)
	}
	if n := len(asked(secretariat)); n != 0 {
		t.Errorf("%d tasks before bodies differ", n)
	}
	council(w, of, "3401", "adopted_with_changes", strings.Replace(proposed, "regionale", "lokale", 1)).Is(200)
	if n := len(asked("clerk@3401")); n != 0 {
		t.Errorf("a clerk has %d tasks", n)
	}
	only := func(want object) {
		t.Helper()
		found := asked(secretariat)
		if len(found) != 1 {
			t.Fatalf("the secretariat has %d tasks", len(found))
		}
		one := found[0].(object)
		action := one["action"].(object)
		for name, value := range want {
			if one[name] != value && action[name] != value {
				t.Errorf("%s is %v and %v, not %v", name, one[name], action[name], value)
			}
		}
	}
	only(object{"act": "choose-reconciliation-exit", "open": true, "by": nil, "overdue": false, "about": at + "/reconciliation"})
	w.Do(secretariat, "POST", at+"/reconciliation/exits", object{"exit": "mediation", "due": "2024-03-14", "reason": "The chief executives talk"}).Is(200)
	only(object{"act": "end-reconciliation", "open": true, "by": "2024-03-14", "overdue": false})
	w.Clock.Set(time.Date(2024, 3, 15, 8, 0, 0, 0, time.UTC))
	only(object{"by": "2024-03-14", "overdue": true})
	council(w, of, "3415", "adopted", proposed).Is(200)
	if n := len(asked(secretariat)); n != 0 {
		t.Errorf("%d tasks once the case is adopted", n)
	}
}
