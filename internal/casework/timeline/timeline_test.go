package timeline_test

import (
	"fmt"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	milestones  = cases + "/2024-1/milestones"
)

type body = map[string]any

// prepared is a world with one case in preparation, in which all
// municipalities of the region take part.
func prepared(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.New(t)
	w.Do(secretariat, "POST", cases, body{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", cases+"/2024-1/open", body{"municipalities": apptest.Municipalities}).Is(200)
	return w
}

func deadline(title, due string, more ...string) body {
	return body{"title": title, "kind": "deadline", "due": due, "depends_on": append([]string{}, more...)}
}

// keyed is a milestone as it is planned, under a key.
func keyed(key string, in body) body {
	in = maps.Clone(in)
	in["key"] = key
	return in
}

func forEach(title, due string) body {
	return body{"title": title, "kind": "deadline", "due": due, "per_municipality": true, "responsible": body{"office": "clerk"}}
}

// count is the single number that a statement finds.
func count(t *testing.T, w *apptest.World, sql string) int {
	t.Helper()
	var n int
	if err := w.Pool.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// traces counts the audited acts on milestones.
func traces(t *testing.T, w *apptest.World) int {
	t.Helper()
	return count(t, w, `SELECT count(*) FROM audit_event WHERE act LIKE '%milestone%'`)
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestAMilestoneIsPlannedAndReadByThoseInTheCase(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	made := w.Do(secretariat, "POST", milestones, body{
		"key": "board", "title": " Styret behandler forslaget ", "kind": "event", "due": "2024-06-14",
		"responsible": body{"organisation": apptest.Region, "body": "styre"}, "note": "Room 1",
	}).Is(201)
	same(t, "Location", made.Header().Get("Location"), milestones+"/board")
	same(t, "the title", made.Text("title"), "Styret behandler forslaget")
	shown := w.Do("reader@3417", "GET", milestones+"/board", nil).Is(200)
	same(t, "state", shown.Text("state"), "open")
	same(t, "first_due", shown.Text("first_due"), "2024-06-14")
	same(t, "zone", shown.Text("zone"), "Europe/Oslo")
	same(t, "the responsible body", shown.Text("responsible.body"), "styre")
	same(t, "open to a reader", shown.Get("actions.0.open"), false)
	w.Do("chief_executive@"+apptest.Stranger, "GET", milestones+"/board", nil).Refused(404, "resource.not_found")
	w.Do("reader@3417", "GET", milestones+"/nothing", nil).Refused(404, "resource.not_found")
}

func TestPlanningIsForTheSecretariatInAPreparedCase(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := keyed("board", deadline("The board", "2024-06-14"))
	w.Do("chief_executive@3417", "POST", milestones, in).Refused(403, "permission.denied")
	w.Do("chief_executive@"+apptest.Stranger, "POST", milestones, in).Refused(404, "resource.not_found")
	w.Do("secretariat@"+apptest.Foreign, "POST", milestones, in).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", cases, body{"title": "En sak til", "kind": "other", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", cases+"/2024-2/milestones", in).Refused(409, "case.wrong_state")
	same(t, "milestones", count(t, w, `SELECT count(*) FROM milestone`), 0)
}

func TestAnEditReplacesAllButTheDay(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/hearing"
	tag := w.Do(secretariat, "POST", milestones, keyed("hearing", deadline("Hearing ends", "2024-06-14"))).Is(201).ETag()
	w.Do(secretariat, "PUT", at, deadline("The hearing ends", "2024-06-14")).Refused(428, "precondition.required")
	edited := w.Do(secretariat, "PUT", at, deadline("The hearing ends", "2024-06-14"), apptest.IfMatch(tag)).Is(200)
	same(t, "the title", edited.Text("title"), "The hearing ends")
	w.Do(secretariat, "PUT", at, deadline("Again", "2024-06-14"), apptest.IfMatch(tag)).Refused(412, "precondition.stale")
	w.Do(secretariat, "PUT", at, deadline("Moved", "2024-06-17"), apptest.IfMatch(edited.ETag())).Refused(409, "timeline.move_needs_reason")
	again := w.Do(secretariat, "PUT", at, deadline("The hearing ends", "2024-06-14"), apptest.IfMatch(edited.ETag())).Is(200)
	same(t, "the tag after an edit that changes nothing", again.ETag(), edited.ETag())
	same(t, "traces", traces(t, w), 2)
	w.Do(secretariat, "PUT", milestones+"/new", deadline("New", "2024-06-14"), apptest.IfMatch(tag)).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", milestones, keyed("hearing", deadline("Hearing ends", "2024-06-14"))).Refused(409, "timeline.key_taken")
}

func TestWhatIsPlannedMustFit(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("first", deadline("First", "2024-05-02"))).Is(201)
	responsible := func(post body) body {
		in := deadline("Title", "2024-06-14")
		in["responsible"] = post
		return in
	}
	tests := []struct {
		name, key string
		in        body
		code      string
	}{
		{"a deadline with a month only", "k", body{"title": "Title", "kind": "deadline", "month": "2024-06"}, "timeline.day_or_month"},
		{"neither day nor month", "k", body{"title": "Title", "kind": "event"}, "timeline.day_or_month"},
		{"both day and month", "k", body{"title": "Title", "kind": "event", "due": "2024-06-14", "month": "2024-06"}, "timeline.day_or_month"},
		{"a day that is not in the calendar", "k", deadline("Title", "2024-02-30"), "request.invalid"},
		{"a title of spaces", "k", deadline("   ", "2024-06-14"), "timeline.content_invalid"},
		{"a title of two lines", "k", deadline("Title\nBcc: all", "2024-06-14"), "timeline.content_invalid"},
		{"naming due as one", "naming_due", deadline("Title", "2024-06-14"), "timeline.required_milestone"},
		{"the councils' decisions as one", "councils_decided", deadline("Title", "2024-06-14"), "timeline.required_milestone"},
		{"the board's meeting by each", "board", forEach("Title", "2024-06-14"), "timeline.required_milestone"},
		{"a key with capitals", "Board", deadline("Title", "2024-06-14"), "request.invalid"},
		{"a dependency that is not there", "k", deadline("Title", "2024-06-14", "nowhere"), "timeline.unknown_dependency"},
		{"a dependency on itself", "k", deadline("Title", "2024-06-14", "k"), "timeline.dependency_cycle"},
		{"an office of the foreign region", "k", responsible(body{"organisation": apptest.Foreign, "office": "secretariat"}), "timeline.responsible_invalid"},
		{"an office that a municipality does not have", "k", responsible(body{"organisation": "3417", "office": "secretariat"}), "timeline.responsible_invalid"},
		{"a body that is not there", "k", responsible(body{"organisation": apptest.Region, "body": "senat"}), "directory.unknown_body"},
		{"a person whom nobody here knows", "k", responsible(body{"person": apptest.Person("clerk@" + apptest.Stranger)}), "directory.unknown_person"},
		{"a person who is no identifier", "k", responsible(body{"person": "somebody"}), "directory.unknown_person"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refused := w.Do(secretariat, "POST", milestones, keyed(tt.key, tt.in))
			same(t, "status", refused.Code, 422)
			same(t, "code", refused.Text("code"), tt.code)
		})
	}
	same(t, "milestones", count(t, w, `SELECT count(*) FROM milestone`), 1)
	w.Do(secretariat, "POST", milestones, keyed("k", responsible(body{"person": apptest.Person("planner1@3417")}))).Is(201)
}

func TestACircleOfDependenciesIsNamed(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	first := w.Do(secretariat, "POST", milestones, keyed("a", deadline("A milestone", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("b", deadline("B milestone", "2024-05-03", "a"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("c", deadline("C milestone", "2024-05-06", "b", "a"))).Is(201)
	refused := w.Do(secretariat, "PUT", milestones+"/a", deadline("A milestone", "2024-05-02", "c"), apptest.IfMatch(first.ETag())).
		Refused(422, "timeline.dependency_cycle")
	if got := refused.Text("detail"); got != "The milestones would wait for each other: a → c → a (rule 5.4)." &&
		got != "The milestones would wait for each other: a → c → b → a (rule 5.4)." {
		t.Errorf("the circle is told as %q", got)
	}
	shown := w.Do(secretariat, "GET", milestones+"/a", nil).Is(200)
	same(t, "the first that waits", shown.Text("dependants.0.key"), "b")
	same(t, "the second that waits", shown.Text("dependants.1.key"), "c")

	c := w.Do(secretariat, "GET", milestones+"/c", nil).Is(200)
	c = w.Do(secretariat, "PUT", milestones+"/c", deadline("C milestone", "2024-05-06", "b"), apptest.IfMatch(c.ETag())).Is(200)
	same(t, "what it still waits for", c.Text("depends_on.0"), "b")
	same(t, "what it no longer waits for", c.Get("depends_on.1"), nil)
}

func TestAMoveKeepsItsHistoryAndWarns(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("Board", "2024-05-10", "ready"))).Is(201)
	move := milestones + "/ready/move"
	in := body{"due": "2024-05-17", "reason": "More time for the hearing"}

	tried := w.Do(secretariat, "POST", move+"?dry_run=true", in).Is(200)
	same(t, "the day tried out", tried.Text("due"), "2024-05-17")
	same(t, "the day after trying", w.Do(secretariat, "GET", milestones+"/ready", nil).Is(200).Text("due"), "2024-05-02")
	same(t, "traces after trying", traces(t, w), 2)

	moved := w.Do(secretariat, "POST", move, in).Is(200)
	same(t, "the first warning", moved.Text("warnings.0.code"), "day_off")
	same(t, "its words", moved.Text("warnings.0.detail"), "17 May 2024 is not a working day (public holiday: Constitution Day).")
	same(t, "the second warning", moved.Text("warnings.1.code"), "after_dependant")
	same(t, "the first that waits", moved.Text("dependants.0.key"), "board")
	same(t, "where it was", moved.Text("moves.0.from_due"), "2024-05-02")
	same(t, "why it moved", moved.Text("moves.0.reason"), "More time for the hearing")
	same(t, "who moved it", moved.Text("moves.0.moved_by"), apptest.Person(secretariat))
	same(t, "a warning of the one that waits", w.Do(secretariat, "GET", milestones+"/board", nil).Text("warnings.0.code"), "before_dependency")
	again := w.Do(secretariat, "POST", move, body{"due": "2024-05-21", "reason": "Not on a holiday"}).Is(200)
	same(t, "the first plan", again.Text("first_due"), "2024-05-02")
	same(t, "the second move", again.Text("moves.1.to_due"), "2024-05-21")
}

func TestAMoveIsRefusedWhereItCannotBe(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/ready"
	tag := w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201).ETag()
	in := body{"due": "2024-05-06", "reason": "More time"}
	w.Do("administrator@3417", "POST", at+"/move", in).Refused(403, "permission.denied")
	w.Do("administrator@"+apptest.Stranger, "POST", at+"/move", in).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", milestones+"/nothing/move", in).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-05-06"}).Refused(422, "request.invalid")
	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-05-06", "reason": "   "}).Refused(422, "timeline.content_invalid")
	w.Do(secretariat, "POST", at+"/move", body{"month": "2024-05", "reason": "Not sure"}).Refused(422, "timeline.day_or_month")
	w.Do(secretariat, "POST", at+"/move", body{"reason": "Not sure"}).Refused(422, "timeline.day_or_month")
	w.Do(secretariat, "POST", at+"/move", in, apptest.IfMatch(tag)).Is(200)
	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-05-07", "reason": "Still more"}, apptest.IfMatch(tag)).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", at+"/move", in).Is(200)
	same(t, "moves after one to where it is", count(t, w, `SELECT count(*) FROM milestone_move`), 1)
	w.Do(secretariat, "POST", at+"/complete", nil).Is(200)
	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-05-07", "reason": "Still more"}).Refused(409, "timeline.already_done")
}

func TestTheSameKeyMovesOnce(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	in := body{"due": "2024-05-06", "reason": "More time"}
	once := w.Do(secretariat, "POST", milestones+"/ready/move", in, apptest.Key("move-ready-1")).Is(200)
	w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": "2024-05-07", "reason": "More"}).Is(200)
	twice := w.Do(secretariat, "POST", milestones+"/ready/move", in, apptest.Key("move-ready-1")).Is(200)
	same(t, "Idempotency-Replayed", twice.Header().Get("Idempotency-Replayed"), "true")
	same(t, "the answer", twice.Body.String(), once.Body.String())
	same(t, "moves", count(t, w, `SELECT count(*) FROM milestone_move`), 2)
}

func TestTheCaseShowsWhenItsTimelineChanged(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	tried := w.Do(secretariat, "POST", milestones+"?dry_run=true", keyed("ready", deadline("Ready", "2024-05-02"))).Is(200)
	same(t, "the title tried out", tried.Text("title"), "Ready")
	same(t, "the tag of a dry run", tried.ETag(), "")
	same(t, "milestones after trying", count(t, w, `SELECT count(*) FROM milestone`), 0)
	same(t, "modified_at after trying", w.Do(secretariat, "GET", cases+"/2024-1", nil).Text("modified_at"), "2024-02-12T08:00:00Z")
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	same(t, "modified_at", w.Do(secretariat, "GET", cases+"/2024-1", nil).Text("modified_at"), "2024-02-12T09:00:00Z")
}

func TestTwoPlanTheSameMilestoneAtOnce(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	statuses := together(func(i int) int {
		return w.Do(secretariat, "POST", milestones, keyed("ready", deadline(fmt.Sprintf("Title %d", i), "2024-05-02"))).Code
	}, 4)
	same(t, "made", statuses[http.StatusCreated], 1)
	same(t, "told that the key is taken", statuses[http.StatusConflict], 3)
}

func TestTwoMovesAtOnceOnTheSameTagAreOne(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	tag := w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201).ETag()
	statuses := together(func(i int) int {
		return w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": fmt.Sprintf("2024-05-1%d", i), "reason": "More time"}, apptest.IfMatch(tag)).Code
	}, 4)
	same(t, "moved", statuses[http.StatusOK], 1)
	same(t, "stale", statuses[http.StatusPreconditionFailed], 3)
	same(t, "moves", count(t, w, `SELECT count(*) FROM milestone_move`), 1)
}

// together does the same n times at once, and counts the outcomes.
func together(do func(int) int, n int) map[int]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	outcomes := map[int]int{}
	for i := range n {
		wg.Go(func() {
			got := do(i)
			mu.Lock()
			defer mu.Unlock()
			outcomes[got]++
		})
	}
	wg.Wait()
	return outcomes
}

func TestAMoveWhoseTraceFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CHECK (act <> 'move-milestone')`); err != nil {
		t.Fatal(err)
	}
	w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": "2024-05-06", "reason": "More time"}).Is(500)
	same(t, "moves", count(t, w, `SELECT count(*) FROM milestone_move`), 0)
	same(t, "the day", w.Do(secretariat, "GET", milestones+"/ready", nil).Text("due"), "2024-05-02")
}

func TestADeadlineIsOverdueFromTheEndOfItsDayInNorway(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("june", body{"title": "In June", "kind": "event", "month": "2024-06"})).Is(201)
	state := func(key string, at time.Time) string {
		w.Clock.Set(at)
		return w.Do("reader@3417", "GET", milestones+"/"+key, nil).Is(200).Text("state")
	}
	end := time.Date(2024, 5, 2, 22, 0, 0, 0, time.UTC)
	same(t, "a second before", state("ready", end.Add(-time.Second)), "open")
	same(t, "at the end", state("ready", end), "overdue")
	same(t, "a month long gone", state("june", end.AddDate(1, 0, 0)), "open")
	w.Do(secretariat, "POST", milestones+"/ready/complete", nil).Is(200)
	same(t, "done late", state("ready", end.AddDate(1, 0, 0)), "done")
}

// What is no list of keys is refused like any wrong type, and a key named twice
// counts once.
func TestDependenciesAreKeysWhateverIsSent(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("Board", "2024-06-14"))).Is(201)
	for _, hostile := range []any{[]any{[]any{}}, []any{body{}}, []any{[]any{"a"}, []any{"a"}}, []any{nil}, body{"a": 1}} {
		in := deadline("Council", "2024-08-14")
		in["depends_on"] = hostile
		w.Do(secretariat, "POST", milestones, keyed("council", in)).Refused(422, "request.invalid")
	}
	if got := w.Do(secretariat, "POST", milestones, keyed("council", deadline("Council", "2024-08-14", "board", "board"))).Is(201).Get("depends_on"); len(got.([]any)) != 1 {
		t.Errorf("it depends on %v", got)
	}
}
