package assignment_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

var (
	spring, autumn = workday.MustDate("2024-04-01"), workday.MustDate("2024-08-01")
	counting       = []string{"released", "recalled", "replaced"}
)

// line is an assignment as it is kept. Until is the day up to which it was
// agreed, Ends that up to which the person is there.
type line struct {
	Region, Key, Staff, State string
	Number, Share             int
	From, To, Until, Ends     workday.Date
	Replaces, Excess          *int
}

func (l line) path() string { return fmt.Sprintf("%s/assignments/%d", resourcesIn(l.Region), l.Number) }

func (l line) counts() bool { return slices.Contains(counting, l.State) }

// gives says whether the line takes up capacity on a day, covers whether the
// person is there.
func (l line) gives(day workday.Date) bool {
	return l.counts() && !day.Before(l.From) && day.Before(l.Until)
}

func (l line) covers(day workday.Date) bool {
	return l.counts() && !day.Before(l.From) && day.Before(l.Ends)
}

// model counts naively, day by day, what two people are released to in two
// regions, after every act.
type model struct {
	*rapid.T
	w     *apptest.World
	lines []line
	// percent is what a person can give from a day on, left when they leave.
	percents map[string]map[workday.Date]int
	left     map[string]workday.Date
	// lowered is how much is given on the days on which it is too much because
	// what the person can give was lowered: it may only become less.
	lowered map[string]map[workday.Date]int
}

func begin(t *testing.T, rt *rapid.T, w *apptest.World) *model {
	t.Helper()
	exec(t, w, `DELETE FROM assignment`)
	exec(t, w, `DELETE FROM capacity WHERE from_date > '2020-01-01'`)
	exec(t, w, `UPDATE employment SET to_date = NULL`)
	w.Clock.Set(apptest.Start)
	m := &model{T: rt, w: w, percents: map[string]map[workday.Date]int{}, left: map[string]workday.Date{}, lowered: map[string]map[workday.Date]int{}}
	for _, staff := range []string{"planner1", "planner2"} {
		m.percents[staff], m.lowered[staff], m.left[staff] = map[workday.Date]int{workday.MustDate("2020-01-01"): 100}, map[workday.Date]int{}, workday.MustDate("2030-01-01")
	}
	return m
}

func (m *model) today() workday.Date { return workday.Today(m.w.Clock.Now()) }

func (m *model) read() {
	rows, err := m.w.Pool.Query(m.Context(), `
		SELECT r.key, a.requirement_key, e.staff_key, a.state, a.number, a.share, a.from_date, a.to_date,
			least(a.to_date, a.ended_on), least(a.to_date, a.ended_on, e.to_date), a.replaces, a.override_excess
		FROM assignment a JOIN employment e ON e.id = a.employment_id JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id ORDER BY a.id`)
	if err != nil {
		m.Fatal(err)
	}
	if m.lines, err = pgx.CollectRows(rows, pgx.RowToStructByPos[line]); err != nil {
		m.Fatal(err)
	}
}

func (m *model) percent(staff string, day workday.Date) int {
	var last workday.Date
	for from := range m.percents[staff] {
		if !from.After(day) && from.After(last) {
			last = from
		}
	}
	return m.percents[staff][last]
}

// given is how much is released of a person on a day, and how far over what
// they can give was accepted by an override there.
func (m *model) given(staff string, day workday.Date) (sum, accepted int) {
	for _, l := range m.lines {
		if l.Staff == staff && l.gives(day) {
			sum += l.Share
			if l.Excess != nil {
				accepted = max(accepted, *l.Excess)
			}
		}
	}
	return sum, accepted
}

// excess is by how much a release would be over on its worst day, 0 where it
// fits. Days on which it gives no more than old did are no matter, as long as
// old is of the same person.
func (m *model) excess(l line, old *line) (over int) {
	for day := l.From; day.Before(l.To); day = day.AddDays(1) {
		sum, _ := m.given(l.Staff, day)
		if old != nil {
			if old.gives(day) && old.Staff == l.Staff {
				sum -= old.Share
				if l.Share <= old.Share {
					continue
				}
			}
		}
		over = max(over, sum+l.Share-m.percent(l.Staff, day))
	}
	return over
}

// named says whether a person is named to the same on one of the same days.
func (m *model) named(l line, except int) bool {
	return slices.ContainsFunc(m.lines, func(o line) bool {
		return o.Region == l.Region && o.Key == l.Key && o.Staff == l.Staff && o.Number != except && (o.counts() || o.State == "nominated") &&
			o.From.Before(l.To) && l.From.Before(o.Until) && o.From.Before(o.Until)
	})
}

// hold checks every day of every person after an act.
func (m *model) hold(act string) {
	m.read()
	for staff, lowered := range m.lowered {
		for day := spring; day.Before(autumn); day = day.AddDays(1) {
			sum, accepted := m.given(staff, day)
			most, is := lowered[day]
			switch over := sum - m.percent(staff, day); {
			case over <= 0:
				delete(lowered, day)
			case act == "lower":
				lowered[day] = sum
			case is && sum <= most:
				lowered[day] = sum
			case over > accepted:
				m.Fatalf("after %s, %d percent of %s is given on %s, of %d; %d more was accepted", act, sum, staff, day, m.percent(staff, day), accepted)
			}
		}
	}
}

// lacking is how many of the two people asked for, with 20 percent, are lacking
// on a day ahead.
func (m *model) lacking(region, key string, day workday.Date) int {
	there := map[string]bool{}
	for _, l := range m.lines {
		if l.Region == region && l.Key == key && l.Share >= 20 && l.covers(day) {
			there[l.Staff] = true
		}
	}
	if day.Before(m.today()) {
		return 0
	}
	return max(0, 2-len(there))
}

// covered compares the coverage shown with the count.
func (m *model) covered(region string) {
	var shown struct {
		Requirements []struct {
			Key  string
			Gaps []struct {
				From, To workday.Date
				Lacking  int
			}
		}
	}
	m.w.Do(secretariat, "GET", resourcesIn(region), nil).Into(&shown)
	for _, r := range shown.Requirements {
		for day := spring; day.Before(autumn); day = day.AddDays(1) {
			lacking := 0
			for _, g := range r.Gaps {
				if !day.Before(g.From) && day.Before(g.To) {
					lacking = g.Lacking
				}
			}
			if want := m.lacking(region, r.Key, day); lacking != want {
				m.Fatalf("in %s, %d are lacking as %s on %s, shown as %d", region, want, r.Key, day, lacking)
			}
		}
	}
}
