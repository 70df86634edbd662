package timeline_test

import (
	"fmt"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	planner = "planner1@3417"
	ownPart = "/v1/me/cases/" + apptest.Region + "/2024-1"
)

// closed is what of the case is not open to somebody who has only a part of
// their own in it.
var closed = []string{"", "/benefits", "/benefits/3417", "/events", "/reminders", "/mandates", "/matrix", "/start-gate", "/resources/3417", "/balance", "/disqualifications"}

// hasOnlyTheirPart checks both sides of a part: what is theirs is open, and
// nothing else of the case.
func hasOnlyTheirPart(t *testing.T, w *apptest.World, who string) {
	t.Helper()
	same(t, "the title of their part", w.Do(who, "GET", ownPart, nil).Is(200).Text("title"), "Regional kraftstrategi")
	w.Do(who, "GET", milestones, nil).Is(200)
	for _, path := range closed {
		w.Do(who, "GET", cases+"/2024-1"+path, nil).Refused(404, "resource.not_found")
	}
	w.Do(who, "POST", milestones+"/ready/move", body{"due": "2024-06-04", "reason": "More time"}).Refused(404, "resource.not_found")
	same(t, "cases that they list", len(w.Do(who, "GET", cases, nil).Is(200).Get("items").([]any)), 0)
}

// hasNoPart checks that nothing of the case is open.
func hasNoPart(t *testing.T, w *apptest.World, who string) {
	t.Helper()
	for _, path := range []string{ownPart, milestones, milestones + "/ready", cases + "/2024-1"} {
		w.Do(who, "GET", path, nil).Refused(404, "resource.not_found")
	}
	w.Do(who, "POST", milestones+"/ready/complete", nil).Refused(404, "resource.not_found")
	same(t, "tasks", len(w.Do(who, "GET", "/v1/me/tasks", nil).Is(200).Get("items").([]any)), 0)
}

// Rules 2.5, 5.4: whoever answers for a milestone by name, without an office,
// sees their own part, has their task, and completes it with the day.
func TestAPersonWithoutAnOfficeSeesAndCompletesTheMilestoneTheyAnswerFor(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := deadline("Ready", "2024-02-20")
	in["responsible"] = body{"person": apptest.Person(planner)}
	w.Do(secretariat, "POST", milestones, keyed("ready", in)).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("other", deadline("Other", "2024-02-20"))).Is(201)
	hasOnlyTheirPart(t, w, planner)
	hasNoPart(t, w, "planner2@3417")
	part := w.Do(planner, "GET", ownPart, nil).Is(200)
	same(t, "milestones of theirs", len(part.Get("milestones").([]any)), 1)
	same(t, "their act", part.Get("milestones.0.actions.0.open"), true)
	task := w.Do(planner, "GET", "/v1/me/tasks", nil).Is(200)
	same(t, "their task", task.Text("items.0.about"), milestones+"/ready")
	same(t, "its act", task.Get("items.0.action.open"), true)
	shown := w.Do(planner, "GET", milestones+"/ready", nil).Is(200)
	same(t, "the act on the milestone", shown.Get("actions.2.open"), true)
	same(t, "the act on another", w.Do(planner, "GET", milestones+"/other", nil).Is(200).Get("actions.2.open"), false)
	w.Do(planner, "POST", milestones+"/other/complete", nil).Refused(403, "permission.denied")

	w.Clock.Set(apptest.Start.AddDate(0, 0, 3))
	for _, day := range []string{"2024-02-16", "2024-02-11"} {
		w.Do(planner, "POST", milestones+"/ready/complete", body{"done_on": day}).Refused(422, "timeline.done_day_invalid")
	}
	done := w.Do(planner, "POST", milestones+"/ready/complete", body{"done_on": "2024-02-13"}).Is(200)
	same(t, "the day", done.Text("done_on"), "2024-02-13")
	same(t, "who", done.Text("done_by"), apptest.Person(planner))
	same(t, "reminders left", count(t, w, `SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.key = 'ready' AND r.state = 'planned'`), 0)
	same(t, "events", count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'complete-milestone' AND policy = '' AND organisation = '`+apptest.Region+`' AND person_id = '`+apptest.Person(planner)+`'`), 1)
	same(t, "tasks left", len(w.Do(planner, "GET", "/v1/me/tasks", nil).Is(200).Get("items").([]any)), 0)
}

// Rule 5.4: an office's holder or substitute, a body's chair or its clerk or
// secretariat, and nobody else.
func TestWhoeverAnswersForAMilestoneCompletesIt(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Exec(fmt.Sprintf(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, source, from_at, to_at, set_by, created_at)
		SELECT id, 'case_officer', '%[1]s', '%[2]s', 'holder', '2024-02-01', '2024-06-01', '%[1]s', '2024-02-01' FROM organisation WHERE key = '3417'`,
		apptest.Person("case_officer@3417"), apptest.Person(planner)))
	region, municipality := apptest.Region, "3417"
	for i, tt := range []struct {
		responsible body
		may, not    []string
	}{
		{body{"organisation": municipality, "office": "case_officer"}, []string{"case_officer@3417", planner, secretariat}, []string{"administrator@3417", "case_officer@3418"}},
		{body{"organisation": region, "body": "styre"}, []string{"board_chair@" + region, secretariat}, []string{"board_member@" + region, "auditor@" + region}},
		{body{"organisation": region, "body": "styre", "role": "member"}, []string{"board_member@" + region}, []string{"board_chair@" + region}},
		{body{"organisation": region, "office": "auditor"}, []string{"auditor@" + region}, []string{"clerk@3417"}},
		{nil, []string{secretariat}, []string{"administrator@3417", "board_chair@" + region}},
	} {
		for n, who := range append(tt.not, tt.may...) {
			key := fmt.Sprintf("m%d-%d", i, n)
			in := deadline("Done", "2024-02-20")
			if tt.responsible != nil {
				in["responsible"] = tt.responsible
			}
			w.Do(secretariat, "POST", milestones, keyed(key, in)).Is(201)
			answer := w.Do(who, "POST", milestones+"/"+key+"/complete", nil)
			if n < len(tt.not) {
				answer.Refused(403, "permission.denied")
			} else {
				answer.Is(200)
			}
		}
	}
	same(t, "events by a substitute", count(t, w, fmt.Sprintf(`SELECT count(*) FROM audit_event WHERE act = 'complete-milestone' AND on_behalf_of = '%s'`, apptest.Person("case_officer@3417"))), 1)
	each := forEach("All", "2024-02-20")
	each["responsible"] = body{"office": "case_officer"}
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", each)).Is(201)
	w.Do("case_officer@3401", "POST", part("3417"), nil).Refused(403, "permission.denied")
	w.Do("case_officer@3417", "POST", part("3417"), nil).Is(200)
}

// Rule 2.5: in an exempt case too; rule 1.7: the disqualified answer for nothing.
func TestInAnExemptCaseWhoeverAnswersHasTheirPartUnlessDisqualified(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := deadline("Ready", "2024-02-20")
	in["responsible"] = body{"organisation": apptest.Region, "body": "styre", "role": "member"}
	w.Do(secretariat, "POST", milestones, keyed("ready", in)).Is(201)
	const member = "board_member@" + apptest.Region
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13', shielded_title = 'A case'`)
	hasOnlyTheirPart(t, w, member)
	same(t, "their task", w.Do(member, "GET", "/v1/me/tasks", nil).Is(200).Text("items.0.about"), milestones+"/ready")
	hasNoPart(t, w, "reader@3417")
	w.Do(secretariat, "POST", cases+"/2024-1/disqualifications/"+apptest.Region, body{
		"person": apptest.Person(member), "ground": "Owns land", "basis": "fvl. § 6 første ledd bokstav a",
	}).Is(201)
	w.Exec(`UPDATE disqualification SET state = 'disqualified', decided_as = 'self', decided_by = person_id, decided_at = raised_at, from_at = raised_at`)
	w.Do(member, "POST", milestones+"/ready/complete", nil).Refused(404, "resource.not_found")
}

// Rules 2.3, 2.5, 6.5: who is named to the work sees the timeline; when
// everybody is released the naming is done, and nobody is reminded of it.
func TestTheReleasedCompleteTheNamingAndSeeTheTimeline(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	const chief = "chief_executive@3417"
	w.Do("auditor@"+apptest.Region, "POST", "/v1/me/substitutes/1/end", body{"reason": "Back"}).Is(200)
	w.Do(secretariat, "POST", milestones, keyed("naming_due", forEach("Named", "2024-04-05"))).Is(201)
	hasOnlyTheirPart(t, w, planner)
	same(t, "what they are named to", w.Do(planner, "GET", ownPart, nil).Is(200).Text("assignments.0.state"), "nominated")
	same(t, "where their part is", w.Do(planner, "GET", "/v1/me/assignments", nil).Is(200).Text("items.0.about"), ownPart)
	w.Do(planner, "POST", milestones+"/proposal_ready/complete", nil).Refused(403, "permission.denied")

	w.Do(chief, "POST", cases+"/2024-1/resources/3417/assignments/1/release", nil).Is(200)
	shown := w.Do(secretariat, "GET", milestones+"/naming_due", nil).Is(200)
	for i, m := range apptest.Municipalities {
		at := fmt.Sprintf("parts.%d.", i)
		want := map[bool]string{true: "done", false: "open"}[m == "3417"]
		same(t, "the part of "+m, shown.Text(at+"state"), want)
		if m == "3417" {
			same(t, "who has done it", shown.Text(at+"done_by"), apptest.Person(chief))
		}
	}
	same(t, "deadlines of the naming left", count(t, w, `SELECT count(*) FROM deadline WHERE subject = 'naming' AND municipality = '3417' AND state = 'standing'`), 0)
	same(t, "events", count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'complete-milestone-part' AND organisation = '3417'`), 1)

	w.Clock.Set(time.Date(2025, 1, 2, 8, 0, 0, 0, time.UTC))
	hasNoPart(t, w, planner)
}

// Rule 2.3: also where they were released before the milestone was planned.
func TestTheNamingIsDoneWherePeopleWereReleasedBeforeItWasPlanned(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	w.Do("chief_executive@3417", "POST", cases+"/2024-1/resources/3417/assignments/1/release", nil).Is(200)
	w.Do(secretariat, "POST", milestones, keyed("naming_due", forEach("Named", "2024-04-08"))).Is(201)
	same(t, "parts done", count(t, w, `SELECT count(*) FROM milestone_done`), 1)
	shown := w.Do(secretariat, "GET", milestones+"/naming_due", nil).Is(200)
	same(t, "the warning", shown.Text("warnings.0.code"), "naming_dates_differ")
}

// Rule 5.4: completing before what it depends on, and a day in the past, are
// warned of in the answer.
func TestWhatDoesNotFitIsSaidInTheAnswer(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("Board", "2024-05-16", "ready"))).Is(201)
	moved := w.Do(secretariat, "POST", milestones+"/ready/move?dry_run=true", body{"due": "2024-02-09", "reason": "Typed wrongly"}).Is(200)
	same(t, "moved into the past", moved.Text("warnings.0.code"), "set_in_past")
	w.Do(secretariat, "POST", milestones+"/ready/move", body{"due": "2024-02-12", "reason": "Today"}).Is(200)
	same(t, "moved to today", len(w.Do(secretariat, "GET", milestones+"/ready", nil).Get("warnings").([]any)), 0)
	done := w.Do(secretariat, "POST", milestones+"/board/complete", nil).Is(200)
	same(t, "completed too early", done.Text("warnings.0.code"), "dependency_open")
	w.Do(secretariat, "POST", milestones+"/ready/complete", nil).Is(200)
	same(t, "completed in order", len(w.Do(secretariat, "GET", milestones+"/board", nil).Get("warnings").([]any)), 0)
	christmas := w.Do(secretariat, "POST", milestones, keyed("holiday", deadline("Holiday", "2024-12-25"))).Is(201)
	same(t, "a day off", christmas.Text("warnings.0.code"), "day_off")
}
