package body_test

import (
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestABodyIsFoundedAndEdited(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := inGrue + "/bodies/kommunestyret"
	council := object{"kind": "municipal_council", "name": "Grue kommunestyre", "size": 19, "decides": true}
	founded := maps.Clone(council)
	founded["key"] = "kommunestyret"
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("clerk@3417", "POST", inGrue+"/bodies", founded)
	})
	made := low.Is(201)
	high.Refused(409, "directory.body_key_taken")
	if made.Header().Get("Location") != path {
		t.Errorf("founded at %s", made.Header().Get("Location"))
	}
	edited := w.Do("clerk@3417", "PUT", path, object{"kind": "municipal_council", "name": "Kommunestyret", "decides": true}, apptest.IfMatch(made.ETag())).Is(200)
	if edited.Text("name") != "Kommunestyret" || edited.Get("size") != nil {
		t.Errorf("edited to %s", edited.Body)
	}
	w.Do("clerk@3417", "PUT", path, council, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	w.Do("clerk@3417", "PUT", inGrue+"/bodies/formannskapet", council, apptest.IfMatch(made.ETag())).Refused(404, "resource.not_found")
	w.Do("clerk@3417", "PUT", path, object{"kind": "committee", "name": "Utvalg", "decides": true}, apptest.IfMatch(edited.ETag())).Refused(422, "directory.body_kind")
	list := w.Do("secretariat@"+apptest.Region, "GET", inGrue+"/bodies?kind=municipal_council", nil).Is(200)
	if list.Text("items.0.key") != "kommunestyret" || list.Get("items.1") != nil {
		t.Errorf("listed as %s", list.Body)
	}
}

func TestABodyIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for name, tt := range map[string]struct {
		actor, path string
		body        object
		code        string
	}{
		"a joint meeting that decides, by KL § 5-1": {"secretariat@" + apptest.Region, inRegion + "/bodies", object{"key": "nytt", "kind": "joint_council_meeting", "name": "Fellesmøte", "decides": true}, "directory.joint_meeting_decides"},
		"a municipal council in a region":           {"secretariat@" + apptest.Region, inRegion + "/bodies", object{"key": "nytt", "kind": "municipal_council", "name": "Råd", "decides": true}, "directory.body_kind"},
		"a board in a municipality":                 {"clerk@3417", inGrue + "/bodies", object{"key": "nytt", "kind": "board", "name": "Styre", "decides": true}, "directory.body_kind"},
		"a name of blanks":                          {"clerk@3417", inGrue + "/bodies", object{"key": "nytt", "kind": "committee", "name": "  ", "decides": true}, "directory.content_invalid"},
		"a key in capitals":                         {"clerk@3417", inGrue + "/bodies", object{"key": "Nytt", "kind": "committee", "name": "Utvalg", "decides": true}, "request.invalid"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do(tt.actor, "POST", tt.path, tt.body).Refused(422, tt.code)
		})
	}
}

func TestASeatGivesItsRoleUntilItEnds(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat, planner, styre := "secretariat@"+apptest.Region, "planner1@3417", inRegion+"/bodies/styre"
	w.Do(planner, "GET", styre, nil).Refused(404, "resource.not_found")
	w.Admit(apptest.Region, planner, "seat")
	made := w.Do(secretariat, "POST", styre+"/seats", object{"person": apptest.Person(planner), "role": "deputy", "deputy_order": 1, "municipality": "3417"}).Is(201)
	shown := w.Do(planner, "GET", styre, nil).Is(200)
	if shown.Text("seats.0.role") != "chair" || shown.Text("seats.2.person") != apptest.Person(planner) || shown.Text("seats.2.municipality") != "3417" {
		t.Errorf("the board is %s", shown.Body)
	}
	end := made.Text("self") + "/end"
	w.Do("auditor@"+apptest.Region, "POST", end, object{"reason": "x"}).Refused(403, "permission.denied")
	w.Do("chief_executive@"+apptest.Stranger, "POST", end, object{"reason": "x"}).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", end, object{"reason": "x"}, apptest.IfMatch(`"r4"`)).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", inRegion+"/bodies/representantskap"+made.Text("self")[len(styre):]+"/end", object{"reason": "x"}).Refused(404, "resource.not_found")
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "POST", end, object{"reason": "New council"}) })
	low.Is(200)
	high.Refused(409, "directory.already_ended")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'end-seat' AND changes->'reason_given'->>'new' = 'true' AND NOT changes::text ~ 'New council' AND NOT copied`); n != 1 {
		t.Errorf("%d ends say that a reason was given, want 1", n)
	}
	w.Do(planner, "GET", styre, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "GET", strings.Replace(styre, "styre", "nobody", 1)+"/seats", nil).Refused(404, "resource.not_found")
	now := w.Do(secretariat, "GET", styre+"/seats", nil).Is(200)
	before := w.Do(secretariat, "GET", styre+"/seats?at=2023-01-01T00:00:00Z", nil).Is(200)
	if len(now.Get("items").([]any)) != 2 || len(before.Get("items").([]any)) != 2 {
		t.Errorf("now %s, before %s", now.Body, before.Body)
	}
	w.Do(secretariat, "GET", made.Text("self"), nil).Is(200)
}

func TestASeatIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat, planner := "secretariat@"+apptest.Region, apptest.Person("planner1@3417")
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	w.Admit(apptest.Region, "planner1@3417", "seat")
	for name, tt := range map[string]struct {
		actor, path string
		body        object
		status      int
		code        string
	}{
		"of a second chair":                        {secretariat, inRegion + "/bodies/styre", object{"person": planner, "role": "chair", "municipality": "3417"}, 409, "directory.one_chair"},
		"of one who sits there":                    {secretariat, inRegion + "/bodies/styre", object{"person": apptest.Person("board_member@" + apptest.Region), "role": "member", "municipality": "3417"}, 409, "directory.already_seated"},
		"of oneself":                               {secretariat, inRegion + "/bodies/styre", object{"person": apptest.Person(secretariat), "role": "member", "municipality": "3417"}, 403, "directory.own_appointment"},
		"of a person outside the region":           {secretariat, inRegion + "/bodies/styre", object{"person": apptest.Person("planner1@" + apptest.Stranger), "role": "member", "municipality": "3417"}, 409, "directory.admission_missing"},
		"for a municipality outside the region":    {secretariat, inRegion + "/bodies/styre", object{"person": planner, "role": "member", "municipality": apptest.Stranger}, 422, "directory.seat_invalid"},
		"for no municipality in the region's":      {secretariat, inRegion + "/bodies/styre", object{"person": planner, "role": "member"}, 422, "directory.seat_invalid"},
		"for a municipality in its own council":    {"clerk@3417", inGrue + "/bodies/kommunestyret", object{"person": planner, "role": "member", "municipality": "3417"}, 422, "directory.seat_invalid"},
		"of a deputy without an order":             {"clerk@3417", inGrue + "/bodies/kommunestyret", object{"person": planner, "role": "deputy"}, 422, "directory.seat_invalid"},
		"of a member with an order among deputies": {"clerk@3417", inGrue + "/bodies/kommunestyret", object{"person": planner, "role": "member", "deputy_order": 1}, 422, "directory.seat_invalid"},
		"from yesterday":                           {"clerk@3417", inGrue + "/bodies/kommunestyret", object{"person": planner, "role": "member", "from": "2024-02-11T12:00:00Z"}, 422, "directory.backdated"},
		"in a body that is not there":              {"clerk@3417", inGrue + "/bodies/formannskapet", object{"person": planner, "role": "member"}, 404, "resource.not_found"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do(tt.actor, "POST", tt.path+"/seats", tt.body).Refused(tt.status, tt.code)
		})
	}
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("clerk@3417", "POST", inGrue+"/bodies/kommunestyret/seats", object{"person": planner, "role": "chair"})
	})
	low.Is(201)
	high.Is(409)
}

func TestMeIsWhatTheCallerHoldsNow(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Admit(apptest.Region, "planner1@3417", "seat")
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/bodies/styre/seats", object{"person": apptest.Person("planner1@3417"), "role": "member", "municipality": "3417"}).Is(201)
	me := w.Do("planner1@3417", "GET", "/v1/me", nil).Is(200)
	if me.Text("person.name") != "planner1 3417" || me.Text("seats.0.body") != "styre" || me.Text("employments.0.staff_key") != "planner1" || len(me.Get("offices").([]any)) != 0 {
		t.Errorf("me is %s", me.Body)
	}
	clerk := w.Do("clerk@3417", "GET", "/v1/me", nil).Is(200)
	if clerk.Text("offices.0.office") != "clerk" || clerk.Text("offices.0.organisation_name") != "Municipality 3417" {
		t.Errorf("the clerk is %s", clerk.Body)
	}
	w.Do("nobody@3417", "GET", "/v1/me", nil).Refused(404, "resource.not_found")
}
