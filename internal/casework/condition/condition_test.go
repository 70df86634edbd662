package condition_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	secretariat = "secretariat@" + apptest.Region
	chief       = "chief_executive@3417"
)

type object = map[string]any

// bound is a world in which 3417 approved the mandate in force with two
// conditions: one that the secretariat sees to, one that its own clerk does.
type bound struct {
	*apptest.World
	t        *testing.T
	mandates string
	// at is the address of the conditions, one that of the first.
	at, one string
}

func bind(t *testing.T) *bound {
	t.Helper()
	w := &bound{World: apptest.New(t), t: t}
	at := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"3417", "3418"}}).Is(200)
	w.mandates = at + "/mandates"
	version := w.submit("A power strategy", "Planner")
	w.answer(version, "3417", []object{
		{"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "before_start"},
		{"text": "The council is told", "responsible": object{"organisation": "3417", "office": "clerk"}, "due": "2024-06-28", "effect": "during"},
	})
	w.answer(version, "3418", nil)
	w.at = version + "/approvals/3417/conditions"
	w.one = w.at + "/1"
	return w
}

// submit opens a version that asks 3418 for people with a function.
func (w *bound) submit(purpose, function string) string {
	w.t.Helper()
	asked := func(m, function string) object {
		return object{"municipality": m, "requirements": []object{{"key": "planner", "function": function, "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"}}}
	}
	at := w.Do(secretariat, "POST", w.mandates, object{"slices": []object{asked("3417", "Planner"), asked("3418", function)}, "common": object{
		"participants": []string{"3417", "3418"}, "purpose": purpose, "objectives": []string{"Know the need"}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 100, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-07-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return at
}

func (w *bound) answer(version, municipality string, conditions []object) {
	w.t.Helper()
	path := version + "/approvals/" + municipality
	a := w.Do("reader@"+municipality, "GET", path, nil).Is(200)
	in := object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}
	if conditions != nil {
		in["answer"], in["conditions"] = "approved_with_conditions", conditions
	}
	w.Do("chief_executive@"+municipality, "PUT", path, in).Is(200)
}

// report reports the first condition fulfilled.
func (w *bound) report() *apptest.Answer {
	w.t.Helper()
	return w.Do(secretariat, "POST", w.one+"/report", object{"report": "It has named its member"})
}

func (w *bound) count(sql string) int {
	w.t.Helper()
	var n int
	if err := w.Pool.QueryRow(w.t.Context(), "SELECT count(*) FROM "+sql).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// stored counts what acts on conditions leave behind.
func (w *bound) stored() string {
	w.t.Helper()
	return fmt.Sprint(w.count("mandate_condition WHERE state = 'reported'"), w.count("mandate_condition WHERE state = 'fulfilled'"), w.count("mandate_condition WHERE revision > 1"),
		w.count("audit_event"), w.count("deadline"), w.count("deadline WHERE state = 'standing'"), w.count("letter"))
}

// reminded counts the standing deadlines of the first condition.
func (w *bound) reminded() int {
	w.t.Helper()
	return w.count("deadline WHERE state = 'standing' AND kind = 'condition' AND municipality = '3417' AND key = 'mandate/1/condition/1'")
}

func (w *bound) told(kind, person string) int {
	w.t.Helper()
	return w.count(fmt.Sprintf("letter WHERE channel = 'inbox' AND kind = '%s' AND person_id = '%s'", kind, apptest.Person(person)))
}

func TestAConditionIsReportedSentBackReportedAgainAndConfirmed(t *testing.T) {
	t.Parallel()
	w := bind(t)
	if w.reminded() != 1 {
		t.Fatal("the responsible is not reminded of an open condition")
	}
	reported := w.report().Is(200)
	if reported.Text("state") != "reported" || reported.Text("report") != "It has named its member" || reported.Text("reported_by") != apptest.Person(secretariat) || reported.Text("self") != w.one {
		t.Errorf("reported: %s", reported.Body)
	}
	if w.reminded() != 0 || w.told("condition_reported", chief) != 1 {
		t.Errorf("after the report %d deadlines stand, the chief executive got %d notices", w.reminded(), w.told("condition_reported", chief))
	}
	w.report().Refused(409, "mandate.condition_state")
	sent := w.Do(chief, "POST", w.one+"/return", object{"reason": "The agreement is not signed"}).Is(200)
	if sent.Text("state") != "open" || sent.Text("note") != "The agreement is not signed" || sent.Text("settled_by") != apptest.Person(chief) {
		t.Errorf("sent back: %s", sent.Body)
	}
	if w.reminded() != 1 || w.told("condition_sent_back", secretariat) != 1 {
		t.Errorf("sent back, %d deadlines stand, the secretariat got %d notices", w.reminded(), w.told("condition_sent_back", secretariat))
	}
	w.Do(chief, "POST", w.one+"/confirm", object{}).Refused(409, "mandate.condition_state")
	if again := w.report().Is(200); again.Get("note") != nil || again.Get("settled_by") != nil {
		t.Errorf("what was said to the first report stands beside the second: %s", again.Body)
	}
	if w.told("condition_reported", chief) != 2 {
		t.Error("the chief executive is not told of the second report")
	}
	w.Exec(`UPDATE mandate_condition SET due = '2024-12-25'`)
	if got := w.Do(chief, "GET", w.one, nil).Is(200); got.Text("warnings.0.code") != "day_off" {
		t.Errorf("Christmas Day is not warned of: %s", got.Body)
	}
	done := w.Do(chief, "POST", w.one+"/confirm", object{"note": "Seen"}).Is(200)
	if done.Get("warnings") != nil {
		t.Errorf("a fulfilled condition warns: %s", done.Body)
	}
	if done.Text("state") != "fulfilled" || done.Text("note") != "Seen" || w.told("condition_fulfilled", secretariat) != 1 || w.reminded() != 0 {
		t.Errorf("confirmed: %s", done.Body)
	}
	w.Do(chief, "POST", w.one+"/return", object{"reason": "On second thoughts"}).Refused(409, "mandate.condition_state")
	var trail []any
	for _, e := range w.Do("auditor@"+apptest.Region, "GET", cases+"/2024-1/events", nil).Is(200).Get("items").([]any)[:4] {
		trail = append(trail, e.(object)["act"], e.(object)["organisation"])
	}
	want := []any{"confirm-condition", "3417", "report-condition", apptest.Region, "return-condition", "3417", "report-condition", apptest.Region}
	if !slices.Equal(trail, want) {
		t.Errorf("the record says %v, want %v", trail, want)
	}
}

func TestAConditionIsReadWithItsApproval(t *testing.T) {
	t.Parallel()
	w := bind(t)
	list := w.Do("reader@3418", "GET", w.at+"?limit=1", nil).Is(200)
	if list.Text("items.0.text") != "The grid company takes part" || list.Text("next") == "" {
		t.Errorf("the list: %s", list.Body)
	}
	next := w.Do("reader@3418", "GET", w.at+"?limit=1&cursor="+list.Text("next"), nil).Is(200)
	if next.Text("items.0.text") != "The council is told" || next.Get("next") != nil {
		t.Errorf("the next page: %s", next.Body)
	}
	shown := w.Do(chief, "GET", w.one, nil).Is(200)
	if shown.Text("self") != w.one || shown.Text("actions.0.href") != w.one+"/report" || shown.Text("actions.1.href") != w.one+"/confirm" || shown.Text("actions.2.href") != w.one+"/return" {
		t.Errorf("the condition: %s", shown.Body)
	}
	w.Do("reader@3418", "GET", w.at+"/3", nil).Refused(404, "resource.not_found")
	if empty := w.Do("reader@3418", "GET", cases+"/2024-1/mandates/1/approvals/3418/conditions", nil).Is(200); empty.Get("items.0") != nil {
		t.Errorf("an approval without conditions: %s", empty.Body)
	}
	approval := cases + "/2024-1/mandates/1/approvals/3417"
	before := w.Do(chief, "GET", approval, nil).ETag()
	w.report().Is(200)
	if after := w.Do(chief, "GET", approval, nil).ETag(); after == before {
		t.Error("the approval's tag does not tell that a condition was reported")
	}
}

func TestOnlyTheResponsibleReports(t *testing.T) {
	t.Parallel()
	w := bind(t)
	before := w.stored()
	report := object{"report": "Done"}
	w.Do("clerk@3417", "POST", w.one+"/report", report).Refused(403, "condition.not_responsible")
	w.Do("administrator@3418", "POST", w.one+"/report", report).Refused(403, "condition.not_responsible")
	w.Do(secretariat, "POST", w.at+"/2/report", report).Refused(403, "condition.not_responsible")
	w.Do("administrator@3417", "POST", w.at+"/2/report", report).Refused(403, "condition.not_responsible")
	w.Do("clerk@3418", "POST", w.at+"/2/report", report).Refused(403, "condition.not_responsible")
	w.Do("auditor@"+apptest.Region, "POST", w.one+"/report", report).Refused(403, "permission.denied")
	w.Do("chief_executive@"+apptest.Stranger, "POST", w.one+"/report", report).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", w.one+"/report", object{"report": " \n"}).Refused(422, "condition.text_missing")
	w.Do(secretariat, "POST", w.at+"/3/report", report).Refused(404, "resource.not_found")
	if after := w.stored(); after != before {
		t.Errorf("refused reports left something: %s, before %s", after, before)
	}
	w.Do("clerk@3417", "POST", w.at+"/2/report", report).Is(200)
}

func TestOnlyTheMunicipalityThatSetAConditionSettlesIt(t *testing.T) {
	t.Parallel()
	w := bind(t)
	w.report().Is(200)
	before := w.stored()
	for _, who := range []string{"chief_executive@3418", "administrator@3417", secretariat} {
		w.Do(who, "POST", w.one+"/confirm", object{}).Refused(403, "permission.denied")
		w.Do(who, "POST", w.one+"/return", object{"reason": "No"}).Refused(403, "permission.denied")
	}
	w.Do("chief_executive@"+apptest.Stranger, "POST", w.one+"/confirm", object{}).Refused(404, "resource.not_found")
	w.Do(chief, "POST", w.one+"/return", object{"reason": " "}).Refused(422, "condition.text_missing")
	if after := w.stored(); after != before {
		t.Errorf("refused acts left something: %s, before %s", after, before)
	}
}

func TestASubstituteReportsForTheResponsible(t *testing.T) {
	t.Parallel()
	w := bind(t)
	w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, source, set_by, from_at, to_at, review_on, created_at)
		SELECT id, 'clerk', $1, $2, '{condition:report}', 'holder', $1, '2024-01-01', '2024-12-31', NULL, '2024-01-01' FROM organisation WHERE key = '3417'`,
		apptest.Person("clerk@3417"), apptest.Person("reader@3417"))
	w.Do("reader@3417", "POST", w.at+"/2/report", object{"report": "Told on 12 February"}).Is(200)
	if n := w.count(fmt.Sprintf("audit_event WHERE act = 'report-condition' AND organisation = '3417' AND person_id = '%s' AND on_behalf_of = '%s' AND policy = 'p, clerk, condition, report'",
		apptest.Person("reader@3417"), apptest.Person("clerk@3417"))); n != 1 {
		t.Error("the record does not show for whom the substitute reported, or by which line")
	}
}

func TestAConditionBindsOnlyWhileItsVersionIsInForce(t *testing.T) {
	t.Parallel()
	w := bind(t)
	second := w.submit("Another strategy", "Planner")
	w.answer(second, "3417", []object{
		{"text": "A new one", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "during"},
	})
	w.Do(secretariat, "POST", second+"/approvals/3417/conditions/1/report", object{"report": "Done"}).Refused(409, "mandate.condition_not_in_force")
	w.answer(second, "3418", nil)
	w.report().Refused(409, "mandate.condition_not_in_force")
	w.Do(secretariat, "POST", cases+"/2024-1/withdraw", object{"reason": "Given up"}).Is(200)
	w.Do(secretariat, "POST", second+"/approvals/3417/conditions/1/report", object{"report": "Done"}).Refused(409, "case.withdrawn")
}

// Else a condition would be open again when the next version comes into force.
func TestFulfilmentFollowsAnApprovalThatHasCarriedOver(t *testing.T) {
	t.Parallel()
	w := bind(t)
	w.submit("A power strategy", "Area planner")
	third := w.submit("A power strategy", "Power planner")
	w.report().Is(200)
	carried := third + "/approvals/3417/conditions/1"
	if got := w.Do(chief, "GET", carried, nil).Is(200).Text("state"); got != "reported" {
		t.Errorf("in the open version the condition is %s", got)
	}
	w.Do(chief, "POST", w.one+"/confirm", object{}).Is(200)
	w.answer(third, "3418", nil)
	if got := w.Do(chief, "GET", carried, nil).Is(200).Text("state"); got != "fulfilled" {
		t.Errorf("in the version that came into force the condition is %s", got)
	}
}

func TestTwoReportsAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	w := bind(t)
	start, codes := make(chan struct{}), make([]string, 6)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			<-start
			a := w.report()
			codes[i] = fmt.Sprint(a.Code, " ", a.Text("code"))
		})
	}
	close(start)
	wg.Wait()
	slices.Sort(codes)
	want := append([]string{"200 "}, slices.Repeat([]string{"409 mandate.condition_state"}, 5)...)
	if !slices.Equal(codes, want) || w.told("condition_reported", chief) != 1 || w.count("audit_event WHERE act = 'report-condition'") != 1 {
		t.Errorf("six reports at once: %v", codes)
	}
}

func TestActsOnAConditionKeepTheTermsOfARequest(t *testing.T) {
	t.Parallel()
	w := bind(t)
	body := object{"report": "It has named its member"}
	before := w.stored()
	if dry := w.Do(secretariat, "POST", w.one+"/report?dry_run=true", body).Is(200); dry.Text("state") != "reported" {
		t.Errorf("a dry run: %s", dry.Body)
	}
	w.Do(secretariat, "POST", w.one+"/report", body, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
	if after := w.stored(); after != before {
		t.Errorf("a dry run and a stale request left something: %s, before %s", after, before)
	}
	tag := w.Do(secretariat, "GET", w.one, nil).Is(200).ETag()
	first := w.Do(secretariat, "POST", w.one+"/report", body, apptest.IfMatch(tag), apptest.Key("report-number-1")).Is(200)
	once := w.stored()
	second := w.Do(secretariat, "POST", w.one+"/report", body, apptest.IfMatch(tag), apptest.Key("report-number-1")).Is(200)
	if second.Header().Get("Idempotency-Replayed") != "true" || second.Body.String() != first.Body.String() || w.stored() != once {
		t.Error("the same key has a second effect, or another answer")
	}
	w.Do(chief, "POST", w.one+"/confirm", object{}, apptest.IfMatch(tag)).Refused(412, "precondition.stale")
	w.Do(chief, "POST", w.one+"/confirm", object{}, apptest.IfMatch(first.ETag())).Is(200)
}

func TestWhenTheLastStepFailsNothingIsLeft(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"audit_event", "letter"} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			w := bind(t)
			before := w.stored()
			w.Exec(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$`)
			w.Exec(`CREATE TRIGGER fail BEFORE INSERT ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION fail()`)
			w.report().Refused(500, "service.internal")
			if after := w.stored(); after != before {
				t.Errorf("a failed report left something: %s, before %s", after, before)
			}
			w.Exec(`DROP TRIGGER fail ON ` + table)
			w.report().Is(200)
		})
	}
}

func TestTheStartGateWaitsForAConditionBeforeTheStart(t *testing.T) {
	t.Parallel()
	w := bind(t)
	w.Clock.Set(time.Date(2024, 6, 17, 8, 0, 0, 0, time.UTC))
	waits := func() (all []string) {
		for _, e := range w.Do(chief, "GET", cases+"/2024-1/start-gate", nil).Is(200).Get("missing").([]any) {
			if key := e.(object)["key"].(string); key == "mandate/3417/condition/1" || key == "mandate/3417/condition/2" {
				all = append(all, key)
			}
		}
		return all
	}
	if got := waits(); !slices.Equal(got, []string{"mandate/3417/condition/1"}) {
		t.Errorf("the gate waits for %v", got)
	}
	if w.Do(chief, "GET", w.one, nil).Is(200).Get("overdue") != true {
		t.Error("a condition past its day is not overdue")
	}
	w.report().Is(200)
	if got := waits(); len(got) != 1 {
		t.Error("a report alone opens the gate")
	}
	w.Do(chief, "POST", w.one+"/confirm", object{}).Is(200)
	if got := waits(); len(got) != 0 {
		t.Errorf("after the confirmation the gate waits for %v", got)
	}
}
