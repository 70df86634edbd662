package task_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestABenefitWaitsToBeWrittenAndThenToBeConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	benefit := w.open() + "/benefits/3417"
	write, confirm := id("write-benefit", "2024-1", "3417"), id("confirm-benefit", "2024-1", "3417")
	w.waits(administrator, write)
	w.waits(chief, write)
	w.waits("clerk@3417")
	w.waits(secretariat)
	a := w.only(administrator, "write_benefit")
	if a.Text("items.0.as") != "holder" || a.Text("items.0.office") != "administrator" || a.Get("items.0.action.open") != true || a.Get("items.0.by") != nil || a.Get("items.0.on_behalf_of") != nil {
		t.Errorf("the task is %s", a.Body)
	}
	w.Do(administrator, a.Text("items.0.action.method"), a.Text("items.0.action.href"), object{"statement": "Power for jobs in Grue"}).Is(201)
	w.waits(administrator)
	w.waits(chief, confirm)
	w.Do(chief, "POST", w.only(chief, "confirm_benefit").Text("items.0.action.href"), nil).Is(200)
	w.waits(chief)
	w.Do(administrator, "GET", benefit, nil).Is(200)
}

func TestNobodyIsAskedForABenefitWhereNoGateAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.Do(secretariat, "POST", cases, object{"title": "A statement", "kind": "statement", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.waits(administrator)
	w.Do(administrator, "PUT", at+"/benefits/3417", object{"statement": "Power for jobs in Grue"}).Is(201)
	w.waits(chief, id("confirm-benefit", "2024-1", "3417"))
}

func TestAMandateWaitsForItsAnswerForNamesAndForReleases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.open()
	benefit, name := id("write-benefit", "2024-1", "3417"), id("name-people", "2024-1", "3417")
	version := w.submit(at, "A power strategy")
	w.waits(chief, benefit, id("answer-mandate", "2024-1", "1/3417"))
	w.waits(administrator, benefit, name)
	if a := w.only(administrator, "name_people"); a.Text("items.0.by") != "2024-04-05" || a.Text("items.0.title") != "Name people of Municipality 3417: Area planner" {
		t.Errorf("the task to name people is %s", a.Body)
	}
	a := w.only(chief, "answer_mandate")
	asked := w.Do("reader@3417", "GET", version+"/approvals/3417", nil)
	if a.Text("items.0.by") != "2024-03-15" || a.Text("items.0.mandate.status") != "waiting" || a.Text("items.0.mandate.common_hash") != asked.Text("common_hash") ||
		a.Text("items.0.mandate.slice_hash") != asked.Text("slice_hash") || a.Text("items.0.mandate.asked.requirements.0.key") != "planner" ||
		a.Get("items.0.mandate.changed") != nil || a.Get("items.0.mandate.answered_version") != nil || a.Text("items.0.about") != version {
		t.Errorf("the task to answer is %s", a.Body)
	}
	nomination := object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
	w.Do(administrator, "POST", w.only(administrator, "name_people").Text("items.0.action.href"), nomination).Is(201)
	w.waits(administrator, benefit)
	w.waits(chief, benefit, id("answer-mandate", "2024-1", "1/3417"))
	w.approve(version)
	w.waits(chief, benefit, id("release-people", "2024-1", "3417/1"))
	w.Do(chief, "POST", w.only(chief, "release_people").Text("items.0.action.href"), nil).Is(200)
	w.waits(chief, benefit)
	w.waits("administrator@3418", id("write-benefit", "2024-1", "3418"), id("name-people", "2024-1", "3418"))
	w.Clock.Set(time.Date(2024, 4, 5, 22, 0, 0, 0, time.UTC))
	if w.only("administrator@3418", "name_people").Get("items.0.overdue") != true {
		t.Error("the naming is not overdue after its day")
	}
}

func TestAChangedVersionSaysWhatWasChangedSinceTheLastAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.open()
	w.approve(w.submit(at, "A power strategy"))
	w.submit(at, "A wind strategy")
	a := w.only(chief, "answer_mandate")
	if a.Text("items.0.mandate.status") != "stale" || a.Get("items.0.mandate.answered_version") != 1.0 || a.Text("items.0.mandate.changed.0.field") != "purpose" ||
		a.Text("items.0.mandate.changed.0.before") != "A power strategy" || a.Get("items.0.mandate.changed.1") != nil {
		t.Errorf("the task to answer is %s", a.Body)
	}
	w.say(at+"/mandates/2", "3417")
	w.Exec(`UPDATE mandate_answer SET blocked = true WHERE version = 2`)
	a = w.only(chief, "answer_mandate")
	if changed, ok := a.Get("items.0.mandate.changed").([]any); !ok || len(changed) != 0 || a.Text("items.0.mandate.status") != "blocked" || a.Get("items.0.mandate.answered_version") != 2.0 {
		t.Errorf("after the answer is blocked: %s", a.Body)
	}
}

func TestAConditionWaitsForTheResponsibleAndThenForWhoeverSetIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	version := w.submit(w.open(), "A power strategy")
	set := func(organisation, office string) object {
		return object{"text": "The grid company takes part", "responsible": object{"organisation": organisation, "office": office}, "due": "2024-06-14", "effect": "during"}
	}
	w.say(version, "3417", object{"answer": "approved_with_conditions", "conditions": []object{set(apptest.Region, "secretariat"), set("3418", "clerk")}})
	w.waits(secretariat)
	w.say(version, "3418")
	w.waits(secretariat, id("report-condition", "2024-1", "1/3417/1"))
	w.waits("clerk@3418", id("report-condition", "2024-1", "1/3417/2"))
	if got := w.ids("administrator@3418", "?kind=report_condition"); got != nil {
		t.Errorf("the administrator, who may report, but is not responsible, is asked: %v", got)
	}
	report := w.only(secretariat, "report_condition")
	if report.Text("items.0.by") != "2024-06-14" || report.Text("items.0.organisation") != apptest.Region || report.Get("items.0.action.open") != true {
		t.Errorf("the task to report is %s", report.Body)
	}
	w.Do(secretariat, "POST", report.Text("items.0.action.href"), object{"report": "It does"}).Is(200)
	w.waits(secretariat)
	confirm := w.only(chief, "confirm_condition")
	if confirm.Text("items.0.id") != id("confirm-condition", "2024-1", "1/3417/1") {
		t.Errorf("the task to confirm is %s", confirm.Body)
	}
	w.Do(chief, "POST", confirm.Text("items.0.action.href"), object{}).Is(200)
	if got := w.ids(chief, "?kind=confirm_condition"); got != nil {
		t.Errorf("after the confirmation waits %v", got)
	}
}

func TestAMilestoneWaitsForItsResponsibleFromTwoWeeksBeforeItsDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	milestones := w.open() + "/milestones"
	plan := func(key, due string, more object) {
		body := object{"key": key, "title": "The milestone", "kind": "deadline", "due": due}
		maps.Copy(body, more)
		w.Do(secretariat, "POST", milestones, body).Is(201)
	}
	plan("proposal_ready", "2024-02-27", nil)
	plan("councils_decided", "2024-02-26", object{"per_municipality": true})
	plan("notes", "2024-02-26", object{"responsible": object{"organisation": "3417", "office": "clerk"}})
	plan("by_name", "2024-02-26", object{"responsible": object{"person": apptest.Person("case_officer@3418")}})
	plan("by_body", "2024-02-26", object{"responsible": object{"organisation": apptest.Region, "body": "styre", "role": "chair"}})
	plan("someday", "2024-02-26", object{"kind": "event"})
	key := func(key string) string { return id("complete-milestone", "2024-1", key) }
	w.waits(secretariat, key("someday"))
	w.waits("clerk@3417", key("councils_decided/3417"), key("notes"))
	w.waits("case_officer@3418", id("write-benefit", "2024-1", "3418"), key("by_name"))
	w.waits("board_chair@"+apptest.Region, key("by_body"))
	w.waits("board_member@" + apptest.Region)
	for _, item := range w.Do("clerk@3417", "GET", tasks, nil).Is(200).Get("items").([]any) {
		if action := item.(object)["action"].(object); action["open"] != true {
			t.Errorf("to whoever answers for the milestone, the action is %v", action)
		}
	}
	w.Do("clerk@3417", "POST", milestones+"/councils_decided/parts/3417/complete", nil).Is(200)
	w.waits("clerk@3417", key("notes"))
	w.waits("clerk@3418", key("councils_decided/3418"))
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	w.waits(secretariat, key("someday"), key("proposal_ready"))
	w.Clock.Set(time.Date(2024, 2, 27, 23, 0, 0, 0, time.UTC))
	if got := w.ids(secretariat, "?overdue=true"); !slices.Equal(got, []string{key("proposal_ready")}) {
		t.Errorf("overdue are %v: an event never is", got)
	}
	w.Do(secretariat, "POST", milestones+"/proposal_ready/complete", nil).Is(200)
	w.waits(secretariat, key("someday"))
}

func TestASubstituteIsShownWhatTheyMayDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.submit(w.open(), "A power strategy")
	w.submit(w.open(), "Another strategy")
	w.waits("planner1@3417")
	w.appoint("planner1@3417", "chief_executive", "3417", []string{"mandate:answer"}, 1)
	w.appoint("planner2@3417", "chief_executive", "3417", nil, 0)
	w.appoint("planner1@3418", "administrator", "3418", nil, 2)
	answer := func(number string) string { return id("answer-mandate", number, "1/3417") }
	w.waits("planner1@3417", answer("2024-1"))
	a := w.only("planner1@3417", "answer_mandate")
	if a.Text("items.0.as") != "substitute" || a.Text("items.0.on_behalf_of.person") != apptest.Person(chief) || a.Text("items.0.on_behalf_of.name") != "chief_executive 3417" ||
		a.Text("items.0.office") != "chief_executive" || a.Get("items.0.action.open") != true {
		t.Errorf("the substitute's task is %s", a.Body)
	}
	w.waits("planner2@3417", answer("2024-1"), answer("2024-2"), id("write-benefit", "2024-1", "3417"), id("write-benefit", "2024-2", "3417"))
	w.waits("planner1@3418", id("name-people", "2024-2", "3418"), id("write-benefit", "2024-2", "3418"))
	w.disqualify(1, chief, "3417")
	w.waits("planner1@3417")
	w.waits("planner2@3417", id("write-benefit", "2024-1", "3417"), answer("2024-2"), id("write-benefit", "2024-2", "3417"))
	w.Clock.Set(w.Clock.Now().AddDate(0, 1, 0))
	w.waits("planner2@3417")
}

func TestNothingWaitsForTheDisqualifiedAndTheCouncilAnswersInTheirPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.submit(w.open(), "A power strategy")
	w.open()
	w.waits("clerk@3417")
	w.disqualify(1, chief, "3417")
	w.waits(chief, id("write-benefit", "2024-2", "3417"))
	w.waits("clerk@3417", id("record-council-answer", "2024-1", "1/3417"))
	w.waits("clerk@3418")
	a := w.only("clerk@3417", "record_council_answer")
	if a.Text("items.0.action.act") != "record-council-answer" || a.Get("items.0.action.open") != true || a.Text("items.0.mandate.status") != "waiting" {
		t.Errorf("the clerk's task is %s", a.Body)
	}
}

func TestATaskIsClosedWithItsReasonForWhoeverSubmittedTheVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.submit(w.open(), "A power strategy")
	w.Exec(`UPDATE mandate_version SET submitted_by = $1`, apptest.Person(chief))
	a := w.only(chief, "answer_mandate")
	if a.Get("items.0.action.open") != false || a.Text("items.0.action.code") != "mandate.own_submission" {
		t.Errorf("the submitter's task is %s", a.Body)
	}
}

func TestNothingWaitsForThoseWithoutAPartInTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.open()
	w.submit(at, "A power strategy")
	for _, who := range []string{"chief_executive@" + apptest.Stranger, "secretariat@" + apptest.Foreign, "chief_executive@3401", "planner1@3417", "reader@3417", "auditor@" + apptest.Region} {
		w.waits(who)
	}
	w.Do("", "GET", tasks, nil).Refused(401, "token.missing")
	w.Exec(`UPDATE participant SET left_at = $1, left_why = 'Own strategy' WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3417')`, w.Clock.Now())
	w.waits(chief)
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "To be begun anew"}).Is(200)
	w.waits("chief_executive@3418")
}

func TestNothingWaitsInAnExemptCaseForThoseWhoMayNotReadIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.open()
	w.Do(secretariat, "POST", at+"/milestones", object{
		"key": "notes", "title": "The notes", "kind": "deadline", "due": "2024-02-20", "responsible": object{"person": apptest.Person("reader@3417")},
	}).Is(201)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "minutes", "title": "The minutes", "kind": "deadline", "due": "2024-02-20"}).Is(201)
	w.waits("reader@3417", id("complete-milestone", "2024-1", "notes"))
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13'`)
	// What they answer for themselves is their own part (rule 2.5).
	w.waits("reader@3417", id("complete-milestone", "2024-1", "notes"))
	w.Do("reader@3417", "GET", at, nil).Refused(404, "resource.not_found")
	w.waits("reader@3418")
	w.waits(administrator, id("write-benefit", "2024-1", "3417"))
}

func TestTasksAreListedByTheirDayAndThenByNameAndNarrowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.submit(w.open(), "A power strategy")
	}
	w.Exec(`UPDATE mandate_version v SET answer_by = '2024-03-01' FROM casefile c WHERE c.id = v.case_id AND c.serial = 3`)
	answer := func(number string) string { return id("answer-mandate", number, "1/3417") }
	benefit := func(number string) string { return id("write-benefit", number, "3417") }
	want := []string{answer("2024-3"), answer("2024-1"), answer("2024-2"), benefit("2024-1"), benefit("2024-2"), benefit("2024-3")}
	if got := w.ids(chief, ""); !slices.Equal(got, want) {
		t.Errorf("the list is %v, want %v", got, want)
	}
	var paged []string
	for next := "?limit=2"; next != ""; {
		page := w.Do(chief, "GET", tasks+next, nil).Is(200)
		for _, item := range page.Get("items").([]any) {
			paged = append(paged, item.(object)["id"].(string))
		}
		if next = page.Text("next"); next != "" {
			next = "?limit=2&cursor=" + next
		}
	}
	if !slices.Equal(paged, want) {
		t.Errorf("page by page it is %v, want %v", paged, want)
	}
	w.Clock.Set(time.Date(2024, 3, 2, 8, 0, 0, 0, time.UTC))
	for query, n := range map[string]int{
		"?kind=answer_mandate": 3, "?overdue=true": 1, "?overdue=false": 5, "?region=" + apptest.Region: 6, "?region=" + apptest.Foreign: 0,
		"?municipality=3417": 6, "?municipality=3418": 0, "?kind=write_benefit&overdue=true": 0,
	} {
		if got := w.ids(chief, query); len(got) != n {
			t.Errorf("%s lists %v, want %d", query, got, n)
		}
	}
	w.Do(chief, "GET", tasks+"?kind=nothing", nil).Refused(422, "task.kind_unknown")
}

func TestTasksTakeTheSameStatementsHoweverManyCases(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := newWorld(t, listening)
	cost := func() (statements, found int) {
		before := said.N()
		found = len(w.ids(chief, ""))
		return said.N() - before, found
	}
	add := func() {
		at := w.open()
		w.Do(secretariat, "POST", at+"/milestones", object{
			"key": "notes", "title": "The notes", "kind": "deadline", "due": "2024-02-20", "responsible": object{"organisation": "3417", "office": "chief_executive"},
		}).Is(201)
		w.submit(at, "A power strategy")
	}
	add()
	one, few := cost()
	for range 3 {
		add()
	}
	four, many := cost()
	if one != four || few != 3 || many != 12 {
		t.Errorf("%d tasks take %d statements, %d take %d", few, one, many, four)
	}
}

func TestNoCaseIsReadInWhichNothingWaits(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := newWorld(t, listening)
	w.submit(w.open(), "A power strategy")
	for range 3 {
		at := w.Do(secretariat, "POST", cases, object{"title": "A statement", "kind": "statement", "publicity": "public"}).Is(201).Text("self")
		w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	}
	before := said.N()
	w.waits(chief, id("answer-mandate", "2024-1", "1/3417"), id("write-benefit", "2024-1", "3417"))
	read := 0
	for _, q := range said.Since(before) {
		if len(q.Arguments) == 0 {
			continue
		}
		if ids, is := q.Arguments[0].([]int64); is && strings.Contains(q.SQL, "AS participants") {
			read += len(ids)
		}
	}
	if read != 1 {
		t.Errorf("%d cases are read, want the one in which something waits", read)
	}
}
