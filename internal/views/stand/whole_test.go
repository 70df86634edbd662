package stand_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	base        = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	stranger    = "chief_executive@" + apptest.Stranger
)

type object = map[string]any

// furnished is a world whose case 2024-1 has a mandate in force and one person
// nominated in 3417; much else is missing.
func furnished(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	return apptest.Furnished(t, options...)
}

// cell finds a cell of the matrix.
func cell(t *testing.T, w *apptest.World, municipality, condition string) object {
	t.Helper()
	for _, row := range w.Do("reader@3401", "GET", base+"/matrix", nil).Is(200).Get("rows").([]any) {
		if r := row.(object); r["municipality"] == municipality {
			for _, c := range r["cells"].([]any) {
				if c.(object)["condition"] == condition {
					return c.(object)
				}
			}
		}
	}
	t.Fatalf("the matrix has no cell for %s in %s", condition, municipality)
	return nil
}

func TestTheMatrixTellsWhoCanAct(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	benefit := cell(t, w, "3417", "benefit")
	if benefit["state"] != "partly" {
		t.Errorf("a written benefit is %v", benefit["state"])
	}
	who := benefit["who"].([]any)[0].(object)
	if who["office"] != "chief_executive" || who["holders"].([]any)[0].(object)["person"] != apptest.Person("chief_executive@3417") {
		t.Errorf("it waits for %v", who)
	}
	if got := cell(t, w, "3418", "benefit")["state"]; got != "missing" {
		t.Errorf("an unwritten benefit is %v", got)
	}
	if got := cell(t, w, "3418", "mandate")["state"]; got != "met" {
		t.Errorf("an approved mandate is %v", got)
	}
	if got := cell(t, w, "3418", "resources"); got["state"] != "missing" || got["by"] != "2024-04-05" {
		t.Errorf("nobody named is %v by %v", got["state"], got["by"])
	}
	if got := cell(t, w, "3417", "contribution")["state"]; got != "met" {
		t.Errorf("a recorded contribution is %v", got)
	}
	if got := cell(t, w, "3401", "timeline")["state"]; got != "missing" {
		t.Errorf("a timeline without most milestones is %v", got)
	}
	w.Clock.Set(apptest.Start.AddDate(0, 2, 0))
	if got := cell(t, w, "3418", "resources")["state"]; got != "overdue" {
		t.Errorf("nobody named past the due date is %v", got)
	}
	w.Do(stranger, "GET", base+"/matrix", nil).Refused(404, "resource.not_found")
}

func TestTheMatrixTakesTheSameStatementsWhateverItsSize(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := apptest.New(t, listening)
	cost := func(municipalities []string) int {
		at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "A plan", "kind": "plan", "publicity": "public"}).Is(201).Text("self")
		w.Do(secretariat, "POST", at+"/open", object{"municipalities": municipalities}).Is(200)
		before := said.N()
		w.Do(secretariat, "GET", at+"/matrix", nil).Is(200)
		return said.N() - before
	}
	if two, six := cost(apptest.Municipalities[:2]), cost(apptest.Municipalities); two != six {
		t.Errorf("the matrix of two municipalities takes %d statements, that of six %d", two, six)
	}
}

func TestTheGateRefusesUntilAConfirmedOverrideCoversWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	resolution := object{"date": "2024-02-12", "case_number": "11/2024", "reason": "The consultation cannot wait."}
	refused := w.Do(secretariat, "POST", base+"/start", nil).Refused(409, "gate.closed")
	var missing []string
	for _, e := range refused.Get("errors").([]any) {
		missing = append(missing, e.(object)["pointer"].(string))
	}
	for _, want := range []string{"benefit/3417", "benefit/3418", "resources/3418/planner", "contribution/3418", "timeline/board"} {
		if !slices.Contains(missing, want) {
			t.Errorf("the refusal does not list %s: %v", want, missing)
		}
	}
	w.Do("chief_executive@3417", "POST", base+"/start", nil).Refused(403, "permission.denied")
	w.Do(stranger, "POST", base+"/start", nil).Refused(404, "resource.not_found")
	w.Do(chair, "POST", base+"/start-override/confirm", nil).Refused(409, "gate.no_override")
	w.Do(chair, "POST", base+"/start-override", resolution).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", base+"/start-override", object{"date": "2024-02-13", "case_number": "11/2024", "reason": "Tomorrow"}).Refused(422, "gate.override_date")
	w.Do(secretariat, "POST", base+"/start-override", object{"date": "2018-02-12", "case_number": "11/2018", "reason": "Before the case"}).Refused(422, "gate.override_date")
	w.Exec(`UPDATE casefile SET created_at = created_at - interval '9 days'`)
	w.Do(secretariat, "POST", base+"/start-override", object{"date": "2024-02-11", "case_number": "11/2024", "reason": "Created, and not opened"}).Refused(422, "gate.override_date")
	w.Do(secretariat, "POST", base+"/start-override", resolution, apptest.Key("enter-override-1")).Is(200)
	again := w.Do(secretariat, "POST", base+"/start-override", resolution, apptest.Key("enter-override-1")).Is(200)
	if n := len(again.Get("overrides").([]any)); n != 1 {
		t.Errorf("the same key entered %d overrides", n)
	}
	w.Do(secretariat, "POST", base+"/start", nil).Refused(409, "gate.closed")
	w.Do(secretariat, "POST", base+"/start-override/confirm", nil).Refused(403, "permission.denied")
	w.Do(chair, "POST", base+"/start-override/confirm", nil).Refused(428, "precondition.required")
	read := w.Do(chair, "GET", base+"/start-gate", nil).Is(200).ETag()
	second := w.Do(secretariat, "POST", base+"/start-override", object{"date": "2024-02-12", "case_number": "12/2024", "reason": "Another one."}).Is(200).ETag()
	w.Do(chair, "POST", base+"/start-override/confirm", nil, apptest.IfMatch(read)).Refused(412, "precondition.stale")
	w.Do(chair, "POST", base+"/start-override/confirm", nil, apptest.IfMatch(second)).Is(200)
	if got := w.Do(secretariat, "POST", base+"/start?dry_run=true", nil).Is(200).ETag(); got != "" {
		t.Errorf("a dry run has the tag %q", got)
	}
	w.Do(secretariat, "POST", base+"/start", nil, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")

	var wg sync.WaitGroup
	codes := make([]int, 2)
	for i := range codes {
		wg.Go(func() { codes[i] = w.Do(secretariat, "POST", base+"/start", nil).Code })
	}
	wg.Wait()
	if slices.Sort(codes); !slices.Equal(codes, []int{200, 409}) {
		t.Errorf("two starts at once end in %v", codes)
	}
	if got := w.Do(secretariat, "GET", base, nil).Text("state"); got != "active" {
		t.Errorf("the started case is %q", got)
	}
}

func TestAStatementStartsWithoutTheGate(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "A statement", "kind": "statement", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/start", nil).Refused(409, "case.wrong_state")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": apptest.Municipalities}).Is(200)
	w.Do(secretariat, "POST", at+"/start-override", object{"date": "2024-02-12", "case_number": "1", "reason": "None is needed"}).Refused(409, "gate.not_applicable")
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
}

func TestWithdrawingACaseHasAllItsConsequences(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	why := object{"reason": "Departementet har utsatt planen."}
	w.Do("chief_executive@3417", "POST", base+"/withdraw", why).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "    "}).Refused(422, "case.reason_missing")
	w.Do(secretariat, "POST", base+"/withdraw", why).Is(200)
	w.Do(secretariat, "POST", base+"/withdraw", why).Refused(409, "case.withdrawn")

	for _, act := range []struct {
		actor, method, path string
		body                any
	}{
		{"administrator@3418", "PUT", "/benefits/3418", object{"statement": "Kraft til alle."}},
		{secretariat, "POST", "/start", nil},
		{secretariat, "POST", "/milestones", object{"key": "board", "title": "Board", "kind": "deadline", "due": "2024-09-02"}},
		{secretariat, "POST", "/links", object{"title": "x", "address": "https://example.org", "kind": "other"}},
		{"administrator@3418", "PUT", "/resources/3418/contribution", object{"description": "Rooms"}},
	} {
		w.Do(act.actor, act.method, base+act.path, act.body).Refused(409, "case.withdrawn")
	}
	count := func(sql string) (n int) {
		if err := w.Pool.QueryRow(t.Context(), "SELECT count(*) FROM "+sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(`reminder WHERE state = 'planned'`); n != 0 {
		t.Errorf("%d reminders are still planned", n)
	}
	if n := count(`(SELECT person_id FROM letter WHERE kind = 'case_withdrawn' AND channel = 'inbox' GROUP BY person_id HAVING count(*) > 1) twice`); n != 0 {
		t.Errorf("%d people were told more than once", n)
	}
	// The secretariat, six chief executives and administrators, and the person named.
	if n := count(`letter WHERE kind = 'case_withdrawn' AND channel = 'inbox'`); n != 14 {
		t.Errorf("%d people were told, want 14", n)
	}
	var state string
	if err := w.Pool.QueryRow(t.Context(), `SELECT coalesce(ended_on::text, 'runs on') FROM assignment`).Scan(&state); err != nil {
		t.Fatal(err)
	}
	if state != "2024-02-12" {
		t.Errorf("the assignment ends: %s", state)
	}
}

func TestWithdrawingClosesAnOpenVersion(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	version := w.Do(secretariat, "GET", base+"/mandates/1", nil).Is(200)
	var slices []object
	for _, s := range version.Get("slices").([]any) {
		slice := s.(object)
		delete(slice, "hash")
		slices = append(slices, slice)
	}
	common := version.Get("common").(object)
	common["purpose"] = "Another strategy"
	w.Do(secretariat, "POST", base+"/mandates", object{"common": common, "slices": slices}).Is(201)
	w.Do(secretariat, "POST", base+"/mandates/2/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "No longer needed."}).Is(200)
	if got := w.Do(secretariat, "GET", base+"/mandates/2", nil).Is(200).Text("state"); got != "withdrawn" {
		t.Errorf("the open version is %q", got)
	}
}

func TestAWithdrawalThatFailsAtItsLastStepLeavesNothing(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	before := w.Rows()
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (act <> 'withdraw-case') NOT VALID`); err != nil {
		t.Fatal(err)
	}
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "No longer needed."}).Refused(500, "service.internal")
	if got := w.Do(secretariat, "GET", base, nil).Is(200).Text("state"); got != "preparing" {
		t.Errorf("the case is %q", got)
	}
	for table, n := range w.Rows() {
		if n != before[table] {
			t.Errorf("%s has %d rows, had %d", table, n, before[table])
		}
	}
}

func TestMunicipalitiesJoinAndLeave(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	leave := base + "/participants/3417/leave"
	why := object{"reason": "The council has resolved to leave."}
	w.Do("chief_executive@3417", "POST", leave, why).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", base+"/participants/"+apptest.Stranger+"/leave", why).Refused(404, "case.not_a_participant")
	w.Do(secretariat, "POST", leave, why).Is(http.StatusOK)
	w.Do(secretariat, "POST", leave, why).Refused(409, "case.participant_left")
	var told int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE kind = 'participant_left' AND channel = 'inbox'`).Scan(&told); err != nil || told != 14 {
		t.Errorf("%d people were told of it, want 14 (%v)", told, err)
	}
	if got := cell(t, w, "3417", "benefit")["state"]; got != "left" {
		t.Errorf("the row of a municipality that left shows %v", got)
	}
	if got := cell(t, w, "3418", "mandate")["state"]; got != "met" {
		t.Errorf("for the others the mandate in force is %v", got)
	}
	w.Do("administrator@3417", "PUT", base+"/benefits/3417", object{"statement": "Still here."}).Refused(409, "case.participant_left")
	w.Do("administrator@3417", "GET", base, nil).Is(200)

	join := object{"municipality": "3417", "reason": "The council has changed its mind."}
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": apptest.Stranger, "reason": "A neighbour"}).Refused(422, "case.participants_invalid")
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": "9999", "reason": "Nowhere"}).Refused(422, "directory.unknown_municipality")
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	w.Do(secretariat, "POST", base+"/participants", join).Is(200)
	w.Do(secretariat, "POST", base+"/participants", join).Refused(409, "case.already_a_participant")
	if got := cell(t, w, "3417", "mandate")["state"]; got == "met" {
		t.Error("a municipality that left and came back has its old approval")
	}
}

func TestAnOverrideDoesNotCoverWhatIsUndoneAfterIt(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	tag := w.Do(secretariat, "POST", base+"/start-override", object{"date": "2024-02-12", "case_number": "11/2024", "reason": "It cannot wait."}).Is(200).ETag()
	w.Do(chair, "POST", base+"/start-override/confirm", nil, apptest.IfMatch(tag)).Is(200)
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	confirmed := w.Do("chief_executive@3417", "POST", base+"/benefits/3417/confirm", nil).Is(200).ETag()
	w.Do("administrator@3417", "PUT", base+"/benefits/3417", object{"statement": "Other words."}, apptest.IfMatch(confirmed)).Is(200)
	refused := w.Do(secretariat, "POST", base+"/start", nil).Refused(409, "gate.closed")
	if got := refused.Text("errors.0.pointer"); got != "benefit/3417" {
		t.Errorf("the gate misses %q", got)
	}
	w.Do("administrator@3418", "PUT", base+"/benefits/3418", object{"statement": "Only written."}).Is(201)
	w.Do("chief_executive@3417", "POST", base+"/benefits/3417/confirm", nil).Is(200)
	w.Do(secretariat, "POST", base+"/start", nil).Is(200)
}
