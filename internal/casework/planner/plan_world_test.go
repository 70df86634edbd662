package planner_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	reader      = "chief_executive@3417"
	kase        = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	planAt      = kase + "/plan"
)

// meetings puts meetings of a body into the world.
func meetings(w *apptest.World, organisation, body string, days ...string) {
	for i, d := range days {
		w.Exec(`INSERT INTO planned_meeting (body_id, on_date, zone, uid, created_at, changed_at)
			SELECT b.id, $3::date, 'Europe/Oslo', $4, now(), now() FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1 AND b.key = $2`,
			organisation, body, d, fmt.Sprint(d, i))
	}
}

// meeting is the identifier of a body's meeting on a day.
func meeting(t *testing.T, w *apptest.World, organisation, day string) (id int64) {
	t.Helper()
	err := w.Pool.QueryRow(t.Context(), `SELECT m.id FROM planned_meeting m JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE o.key = $1 AND m.on_date = $2`, organisation, day).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// region is a world in which every council has a body and meetings. Papers for the
// region's bodies are in ten days before.
func region(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.Furnished(t, options...)
	w.Exec(`WITH gone AS (DELETE FROM plan_step) DELETE FROM plan`)
	for i, m := range apptest.Municipalities {
		w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at) SELECT id, 'kommunestyret', 'municipal_council', 'Kommunestyret', true, now() FROM organisation WHERE key = $1`, m)
		meetings(w, m, "kommunestyret", fmt.Sprint("2024-05-2", i), fmt.Sprint("2024-06-1", i), "2024-09-25")
	}
	w.Exec(`INSERT INTO body_setting (body_id, number, from_date, submission_count, submission_unit, notice_count, notice_unit, reason, set_by, set_at)
		SELECT b.id, 1, '2020-01-01', 10, 'days', 7, 'days', 'The rules of procedure', $2, now() FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1`,
		apptest.Region, apptest.Person(secretariat))
	meetings(w, apptest.Region, "styre", "2024-03-14", "2024-04-18")
	meetings(w, apptest.Region, "representantskap", "2024-04-25", "2024-09-05")
	meetings(w, apptest.Region, "fellesmote", "2024-05-08")
	return w
}

func TestTheUsualChainIsPlannedOverTheCalendars(t *testing.T) {
	t.Parallel()
	w := region(t)
	before := w.Rows()
	w.Do(secretariat, "POST", planAt, object{"start": "2024-03-01", "finish": "2024-06-30"}).Is(200).Has(object{
		"feasible": true, "start": "2024-03-01", "wanted_finish": "2024-06-30", "earliest_finish": "2024-05-25", "latest_start": "2024-03-04", "slack_days": 3.0, "infeasible": nil,
		"steps.0.step": "board", "steps.0.parts.0.meeting_on": "2024-03-14", "steps.0.parts.0.papers_on": "2024-03-04", "steps.0.parts.0.notice_on": "2024-03-07",
		"steps.1.step": "representative_council", "steps.1.parts.0.meeting_on": "2024-04-25", "steps.2.step": "joint_meeting", "steps.2.parts.0.meeting_on": "2024-05-08",
		"steps.3.step": "councils_decided", "steps.3.done_on": "2024-05-25", "steps.3.parts.5.organisation": "3418", "steps.3.parts.5.latest_on": "2024-06-15",
	})
	said := w.Do(secretariat, "POST", planAt, object{"start": "2024-03-01"}, apptest.Header("Accept-Language", "nn")).Is(200)
	if got, want := said.Text("sentences.0"), "Kommunestyret i Municipality 3418 møtest sist, 25. mai 2024."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	// What if the council of Åsnes did not meet in May, and that of Grue in June?
	w.Do(secretariat, "POST", planAt, object{"start": "2024-03-01", "finish": "2024-06-12", "assumptions": []object{
		{"organisation": "3418", "body": "kommunestyret", "change": "cancelled", "on": "2024-05-25"},
	}}).Is(200).Has(object{
		"feasible": false, "earliest_finish": "2024-06-15", "infeasible.step": "councils_decided", "infeasible.organisation": "3418", "infeasible.reason": "too_late", "infeasible.nearest_finish": "2024-06-15",
	})
	w.Do(secretariat, "POST", planAt, object{"start": "2024-06-01"}).Is(200).Has(object{
		"feasible": false, "infeasible.step": "board", "infeasible.reason": "no_meetings", "earliest_finish": nil, "slack_days": nil, "bottleneck": nil,
	})
	if after := w.Rows(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("computing a plan stored something")
	}
}

func TestAPlanOnlyTheBoardDecidesOnAndOneThatTheLawRequires(t *testing.T) {
	t.Parallel()
	w := region(t)
	for kind, want := range map[string]string{"statement": "board", "plan": "consultation board representative_council joint_meeting councils_decided"} {
		at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "A case", "kind": kind, "publicity": "public", "statutory_plan": kind == "plan"}).Is(201).Text("self")
		w.Do(secretariat, "POST", at+"/plan", object{}).Refused(409, "case.wrong_state")
		w.Do(secretariat, "POST", at+"/open", object{"municipalities": apptest.Municipalities}).Is(200)
		var got []string
		for _, s := range w.Do(secretariat, "POST", at+"/plan", object{"start": "2024-03-01"}).Is(200).Get("steps").([]any) {
			got = append(got, s.(object)["step"].(string))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", kind, got, want)
		}
		short := []object{{"step": "hearing", "kind": "consultation", "lasts": "days:41"}}
		if kind == "plan" {
			refusedAt(t, w.Do(secretariat, "POST", at+"/plan", object{"steps": short}).Refused(422, "planner.chain_invalid"), "/steps/0/lasts")
		} else {
			w.Do(secretariat, "POST", at+"/plan", object{"start": "2024-03-01", "steps": short}).Is(200).Has(object{"warnings.0.code": "over_easter", "warnings.1.code": "short_consultation"})
		}
	}
}

func refusedAt(t *testing.T, a *apptest.Answer, pointer string) {
	t.Helper()
	if got := a.Text("errors.0.pointer"); got != pointer {
		t.Errorf("it is refused at %s, want %s", got, pointer)
	}
}

func TestWhatCannotBePlannedIsRefused(t *testing.T) {
	t.Parallel()
	w := region(t)
	body := func(organisation, key string) []object { return []object{{"organisation": organisation, "body": key}} }
	board := object{"step": "board", "kind": "meetings", "bodies": body(apptest.Region, "styre")}
	with := func(more object) object {
		o := object{"step": "next", "kind": "meetings", "bodies": body(apptest.Region, "representantskap")}
		maps.Copy(o, more)
		return o
	}
	for name, tt := range map[string]struct {
		in            object
		code, pointer string
	}{
		"a circle":                      {object{"steps": []object{{"step": "a", "kind": "work", "lasts": "days:1", "after": []string{"b"}}, {"step": "b", "kind": "work", "lasts": "days:1"}}}, "planner.step_cycle", "/steps/0/after"},
		"a body of a stranger":          {object{"steps": []object{{"step": "a", "kind": "meetings", "bodies": body(apptest.Stranger, "kommunestyret")}}}, "planner.chain_invalid", "/steps/0/bodies/0/organisation"},
		"a body that is not there":      {object{"steps": []object{{"step": "a", "kind": "meetings", "bodies": body(apptest.Region, "other")}}}, "planner.chain_invalid", "/steps/0/bodies/0/body"},
		"a body twice":                  {object{"steps": []object{{"step": "a", "kind": "meetings", "bodies": append(body(apptest.Region, "styre"), body(apptest.Region, "styre")...)}}}, "planner.chain_invalid", "/steps/0/bodies/1"},
		"a step twice":                  {object{"steps": []object{board, board}}, "planner.chain_invalid", "/steps/1/step"},
		"the naming":                    {object{"steps": []object{{"step": "naming_due", "kind": "work", "lasts": "days:1"}}}, "planner.chain_invalid", "/steps/0/step"},
		"a step after none":             {object{"steps": []object{board, with(object{"after": []string{"none"}})}}, "planner.chain_invalid", "/steps/1/after/0"},
		"days that run backwards":       {object{"steps": []object{board, with(object{"preparation": "days:-1"})}}, "planner.chain_invalid", "/steps/1/preparation"},
		"no step at all":                {object{"steps": []object{}}, "planner.chain_invalid", "/steps"},
		"a start that has passed":       {object{"start": "2024-01-01"}, "planner.chain_invalid", "/start"},
		"a finish before the start":     {object{"start": "2024-03-01", "finish": "2024-02-29"}, "planner.chain_invalid", "/finish"},
		"a committee that some lack":    {object{"steps": []object{{"step": "a", "kind": "meetings", "every": "municipal_executive_committee"}}}, "planner.chain_invalid", "/steps/0/every"},
		"an assumption of no meeting":   {object{"assumptions": []object{{"organisation": "3417", "body": "kommunestyret", "change": "cancelled", "on": "2024-05-01"}}}, "planner.chain_invalid", "/assumptions/0/on"},
		"an assumption of another body": {object{"steps": []object{board}, "assumptions": []object{{"organisation": "3417", "body": "kommunestyret", "change": "cancelled", "on": "2024-05-24"}}}, "planner.chain_invalid", "/assumptions/0/body"},
		"a rule that is none":           {object{"steps": []object{with(object{"preparation": "fortnights:1"})}}, "request.invalid", "/steps/0/preparation"},
	} {
		a := w.Do(secretariat, "POST", planAt, tt.in)
		if a.Code != 422 || a.Text("code") != tt.code || a.Text("errors.0.pointer") != tt.pointer {
			t.Errorf("%s: %d %s at %s, want %s at %s", name, a.Code, a.Text("code"), a.Text("errors.0.pointer"), tt.code, tt.pointer)
		}
	}
	w.Exec(`INSERT INTO planned_meeting (body_id, on_date, zone, uid, created_at, changed_at)
		SELECT b.id, '2024-03-20'::date + n % 1000, 'Europe/Oslo', 'm' || n, now(), now() FROM body b JOIN organisation o ON o.id = b.organisation_id, generate_series(1, 10000) n
		WHERE o.key = $1 AND b.key = 'styre'`, apptest.Region)
	w.Do(secretariat, "POST", planAt, object{"start": "2024-03-01", "steps": []object{board}}).Is(200).Has(object{"earliest_finish": "2024-03-14"})
	for _, who := range []string{reader, "clerk@3417", "auditor@" + apptest.Region} {
		w.Do(who, "POST", planAt, object{}).Refused(403, "permission.denied")
		w.Do(who, "PUT", planAt, object{}).Refused(403, "permission.denied")
	}
}

func TestAPlanIsTakenOverWithItsMilestonesAndMeetings(t *testing.T) {
	t.Parallel()
	w := region(t)
	w.Do(reader, "GET", planAt, nil).Is(404)
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01", "finish": "2024-05-01"}).Refused(409, "planner.infeasible")
	w.Do(secretariat, "PUT", planAt+"?dry_run=true", object{"start": "2024-03-01"}).Is(200)
	w.Do(reader, "GET", planAt, nil).Is(404)
	taken := w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01", "reason": "Before the summer"}).Is(201)
	taken.Has(object{"number": 1.0, "finish": "2024-05-25", "broken": false, "steps.0.parts.0.state": "kept", "steps.0.title": "styre"})
	// Three milestones are new; that of the councils was there, and moved with the reason.
	w.Do(reader, "GET", kase+"/milestones/board", nil).Is(200).Has(object{"due": "2024-03-14", "kind": "deadline", "responsible.body": "styre"})
	w.Do(reader, "GET", kase+"/milestones/joint_meeting", nil).Is(200).Has(object{"due": "2024-05-08", "depends_on.0": "representative_council"})
	w.Do(reader, "GET", kase+"/milestones/councils_decided", nil).Is(200).Has(object{
		"due": "2024-05-25", "first_due": "2024-12-02", "moves.0.reason": "Before the summer", "title": "The councils have decided", "per_municipality": true,
	})
	shown := w.Do(reader, "GET", planAt, nil).Is(200)
	shown.Has(object{"broken": false, "sentences.0": nil, "steps.3.parts.5.name": "The council of Municipality 3418", "steps.3.parts.5.state": "kept", "steps.3.parts.5.meeting": float64(meeting(t, w, "3418", "2024-05-25"))})
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
	// A second plan takes the place of the first; it begins later.
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-20", "steps": []object{
		{"step": "board", "kind": "meetings", "bodies": []object{{"organisation": apptest.Region, "body": "styre"}}, "title": "The board recommends"},
	}}, apptest.IfMatch(shown.ETag())).Is(200).Has(object{"number": 2.0, "finish": "2024-04-18"})
	w.Do(reader, "GET", kase+"/milestones/board", nil).Is(200).Has(object{"due": "2024-04-18", "moves.0.reason": "Plan 2 of the case was taken over"})
	var trace []string
	for _, e := range w.Do(secretariat, "GET", kase+"/events?act=take-over-plan", nil).Is(200).Get("items").([]any) {
		object := e.(map[string]any)["object"].(string)
		trace = append(trace, object[strings.LastIndex(object, "/")+1:])
	}
	slices.Sort(trace)
	// The world was furnished with a plan before.
	if want := []string{"board", "board", "councils_decided", "joint_meeting", "plan", "plan", "plan", "representative_council"}; !slices.Equal(trace, want) {
		t.Errorf("the record has %v, want %v", trace, want)
	}
	w.Do(secretariat, "POST", planAt+"/give-up", object{"reason": "Put off"}, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", planAt+"/give-up", object{"reason": " "}).Is(422)
	w.Do(secretariat, "POST", planAt+"/give-up", object{"reason": "Put off until the autumn"}).Is(200).Has(object{"ended_why": "Put off until the autumn", "actions.0": nil})
	w.Do(reader, "GET", planAt, nil).Is(404)
	w.Do(reader, "GET", kase+"/milestones/board", nil).Is(200).Has(object{"due": "2024-04-18"})
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201).Has(object{"number": 3.0})
}

func TestAPlanSaysWhatBrokeWhenMeetingsChange(t *testing.T) {
	t.Parallel()
	w := region(t)
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201)
	// The council of Åsnes meets later: the plan holds. That of Grue meets no more. The
	// board meets so late that the representative council is too early.
	w.Exec(`UPDATE planned_meeting SET on_date = '2024-05-29' WHERE id = $1`, meeting(t, w, "3418", "2024-05-25"))
	w.Exec(`UPDATE planned_meeting SET state = 'cancelled' WHERE id = $1`, meeting(t, w, "3417", "2024-05-24"))
	w.Exec(`UPDATE planned_meeting SET on_date = '2024-04-17' WHERE id = $1`, meeting(t, w, apptest.Region, "2024-03-14"))
	a := w.Do(reader, "GET", planAt, nil).Is(200)
	a.Has(object{
		"broken": true, "steps.0.broken": false, "steps.0.parts.0.state": "moved", "steps.0.parts.0.meeting_on": "2024-03-14", "steps.0.parts.0.done_now": "2024-04-17",
		"steps.1.broken": true, "steps.1.parts.0.state": "too_early", "steps.1.parts.0.ready_now": "2024-04-17", "steps.2.broken": false,
		"steps.3.broken": true, "steps.3.parts.4.state": "cancelled", "steps.3.parts.4.done_now": nil, "steps.3.parts.5.state": "moved", "steps.3.parts.0.state": "kept",
	})
	want := []string{
		"styre has moved its meeting from 14 March 2024 to 17 April 2024.",
		"representantskap meets too early on 25 April 2024: the papers have to be in by 15 April 2024, and can be from 17 April 2024.",
		"The council of Municipality 3417 does not hold its meeting on 24 May 2024: it is cancelled.",
		"The council of Municipality 3418 has moved its meeting from 25 May 2024 to 29 May 2024.",
	}
	var got []string
	for _, s := range a.Get("sentences").([]any) {
		got = append(got, s.(string))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The chain is the order of its milestones, also of those that were there; an order
// that the timeline has already stands.
func TestRule54TheChainIsTheOrderOfMilestonesThatWereThere(t *testing.T) {
	t.Parallel()
	w := region(t)
	w.Do(secretariat, "POST", kase+"/milestones", object{"key": "board", "title": "The board's meeting", "kind": "event", "month": "2024-04"}).Is(201)
	w.Do(secretariat, "POST", kase+"/milestones", object{"key": "joint_meeting", "title": "The joint meeting", "kind": "event", "month": "2024-04", "depends_on": []string{}}).Is(201)
	w.Do(secretariat, "POST", kase+"/milestones", object{"key": "representative_council", "title": "The council's meeting", "kind": "event", "month": "2024-06", "depends_on": []string{"joint_meeting"}}).Is(201)
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201)
	for key, want := range map[string]string{"board": "[]", "representative_council": "[board joint_meeting]", "joint_meeting": "[]", "councils_decided": "[joint_meeting]"} {
		if got := fmt.Sprint(w.Do(reader, "GET", kase+"/milestones/"+key, nil).Is(200).Get("depends_on")); got != want {
			t.Errorf("%s comes after %s, want %s", key, got, want)
		}
	}
	event := w.Do(secretariat, "GET", kase+"/events?act=take-over-plan", nil).Is(200)
	if !strings.Contains(event.Body.String(), "depends_on") {
		t.Errorf("the record does not say what comes after what: %s", event.Body)
	}
}

// Once a plan is taken over, the end of the case waits for all of the chain.
func TestRule54TheCriticalPathOfATakenPlanIsItsChain(t *testing.T) {
	t.Parallel()
	w := region(t)
	w.Do(secretariat, "POST", kase+"/milestones/proposal_ready/move", object{"due": "2024-03-08", "reason": "Before the board"}).Is(200)
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201)
	got := fmt.Sprint(w.Do(reader, "GET", kase+"/timeline", nil).Is(200).Get("path"))
	if want := "[board representative_council joint_meeting councils_decided]"; got != want {
		t.Errorf("the critical path is %s, want %s", got, want)
	}
}

func TestTwoTakeoversAtOnceMakeOnePlan(t *testing.T) {
	t.Parallel()
	w := region(t)
	first, second := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}) })
	first.Is(201)
	second.Refused(428, "precondition.required")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM plan WHERE ended_at IS NULL`); n != 1 {
		t.Errorf("%d plans stand", n)
	}
	// Nor do two take the place of one.
	tag := w.Do(secretariat, "GET", planAt, nil).Is(200).ETag()
	first, second = apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-04"}, apptest.IfMatch(tag))
	})
	first.Is(200).Has(object{"number": 2.0})
	second.Refused(412, "precondition.stale")
}

// Whoever moves a meeting sees what hangs on it, and whoever took the plan over is told.
func TestAReservedMeetingTellsOfItsPlan(t *testing.T) {
	t.Parallel()
	w := region(t)
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201)
	at := fmt.Sprint("/v1/organisations/3418/bodies/kommunestyret/meeting-calendar/", meeting(t, w, "3418", "2024-05-25"))
	w.Do("clerk@3418", "GET", at, nil).Is(200).Has(object{"hangs.0.text": "The plan of case 2024-1 reserves the meeting.", "hangs.0.href": planAt})
	w.Do("clerk@3418", "POST", at+"/move", object{"date": "2024-05-29", "reason": "The hall is let"}).Is(200)
	var told int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE person_id = $1 AND params->>'changes' IS NOT NULL`, apptest.Person(secretariat)).Scan(&told); err != nil || told == 0 {
		t.Errorf("the secretariat has %d letters of it (%v)", told, err)
	}
	w.Do(reader, "GET", planAt, nil).Is(200).Has(object{"broken": false, "steps.3.parts.5.state": "moved"})
	// Of an exempt case a meeting says no more than that there is one.
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13', shielded_title = 'A case'`)
	w.Do("clerk@3418", "GET", at, nil).Is(200).Has(object{"hangs.0.text": "The plan of a case reserves the meeting.", "hangs.0.href": "/v1/regions/" + apptest.Region + "/cases"})
	w.Do(secretariat, "POST", planAt+"/give-up", object{"reason": "Put off"}).Is(200)
	w.Do("clerk@3418", "GET", at, nil).Is(200).Has(object{"hangs.0": nil})
}

// A meeting that is moved while a plan is taken over is not reserved for another day.
func TestAMeetingThatMovesMeanwhileIsNotReserved(t *testing.T) {
	t.Parallel()
	w := region(t)
	tx, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `UPDATE planned_meeting SET on_date = '2024-05-30' WHERE id = $1`, meeting(t, w, "3418", "2024-05-25")); err != nil {
		t.Fatal(err)
	}
	answer := make(chan *apptest.Answer)
	go func() { answer <- w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}) }()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-answer).Refused(409, "planner.meetings_changed")
	w.Do(secretariat, "PUT", planAt, object{"start": "2024-03-01"}).Is(201).Has(object{"steps.3.parts.5.meeting_on": "2024-05-30"})
}

// A plan asks the database as much for sixty bodies as for one.
func TestAPlanOfManyBodiesAsksNoMore(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := region(t, listen)
	count := func(steps []object, method string) int {
		in := object{"start": "2024-03-01"}
		if steps != nil {
			in["steps"] = steps
		}
		before := s.N()
		w.Do(secretariat, method, planAt+"?dry_run=true", in).Is(200)
		return len(s.Since(before))
	}
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at) SELECT o.id, 'utvalg-' || n, 'committee', 'Utvalg ' || n, true, now() FROM organisation o, generate_series(1, 60) n WHERE o.key = $1`, apptest.Region)
	var one, many []object
	for i := range 60 {
		key := fmt.Sprint("utvalg-", i+1)
		meetings(w, apptest.Region, key, "2024-04-10")
		many = append(many, object{"organisation": apptest.Region, "body": key})
	}
	one = []object{{"step": "committees", "kind": "meetings", "bodies": many[:1], "title": "The committees"}}
	all := []object{{"step": "committees", "kind": "meetings", "bodies": many, "title": "The committees"}}
	count(one, "POST") // what is prepared once for a connection
	for method, most := range map[string]int{"POST": 12, "PUT": 26} {
		few, full := count(one, method), count(all, method)
		if few > most || full != few {
			t.Errorf("%s asks %d statements for one body and %d for sixty, want %d at most", method, few, full, most)
		}
	}
}
