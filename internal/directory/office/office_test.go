package office_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestAnAppointmentCountsFromItsBeginToItsEnd(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	planner := "planner1@3417"
	w.Do(planner, "GET", inGrue+"/offices", nil).Refused(404, "resource.not_found")
	made := w.Do("administrator@3417", "POST", inGrue+"/offices", object{
		"office": "case_officer", "person": apptest.Person(planner), "from": "2024-02-13T08:00:00Z", "decided_on": "2024-02-01", "case_number": "007/24",
	}).Is(201)
	w.Do(planner, "GET", inGrue+"/offices", nil).Refused(404, "resource.not_found")
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	held := w.Do(planner, "GET", inGrue+"/offices?person="+apptest.Person(planner), nil).Is(200)
	if held.Text("items.0.office") != "case_officer" || held.Get("items.1") != nil {
		t.Errorf("holds %s", held.Body)
	}
	ended := w.Do("administrator@3417", "POST", made.Text("self")+"/end", object{"reason": "Moved to another post"}, apptest.IfMatch(made.ETag())).Is(200)
	if ended.Text("to") != "2024-02-13T08:00:00Z" || ended.Text("ended_why") != "Moved to another post" {
		t.Errorf("ended as %s", ended.Body)
	}
	w.Do(planner, "GET", inGrue+"/offices", nil).Refused(404, "resource.not_found")
	w.Do("administrator@3417", "POST", made.Text("self")+"/end", object{"reason": "Again"}).Refused(409, "directory.already_ended")
	w.Do("clerk@3417", "GET", made.Text("self"), nil).Is(200)
	w.Do("clerk@3418", "GET", "/v1/organisations/3418/offices/"+made.Text("self")[len(inGrue+"/offices/"):], nil).Refused(404, "resource.not_found")
}

func TestAnAppointmentIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	planner := apptest.Person("planner1@3417")
	for name, tt := range map[string]struct {
		actor, path string
		body        object
		status      int
		code        string
	}{
		"of oneself":                         {"administrator@3417", inGrue, object{"office": "reader", "person": apptest.Person("administrator@3417")}, 403, "directory.own_appointment"},
		"of a person nobody knows":           {"administrator@3417", inGrue, object{"office": "reader", "person": "00000000-0000-4000-8000-000000000000"}, 422, "directory.unknown_person"},
		"of a person of another home":        {"administrator@3417", inGrue, object{"office": "reader", "person": apptest.Person("planner1@3418")}, 409, "directory.admission_missing"},
		"of a person outside the region":     {"secretariat@" + apptest.Region, inRegion, object{"office": "reader", "person": apptest.Person("planner1@" + apptest.Stranger)}, 409, "directory.admission_missing"},
		"to a region's office in Grue":       {"administrator@3417", inGrue, object{"office": "secretariat", "person": planner}, 422, "directory.office_kind"},
		"to a municipal office in a region":  {"secretariat@" + apptest.Region, inRegion, object{"office": "clerk", "person": planner}, 422, "directory.office_kind"},
		"to an office that does not exist":   {"administrator@3417", inGrue, object{"office": "mayor", "person": planner}, 422, "request.invalid"},
		"of a chief executive, by KL § 13-1": {"administrator@3417", inGrue, object{"office": "chief_executive", "person": planner}, 422, "directory.council_appoints"},
		"from yesterday":                     {"administrator@3417", inGrue, object{"office": "reader", "person": planner, "from": "2024-02-11T22:59:59Z"}, 422, "directory.backdated"},
		"ending before it begins":            {"administrator@3417", inGrue, object{"office": "reader", "person": planner, "to": "2024-02-12T08:00:00Z"}, 422, "directory.period_invalid"},
		"by a decision in the future":        {"administrator@3417", inGrue, object{"office": "reader", "person": planner, "decided_on": "2024-02-13"}, 422, "directory.decision_invalid"},
		"on a day that does not exist":       {"administrator@3417", inGrue, object{"office": "reader", "person": planner, "decided_on": "2023-02-29"}, 422, "request.invalid"},
		"to an office the person holds":      {"administrator@3417", inGrue, object{"office": "reader", "person": apptest.Person("reader@3417")}, 409, "directory.already_held"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do(tt.actor, "POST", tt.path+"/offices", tt.body).Refused(tt.status, tt.code)
		})
	}
	w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "reader", "person": planner, "from": "2024-02-11T23:00:00Z"}).Is(201)
	w.Admit(apptest.Region, "planner1@3417", "office")
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/offices", object{"office": "reader", "person": planner}).Is(201)
}

func TestTwoWhoAppointThePersonAtOnceMakeOneOffice(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")})
	})
	low.Is(201)
	high.Refused(409, "directory.already_held")
}

func TestTheHolderResignsAndNobodyElseForThem(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	me := w.Do("case_officer@3417", "GET", "/v1/me", nil).Is(200)
	href := me.Text("offices.0.actions.1.href")
	w.Do("case_officer@3418", "POST", href, object{"reason": "x"}).Refused(404, "resource.not_found")
	w.Do("case_officer@3417", "POST", href, object{"reason": "x", "at": "2024-02-12T07:59:59Z"}).Refused(422, "directory.backdated")
	w.Do("case_officer@3417", "POST", href, object{"reason": "x"}, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
	w.Do("case_officer@3417", "POST", href+"?dry_run=true", object{"reason": "New post"}).Is(200)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("case_officer@3417", "POST", href, object{"reason": "New post"})
	})
	low.Is(200)
	high.Refused(409, "directory.already_ended")
	w.Do("case_officer@3417", "GET", inGrue, nil).Refused(404, "resource.not_found")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'resign-office' AND changes->'reason_given'->>'new' = 'true' AND NOT changes::text ~ 'New post'`); n != 1 {
		t.Errorf("%d resignations say that a reason was given, want 1", n)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'resign-office' AND organisation = '3417'`); n != 1 {
		t.Errorf("%d resignations were recorded, want 1", n)
	}
}

func TestNobodyEndsTheirOwnOfficeForTheOrganisation(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	administrator := "administrator@3417"
	own := w.Do(administrator, "GET", "/v1/me", nil).Is(200)
	if own.Text("offices.0.actions.0.act") != "end-office" || own.Get("offices.0.actions.0.open") != false || own.Text("offices.0.actions.0.code") != "directory.own_office" {
		t.Errorf("the holder is offered %v", own.Get("offices.0.actions"))
	}
	w.Do(administrator, "POST", own.Text("offices.0.actions.0.href"), object{"reason": "New post"}).Refused(403, "directory.own_office")
	if own.Text("offices.0.actions.1.act") != "resign-office" || own.Get("offices.0.actions.1.open") != true {
		t.Errorf("the holder may not resign: %v", own.Get("offices.0.actions"))
	}
	w.Do(administrator, "POST", own.Text("offices.0.actions.1.href"), object{"reason": "New post"}).Is(200)
}

func TestAChiefExecutiveWhoIsToComeIsNotEnded(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	next := w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{
		"person": apptest.Person("planner1@3417"), "decided_on": "2024-02-08", "case_number": "012/24", "from": "2024-03-01T00:00:00+01:00",
	}).Is(201)
	if next.Text("actions.0.act") != "end-chief-executive" || next.Text("actions.0.code") != "directory.not_held" {
		t.Errorf("the clerk is offered %v, which would end the present one", next.Get("actions"))
	}
}

func TestAnInstantOutsideTheCalendarIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	planner, styre := apptest.Person("planner1@3417"), inRegion+"/bodies/styre/seats"
	office := w.Do("clerk@3417", "GET", inGrue+"/offices?kind=reader", nil).Is(200).Text("items.0.self")
	seat := w.Do("secretariat@"+apptest.Region, "GET", styre, nil).Is(200).Text("items.0.self")
	own := w.Do("case_officer@3417", "GET", "/v1/me", nil).Is(200).Text("offices.0.actions.1.href")
	for name, tt := range map[string]struct {
		actor, path, member string
		body                object
	}{
		"appoint-officer":         {"administrator@3417", inGrue + "/offices", "from,to", object{"office": "case_officer", "person": planner}},
		"appoint-chief-executive": {"clerk@3417", inGrue + "/chief-executive", "from,to", object{"person": planner, "decided_on": "2024-02-08", "case_number": "012/24"}},
		"appoint-seat":            {"secretariat@" + apptest.Region, styre, "from,to", object{"person": planner, "role": "member", "municipality": "3417"}},
		"end-office":              {"administrator@3417", office + "/end", "at", object{"reason": "x"}},
		"end-chief-executive":     {"clerk@3417", inGrue + "/chief-executive/end", "at", object{"reason": "x"}},
		"end-seat":                {"secretariat@" + apptest.Region, seat + "/end", "at", object{"reason": "x"}},
		"grant-seat-leave":        {"secretariat@" + apptest.Region, seat + "/leave", "from,to", object{"decided_on": "2024-02-08", "case_number": "014/24"}},
		"resign-office":           {"case_officer@3417", own, "at", object{"reason": "x"}},
	} {
		for member := range strings.SplitSeq(tt.member, ",") {
			for _, at := range []string{"9999-12-31T23:59:59-12:00", "2200-12-31T23:00:00Z", "1899-12-31T12:00:00Z"} {
				sent := maps.Clone(tt.body)
				sent[member] = at
				a := w.Do(tt.actor, "POST", tt.path, sent)
				if a.Code != 422 || a.Text("code") != "directory.period_invalid" || a.Text("errors.0.pointer") != "/"+member {
					t.Errorf("%s with %s %s: %s", name, member, at, a.Body)
				}
			}
		}
	}
	w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "case_officer", "person": planner, "to": "2200-12-31T22:59:59Z"}).Is(201)
}

func TestAnEndIsNotAProlongation(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do("administrator@3417", "POST", inGrue+"/offices", object{
		"office": "reader", "person": apptest.Person("planner1@3417"), "from": "2024-03-01T00:00:00Z", "to": "2024-04-01T00:00:00Z",
	}).Is(201)
	end := made.Text("self") + "/end"
	w.Do("administrator@3417", "POST", end, object{"reason": "x", "at": "2024-05-01T00:00:00Z"}).Refused(422, "directory.period_invalid")
	w.Do("administrator@3417", "POST", end, object{"reason": " "}).Refused(422, "directory.content_invalid")
	w.Do("clerk@3417", "POST", end, object{"reason": "x"}).Refused(403, "permission.denied")
	w.Do("administrator@3417", "POST", end, object{"reason": "x"}, apptest.IfMatch(`"r9"`)).Refused(412, "precondition.stale")
	never := w.Do("administrator@3417", "POST", end, object{"reason": "Not needed"}, apptest.Key("end-it-once")).Is(200)
	if never.Text("to") != "2024-03-01T00:00:00Z" {
		t.Errorf("what had not begun ended as %s", never.Body)
	}
	w.Do("administrator@3417", "POST", end, object{"reason": "Not needed"}, apptest.Key("end-it-once")).Is(200)
}

func TestTheNextChiefExecutiveEndsThePeriodOfTheOneBefore(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := inGrue + "/chief-executive"
	appoint := func(person, from string) object {
		return object{"person": apptest.Person(person), "from": from, "decided_on": "2024-02-08", "case_number": "012/24"}
	}
	w.Do("clerk@3417", "POST", path, object{"person": apptest.Person("planner1@3417"), "decided_on": "2024-02-08", "case_number": " "}).Refused(422, "directory.decision_invalid")
	w.Do("clerk@3417", "POST", path, appoint("clerk@3417", "2024-03-01T00:00:00Z")).Refused(403, "directory.own_appointment")
	w.Do("clerk@3417", "POST", path, appoint("chief_executive@3417", "2024-03-01T00:00:00Z")).Is(409)
	w.Do("clerk@3417", "POST", path, appoint("planner1@3417", "2024-03-01T00:00:00Z")).Is(201)
	for at, want := range map[string]string{"2024-02-29T23:59:59Z": "chief_executive@3417", "2024-03-01T00:00:00Z": "planner1@3417"} {
		held := w.Do("clerk@3417", "GET", inGrue+"/offices?kind=chief_executive&at="+at, nil).Is(200)
		if held.Text("items.0.person") != apptest.Person(want) || held.Get("items.1") != nil {
			t.Errorf("at %s the chief executive is %s, want %s", at, held.Body, want)
		}
	}
	w.Do("clerk@3417", "POST", path, appoint("planner2@3417", "2024-02-20T00:00:00Z")).Refused(409, "directory.one_chief_executive")
	w.Do("clerk@3417", "POST", path, appoint("planner2@3417", "2024-03-01T00:00:00Z")).Refused(409, "directory.one_chief_executive")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'end-chief-executive'`); n != 1 {
		t.Errorf("%d ends were recorded, want the one predecessor's", n)
	}
	w.Clock.Set(time.Date(2024, 3, 2, 8, 0, 0, 0, time.UTC))
	w.Do("administrator@3417", "POST", inGrue+"/offices/1/end", object{"reason": "x"}).Is(404)
	first := w.Do("clerk@3417", "GET", inGrue+"/offices?kind=chief_executive", nil).Is(200)
	w.Do("administrator@3417", "POST", first.Text("items.0.self")+"/end", object{"reason": "x"}).Refused(422, "directory.council_appoints")
	w.Do("clerk@3417", "POST", path+"/end", object{"reason": "Retired"}).Is(200)
	w.Do("clerk@3417", "POST", path+"/end", object{"reason": "Retired"}).Refused(404, "directory.not_held")
	w.Do("secretariat@"+apptest.Region, "POST", inRegion+"/chief-executive", appoint("planner1@3417", "2024-03-03T00:00:00Z")).Refused(404, "resource.not_found")
}

func TestTwoChiefExecutivesAtOnceAreOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{"person": apptest.Person("planner1@3417"), "decided_on": "2024-02-08", "case_number": "012/24"})
	})
	low.Is(201)
	high.Is(409)
}

// Nobody comes to an office by the hand of somebody whom they put there (rule
// 1.5): an administrator makes no chief executive of themselves by two requests.
func TestNobodyAppointsWhoeverAppointedThem(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	helper := w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")}).Is(201)
	if helper.Text("appointed_by") != apptest.Person("administrator@3417") {
		t.Errorf("appointed by %s", helper.Text("appointed_by"))
	}
	takeover := object{"person": apptest.Person("administrator@3417"), "decided_on": "2024-02-08", "case_number": "012/24"}
	w.Do("planner1@3417", "POST", inGrue+"/chief-executive", takeover).Refused(403, "directory.mutual_appointment")
	council := inGrue + "/bodies/kommunestyret/seats"
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	w.Do("planner1@3417", "POST", council, object{"person": apptest.Person("administrator@3417"), "role": "chair"}).Refused(403, "directory.mutual_appointment")
	// The clerk whom somebody else appointed may.
	w.Do("planner1@3417", "POST", council, object{"person": apptest.Person("planner2@3417"), "role": "member"}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", takeover).Is(201)
}
