package assignment

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func day(s string) workday.Date { return workday.MustDate("2024-" + s) }

func TestCover(t *testing.T) {
	t.Parallel()
	need := Need{People: 2, Share: 20, From: day("03-01"), To: day("07-01")}
	before := day("01-01")
	tests := []struct {
		name   string
		need   Need
		people []Presence
		today  workday.Date
		want   []Period
		state  Coverage
	}{
		{"nobody leaves the whole period as one gap", need, nil, before,
			[]Period{{day("03-01"), day("07-01"), 2}}, Missing},
		{"enough people on every day leave no gap", need,
			[]Presence{{"a", 20, day("01-01"), day("12-01")}, {"b", 50, day("03-01"), day("07-01")}}, before,
			[]Period{{day("03-01"), day("07-01"), 0}}, Met},
		{"two halves of a share are not one person", Need{1, 40, day("03-01"), day("07-01")},
			[]Presence{{"a", 20, day("03-01"), day("07-01")}, {"b", 20, day("03-01"), day("07-01")}}, before,
			[]Period{{day("03-01"), day("07-01"), 1}}, Missing},
		{"a person counts once, however often released", need,
			[]Presence{{"a", 20, day("03-01"), day("07-01")}, {"a", 30, day("03-01"), day("07-01")}}, before,
			[]Period{{day("03-01"), day("07-01"), 1}}, Partly},
		{"the day a person ends on is not covered", Need{1, 20, day("03-01"), day("03-03")},
			[]Presence{{"a", 20, day("03-01"), day("03-02")}}, before,
			[]Period{{day("03-01"), day("03-02"), 0}, {day("03-02"), day("03-03"), 1}}, Partly},
		{"a change of people without a day between is one covered period", Need{1, 20, day("03-01"), day("07-01")},
			[]Presence{{"a", 20, day("03-01"), day("05-01")}, {"b", 20, day("05-01"), day("07-01")}}, before,
			[]Period{{day("03-01"), day("07-01"), 0}}, Met},
		{"gaps with different numbers lacking stay apart", need,
			[]Presence{{"a", 20, day("04-01"), day("05-01")}}, before,
			[]Period{{day("03-01"), day("04-01"), 2}, {day("04-01"), day("05-01"), 1}, {day("05-01"), day("07-01"), 2}}, Partly},
		{"days gone by no longer matter", Need{1, 20, day("03-01"), day("07-01")},
			[]Presence{{"a", 20, day("04-01"), day("07-01")}}, day("04-01"),
			[]Period{{day("04-01"), day("07-01"), 0}}, Met},
		{"cover of days gone by is no cover", Need{1, 20, day("03-01"), day("07-01")},
			[]Presence{{"a", 20, day("03-01"), day("04-01")}}, day("04-01"),
			[]Period{{day("04-01"), day("07-01"), 1}}, Missing},
		{"a requirement whose time is over has no gap ahead", need, nil, day("07-01"), nil, Met},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := tt.need.Cover(tt.people, tt.today)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if state := tt.need.judge(got); state != tt.state {
				t.Errorf("it is %q, want %q", state, tt.state)
			}
		})
	}
}

func TestCoverIsWhatCountingDayByDayGives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := day("03-01")
		at := func(label string, from, to int) workday.Date {
			return first.AddDays(rapid.IntRange(from, to).Draw(t, label))
		}
		need := Need{People: rapid.IntRange(1, 4).Draw(t, "people"), Share: 5 * rapid.IntRange(1, 5).Draw(t, "share"), From: first, To: at("to", 1, 25)}
		today := at("today", -5, 30)
		var people []Presence
		for range rapid.IntRange(0, 8).Draw(t, "presences") {
			from := at("from", -5, 28)
			people = append(people, Presence{
				Person: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "person"), Share: 5 * rapid.IntRange(1, 6).Draw(t, "their share"),
				From: from, To: from.AddDays(rapid.IntRange(-2, 20).Draw(t, "days")),
			})
		}
		got := need.Cover(people, today)
		reached := max(0, today.Sub(first))
		for i, p := range got {
			if p.From != first.AddDays(reached) || !p.From.Before(p.To) {
				t.Fatalf("period %d is %v, but the one before ends on day %d", i, p, reached)
			}
			if i > 0 && got[i-1].Lacking == p.Lacking {
				t.Fatalf("periods %d and %d are one", i-1, i)
			}
			for d := p.From; d.Before(p.To); d = d.AddDays(1) {
				if want := lackingOn(need, people, d); p.Lacking != want {
					t.Fatalf("on %s %d are lacking, counted %d", d, p.Lacking, want)
				}
			}
			reached = p.To.Sub(first)
		}
		if end := first.AddDays(reached); end.Before(need.To) {
			t.Fatalf("the periods end on %s, the need on %s", end, need.To)
		}
	})
}

// lackingOn counts one day the naive way.
func lackingOn(n Need, people []Presence, d workday.Date) int {
	var counted []string
	for _, p := range people {
		if p.Share >= n.Share && !d.Before(p.From) && d.Before(p.To) && !slices.Contains(counted, p.Person) {
			counted = append(counted, p.Person)
		}
	}
	return max(0, n.People-len(counted))
}

func TestTheStateOfAMunicipality(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		states []Coverage
		want   Coverage
	}{
		{"nobody asked for is not applicable", nil, NotApplicable},
		{"all met is met", []Coverage{Met, Met}, Met},
		{"one met and one missing is partly", []Coverage{Met, Missing}, Partly},
		{"one partly is partly", []Coverage{Missing, Partly}, Partly},
		{"all missing is missing", []Coverage{Missing, Missing}, Missing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := together(tt.states); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
