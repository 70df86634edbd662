package subject_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const record = "/v1/me/record"

func TestTheRecordIsEverythingHeldOfThePerson(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	planner := apptest.Person("planner1@3417")
	at := w.Force(apptest.Region, nil, nil)
	w.Exec(`UPDATE casefile SET responsible_id = $1`, planner)
	w.Release(at, grue, "planner1", object{"to": "2024-06-01"})
	w.Do(chief, "POST", w.Nominate(at, grue, "planner1", object{"from": "2024-06-01"})+"/decline", object{"reason_code": "reassigned"}).Is(200)
	w.Do(chief, "POST", w.Nominate(at, grue, "planner2", object{"deputy_staff_key": "planner1"})+"/decline", object{"reason_code": "absent"}).Is(200)
	w.Do("clerk@3417", "POST", at+"/disqualifications/3417", object{"person": planner, "ground": "Owns land that the plan concerns", "basis": "fvl. § 6"}).Is(201)
	w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, cases, source, from_at, to_at, set_by, created_at)
		SELECT o.id, 'clerk', $1, $2, (SELECT array_agg(id) FROM casefile), 'holder', $3, $4, $1, $3 FROM organisation o WHERE o.key = '3417'`,
		apptest.Person("clerk@3417"), planner, w.Clock.Now(), w.Clock.Now().AddDate(0, 1, 0))
	w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, to_at, ended_why, created_at)
		SELECT id, 'reader', $1, '2022-01-01', '2023-01-01', 'Another post', '2022-01-01' FROM organisation WHERE key = '3417'`, planner)
	w.Exec(`INSERT INTO login (issuer, subject, person_id, how, created_at) VALUES ('https://login.example.com', '17', $1, 'administrator', now())`, planner)
	w.Do("secretariat@"+apptest.Region, "POST", at+"/milestones", object{
		"key": "proposal_ready", "title": "The proposal is ready", "kind": "deadline", "due": "2024-09-02", "responsible": object{"person": planner},
	}).Is(201)
	w.Do("secretariat@"+apptest.Region, "POST", at+"/milestones", object{
		"key": "board", "title": "The board", "kind": "event", "month": "2024-10", "responsible": object{"person": apptest.Person("planner2@3417")},
	}).Is(201)
	got := w.Do("planner1@3417", "GET", record, nil).Is(200)
	got.Has(object{
		"self": record, "person.name": "planner1 3417", "person.home": "3417", "person.email": "planner1@3417.test", "person.language": "nb",
		"employments.0.staff_key": "planner1", "employments.0.capacity.0.percent": 100, "employments.0.capacity.0.from": "2020-01-01",
		"offices.0.office": "reader", "offices.0.ended_why": "Another post", "seats.0": nil,
		"substitutes.0.as": "substitute", "substitutes.0.office": "clerk", "substitutes.0.other": "clerk 3417", "substitutes.0.acts": nil, "substitutes.0.cases.0": apptest.Region + "/2024-1",
		"disqualifications.0.ground": "Owns land that the plan concerns", "disqualifications.0.state": "raised", "disqualifications.0.case": "2024-1",
		"assignments.0.as": "named", "assignments.0.state": "released", "assignments.0.to": "2024-06-01", "assignments.0.reason_code": nil,
		"assignments.1.state": "declined", "assignments.1.reason_code": "reassigned",
		"assignments.2.as": "deputy", "assignments.2.state": "declined", "assignments.2.reason_code": nil, "assignments.3": nil,
		"responsible.0.case": "2024-1", "milestones.0.region": apptest.Region, "milestones.0.case": "2024-1", "milestones.0.key": "proposal_ready",
		"milestones.0.due": "2024-09-02", "milestones.0.done_at": nil, "milestones.1": nil,
		"letters.inbox": 2, "letters.unread": 2, "letters.reminders": 3, "letters.about": "/v1/me/notices", "events.by": 0, "events.about": 5,
	})
	if !strings.Contains(got.Body.String(), `"subject":"17"`) {
		t.Error("a login is missing")
	}
	w.Do("secretariat@"+apptest.Region, "POST", at+"/milestones/proposal_ready/withdraw", object{"reason": "Planned by mistake"}).Is(200)
	got = w.Do("planner1@3417", "GET", record, nil).Is(200)
	if got.Text("milestones.0.key") != "proposal_ready" || got.Get("milestones.0.withdrawn_at") == nil {
		t.Errorf("a milestone that was withdrawn is shown as %v", got.Get("milestones.0"))
	}
	w.Do(chief, "GET", record, nil).Is(200).Has(object{"offices.0.office": "chief_executive", "events.by": 4, "assignments.0": nil, "employments.0": nil})
	w.Do("clerk@3417", "GET", record, nil).Is(200).Has(object{"substitutes.0.as": "holder", "substitutes.0.other": "planner1 3417"})
	w.Do("board_chair@"+apptest.Region, "GET", record, nil).Is(200).Has(object{"seats.0.body": "styre", "seats.0.role": "chair", "seats.0.organisation": apptest.Region})
}

// Rules 4.6, 6.6: by which channels a person wants to be told is in their record.
func TestTheRecordHoldsThePreferencesForNotices(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	const at = "/v1/me/notice-preferences"
	w.Do(chief, "GET", record, nil).Is(200).Has(object{"notices.email_off.0": nil, "notices.changed_at": nil, "notices.about": at})
	w.Do(chief, "PUT", at, object{"email_off": []string{"reminder"}}, apptest.IfMatch(w.Do(chief, "GET", at, nil).Is(200).ETag())).Is(200)
	got := w.Do(chief, "GET", record, nil).Is(200)
	got.Has(object{"notices.email_off.0": "reminder", "notices.email_off.1": nil})
	if got.Text("notices.changed_at") == "" {
		t.Error("when they were changed is not told")
	}
	w.Do("clerk@3417", "GET", record, nil).Is(200).Has(object{"notices.email_off.0": nil})
}

// Rule 1.7: a decision that was withdrawn is told as that, and why.
func TestTheRecordTellsOfAWithdrawnDecision(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	at := w.Force(apptest.Region, nil, nil) + "/disqualifications/3417"
	w.Do("clerk@3417", "POST", at, object{"person": apptest.Person("planner1@3417"), "ground": "Owns land", "basis": "fvl. § 6"}).Is(201)
	w.Do(chief, "POST", at+"/1/decide", object{"disqualified": true}).Is(200)
	w.Do("planner1@3417", "GET", record, nil).Is(200).Has(object{"disqualifications.0.withdrawn_at": nil, "disqualifications.0.withdrawn_why": ""})
	w.Do(chief, "POST", at+"/1/withdraw", object{"reason": "About somebody else"}).Is(200)
	got := w.Do("planner1@3417", "GET", record, nil).Is(200)
	got.Has(object{"disqualifications.0.state": "withdrawn", "disqualifications.0.withdrawn_why": "About somebody else"})
	if got.Text("disqualifications.0.withdrawn_at") == "" {
		t.Error("when it was withdrawn is not told")
	}
}

func TestTheRecordHoldsNobodyElse(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	at := w.Force(apptest.Region, nil, nil)
	w.Do(chief, "POST", w.Nominate(at, grue, "planner1", nil)+"/decline", object{"reason_code": "absent"}).Is(200)
	w.Do("clerk@3417", "POST", at+"/disqualifications/3417", object{"person": apptest.Person("planner1@3417"), "ground": "Owns land", "basis": "fvl. § 6"}).Is(201)
	body := w.Do("planner2@3417", "GET", record, nil).Is(200).Body.String()
	for _, secret := range []string{"planner1", "absent", "Owns land", "2024-1"} {
		if strings.Contains(body, secret) {
			t.Errorf("somebody else's record tells %q", secret)
		}
	}
	w.Do("", "GET", record, nil).Is(401)
}
