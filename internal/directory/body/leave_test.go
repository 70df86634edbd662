package body_test

import (
	"fmt"
	"maps"
	"testing"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

var granted = object{"decided_on": "2024-02-08", "case_number": "014/24"}

func merged(all ...object) object {
	one := object{}
	for _, o := range all {
		maps.Copy(one, o)
	}
	return one
}

func TestDeputiesAreCalledInTheOrderOfTheirGroup(t *testing.T) {
	t.Parallel()
	at := workday.MustDate("2024-02-12").In(workday.Oslo())
	grue, asnes := "3417", "3418"
	seat := func(id int64, role, group, municipality string, order int) *body.Seat {
		s := &body.Seat{ID: id, Role: role, Group: group, Municipality: &municipality}
		if order > 0 {
			s.DeputyOrder = &order
		}
		return s
	}
	away := seat(7, "deputy", "A", grue, 1)
	away.Leaves = []*body.Leave{{From: at.AddDate(0, 0, -1)}}
	member := seat(1, "member", "A", grue, 0)
	all := body.Seating{
		member, seat(2, "deputy", "A", grue, 3), seat(3, "deputy", "A", grue, 2), seat(4, "deputy", "B", grue, 1), seat(5, "deputy", "A", asnes, 1), seat(6, "deputy", "A", grue, 2), away,
	}
	got := ""
	for _, s := range all.DeputiesFor(member, at) {
		got += fmt.Sprint(s.ID)
	}
	if got != "362" {
		t.Errorf("called are %s, want 362", got)
	}
	member.Leaves = []*body.Leave{{From: at, To: new(at.AddDate(0, 1, 0))}}
	for day, want := range map[int]int{-1: 1, 0: 0, 30: 1} {
		if n := len(all.Present(at.AddDate(0, 0, day).AddDate(0, 0, 0))); n != want {
			t.Errorf("%d days on, %d members", day, n)
		}
	}
}

// A chair on leave acts no more, and the deputy chair does; when the leave is over it is
// the other way again (rule 1.3, KL § 7-9).
func TestRule71WhoIsOnLeaveDoesNotHoldTheSeat(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	seats := inRegion + "/bodies/styre/seats"
	list := w.Do(secretariat, "GET", seats, nil).Is(200)
	chair := list.Text("items.0.self")
	list.Has(object{"items.0.role": "chair", "items.0.leaves.0": nil, "items.0.in_place_of": nil, "items.0.actions.1.act": "grant-seat-leave", "items.0.actions.1.open": true, "items.0.actions.2.open": false})
	w.Do("board_chair@"+apptest.Region, "GET", "/v1/me", nil).Is(200)
	holds := func() int {
		return pgtest.Count(t, w.Pool, `SELECT count(*) FROM held_seat($1) WHERE person_id = $2`, apptest.Start, apptest.Person("board_chair@"+apptest.Region))
	}
	leave := chair + "/leave"
	w.Do(secretariat, "POST", leave+"?dry_run=true", granted).Is(200)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "POST", leave, merged(granted, object{"to": "2024-06-01T00:00:00+02:00"}))
	})
	on := low.Is(200)
	on.Has(object{"leaves.0.case_number": "014/24", "leaves.0.to": "2024-05-31T22:00:00Z", "leaves.1": nil, "actions.2.open": true})
	high.Refused(409, "directory.on_leave")
	if n := holds(); n != 0 {
		t.Errorf("the chair holds %d seats on leave", n)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE params->>'change' = 'grant-seat-leave' AND person_id = $1`, apptest.Person("board_chair@"+apptest.Region)); n == 0 {
		t.Error("the chair is not told")
	}
	w.Do(secretariat, "POST", leave, granted, apptest.IfMatch(list.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", leave, merged(granted, object{"from": "2024-05-01T00:00:00+02:00"})).Refused(409, "directory.on_leave")
	later := w.Do(secretariat, "POST", leave, merged(granted, object{"from": "2024-06-01T00:00:00+02:00"}), apptest.IfMatch(on.ETag())).Is(200)
	later.Has(object{"leaves.1.to": nil, "actions.1.open": true})
	w.Do(secretariat, "POST", leave+"/end", object{"reason": "The council decided again"}).Is(200)
	if n := holds(); n != 1 {
		t.Errorf("the chair holds %d seats after the leave", n)
	}
	w.Do(secretariat, "POST", leave+"/end", object{"reason": "The council decided again"}).Is(200).Has(object{"actions.2.open": false})
	w.Do(secretariat, "POST", leave+"/end", object{"reason": "Again"}).Refused(409, "directory.not_on_leave")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act IN ('grant-seat-leave', 'end-seat-leave') AND NOT changes::text ~ 'decided again' AND NOT copied`); n != 4 {
		t.Errorf("%d events", n)
	}
}

func TestLeaveIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	seat := w.Do(secretariat, "GET", inRegion+"/bodies/styre/seats", nil).Is(200).Text("items.1.self")
	for name, tt := range map[string]struct {
		who    string
		in     object
		status int
		code   string
	}{
		"without a decision":             {secretariat, object{}, 422, "directory.leave_invalid"},
		"by a decision without a number": {secretariat, object{"decided_on": "2024-02-08"}, 422, "directory.leave_invalid"},
		"by a decision that is to come":  {secretariat, merged(granted, object{"decided_on": "2024-02-13"}), 422, "directory.leave_invalid"},
		"from before today":              {secretariat, merged(granted, object{"from": "2024-02-01T00:00:00+01:00"}), 422, "directory.backdated"},
		"to before it begins":            {secretariat, merged(granted, object{"to": "2024-02-01T00:00:00+01:00"}), 422, "directory.period_invalid"},
		"by a member's clerk":            {"clerk@3417", granted, 403, "permission.denied"},
		"by somebody who knows nothing":  {"clerk@" + apptest.Stranger, granted, 404, "resource.not_found"},
	} {
		t.Run(name, func(*testing.T) { w.Do(tt.who, "POST", seat+"/leave", tt.in).Refused(tt.status, tt.code) })
	}
	w.Do(secretariat, "POST", seat+"/end", object{"reason": "New council", "at": "2024-04-01T00:00:00+02:00"}).Is(200)
	w.Do(secretariat, "POST", seat+"/leave", merged(granted, object{"to": "2024-05-01T00:00:00+02:00"})).Refused(422, "directory.leave_invalid")
	w.Do(secretariat, "POST", seat+"/leave", merged(granted, object{"from": "2024-04-02T00:00:00+02:00"})).Refused(422, "directory.leave_invalid")
	w.Do(secretariat, "POST", inRegion+"/bodies/styre/seats/999/leave", granted).Refused(404, "resource.not_found")
}

// temporary is somebody who can be given a seat in the region's representative council
// for the time of leave from a seat there.
func temporary(t *testing.T) (w *apptest.World, seats, away string, in object) {
	t.Helper()
	w = apptest.New(t)
	seats = inRegion + "/bodies/representantskap/seats"
	made := w.Do(secretariat, "POST", seats, object{"person": apptest.Person("auditor@" + apptest.Region), "role": "member", "municipality": "3417", "group": "Liste A"}).Is(201)
	made.Has(object{"group": "Liste A"})
	return w, seats, made.Text("self"), object{"person": apptest.Person("reader@" + apptest.Region), "role": "member", "in_place_of": made.Get("id")}
}

// KL § 7-11: for three months at least, or an unknown time, from the same group.
func TestKL711ATemporaryMember(t *testing.T) {
	t.Parallel()
	w, seats, away, in := temporary(t)
	w.Do(secretariat, "POST", seats, in).Refused(422, "directory.temporary_invalid")
	w.Do(secretariat, "POST", away+"/leave", merged(granted, object{"to": "2024-09-01T00:00:00+02:00"})).Is(200)
	for name, other := range map[string]object{
		"of another group":        {"group": "Liste B"},
		"of another municipality": {"municipality": "3418"},
		"as a deputy":             {"role": "deputy", "deputy_order": 1},
		"as chair":                {"role": "chair"},
		"after the leave":         {"to": "2024-10-01T00:00:00+02:00"},
		"of nobody":               {"in_place_of": 999},
	} {
		t.Run(name, func(*testing.T) {
			w.Do(secretariat, "POST", seats, merged(in, other)).Refused(422, "directory.temporary_invalid")
		})
	}
	made := w.Do(secretariat, "POST", seats, in).Is(201)
	made.Has(object{"in_place_of": in["in_place_of"], "group": "Liste A", "municipality": "3417", "to": "2024-08-31T22:00:00Z"})
	w.Do(secretariat, "POST", seats, merged(in, object{"person": apptest.Person("secretariat2@" + apptest.Region)})).Refused(422, "directory.unknown_person")
	w.Do(secretariat, "POST", seats, merged(in, object{"person": apptest.Person("board_member@" + apptest.Region)})).Refused(409, "directory.leave_filled")
	// The leave ends, and the temporary seat with it.
	w.Do(secretariat, "POST", away+"/leave/end", object{"reason": "The council decided again", "at": "2024-05-01T00:00:00+02:00"}).Is(200)
	w.Do(secretariat, "GET", made.Text("self"), nil).Is(200).Has(object{"to": "2024-04-30T22:00:00Z", "ended_why": "The leave is over"})
	if n := pgtest.Count(t, w.Pool, `SELECT count(DISTINCT source) FROM letter WHERE params->>'change' = 'end-seat' AND person_id = $1`, apptest.Person("reader@"+apptest.Region)); n != 1 {
		t.Errorf("the temporary member is told %d times", n)
	}
}

func TestKL711ATemporarySeatEndsWithTheSeat(t *testing.T) {
	t.Parallel()
	w, seats, away, in := temporary(t)
	w.Do(secretariat, "POST", away+"/leave", granted).Is(200)
	made := w.Do(secretariat, "POST", seats, in).Is(201)
	made.Has(object{"to": nil})
	w.Do(secretariat, "POST", away+"/end", object{"reason": "New council", "at": "2024-05-01T00:00:00+02:00"}).Is(200)
	w.Do(secretariat, "GET", made.Text("self"), nil).Is(200).Has(object{"to": "2024-04-30T22:00:00Z"})
}

func TestKL711NobodyIsElectedInPlaceForAShortTimeOrInACouncil(t *testing.T) {
	t.Parallel()
	w, seats, away, in := temporary(t)
	w.Do(secretariat, "POST", away+"/leave", merged(granted, object{"from": "2024-02-13T00:00:00+01:00", "to": "2024-05-12T00:00:00+02:00"})).Is(200)
	w.Do(secretariat, "POST", seats, in).Refused(422, "directory.temporary_invalid")
	council(w)
	own := inGrue + "/bodies/kommunestyret/seats"
	seat := w.Do("clerk@3417", "POST", own, object{"person": apptest.Person("planner1@3417"), "role": "member"}).Is(201)
	w.Do("clerk@3417", "POST", seat.Text("self")+"/leave", granted).Is(200)
	w.Do("clerk@3417", "POST", own, object{"person": apptest.Person("planner2@3417"), "role": "member", "in_place_of": seat.Get("id")}).Refused(422, "directory.temporary_invalid")
}

func TestADeputysPlaceInAGroupIsGivenOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	seats := inRegion + "/bodies/representantskap/seats"
	deputy := func(who, group, municipality string, order int) object {
		return object{"person": apptest.Person(who + "@" + apptest.Region), "role": "deputy", "deputy_order": order, "group": group, "municipality": municipality}
	}
	w.Do(secretariat, "POST", seats, deputy("auditor", "Liste A", "3417", 1)).Is(201)
	w.Do(secretariat, "POST", seats, deputy("reader", "Liste A", "3417", 1)).Refused(409, "directory.deputy_order_taken")
	w.Do(secretariat, "POST", seats, deputy("reader", "Liste B", "3417", 1)).Is(201)
	w.Do(secretariat, "POST", seats, deputy("board_member", "Liste A", "3418", 1)).Is(201).Has(object{"group": "Liste A"})
}
