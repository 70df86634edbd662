package audit_test

import (
	"encoding/json"
	"testing"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/workday"
)

func TestADifferenceHoldsWhatChangedAndNothingElse(t *testing.T) {
	t.Parallel()
	day := workday.MustDate("2026-03-02")
	again := workday.MustDate("2026-03-02")
	var none *workday.Date
	for want, members := range map[string][]audit.Member{
		`{}`: {
			audit.Changed("text", "a", "a"), audit.Optional("day", &day, &again), audit.Changed("list", nil, []string{}),
			audit.Withheld("name", "x", "x"), audit.Given("late", false), audit.Given("reason", ""), audit.Given("none", none),
			audit.Parts(map[string]any{"a": 1}, map[string]any{"a": 1}),
		},
		`{"text":{"old":"","new":"a"}}`:                         {audit.Changed("text", "", "a")},
		`{"flag":{"old":true,"new":false}}`:                     {audit.Changed("flag", true, false)},
		`{"day":{"old":null,"new":"2026-03-02"}}`:               {audit.Changed("day", none, &day)},
		`{"day":{"new":"2026-03-02"}}`:                          {audit.Optional("day", none, &day)},
		`{"day":{"old":"2026-03-02"}}`:                          {audit.Optional("day", &day, none)},
		`{"list":{"old":["a"],"new":["b"]}}`:                    {audit.Changed("list", []string{"a"}, []string{"b"})},
		`{"name":{}}`:                                           {audit.Withheld("name", "Kari", "Anne")},
		`{"to":{"new":null}}`:                                   {audit.Set("to", none)},
		`{"late":{"new":true},"reason":{"new":"so"}}`:           {audit.Given("late", true), audit.Given("reason", "so")},
		`{"a":{"old":1},"b":{"old":1,"new":2},"c":{"new":"x"}}`: {audit.Parts(map[string]any{"a": 1, "b": 1}, map[string]any{"b": 2, "c": "x"})},
	} {
		got, err := json.Marshal(audit.Difference(members...))
		if err != nil || string(got) != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
	}
}
