package replan_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	milestones  = cases + "/2024-1/milestones"
	whole       = cases + "/2024-1/timeline"
)

type body = map[string]any

// prepared is a case in which the proposal, the board ten working days after it or
// later, the notice five working days before the board, and the council follow one
// another.
func prepared(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.New(t, options...)
	w.Do(secretariat, "POST", cases, body{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", cases+"/2024-1/open", body{"municipalities": apptest.Municipalities}).Is(200)
	for _, in := range []body{
		{"key": "ready", "title": "Ready", "kind": "deadline", "due": "2024-05-02"},
		{"key": "meeting", "title": "Board", "kind": "event", "due": "2024-05-21", "depends_on": []string{"ready"}, "lags": []body{{"milestone": "ready", "lag": "working_days:10"}}},
		{"key": "notice", "title": "Notice", "kind": "deadline", "rule": body{"count": "working_days:-5", "milestone": "meeting"}},
		{"key": "council", "title": "Council", "kind": "event", "month": "2024-06", "depends_on": []string{"meeting"}},
	} {
		w.Do(secretariat, "POST", milestones, in).Is(201)
	}
	return w
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestACountedDayIsExplained(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/notice"
	notice := w.Do(secretariat, "GET", at, nil).Is(200)
	// Back from 21 May: 16, 15, 14, 13 and 10; the 17th and Whit Monday are holidays.
	same(t, "the day", notice.Text("due"), "2024-05-10")
	same(t, "what it is counted from", notice.Text("explanation.start"), "2024-05-21")
	same(t, "the version", notice.Text("explanation.calendar_version"), "no-1")
	if in := notice.Text("explanation.sentence"); !strings.HasPrefix(in, "5 working days before 21 May 2024 is 10 May 2024.") {
		t.Errorf("in English: %s", in)
	}
	if nn := w.Do(secretariat, "GET", at, nil, apptest.Header("Accept-Language", "nn")).Is(200).Text("explanation.sentence"); !strings.HasPrefix(nn, "5 arbeidsdagar før 21. mai 2024") {
		t.Errorf("in Nynorsk: %s", nn)
	}
	same(t, "the reason of a day that is skipped", w.Do(secretariat, "GET", at, nil, apptest.Header("Accept-Language", "nb")).Text("explanation.skipped.2.text"), "helligdag: syttende mai")
	same(t, "who waits for the board", w.Do(secretariat, "GET", milestones+"/meeting", nil).Text("dependants.1.key"), "notice")
}

func TestWhatIsCountedMustFit(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := func(more body) body {
		out := body{"key": "k", "title": "Title", "kind": "deadline"}
		maps.Copy(out, more)
		return out
	}
	lag := func(of string) body {
		return in(body{"due": "2024-06-03", "depends_on": []string{"ready"}, "lags": []body{{"milestone": "ready", "lag": of}}})
	}
	for _, tt := range []struct {
		name string
		in   body
		code string
	}{
		{"a rule and a day", in(body{"due": "2024-06-03", "rule": body{"count": "days:1", "from": "2024-05-02"}}), "timeline.day_or_month"},
		{"a rule from nowhere", in(body{"rule": body{"count": "days:1"}}), "timeline.rule_invalid"},
		{"a rule from both", in(body{"rule": body{"count": "days:1", "from": "2024-05-02", "milestone": "ready"}}), "timeline.rule_invalid"},
		{"a rule from what is not there", in(body{"rule": body{"count": "days:1", "milestone": "nothing"}}), "timeline.rule_invalid"},
		{"a rule from a month", in(body{"rule": body{"count": "days:1", "milestone": "council"}}), "timeline.rule_invalid"},
		{"a rule from itself", in(body{"rule": body{"count": "days:1", "milestone": "k"}}), "timeline.dependency_cycle"},
		{"a rule from a day that does not exist", in(body{"rule": body{"count": "days:1", "from": "2024-02-30"}}), "request.invalid"},
		{"a rule beyond the years", in(body{"rule": body{"count": "months:1", "from": "2200-12-31"}}), "timeline.rule_invalid"},
		{"a lag of a million days", lag("days:1000000"), "request.invalid"},
		{"a lag of more than a thousand", lag("days:1001"), "timeline.lag_invalid"},
		{"a lag back in time", lag("days:-1"), "timeline.lag_invalid"},
		{"a lag that is rolled", lag("days:3,forward"), "timeline.lag_invalid"},
		{"a lag after what it does not depend on", in(body{"due": "2024-06-03", "lags": []body{{"milestone": "ready", "lag": "days:1"}}}), "timeline.lag_invalid"},
	} {
		refused := w.Do(secretariat, "POST", milestones, tt.in)
		same(t, tt.name, fmt.Sprint(refused.Code, refused.Text("code")), "422"+tt.code)
	}
	// The board cannot wait for what is counted from it.
	board := w.Do(secretariat, "GET", milestones+"/meeting", nil).Is(200)
	w.Do(secretariat, "PUT", milestones+"/meeting", body{"title": "Board", "kind": "event", "due": "2024-05-21", "depends_on": []string{"notice"}}, apptest.IfMatch(board.ETag())).
		Refused(422, "timeline.dependency_cycle")
	w.Do(secretariat, "POST", milestones+"/meeting/move", body{"month": "2024-06", "reason": "Not known yet"}).Refused(409, "timeline.counted_from")
	w.Do(secretariat, "POST", milestones+"/meeting/withdraw", body{"reason": "By mistake"}).Refused(409, "timeline.followed")
	w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": "2200-12-31", "reason": "Far away", "follow": true}).Refused(422, "timeline.day_or_month")
}

func TestAMoveShowsWhatFollowsAndTakesItAlong(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	move, in := milestones+"/ready/move", body{"due": "2024-05-24", "reason": "More time for the hearing"}
	told := func(r *apptest.Answer) string {
		var all []string
		for i := range 5 {
			at := fmt.Sprintf("follows.%d.", i)
			if key, ok := r.Get(at + "key").(string); ok {
				all = append(all, fmt.Sprintf("%s %v%v by %s %v", key, r.Get(at+"to_due"), r.Get(at+"to_month"), r.Text(at+"cause"), r.Get(at+"moved")))
			}
		}
		return strings.Join(all, ", ")
	}
	// Ten working days after 24 May are 7 June; five before it 31 May. The council is in June still.
	tried := w.Do(secretariat, "POST", move+"?dry_run=true", in).Is(200)
	same(t, "what would follow", told(tried), "meeting 2024-06-07<nil> by ready false, notice 2024-05-31<nil> by meeting false")
	same(t, "the board when only tried", w.Do(secretariat, "GET", milestones+"/meeting", nil).Text("due"), "2024-05-21")

	in["follow"] = true
	same(t, "what would follow along", told(w.Do(secretariat, "POST", move+"?dry_run=true", in).Is(200)), "meeting 2024-06-07<nil> by ready true, notice 2024-05-31<nil> by meeting true")
	moved := w.Do(secretariat, "POST", move, in).Is(200)
	same(t, "what followed", told(moved), "meeting 2024-06-07<nil> by ready true, notice 2024-05-31<nil> by meeting true")
	same(t, "warnings left", moved.Get("warnings.0"), nil)
	board := w.Do(secretariat, "GET", milestones+"/meeting", nil).Is(200)
	same(t, "the board", board.Text("due"), "2024-06-07")
	same(t, "its first plan", board.Text("first_due"), "2024-05-21")
	same(t, "why it moved", board.Text("moves.0.reason"), "More time for the hearing")
	same(t, "what it followed", board.Text("moves.0.follows"), "ready")
	notice := w.Do(secretariat, "GET", milestones+"/notice", nil).Is(200)
	same(t, "from where the notice is counted", notice.Text("explanation.start"), "2024-06-07")

	var reminded string
	if err := w.Pool.QueryRow(t.Context(), `SELECT string_agg(key || ' ' || due, ', ' ORDER BY key) FROM deadline WHERE kind = 'milestone' AND state = 'standing'`).Scan(&reminded); err != nil {
		t.Fatal(err)
	}
	same(t, "reminded of", reminded, "notice 2024-05-31, ready 2024-05-24")
	var recorded int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_event WHERE act = 'move-milestone' AND changes->'reason'->>'new' = 'More time for the hearing'`).Scan(&recorded); err != nil {
		t.Fatal(err)
	}
	same(t, "events", recorded, 3)
}

func TestWhatDoesNotFollowIsWarnedOf(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	moved := w.Do(secretariat, "POST", milestones+"/meeting/move", body{"due": "2024-05-15", "reason": "The meeting was moved"}).Is(200)
	same(t, "too soon", moved.Text("warnings.0.code"), "too_soon")
	same(t, "its words", moved.Text("warnings.0.detail"), "This milestone comes too soon: 10 working days after Ready is 21 May 2024.")
	same(t, "what is counted from it", w.Do(secretariat, "GET", milestones+"/notice", nil).Text("warnings.0.code"), "start_moved")
	same(t, "what it comes after", w.Do(secretariat, "GET", milestones+"/ready", nil).Text("warnings.0.code"), "dependant_too_soon")

	// By hand it is counted no more; by a rule it is again.
	hand := w.Do(secretariat, "POST", milestones+"/notice/move", body{"due": "2024-05-07", "reason": "A week before"}).Is(200)
	same(t, "the rule after a move by hand", hand.Get("rule"), nil)
	again := w.Do(secretariat, "POST", milestones+"/notice/move", body{"rule": body{"count": "weeks:-1", "milestone": "meeting"}, "reason": "A week before"}).Is(200)
	same(t, "the day by a rule", again.Text("due"), "2024-05-08")
	w.Do(secretariat, "POST", milestones+"/notice/complete", nil).Is(200)
	w.Do(secretariat, "POST", milestones+"/notice/move", body{"due": "2024-05-13", "reason": "Too late for that"}).Refused(409, "timeline.already_done")
}

func TestTheTimelineShowsWhatTheEndHangsOn(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": "2024-05-03", "reason": "One day more"}).Is(200)
	all := w.Do("reader@3417", "GET", whole, nil).Is(200)
	same(t, "the end", all.Text("end"), "2024-06-30")
	same(t, "the first end", all.Text("first_end"), "2024-06-30")
	same(t, "the path", fmt.Sprint(all.Get("path")), "[ready meeting council]")
	same(t, "the bottleneck", all.Text("bottleneck"), "meeting")
	var steps []string
	for i := range 4 {
		at := fmt.Sprintf("steps.%d.", i)
		steps = append(steps, fmt.Sprint(all.Text(at+"key"), " ", all.Get(at+"latest"), " ", all.Get(at+"slack_days"), " ", all.Get(at+"critical"), " ", all.Get(at+"moved_days")))
	}
	// The council is in June, on its first day at the earliest of what is known: the
	// board can be as late as its last, and be pushed to no later than Friday the 28th, of
	// which the 17th is the tenth working day back.
	want := "ready 2024-06-16 44 true 1; meeting 2024-06-30 40 true 0; council 2024-06-30 0 true 0; notice 2024-06-30 51 false 0"
	if got := strings.Join(steps, "; "); got != want {
		t.Errorf("the steps are %s, want %s", got, want)
	}
	w.Do("chief_executive@"+apptest.Stranger, "GET", whole, nil).Refused(404, "resource.not_found")
}

// However many follow, the number of statements is the same.
func TestWhatFollowsMovesInAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := prepared(t, listen)
	chain := func(from, to int) {
		for i := from; i < to; i++ {
			w.Do(secretariat, "POST", milestones, body{
				"key": fmt.Sprintf("k%d", i), "title": "A step", "kind": "deadline", "due": "2024-05-24", "depends_on": []string{"ready"}, "responsible": body{"organisation": "3417", "office": "clerk"},
			}).Is(201)
		}
	}
	move := func(due string) int {
		before := s.N()
		w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": due, "reason": "More time", "follow": true}).Is(200)
		return len(s.Since(before))
	}
	chain(0, 2)
	few := move("2024-06-03")
	chain(2, 9)
	if many := move("2024-06-12"); many != few {
		t.Errorf("%d statements for a few, %d for many", few, many)
	}
}

// Days are counted in the calendar of the responsible's organisation, or else of the
// region; one that changes moves none that is fixed, which is warned of (rule 5.3).
func TestADayIsCountedInTheCalendarOfWhoAnswersForIt(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	off := body{"kind": "day_off", "first_day": "2024-06-04", "last_day": "2024-06-04", "name": "Planning day", "reason": "As settled"}
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/calendar/entries", off).Is(201)
	plan := func(key, organisation, office string) string {
		return w.Do(secretariat, "POST", milestones, body{
			"key": key, "title": "Counted", "kind": "deadline", "rule": body{"count": "working_days:2", "from": "2024-06-03"}, "responsible": body{"organisation": organisation, "office": office},
		}).Is(201).Text("due")
	}
	same(t, "in a municipality with a day off", plan("theirs", "3417", "clerk"), "2024-06-06")
	same(t, "in the region", plan("ours", apptest.Region, "secretariat"), "2024-06-05")
	w.Do(secretariat, "POST", "/v1/organisations/"+apptest.Region+"/calendar/entries", off).Is(201)
	ours := w.Do(secretariat, "GET", milestones+"/ours", nil).Is(200)
	same(t, "the fixed day", ours.Text("due"), "2024-06-05")
	same(t, "the warning", ours.Text("warnings.0.code"), "calendar_changed")
	same(t, "the version by which it was counted", ours.Text("explanation.calendar_version"), "no-1")

	// What is counted from another holds it, though it does not depend on it.
	w.Do(secretariat, "POST", milestones, body{"key": "last", "title": "Last", "kind": "deadline", "rule": body{"count": "days:1", "milestone": "ours"}}).Is(201)
	w.Do(secretariat, "POST", milestones+"/ours/withdraw", body{"reason": "By mistake"}).Refused(409, "timeline.followed")
}
