package assignment_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// pick draws an assignment in one of the states; false where there is none.
func (m *model) pick(states ...string) (line, bool) {
	found := slices.DeleteFunc(slices.Clone(m.lines), func(l line) bool { return !slices.Contains(states, l.State) })
	if len(found) == 0 {
		return line{}, false
	}
	return rapid.SampledFrom(found).Draw(m.T, states[0]), true
}

func (m *model) staff() string {
	return rapid.SampledFrom([]string{"planner1", "planner2"}).Draw(m.T, "staff")
}

func (m *model) share() int { return 5 * rapid.IntRange(1, 20).Draw(m.T, "share") }

func (m *model) day() workday.Date { return spring.AddDays(rapid.IntRange(0, 110).Draw(m.T, "day")) }

// answers fails unless an act was answered as the model says: with the status,
// or the code of a problem.
func (m *model) answers(a *apptest.Answer, want any) {
	m.Helper()
	if got := any(a.Code); got != want && any(a.Text("code")) != want {
		m.Fatalf("answered %d %s, want %v: %s", a.Code, a.Text("code"), want, a.Body)
	}
}

// warned says whether an answer warns of something.
func warned(a *apptest.Answer, code string) bool {
	return strings.Contains(a.Body.String(), `{"code":"`+code+`"`)
}

// starts is a nomination as its release makes it: whoever comes in the place of
// another begins when that one is gone.
func (m *model) starts(l line) line {
	for _, old := range m.lines {
		if l.Replaces == nil || old.Region != l.Region || old.Number != *l.Replaces {
			continue
		}
		gone := latest(l.From, m.today())
		if !old.counts() || !gone.Before(old.Ends) {
			gone = old.Ends
		}
		l.From = latest(l.From, gone)
	}
	return l
}

func latest(a, b workday.Date) workday.Date {
	if b.After(a) {
		return b
	}
	return a
}

// over says that nothing is left of an assignment.
func (m *model) over(l line) bool { return !m.today().Before(l.Ends) }

var acts = map[string]func(*model){
	"nominate": (*model).nominate, "release": (*model).release, "override": (*model).override, "replace": (*model).replace,
	"retract": func(m *model) {
		if l, ok := m.pick("nominated"); ok {
			want := any(200)
			if m.over(l) {
				want = "assignment.ended"
			}
			m.answers(m.w.Do(administrator, "POST", l.path()+"/retract", nil), want)
		}
	},
	"recall": func(m *model) {
		if l, ok := m.pick(counting...); ok {
			on, want := m.day(), any(200)
			switch {
			case m.over(l):
				want = "assignment.ended"
			case on.Before(m.today()) || !on.Before(l.Ends):
				want = "assignment.recall_day_invalid"
			}
			m.answers(m.w.Do(chief, "POST", l.path()+"/recall", object{"on": on, "reason_code": "other"}), want)
		}
	},
	"lower": func(m *model) {
		staff, from, percent := m.staff(), m.day(), 10*rapid.IntRange(0, 10).Draw(m.T, "percent")
		employment := "/v1/organisations/3417/employments/" + staff
		tag := m.w.Do(administrator, "GET", employment, nil).ETag()
		a := m.w.Do(administrator, "PUT", employment+"/capacity/"+from.String(), object{"percent": percent}, apptest.IfMatch(tag))
		if !from.Before(m.left[staff]) {
			m.answers(a, "directory.period_invalid")
			return
		}
		m.answers(a, 200)
		m.percents[staff][from] = percent
	},
	"leave": func(m *model) {
		staff := m.staff()
		m.left[staff] = m.day()
		if _, err := m.w.Pool.Exec(m.Context(), `UPDATE employment e SET to_date = $2 FROM organisation o WHERE o.id = e.municipality_id AND o.key = '3417' AND e.staff_key = $1`, staff, m.left[staff]); err != nil {
			m.Fatal(err)
		}
	},
	"pass": func(m *model) {
		m.w.Clock.Set(m.w.Clock.Now().AddDate(0, 0, rapid.IntRange(1, 60).Draw(m.T, "passed")))
	},
}

func (m *model) nominate() {
	l := line{Region: rapid.SampledFrom([]string{apptest.Region, neighbour}).Draw(m.T, "region"), Key: rapid.SampledFrom([]string{"a", "b"}).Draw(m.T, "key"),
		Staff: m.staff(), Share: m.share(), From: m.day()}
	l.To = l.From.AddDays(rapid.IntRange(1, 60).Draw(m.T, "days"))
	body := object{"staff_key": l.Staff, "share": l.Share, "from": l.From, "to": l.To}
	old, replaces := m.pick(counting...)
	if replaces = replaces && rapid.Bool().Draw(m.T, "replaces"); replaces {
		l.Region, l.Key, body["replaces"] = old.Region, old.Key, old.Number
	}
	body["requirement"] = l.Key
	a := m.w.Do(administrator, "POST", resourcesIn(l.Region)+"/assignments", body)
	switch {
	case !l.To.After(m.today()):
		m.answers(a, "assignment.period_invalid")
	case replaces && m.over(old):
		m.answers(a, "assignment.replaces_invalid")
	case l.To.After(m.left[l.Staff]):
		m.answers(a, "assignment.not_employed")
	case m.named(l, 0):
		m.answers(a, "assignment.nominated_already")
	default:
		m.answers(a, 201)
		if is := warned(a, "assignment.over_capacity"); is != (m.excess(l, nil) > 0) || warned(a, "assignment.share_too_small") != (l.Share < 20) {
			m.Fatalf("warned: %s", a.Body)
		}
	}
}

func (m *model) release() {
	if l, ok := m.pick("nominated"); ok {
		begins, want := m.starts(l), any(200)
		switch {
		case m.over(l) || !begins.From.Before(l.Ends):
			want = "assignment.ended"
		case m.excess(begins, nil) > 0:
			want = "assignment.over_capacity"
		}
		m.answers(m.w.Do(chief, "POST", l.path()+"/release", nil), want)
	}
}

func (m *model) override() {
	if l, ok := m.pick("nominated"); ok {
		begins, want := m.starts(l), any(200)
		excess := m.excess(begins, nil)
		switch {
		case m.over(l) || !begins.From.Before(l.Ends):
			want = "assignment.ended"
		case excess == 0:
			want = "assignment.capacity_suffices"
		}
		m.answers(m.w.Do(chief, "POST", l.path()+"/release-over-capacity", handedOver), want)
		m.read()
		for _, o := range m.lines {
			if want == 200 && o.path() == l.path() && (o.Excess == nil || *o.Excess != excess) {
				m.Fatalf("%d percent over was accepted, and %v is kept", excess, o.Excess)
			}
		}
	}
}

// replace knows just when a replacement is made, and that it then leaves no day
// uncovered that was, unless it says so.
func (m *model) replace() {
	old, ok := m.pick(counting...)
	if !ok {
		return
	}
	l := line{Region: old.Region, Key: old.Key, Staff: m.staff(), Share: m.share(), From: m.day(), To: old.To}
	if old.State == "replaced" {
		l.To = old.Until
	}
	before := m.lackingAll(l)
	want := any(201)
	switch {
	case m.over(old) || !old.From.Before(old.Ends):
		want = "assignment.ended"
	case l.From.Before(m.today()), !l.From.Before(old.Ends) && old.State == "released":
		want = "assignment.period_invalid"
	case !l.From.Before(old.Ends):
		want = "assignment.wrong_state"
	case l.To.After(m.left[l.Staff]):
		want = "assignment.not_employed"
	case m.named(l, old.Number):
		want = "assignment.nominated_already"
	case m.excess(l, &old) > 0:
		want = "assignment.over_capacity"
	}
	a := m.w.Do(chief, "POST", old.path()+"/replace", object{"staff_key": l.Staff, "share": l.Share, "from": l.From})
	m.answers(a, want)
	if want != 201 {
		return
	}
	m.read()
	opened := slices.ContainsFunc(m.lackingAll(l), func(after dayLacking) bool { return after.lacking > before[after.day.Sub(spring)].lacking })
	if opened != warned(a, "assignment.leaves_gap") || opened && l.Share >= 20 {
		m.Fatalf("a day was uncovered: %v, and told is %s", opened, a.Body)
	}
}

// dayLacking is how many are lacking on a day.
type dayLacking struct {
	day     workday.Date
	lacking int
}

func (m *model) lackingAll(l line) (all []dayLacking) {
	for day := spring; day.Before(autumn); day = day.AddDays(1) {
		all = append(all, dayLacking{day, m.lacking(l.Region, l.Key, day)})
	}
	return all
}

func TestNoInterleavingGivesMoreOfAPersonThanTheyCanUnseen(t *testing.T) {
	t.Parallel()
	w := twoRegions(t)
	names := []string{"nominate", "nominate", "nominate", "nominate", "release", "release", "release", "override", "retract", "recall", "replace", "replace", "lower", "leave", "pass"}
	did := map[string]int{}
	apptest.Sequences(t, func(rt *rapid.T) {
		m := begin(t, rt, w)
		for _, act := range rapid.SliceOfN(rapid.SampledFrom(names), 4, 16).Draw(rt, "acts") {
			acts[act](m)
			did[act]++
			m.hold(act)
		}
		m.covered(apptest.Region)
		m.covered(neighbour)
	})
	t.Logf("acts: %v", did)
}
