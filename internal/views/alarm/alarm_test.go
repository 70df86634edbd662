package alarm_test

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/views/alarm"
)

const (
	secretariat   = "secretariat@" + apptest.Region
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	cases         = "/v1/regions/" + apptest.Region + "/cases"
	aCase         = cases + "/2024-1"
	own           = "/v1/organisations/3417"
)

var parties = []string{"3417", "3418"}

type object = map[string]any

type world struct {
	*apptest.World
	t *testing.T
}

// inForce is a world with case 2024-1 of two municipalities, in which a mandate
// is in force that asks each for a planner from April to December.
func inForce(t *testing.T, options ...apptest.Option) world {
	t.Helper()
	w := world{apptest.New(t, options...), t}
	w.prepare(object{"publicity": "public"})
	return w
}

// prepare makes a case with a mandate in force, and gives its address.
func (w world) prepare(about object) string {
	w.t.Helper()
	in := object{"title": "Regional kraftstrategi", "kind": "strategy"}
	maps.Copy(in, about)
	at := w.Do(secretariat, "POST", cases, in).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.agree(at, "planner")
	return at
}

// agree brings the next version of a case's mandate into force, which asks each
// municipality for one requirement.
func (w world) agree(at, key string) {
	w.t.Helper()
	var slices []object
	for _, m := range parties {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": key, "function": "Area planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": parties, "purpose": "A strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	for _, m := range parties {
		a := w.Do("case_officer@"+m, "GET", version+"/approvals/"+m, nil).Is(200)
		w.Do("chief_executive@"+m, "PUT", version+"/approvals/"+m, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
}

// release names and releases an employee of Grue.
func (w world) release(at, staffKey, from, to string, share int) string {
	w.t.Helper()
	a := w.Do(administrator, "POST", at+"/resources/3417/assignments", object{"requirement": "planner", "staff_key": staffKey, "share": share, "from": from, "to": to}).Is(201)
	return w.Do(chief, "POST", a.Text("self")+"/release", nil).Is(200).Text("self")
}

func (w world) milestone(key, due string) {
	w.t.Helper()
	w.Do(secretariat, "POST", aCase+"/milestones", object{"key": key, "title": key, "kind": "deadline", "due": due}).Is(201)
}

// stand fails the test unless just these alarms are read, twice the same.
func (w world) stand(actor, path string, want ...string) *apptest.Answer {
	w.t.Helper()
	a := w.Do(actor, "GET", path, nil).Is(200)
	if again := w.Do(actor, "GET", path, nil).Is(200); again.Body.String() != a.Body.String() {
		w.t.Errorf("two reads differ:\n%s\n%s", a.Body, again.Body)
	}
	var page struct{ Items []alarm.Alarm }
	a.Into(&page)
	got := []string{}
	for _, x := range page.Items {
		got = append(got, strings.Replace(x.ID, "/"+apptest.Region, "", 1))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("the alarms are %v, want %v", got, want)
	}
	return a
}

// tasks are those of some kind that wait for somebody.
func (w world) tasks(actor, kind string) []any {
	w.t.Helper()
	return w.Do(actor, "GET", "/v1/me/tasks?kind="+kind, nil).Is(200).Get("items").([]any)
}

// resources is the reason of Grue's cell of the matrix.
func (w world) resources() string {
	w.t.Helper()
	return w.Do("reader@3417", "GET", aCase+"/matrix", nil).Is(200).Text("rows.0.cells.2.reason")
}

func (w world) employment(to *string) {
	w.t.Helper()
	if _, err := w.Pool.Exec(w.t.Context(), `UPDATE employment SET to_date = $1::date WHERE person_id = $2`, to, apptest.Person("planner1@3417")); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) capacity(staffKey, from string, percent int) {
	w.t.Helper()
	at := own + "/employments/" + staffKey
	w.Do(administrator, "PUT", at+"/capacity/"+from, object{"percent": percent}, apptest.IfMatch(w.Do(administrator, "GET", at, nil).ETag())).Is(200)
}

func TestAReleaseThatEndsBeforeTheLastDeadlineThatNeedsIt(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.release(aCase, "planner1", "2024-04-01", "2024-07-01", 20)
	w.milestone("late", "2025-02-03")
	w.milestone("early", "2024-06-30")
	w.stand(administrator, own+"/alarms")
	w.milestone("proposal_ready", "2024-09-02")
	a := w.stand(administrator, own+"/alarms", "release-ends-early/2024-1/3417/1")
	for path, want := range map[string]any{
		"items.0.by": "2024-06-30", "items.0.person": apptest.Person("planner1@3417"), "items.0.municipality_name": "Municipality 3417",
		"items.0.detail": "planner1 3417 is released as Area planner with the last day 30 June 2024, but \"proposal_ready\" is due on 2 September 2024.",
		"items.0.link":   aCase + "/resources/3417/assignments/1", "items.0.who.0.office": "administrator",
		"items.0.who.0.holders.0.person": apptest.Person(administrator), "items.0.action.act": "nominate-person", "items.0.action.open": true,
	} {
		if a.Get(path) != want {
			t.Errorf("%s is %v, want %v", path, a.Get(path), want)
		}
	}
	w.stand("reader@3418", aCase+"/alarms", "release-ends-early/2024-1/3417/1")
	w.stand("reader@3418", aCase+"/alarms?municipality=3418")
	if got := w.resources(); !strings.Contains(got, "with the last day 30 June 2024") {
		t.Errorf("the matrix says %q", got)
	}
	if got := w.tasks(administrator, "resolve_alarm"); len(got) != 1 || got[0].(object)["id"] != "resolve-alarm/"+apptest.Region+"/2024-1/release-ends-early/3417/1" {
		t.Errorf("for the administrator waits %v", got)
	}
	if got := w.tasks(chief, "resolve_alarm"); len(got) != 0 {
		t.Errorf("for the chief executive waits %v", got)
	}
	w.release(aCase, "planner2", "2024-07-01", "2024-09-03", 20)
	w.stand(administrator, own+"/alarms")
	w.milestone("mistyped", "2024-09-10")
	w.stand(administrator, own+"/alarms", "release-ends-early/2024-1/3417/2")
	w.Do(secretariat, "POST", aCase+"/milestones/mistyped/withdraw", object{"reason": "Mistyped"}).Is(200)
	w.stand(administrator, own+"/alarms")
	w.Do(secretariat, "POST", aCase+"/milestones/proposal_ready/move", object{"due": "2024-09-03", "reason": "A day more"}).Is(200)
	w.stand(administrator, own+"/alarms", "release-ends-early/2024-1/3417/2")
	w.Do(secretariat, "POST", aCase+"/milestones/proposal_ready/complete", nil).Is(200)
	w.stand(administrator, own+"/alarms")
	if len(w.tasks(administrator, "resolve_alarm")) != 0 {
		t.Error("a task is left of the alarm")
	}
}

func TestAnEmploymentThatEndsBeforeTheRelease(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.release(aCase, "planner1", "2024-04-01", "2025-01-01", 20)
	w.stand(administrator, own+"/alarms")
	w.employment(new("2024-10-01"))
	w.stand("case_officer@3417", own+"/alarms?kind=employment_ends", "employment-ends/2024-1/3417/1")
	w.stand(chief, own+"/alarms?kind=over_capacity")
	home := w.Do(administrator, "GET", own+"/alarms", nil).Is(200)
	if home.Text("items.0.detail") != "The employment of planner1 3417 ends on 30 September 2024, but the release as Area planner was to last through 31 December 2024." {
		t.Errorf("at home it says %s", home.Body)
	}
	for _, actor := range []string{administrator, "reader@3418"} {
		outside := w.stand(actor, aCase+"/alarms", "release-ends-early/2024-1/3417/1")
		if outside.Text("items.0.kind") != "release_ends_early" || outside.Text("items.0.detail") != "The last day of planner1 3417's release as Area planner is 30 September 2024." || strings.Contains(outside.Body.String(), "mployment") {
			t.Errorf("of the case %s reads %s", actor, outside.Body)
		}
	}
	w.stand("reader@3418", aCase+"/alarms?kind=release_ends_early", "release-ends-early/2024-1/3417/1")
	w.Do("reader@3418", "GET", aCase+"/alarms?kind=employment_ends", nil).Refused(422, "request.invalid")
	if got := w.resources(); !strings.HasSuffix(got, "The last day of planner1 3417's release as Area planner is 30 September 2024.") {
		t.Errorf("the matrix says %q", got)
	}
	if got := w.tasks(administrator, "resolve_alarm"); len(got) != 1 || got[0].(object)["title"] != home.Text("items.0.detail") {
		t.Errorf("for the administrator waits %v", got)
	}
	w.employment(nil)
	w.stand(administrator, own+"/alarms")
	w.employment(new("2024-10-01"))
	w.release(aCase, "planner2", "2024-10-01", "2025-01-01", 20)
	w.stand(administrator, own+"/alarms")
}

func TestNobodyIsNamedByTheDay(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Clock.Set(time.Date(2024, 4, 5, 21, 59, 0, 0, time.UTC))
	w.stand(administrator, aCase+"/alarms")
	w.Clock.Set(time.Date(2024, 4, 5, 22, 0, 0, 0, time.UTC))
	a := w.stand(administrator, aCase+"/alarms", "nobody-named/2024-1/3417", "nobody-named/2024-1/3418")
	if a.Get("items.0.person") != nil || a.Text("items.0.by") != "2024-04-05" || a.Text("items.0.since") != "2024-04-05T22:00:00Z" || a.Get("items.1.action.open") != false {
		t.Errorf("the alarms are %s", a.Body)
	}
	first := w.Do(administrator, "GET", aCase+"/alarms?limit=1", nil).Is(200)
	w.stand(administrator, aCase+"/alarms?cursor="+first.Text("next"), "nobody-named/2024-1/3418")
	if len(w.tasks(administrator, "resolve_alarm")) != 0 || len(w.tasks(administrator, "name_people")) != 1 {
		t.Error("naming waits twice, or not at all")
	}
	named := w.Do(administrator, "POST", aCase+"/resources/3417/assignments", object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-08", "to": "2025-01-01"}).Is(201)
	w.stand(administrator, own+"/alarms")
	w.Do(chief, "POST", named.Text("self")+"/decline", object{"reason_code": "other"}).Is(200)
	w.stand(administrator, own+"/alarms", "nobody-named/2024-1/3417")
	w.Clock.Set(time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC))
	w.stand(administrator, own+"/alarms")
}

func TestASurplusReleaseWaitsForTheChiefExecutive(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	at := w.release(aCase, "planner1", "2024-04-01", "2025-01-01", 20)
	if got := w.tasks(chief, "review_surplus"); len(got) != 0 {
		t.Errorf("while it is asked for waits %v", got)
	}
	w.agree(aCase, "lead")
	got := w.tasks(chief, "review_surplus")
	if len(got) != 1 || got[0].(object)["about"] != at || got[0].(object)["id"] != "review-surplus/"+apptest.Region+"/2024-1/3417/1" {
		t.Fatalf("for the chief executive waits %v", got)
	}
	if len(w.tasks(administrator, "review_surplus")) != 0 {
		t.Error("it waits for the administrator")
	}
	act := got[0].(object)["action"].(object)
	if act["open"] != true {
		t.Errorf("the act is %v", act)
	}
	w.Do(chief, "POST", act["href"].(string), object{"on": "2024-05-01", "reason_code": "reassigned"}).Is(200)
	if got := w.tasks(chief, "review_surplus"); len(got) != 0 {
		t.Errorf("after the recall waits %v", got)
	}
}

func TestWhoReadsAlarms(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Clock.Set(time.Date(2024, 4, 8, 8, 0, 0, 0, time.UTC))
	for _, actor := range []string{chief, administrator, "case_officer@3417"} {
		w.stand(actor, own+"/alarms", "nobody-named/2024-1/3417")
	}
	for _, actor := range []string{"clerk@3417", "reader@3417", secretariat} {
		w.Do(actor, "GET", own+"/alarms", nil).Refused(403, "permission.denied")
	}
	for _, actor := range []string{"chief_executive@3418", "chief_executive@" + apptest.Stranger} {
		w.Do(actor, "GET", own+"/alarms", nil).Refused(404, "resource.not_found")
	}
	w.Do("chief_executive@"+apptest.Stranger, "GET", aCase+"/alarms", nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", aCase+"/withdraw", object{"reason": "It is over"}).Is(200)
	w.stand(chief, own+"/alarms")
	w.stand(chief, aCase+"/alarms")
}

// service is the alarms' own, to be run by hand.
func service(t *testing.T, w world) *alarm.Service {
	t.Helper()
	jobs, err := river.NewClient(riverpgxv5.New(w.Pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	letters := notice.New(slog.New(slog.DiscardHandler), w.Pool, w.Clock.Now, jobs, notice.Outgoing{From: "forankring@kongsvingerregionen.no", PublicURL: "http://forankring.test"}, casefile.Shield)
	return alarm.New(slog.New(slog.DiscardHandler), w.Pool, nil, w.Clock.Now, jobs, letters)
}

func TestAnAlarmIsToldOnce(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	s := service(t, w)
	letters := func(scans int) (list []any) {
		for range scans {
			if err := alarm.Scan(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		return w.Do(administrator, "GET", "/v1/me/notices?kind=alarm_raised", nil).Is(200).Get("items").([]any)
	}
	if got := letters(1); len(got) != 0 {
		t.Errorf("without an alarm: %v", got)
	}
	w.release(aCase, "planner1", "2024-04-01", "2025-01-01", 50)
	w.employment(new("2024-10-01"))
	w.capacity("planner1", "2024-05-01", 40)
	got := letters(2)
	if len(got) != 2 || !strings.Contains(got[1].(object)["text"].(string)+got[0].(object)["text"].(string), "The employment of planner1 3417 is over on 1 October 2024") {
		t.Fatalf("two runs tell of two alarms so: %v", got)
	}
	w.Clock.Set(time.Date(2024, 5, 13, 8, 0, 0, 0, time.UTC))
	if got := letters(1); len(got) != 2 {
		t.Errorf("months later they are told again: %v", got)
	}
	w.employment(new("2024-09-01"))
	if got := letters(1); len(got) != 3 {
		t.Errorf("of an end that has moved nobody is told: %v", got)
	}
}

func TestADayIsLookedAtOnceHoweverManyInstancesThereAre(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	one, two := service(t, w), service(t, w)
	var none workday.Date
	look := func(s *alarm.Service, last workday.Date, want string, jobs int) workday.Date {
		t.Helper()
		day, err := alarm.Look(s, t.Context(), last)
		var queued int
		if err == nil {
			err = w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE kind = 'alarm_scan'`).Scan(&queued)
		}
		if err != nil || day.String() != want || queued != jobs {
			t.Errorf("queued %q (%d jobs, %v), want %q (%d jobs)", day, queued, err, want, jobs)
		}
		return day
	}
	w.Clock.Set(time.Date(2024, 2, 12, 6, 59, 0, 0, time.UTC))
	look(one, none, "", 0)
	w.Clock.Set(time.Date(2024, 2, 12, 7, 0, 0, 0, time.UTC))
	monday := look(one, none, "2024-02-12", 1)
	if err := errors.Join(alarm.Queue(one, t.Context(), monday), alarm.Queue(two, t.Context(), monday)); err != nil {
		t.Fatal(err)
	}
	municipalities := func(want string) {
		t.Helper()
		var each string
		err := w.Pool.QueryRow(t.Context(), `SELECT string_agg(to_char((args->>'day')::date, 'Dy ') || (args->>'municipality'), ', ' ORDER BY id) FROM river_job WHERE kind = 'alarm_scan_municipality'`).Scan(&each)
		if err != nil || each != want {
			t.Errorf("the municipalities to look at are %q (%v)", each, err)
		}
	}
	municipalities("Mon 3417, Mon 3418")
	look(one, monday, "2024-02-12", 1)
	look(two, none, "2024-02-12", 1)
	w.Clock.Set(time.Date(2024, 2, 17, 9, 0, 0, 0, time.UTC))
	for municipality, entry := range map[string]map[string]any{
		"3417": {"kind": "day_off", "first_day": "2024-02-19", "name": "Vinterferie"}, "3418": {"kind": "working_day", "first_day": "2024-02-17", "name": "Dugnad"},
	} {
		w.Do("clerk@"+municipality, "POST", "/v1/organisations/"+municipality+"/calendar/entries", entry).Is(201)
	}
	saturday := look(one, monday, "2024-02-17", 2)
	w.Clock.Set(time.Date(2024, 2, 19, 9, 0, 0, 0, time.UTC))
	next := look(two, monday, "2024-02-19", 3)
	if err := errors.Join(alarm.Queue(one, t.Context(), saturday), alarm.Queue(two, t.Context(), next)); err != nil {
		t.Fatal(err)
	}
	municipalities("Mon 3417, Mon 3418, Sat 3418, Mon 3418")
}

// The holder and the administrator are told of each day of review of a substitute
// once, however often it is looked for (rules 1.4, 6.4).
func TestRule14AReviewThatHasComeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	s := service(t, w)
	office := w.Do(administrator, "GET", "/v1/organisations/3417/offices?kind=chief_executive", nil).Is(200).Text("items.0.self")
	w.Do(administrator, "POST", office+"/substitutes", object{"person": apptest.Person("planner1@3417"), "review_on": "2024-03-01"}).Is(201)
	told := func(who string, want int) {
		t.Helper()
		if err := alarm.Queue(s, t.Context(), workday.Today(w.Clock.Now())); err != nil {
			t.Fatal(err)
		}
		if got := w.Do(who, "GET", "/v1/me/notices?kind=substitute_review", nil).Is(200).Get("items").([]any); len(got) != want {
			t.Errorf("%s has %d letters, want %d: %v", who, len(got), want, got)
		}
	}
	told(chief, 0)
	w.Clock.Set(time.Date(2024, 3, 1, 8, 0, 0, 0, time.UTC))
	for _, who := range []string{chief, administrator, chief, administrator} {
		told(who, 1)
	}
	told("planner1@3417", 0)
	w.Clock.Set(time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC))
	told(chief, 1)
}
