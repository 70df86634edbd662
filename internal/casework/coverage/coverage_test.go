package coverage

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
		state  State
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
			if state := tt.need.Judge(got); state != tt.state {
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
		states []State
		want   State
	}{
		{"nobody asked for is not applicable", nil, NotApplicable},
		{"all met is met", []State{Met, Met}, Met},
		{"one met and one missing is partly", []State{Met, Missing}, Partly},
		{"one partly is partly", []State{Missing, Partly}, Partly},
		{"all missing is missing", []State{Missing, Missing}, Missing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Together(tt.states); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The oracle counts each day for itself.
func TestOpenedAreTheDaysOnWhichMoreAreLackingThanBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) workday.Date { return day("03-01").AddDays(rapid.IntRange(0, 20).Draw(t, name)) }
		people := func(name string) (list []Presence) {
			for range rapid.IntRange(0, 4).Draw(t, name) {
				list = append(list, Presence{rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person"), 5 * rapid.IntRange(1, 8).Draw(t, "share"), some("from"), some("to")})
			}
			return list
		}
		n := Need{People: rapid.IntRange(1, 3).Draw(t, "people"), Share: 20, From: some("first"), To: some("last")}
		before, after := people("before"), people("after")
		now := some("today")
		gaps := n.Opened(before, after, now)
		lacking := func(list []Presence, on workday.Date) int {
			seen := map[string]bool{}
			for _, p := range list {
				if p.Share >= n.Share && !on.Before(p.From) && on.Before(p.To) {
					seen[p.Person] = true
				}
			}
			return max(0, n.People-len(seen))
		}
		for on := day("02-20"); on.Before(day("04-01")); on = on.AddDays(1) {
			want := 0
			if !on.Before(now) && !on.Before(n.From) && on.Before(n.To) {
				want = max(0, lacking(after, on)-lacking(before, on))
			}
			i := slices.IndexFunc(gaps, func(p Period) bool { return !on.Before(p.From) && on.Before(p.To) })
			if got := i >= 0; got != (want > 0) || got && gaps[i].Lacking != want {
				t.Fatalf("on %s %d more are lacking; found %v", on, want, gaps)
			}
		}
	})
}
