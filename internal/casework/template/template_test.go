package template_test

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
	apply       = milestones + "/from-template"
	strategy    = "/v1/regions/" + apptest.Region + "/timeline-templates/strategy"
)

type body = map[string]any

func prepared(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.New(t, options...)
	w.Do(secretariat, "POST", cases, body{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", cases+"/2024-1/open", body{"municipalities": apptest.Municipalities}).Is(200)
	return w
}

// told lists the milestones of an answer with their days.
func told(r *apptest.Answer) string {
	var all []string
	for i := 0; ; i++ {
		at := fmt.Sprintf("milestones.%d.", i)
		key, ok := r.Get(at + "key").(string)
		if !ok {
			return strings.Join(all, ", ")
		}
		all = append(all, fmt.Sprintf("%s %v %v", key, r.Get(at+"due"), r.Get(at+"planned")))
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestTheProgramsTemplateIsAppliedFromAStartAndToAnEnd(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	tried := w.Do(secretariat, "POST", apply+"?dry_run=true", body{"start": "2024-03-02"}).Is(200)
	// From Monday 4 March, over Easter, 1 May, Ascension, Constitution Day and Whitsun.
	want := "naming_due 2024-03-04 true, proposal_ready 2024-04-04 true, board 2024-04-18 true, representative_council 2024-05-03 true, joint_meeting 2024-05-22 true, councils_decided 2024-06-19 true"
	same(t, "forward", told(tried), want)
	back := w.Do(secretariat, "POST", apply+"?dry_run=true", body{"end": "2024-12-01"}).Is(200)
	want = "naming_due 2024-08-23 true, proposal_ready 2024-09-20 true, board 2024-10-04 true, representative_council 2024-10-18 true, joint_meeting 2024-11-01 true, councils_decided 2024-11-29 true"
	same(t, "backward", told(back), want)
	w.Do(secretariat, "GET", milestones+"/board", nil).Refused(404, "resource.not_found")

	// What the case has already is left, and what follows it comes after it.
	w.Do(secretariat, "POST", milestones, body{"key": "board", "title": "The board", "kind": "event", "due": "2024-06-14"}).Is(201)
	done := w.Do(secretariat, "POST", apply, body{"start": "2024-03-02"}).Is(200)
	want = "naming_due 2024-03-04 true, proposal_ready 2024-04-04 true, board 2024-06-14 false, representative_council 2024-06-28 true, joint_meeting 2024-07-12 true, councils_decided 2024-08-09 true"
	same(t, "what was planned", told(done), want)
	made := w.Do(secretariat, "GET", milestones+"/councils_decided", nil).Is(200)
	same(t, "its lag", made.Text("lags.0.lag"), "working_days:20")
	same(t, "its responsible", made.Text("responsible.office"), "clerk")
	again := w.Do(secretariat, "POST", apply, body{"start": "2024-03-02"}).Is(200)
	same(t, "when applied again", strings.Contains(told(again), "true"), false)
	var reminded, recorded int
	if err := w.Pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM deadline WHERE kind = 'milestone' AND state = 'standing'), (SELECT count(*) FROM audit_event WHERE act = 'apply-timeline-template')`).Scan(&reminded, &recorded); err != nil {
		t.Fatal(err)
	}
	same(t, "deadlines", reminded, 1+2*len(apptest.Municipalities))
	same(t, "events", recorded, 5)
	same(t, "the end of the whole", w.Do(secretariat, "GET", cases+"/2024-1/timeline", nil).Is(200).Text("end"), "2024-08-09")
}

func TestARegionSetsItsTemplate(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	first := w.Do("reader@3417", "GET", strategy, nil, apptest.Header("Accept-Language", "nb")).Is(200)
	same(t, "the first title", first.Text("milestones.0.title"), "Folkene er navngitt")
	in := body{"reason": "As the board has settled it", "milestones": []body{
		{"key": "council", "title": "The council", "kind": "event", "depends_on": []string{"papers"}, "lags": []body{{"milestone": "papers", "lag": "days:7"}}, "responsible": body{"organisation": apptest.Region, "body": "styre"}},
		{"key": "papers", "title": "The papers", "kind": "deadline"},
	}}
	w.Do("chief_executive@3417", "PUT", strategy, in).Refused(403, "permission.denied")
	w.Do("secretariat@"+apptest.Foreign, "PUT", strategy, in).Refused(404, "resource.not_found")
	w.Do(secretariat, "PUT", strategy, in).Refused(428, "precondition.required")
	set := w.Do(secretariat, "PUT", strategy, in, apptest.IfMatch(first.ETag())).Is(200)
	same(t, "who set it", set.Text("set_by"), apptest.Person(secretariat))
	w.Do(secretariat, "PUT", strategy, in, apptest.IfMatch(first.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "PUT", strategy, in, apptest.IfMatch(set.ETag())).Is(200)
	same(t, "another kind", w.Do(secretariat, "GET", strings.Replace(strategy, "strategy", "other", 1), nil).Is(200).Text("milestones.1.key"), "board")
	same(t, "what is planned", told(w.Do(secretariat, "POST", apply, body{"start": "2024-03-04"}).Is(200)), "council 2024-03-11 true, papers 2024-03-04 true")
	var kept int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM timeline_template`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	same(t, "templates kept", kept, 2)
}

func TestATemplateMustFit(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	tag := w.Do(secretariat, "GET", strategy, nil).Is(200).ETag()
	one := func(more body) []body {
		m := body{"key": "k", "title": "Title", "kind": "deadline"}
		maps.Copy(m, more)
		return []body{m}
	}
	many := make([]body, 201)
	for i := range many {
		many[i] = body{"key": fmt.Sprintf("k%d", i), "title": "Title", "kind": "deadline"}
	}
	for _, tt := range []struct {
		name string
		in   []body
		code string
	}{
		{"201 milestones", many, "request.invalid"},
		{"none", []body{}, "request.invalid"},
		{"an unknown key", one(body{"depends_on": []string{"nothing"}}), "template.invalid"},
		{"a key twice", append(one(nil), one(nil)...), "template.invalid"},
		{"a circle", append(one(body{"depends_on": []string{"l"}}), body{"key": "l", "title": "Title", "kind": "deadline", "depends_on": []string{"k"}}), "template.invalid"},
		{"a lag after what it does not come after", one(body{"lags": []body{{"milestone": "k", "lag": "days:1"}}}), "template.invalid"},
		{"a lag of a million days", one(body{"lags": []body{{"milestone": "k", "lag": "days:1000000"}}}), "request.invalid"},
		{"the naming as one", one(body{"key": "naming_due"}), "timeline.required_milestone"},
		{"a title of spaces", one(body{"title": "   "}), "timeline.content_invalid"},
	} {
		refused := w.Do(secretariat, "PUT", strategy, body{"milestones": tt.in, "reason": "Settled"}, apptest.IfMatch(tag))
		same(t, tt.name, fmt.Sprint(refused.Code, refused.Text("code")), "422"+tt.code)
	}
	for name, in := range map[string]body{"neither": {}, "both": {"start": "2024-03-01", "end": "2024-12-02"}} {
		refused := w.Do(secretariat, "POST", apply, in)
		same(t, name, fmt.Sprint(refused.Code, refused.Text("code")), "422template.start_or_end")
	}
	w.Do(secretariat, "POST", apply, body{"start": "2024-02-30"}).Refused(422, "request.invalid")
	w.Do(secretariat, "POST", apply, body{"start": "2200-12-01"}).Refused(422, "template.start_or_end")
	w.Do("chief_executive@3417", "POST", apply, body{"start": "2024-03-01"}).Refused(403, "permission.denied")
	// Who is not in the case is refused when it is applied.
	w.Do(secretariat, "PUT", strategy, body{"milestones": one(body{"responsible": body{"organisation": apptest.Region, "body": "senat"}}), "reason": "Settled"}, apptest.IfMatch(tag)).Is(200)
	refused := w.Do(secretariat, "POST", apply, body{"start": "2024-03-01"}).Refused(422, "directory.unknown_body")
	same(t, "where", refused.Text("errors.0.pointer"), "/milestones/0/responsible/body")
}

func TestATemplateIsAppliedInAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := prepared(t, listen)
	tag := w.Do(secretariat, "GET", strategy, nil).Is(200).ETag()
	set := func(from, to int) {
		var all []body
		for i := from; i < to; i++ {
			all = append(all, body{"key": fmt.Sprintf("k%d", i), "title": "Title", "kind": "deadline", "responsible": body{"organisation": apptest.Region, "body": "styre"}})
		}
		tag = w.Do(secretariat, "PUT", strategy, body{"milestones": all, "reason": "Settled"}, apptest.IfMatch(tag)).Is(200).ETag()
	}
	statements := func() int {
		before := s.N()
		w.Do(secretariat, "POST", apply, body{"start": "2024-03-04"}).Is(200)
		return len(s.Since(before))
	}
	set(0, 2)
	few := statements()
	set(2, 22)
	if many := statements(); many != few {
		t.Errorf("%d statements for two, %d for twenty", few, many)
	}
}
