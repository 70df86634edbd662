package disqualification_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

func today(now time.Time) *workday.Date { d := workday.Today(now); return &d }

// entry is the entry of 3417 in the gate of version 1.
func (w *world) entry(member string) any {
	w.t.Helper()
	return w.Do(secretariat, "GET", version+"/gate", nil).Is(200).Get("entries.0." + member)
}

func TestACouncilAnswersInADisqualifiedChiefExecutivesPlace(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.stands("planner1@3417", "chief_executive")
	w.answer("chief_executive@3418", "3418").Is(200)
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	w.answer(chief, "3417").Refused(403, "permission.disqualified")
	w.answer("planner1@3417", "3417").Refused(403, "permission.outside_grant")
	w.Do("planner1@3417", "PUT", aCase+"/benefits/3417", object{"statement": "Power for the industry"}).Is(201)
	w.Do("planner1@3417", "POST", aCase+"/benefits/3417/confirm", nil).Refused(403, "permission.outside_grant")
	if got := w.entry("who.instead.0.person"); got != apptest.Person(clerk) || w.entry("who.holders.0") != nil || w.entry("who.substitutes.0") != nil {
		t.Errorf("the gate names %v", w.entry("who"))
	}
	council := object{"body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "016/24", "releases": apptest.Person("planner2@3417")}
	w.answer(clerk, "3417", with(council, object{"decided_on": "2020-02-12"})).Refused(422, "mandate.council_invalid")
	if a := w.answer(clerk, "3417", council).Is(200); a.Text("status") != "approved" || a.Text("standing.body") != "kommunestyret" {
		t.Errorf("the council answered %s", a.Body)
	}
	if got := w.Do(secretariat, "GET", version, nil).Text("state"); got != "in_force" {
		t.Errorf("the version is %s", got)
	}
	named := aCase + "/resources/3417/assignments"
	w.Do("administrator@3417", "POST", named, object{"requirement": "planner", "staff_key": "planner3", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
	w.Do(chief, "POST", named+"/1/release", nil).Refused(403, "permission.disqualified")
	w.Do("planner1@3417", "POST", named+"/1/release", nil).Refused(403, "permission.outside_grant")
	for _, other := range []string{clerk, "administrator@3417"} {
		w.Do(other, "POST", named+"/1/release", nil).Refused(403, "permission.denied")
	}
	w.Do("planner2@3417", "POST", named+"/1/release", nil).Is(200)
}

func TestAnAnswerWithinThePeriodIsBlockedAndAskedForAnew(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	given := w.answer(chief, "3417").Is(200)
	if n := w.count("deadline WHERE kind = 'answer' AND municipality = '3417' AND state = 'standing'"); n != 0 {
		t.Fatal("the answer did not stop the reminders")
	}
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	w.Do(clerk, "POST", grue, about(chief)).Is(201)
	w.Do(clerk, "POST", first+"/decide?dry_run=true", decision(object{"from": "2024-02-12T08:30:00Z"})).Is(200)
	if w.entry("state") != "satisfied" {
		t.Error("trying the decision out blocked the answer")
	}
	w.Do(clerk, "POST", first+"/decide", decision(object{"from": "2024-02-12T08:30:00Z"})).Is(200)
	if w.entry("state") != "blocked" || w.entry("answer") != "blocked" || w.entry("who.instead.0.person") != apptest.Person(clerk) {
		t.Errorf("the gate says %v, %v", w.entry("state"), w.entry("who"))
	}
	same(t, "told of the blocked answer", w.told("approval_blocked"), []string{"clerk 3417"})
	same(t, "told of the decision", w.told("disqualification_decided"), []string{"chief_executive 3417", "clerk 3417"})
	if n := w.count("deadline WHERE kind = 'answer' AND municipality = '3417' AND state = 'standing'"); n != 1 {
		t.Errorf("%d answer deadlines stand", n)
	}
	// The one whose answer counts is not bothered.
	if n := w.count("deadline WHERE kind = 'answer' AND municipality = '3418'"); n != 1 {
		t.Errorf("3418 has %d answer deadlines", n)
	}
	// Something else happens: nobody is asked twice.
	w.Do("case_officer@3417", "POST", grue+"/declaration", declaration).Is(201)
	if w.count("deadline WHERE kind = 'answer' AND municipality = '3417'") != 2 || len(w.told("approval_blocked")) != 1 {
		t.Error("the answer was asked for once more")
	}
	w.Clock.Set(apptest.Start.Add(3 * time.Hour))
	w.Do(clerk, "POST", first+"/end", decision(object{"disqualified": nil, "reason": "Sold"})).Is(200)
	if w.entry("state") != "blocked" || w.entry("who.holders.0.person") != apptest.Person(chief) {
		t.Errorf("after its end the gate says %v, %v", w.entry("state"), w.entry("who"))
	}
	body := object{"answer": "approved", "common_hash": given.Text("common_hash"), "slice_hash": given.Text("slice_hash")}
	w.Do(chief, "PUT", version+"/approvals/3417", body, apptest.IfMatch("*")).Is(200)
	if w.entry("state") != "satisfied" {
		t.Errorf("after the chief executive's new answer: %v", w.entry("state"))
	}
}

func TestAnAnswerBeforeThePeriodCounts(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.answer(chief, "3417").Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	if w.entry("state") != "satisfied" || len(w.told("approval_blocked")) != 0 {
		t.Errorf("it stands as %v", w.entry("state"))
	}
}

func TestADisqualifiedSubstitutesAnswerIsTheChiefExecutivesToGiveAnew(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.stands("planner1@3417", "chief_executive")
	w.answer("planner1@3417", "3417").Is(200)
	w.Do(chief, "POST", grue, about("planner1@3417")).Is(201)
	w.Do(chief, "POST", first+"/decide", object{"disqualified": true, "from": "2024-02-12T08:00:00Z"}).Is(200)
	same(t, "told", w.told("approval_blocked"), []string{"chief_executive 3417", "clerk 3417"})
	if w.entry("state") != "blocked" || w.entry("who.holders.0.person") != apptest.Person(chief) {
		t.Errorf("the gate says %v", w.entry("who"))
	}
}

func TestInForceAnAnswerOfADisqualifiedPersonStandsAndIsFlagged(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.answer(chief, "3417").Is(200)
	w.answer("chief_executive@3418", "3418").Is(200)
	w.Do(chief, "POST", grue+"/declaration", with(declaration, object{"from": "2024-02-12T08:00:00Z"})).Is(201)
	a := w.Do(secretariat, "GET", version+"/approvals/3417", nil).Is(200)
	if a.Text("status") != "approved" || a.Get("flagged") != true || w.Do(secretariat, "GET", version, nil).Text("state") != "in_force" {
		t.Errorf("the approval is %s", a.Body)
	}
	if n := len(w.told("approval_blocked")); n != 0 || w.count("deadline WHERE kind = 'answer' AND state = 'standing'") != 0 {
		t.Errorf("%d people were told that it does not count", n)
	}
}

func TestRemindersOfTheAnswerGoToTheClerkInstead(t *testing.T) {
	t.Parallel()
	w := open(t, apptest.Working)
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	reminded := func(letters []mailtest.Letter, who string) bool {
		for _, l := range letters {
			if strings.HasPrefix(l.EnvelopeTo, who) && strings.Contains(l.Subject, "versjon 1") && strings.Contains(l.Subject, "frist 15. mars") {
				return true
			}
		}
		return false
	}
	w.Clock.Set(time.Date(2024, 3, 13, 8, 0, 0, 0, time.UTC))
	letters := w.Mail.Wait(t, func(l []mailtest.Letter) bool {
		return reminded(l, clerk) && (reminded(l, "chief_executive@3418") || hasEnglish(l))
	})
	if reminded(letters, chief) {
		t.Error("the disqualified chief executive was reminded")
	}
	for _, l := range letters {
		if strings.Contains(l.Text+l.HTML+l.Subject, "Owns land") {
			t.Errorf("a letter tells the ground: %s", l.Text)
		}
	}
	if n := w.count(`letter WHERE kind = 'reminder' AND person_id = $1`, apptest.Person(chief)); n != 0 {
		t.Errorf("the disqualified chief executive has %d reminders", n)
	}
}

func hasEnglish(letters []mailtest.Letter) bool {
	for _, l := range letters {
		if strings.HasPrefix(l.EnvelopeTo, "chief_executive@3418") && strings.Contains(l.Subject, "Reminder") {
			return true
		}
	}
	return false
}
