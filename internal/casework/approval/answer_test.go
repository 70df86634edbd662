package approval_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

// atOnce sends n requests in the same instant and gives their statuses and
// codes, sorted.
func (w *settled) atOnce(n int, send func(i int) *apptest.Answer) []string {
	w.t.Helper()
	start, answers := make(chan struct{}), make([]*apptest.Answer, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			answers[i] = send(i)
		})
	}
	close(start)
	wg.Wait()
	codes := make([]string, n)
	for i, a := range answers {
		codes[i] = fmt.Sprint(a.Code, " ", a.Text("code"))
	}
	slices.Sort(codes)
	return codes
}

func TestTheLastApprovalBringsTheVersionIntoForce(t *testing.T) {
	t.Parallel()
	w := settle(t)
	first := w.submit()
	w.approve(first, "3418")
	waiting := w.Do("reader@3417", "GET", first, nil).Is(200)
	if waiting.Text("state") != "open" || waiting.Text("waiting_for.0.municipality") != "3418" || waiting.Get("waiting_for.1") != nil {
		t.Errorf("before the last answer: %s", waiting.Body)
	}
	w.approve(first, apptest.Municipalities[:5]...)
	inForce := w.Do("reader@3417", "GET", first, nil).Is(200)
	if inForce.Text("state") != "in_force" || inForce.Text("in_force_at") == "" || inForce.Get("waiting_for.0") != nil {
		t.Errorf("after the last answer: %s", inForce.Body)
	}
	if n := w.count("letter WHERE channel = 'inbox' AND kind = 'mandate_in_force'"); n != 12 {
		t.Errorf("%d people were told, want six chief executives and six administrators", n)
	}
	second := w.submit()
	if got := w.state(first); got != "in_force" {
		t.Errorf("while a newer version is open the one in force is %s", got)
	}
	w.approve(second)
	if one, two := w.state(first), w.state(second); one != "superseded" || two != "in_force" {
		t.Errorf("after the second came into force the first is %s, the second %s", one, two)
	}
	if n := w.count("deadline WHERE state = 'standing' AND NOT (kind = 'naming' AND key = 'mandate/2')"); n != 0 {
		t.Errorf("%d deadlines stand besides the naming of the version in force", n)
	}
}

func TestAnAnswerIsTheChiefExecutivesOwn(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	before := w.stored()
	path, in := at+"/approvals/3417", w.answer(at, "3417", "approved")
	w.Do("chief_executive@3418", "PUT", path, in).Refused(403, "permission.denied")
	w.Do("administrator@3417", "PUT", path, in).Refused(403, "permission.denied")
	w.Do(secretariat, "PUT", path, in).Refused(403, "permission.denied")
	w.Do("chief_executive@"+apptest.Stranger, "PUT", path, in).Refused(404, "resource.not_found")
	w.Do("chief_executive@"+apptest.Stranger, "PUT", at+"/approvals/"+apptest.Stranger, in).Refused(404, "resource.not_found")
	w.Do("chief_executive@3417", "PUT", path, w.answer(at, "3418", "approved")).Refused(422, "mandate.other_content")
	w.Do("chief_executive@3417", "PUT", path, object{"answer": "rejected", "common_hash": in["common_hash"], "slice_hash": in["slice_hash"]}).Refused(422, "mandate.reason_missing")
	w.Do("chief_executive@3417", "PUT", path, in, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")
	w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
		SELECT id, 'secretariat', $1, '2024-01-01', '2024-01-01' FROM organisation WHERE key = $2`, apptest.Person("chief_executive@3415"), apptest.Region)
	if after := w.stored(); after != before {
		t.Errorf("refused answers left something: %s, before %s", after, before)
	}
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "To be submitted anew"}).Is(200)
	own := w.Do("chief_executive@3415", "POST", w.mandates, whole("By a chief executive")).Is(201).Text("self")
	w.Do("chief_executive@3415", "POST", own+"/submit", due).Is(200)
	w.say(own, "3415", "approved").Refused(403, "mandate.own_submission")
}

func TestAnAnswerIsRepeatedFreelyAndChangedWithItsTag(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	first := w.say(at, "3417", "approved").Is(200)
	w.say(at, "3418", "approved").Is(200)
	once := w.stored()
	w.say(at, "3417", "approved").Is(200)
	w.say(at, "3417", "approved", apptest.IfMatch(`"r7"`)).Is(200)
	if after := w.stored(); after != once {
		t.Errorf("repeating the answer left something: %s, before %s", after, once)
	}
	w.say(at, "3417", "returned").Refused(428, "precondition.required")
	second := w.say(at, "3417", "returned", apptest.IfMatch(first.ETag())).Is(200)
	if second.Text("status") != "returned" || second.Text("history.0.answer") != "approved" || second.Text("history.0.superseded_at") == "" {
		t.Errorf("after the change: %s", second.Body)
	}
	w.say(at, "3417", "rejected", apptest.IfMatch(first.ETag())).Refused(412, "precondition.stale")
	w.approve(at, "3417", "3418")
	if got := w.state(at); got != "open" {
		t.Errorf("with a return standing the version is %s", got)
	}
	w.say(at, "3417", "approved", apptest.IfMatch(second.ETag())).Is(200)
	if got := w.state(at); got != "in_force" {
		t.Errorf("after the last approval the version is %s", got)
	}
	w.say(at, "3417", "approved").Is(200)
	w.say(at, "3417", "rejected", apptest.IfMatch("*")).Refused(409, "mandate.answer_stands")
	list := w.Do("auditor@"+apptest.Region, "GET", at+"/approvals?limit=5", nil).Is(200)
	if list.Text("items.4.municipality") != "3417" || list.Get("items.4.history.1") == nil || list.Text("next") == "" {
		t.Errorf("the list of approvals: %s", list.Body)
	}
}

func TestAnswersAfterTheDeadlineAreTakenAndMarkedLate(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	w.Clock.Set(time.Date(2024, 3, 15, 22, 0, 0, 0, time.UTC))
	if w.say(at, "3401", "approved").Is(200).Get("standing.late") != false {
		t.Error("an answer on the last day is late")
	}
	w.Clock.Set(time.Date(2024, 3, 16, 8, 0, 0, 0, time.UTC))
	waiting := w.Do(secretariat, "GET", at, nil).Is(200)
	if waiting.Text("state") != "open" || waiting.Get("waiting_for.0.overdue") != true {
		t.Errorf("past the deadline: %s", waiting.Body)
	}
	if w.say(at, "3414", "approved").Is(200).Get("standing.late") != true {
		t.Error("an answer after the last day is not late")
	}
}

func TestAnAnswerStopsThatMunicipalitysReminders(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	w.say(at, "3417", "rejected").Is(200)
	if n := w.count("deadline WHERE state = 'standing' AND kind = 'answer' AND municipality = '3417'"); n != 0 {
		t.Error("it is still reminded of the answer it gave")
	}
	if n := w.count("deadline WHERE state = 'standing'"); n != 11 {
		t.Errorf("%d deadlines stand, want all but one", n)
	}
}

func TestAllMunicipalitiesAnswerInTheSameInstant(t *testing.T) {
	t.Parallel()
	w := settle(t)
	for round := range apptest.Rounds(20) {
		at := w.submitAt(w.prepare())
		answers := map[string]object{}
		for _, m := range apptest.Municipalities {
			answers[m] = w.answer(at, m, "approved")
		}
		codes := w.atOnce(18, func(i int) *apptest.Answer {
			m := apptest.Municipalities[i%6]
			return w.Do("chief_executive@"+m, "PUT", at+"/approvals/"+m, answers[m])
		})
		if codes = slices.Compact(codes); !slices.Equal(codes, []string{"200 "}) {
			t.Fatalf("round %d: the answers were met by %v", round, codes)
		}
		caseID := "(SELECT case_id FROM audit_event WHERE object = $1 LIMIT 1)"
		for what, want := range map[string]int{
			"mandate_answer WHERE case_id = " + caseID:                                                6,
			"mandate_version WHERE state = 'in_force' AND case_id = " + caseID:                        1,
			"audit_event WHERE act = 'answer-mandate' AND changes ? 'answer' AND case_id = " + caseID: 6,
			"audit_event WHERE act = 'answer-mandate' AND changes ? 'state' AND case_id = " + caseID:  1,
			"letter WHERE channel = 'inbox' AND kind = 'mandate_in_force' AND case_id = " + caseID:    12,
			"deadline WHERE kind = 'answer' AND state = 'standing' AND case_id = " + caseID:           0,
		} {
			if got := w.count(what, at); got != want {
				t.Fatalf("round %d: %d of %s, want %d", round, got, what, want)
			}
		}
	}
}

func TestTwoDifferentFirstAnswersAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	w := settle(t)
	at := w.submit()
	verdicts := []object{w.answer(at, "3417", "approved"), w.answer(at, "3417", "returned")}
	codes := w.atOnce(2, func(i int) *apptest.Answer {
		return w.Do("chief_executive@3417", "PUT", at+"/approvals/3417", verdicts[i])
	})
	if !slices.Equal(codes, []string{"200 ", "428 precondition.required"}) {
		t.Errorf("two different answers at once: %v", codes)
	}
}

func TestWhenTheLastStepFailsNothingIsLeft(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{"the record of the answer": "audit_event", "the notice of coming into force": "letter"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := settle(t)
			at := w.submit()
			w.approve(at, "3418")
			before := w.stored()
			w.Exec(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$`)
			w.Exec(`CREATE TRIGGER fail BEFORE INSERT ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION fail()`)
			w.say(at, "3418", "approved").Refused(500, "service.internal")
			if after := w.stored(); after != before {
				t.Errorf("a failed answer left something: %s, before %s", after, before)
			}
			w.Exec(`DROP TRIGGER fail ON ` + table)
			w.say(at, "3418", "approved").Is(200)
			if got := w.state(at); got != "in_force" {
				t.Errorf("after it is mended the version is %s", got)
			}
		})
	}
}

func TestWhatLaterFeaturesSeeOfAMandate(t *testing.T) {
	t.Parallel()
	w := settle(t)
	ctx, ref := t.Context(), casefile.Ref{Region: apptest.Region, Number: "2024-1"}
	c, err := casefile.Load(ctx, w.Pool, ref)
	if err != nil {
		t.Fatal(err)
	}
	seen := func() string {
		t.Helper()
		text := ""
		for _, find := range []func() (*approval.Version, error){
			func() (*approval.Version, error) { return approval.InForce(ctx, w.Pool, c.ID) },
			func() (*approval.Version, error) { return approval.Open(ctx, w.Pool, c.ID) },
			func() (newest *approval.Version, err error) {
				var p pgdb.Parts
				approval.PartCurrent(&p, c, func(_, n *approval.Version) { newest = n })
				return newest, p.Read(ctx, w.Pool)
			},
		} {
			v, err := find()
			if err != nil {
				t.Fatal(err)
			}
			if v == nil {
				text += "none, "
				continue
			}
			text += fmt.Sprintf("%d %s %v, ", v.Number, v.Slice("3417").Requirements[0].Key, v.Approved("3417"))
		}
		return text
	}
	step := func(what, want string) {
		t.Helper()
		if got := seen(); got != want {
			t.Errorf("in force, open and newest %s: %s, want %s", what, got, want)
		}
	}
	step("before any", "none, none, none, ")
	w.Do(secretariat, "POST", w.mandates, whole("A power strategy")).Is(201)
	step("with a draft", "none, none, none, ")
	w.Do(secretariat, "POST", w.mandates+"/1/submit", due).Is(200)
	step("with one open", "none, 1 planner false, 1 planner false, ")
	w.approve(w.mandates + "/1")
	step("with one in force", "1 planner true, none, 1 planner true, ")
	w.submit()
	step("with a newer one open", "1 planner true, 2 planner false, 2 planner false, ")
	_, err = pgdb.InTx(ctx, w.Pool, func(tx pgx.Tx) (any, error) {
		ch := &casefile.Change{Tx: tx, Case: c, Actor: authn.Actor{Person: apptest.Person(secretariat), Organisation: apptest.Region}, Now: w.Clock.Now()}
		if err := approval.WithdrawOpen(ctx, ch, message.Verbatim("a municipality left")); err != nil {
			return nil, err
		}
		return nil, ch.Trace(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	step("after its withdrawal", "1 planner true, none, 1 planner true, ")
	if n := w.count("audit_event WHERE act = 'withdraw-mandate' AND changes->'closed_why'->>'new' = 'a municipality left'"); n != 1 {
		t.Errorf("%d events tell of the withdrawal", n)
	}
}
