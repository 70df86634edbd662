package authority_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAPostReachesThePersonItNamesUntilTheyHaveLeft(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	lastEvening, midnight := time.Date(2024, 2, 12, 22, 59, 59, 0, time.UTC), time.Date(2024, 2, 12, 23, 0, 0, 0, time.UTC)
	for _, leave := range []string{
		`UPDATE employment SET to_date = '2024-02-13' WHERE person_id = $1`,
		`UPDATE office SET to_at = '2024-02-12T23:00:00Z' WHERE person_id = $1`,
		`UPDATE seat SET to_at = '2024-02-12T23:00:00Z' WHERE person_id = $1`,
	} {
		for _, name := range []string{"planner1@3417", "reader@3417", "board_member@" + apptest.Region} {
			if _, err := w.Pool.Exec(t.Context(), leave, apptest.Person(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		person string
		at     time.Time
		want   bool
	}{
		"an employee":                           {"planner2@3417", midnight, true},
		"an employee before their first day":    {"planner2@3417", time.Date(2019, 12, 31, 22, 59, 59, 0, time.UTC), false},
		"an employee on their last evening":     {"planner1@3417", lastEvening, true},
		"an employee after it, by Oslo's clock": {"planner1@3417", midnight, false},
		"an officer":                            {"clerk@3417", midnight, true},
		"an officer until the end":              {"reader@3417", lastEvening, true},
		"an officer from the end on":            {"reader@3417", midnight, false},
		"the holder of a seat":                  {"board_chair@" + apptest.Region, midnight, true},
		"the holder of a seat until the end":    {"board_member@" + apptest.Region, lastEvening, true},
		"the holder of a seat from the end on":  {"board_member@" + apptest.Region, midnight, false},
	} {
		call := authority.Call{Post: authority.Post{Person: apptest.Person(tt.person)}}
		found, err := authority.Reach(t.Context(), w.Pool, tt.at, []authority.Call{call})
		if err != nil || (len(found[call].Holders) == 1) != tt.want {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

func TestTheSameCallMadeTwiceReachesEachPersonOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	call := authority.Call{Post: authority.Post{Organisation: "3417", Office: office.Administrator}, Act: "assignment:nominate"}
	other := authority.Call{Post: authority.Post{Organisation: "3418", Office: office.Administrator}, Act: "assignment:nominate"}
	found, err := authority.Reach(t.Context(), w.Pool, w.Clock.Now(), []authority.Call{call, other, call, call})
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[authority.Call]string{call: "administrator@3417", other: "administrator@3418"} {
		if p := found[c]; len(p.Holders) != 1 || p.Holders[0].Person != apptest.Person(want) {
			t.Errorf("%s is called, and found %+v", want, p)
		}
	}
}

// Rule 1.5: a vacant office of chief executive names the clerks who can fill it,
// and they are not among those who are told.
func TestAVacantOfficeNamesWhoCanRecordAnAppointment(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	call := authority.Call{Post: authority.Post{Organisation: "3417", Office: office.ChiefExecutive}, Act: "mandate:answer"}
	reach := func() authority.People {
		t.Helper()
		found, err := authority.Reach(t.Context(), w.Pool, w.Clock.Now(), []authority.Call{call})
		if err != nil {
			t.Fatal(err)
		}
		return found[call]
	}
	if p := reach(); len(p.Appointing) != 0 || len(p.Holders) != 1 {
		t.Errorf("while somebody is chief executive: %+v", p)
	}
	w.Exec(`UPDATE office SET to_at = $1 WHERE person_id = $2`, apptest.Start, apptest.Person("chief_executive@3417"))
	if p := reach(); len(p.Appointing) != 1 || p.Appointing[0].Person != apptest.Person("clerk@3417") || len(p.All()) != 0 {
		t.Errorf("while nobody is: %+v", p)
	}
}
