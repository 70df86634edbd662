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

func TestFrozenChangesStayAsTheyWere(t *testing.T) {
	t.Parallel()
	type thing struct {
		Name string `json:"name"`
	}
	list := []thing{{"before"}}
	frozen, err := audit.Changes{"list": {New: list}, "gone": {Old: 1}}.Frozen()
	list[0].Name = "after"
	text, err2 := json.Marshal(frozen)
	if want := `{"gone":{"old":1},"list":{"new":[{"name":"before"}]}}`; err != nil || err2 != nil || string(text) != want {
		t.Errorf("%s, %v %v, want %s", text, err, err2, want)
	}
	if _, err := (audit.Changes{"x": {New: func() {}}}).Frozen(); err == nil {
		t.Error("what cannot be written is no change")
	}
}
