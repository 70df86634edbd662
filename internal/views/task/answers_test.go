package task_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const answers = tasks + "/answers"

// item is an answer to the version at an address, with changes.
func (w world) item(version, municipality string, changes ...object) object {
	w.t.Helper()
	parts := strings.Split(version, "/")
	in := w.answer(version, municipality)
	maps.Copy(in, object{"region": parts[3], "case": parts[5], "version": 1, "municipality": municipality})
	for _, c := range changes {
		maps.Copy(in, c)
	}
	return in
}

func batch(items ...object) object { return object{"answers": items} }

// outcomes are the status and the code of each result, in order.
func outcomes(a *apptest.Answer) []string {
	var all []string
	for i, r := range a.Get("results").([]any) {
		result := r.(object)
		text := fmt.Sprint(result["status"])
		if result["code"] != nil {
			text += fmt.Sprint(" ", result["code"])
		}
		if result["index"] != float64(i) {
			text += " in another place"
		}
		all = append(all, text)
	}
	return all
}

func (w world) became(a *apptest.Answer, want ...string) {
	w.t.Helper()
	if got := outcomes(a); !slices.Equal(got, want) {
		w.t.Errorf("it became %v, want %v", got, want)
	}
}

// stored counts what answers leave behind.
func (w world) stored() string {
	w.t.Helper()
	return fmt.Sprint(w.count("mandate_answer"), w.count("audit_event"), w.count("letter"), w.count("mandate_version WHERE state = 'in_force'"), w.count("idempotency_key"))
}

func TestSeveralAnswersAreEachTakenOrRefusedByThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second, third := w.submit(w.open(), "One"), w.submit(w.open(), "Two"), w.submit(w.open(), "Three")
	closed := w.submit(w.open(), "Four")
	w.Do(secretariat, "POST", closed+"/withdraw", object{"reason": "To be begun anew"}).Is(200)
	w.say(third, "3417")
	none := strings.Repeat("0", 64)
	a := w.Do(chief, "POST", answers, batch(
		w.item(first, "3417"),
		w.item(first, "3417", object{"region": apptest.Foreign}),
		w.item(first, "3417", object{"case": "2024-9"}),
		w.item(first, "3417", object{"municipality": "3401"}),
		w.item(first, "3418"),
		w.item(closed, "3417"),
		w.item(third, "3417", object{"answer": "returned", "reason": "The share is too high", "if_match": `"r9"`}),
		w.item(third, "3417", object{"answer": "returned", "reason": "The share is too high"}),
		w.item(second, "3417", object{"slice_hash": none}),
		w.item(second, "3417", object{"answer": "rejected"}),
		w.item(first, "3417"),
		w.item(second, "3417"),
		w.item(second, "3417", object{"version": 7}),
	)).Is(200)
	w.became(a, "200", "404 resource.not_found", "404 resource.not_found", "404 resource.not_found", "403 permission.denied", "409 mandate.not_open",
		"412 precondition.stale", "428 precondition.required", "422 mandate.other_content", "422 mandate.reason_missing", "200", "200", "404 resource.not_found")
	for path, want := range map[string]any{
		"results.0.approval.status": "approved", "results.0.approval.standing.person": apptest.Person(chief), "results.0.problem": nil,
		"results.4.problem.instance": first + "/approvals/3418", "results.4.problem.status": 403.0, "results.4.approval": nil,
		"results.6.etag": `"r1"`, "results.9.problem.errors.0.pointer": "/reason",
	} {
		if got := a.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	alone := w.Do(chief, "GET", first+"/approvals/3417", nil).Is(200)
	if revision, _, _ := strings.Cut(a.Text("results.0.etag"), "-"); !strings.HasPrefix(alone.ETag(), revision) {
		t.Errorf("the tag in the batch is %s, alone it is %s", a.Text("results.0.etag"), alone.ETag())
	}
	if n := w.count("mandate_answer"); n != 3 {
		t.Errorf("%d answers are stored, want one to each of three versions", n)
	}
	if n := w.count("audit_event WHERE act = 'answer-mandate' AND policy = 'p, chief_executive, mandate, answer'"); n != 3 {
		t.Errorf("%d events tell of answers and what allowed them", n)
	}
	change := w.item(third, "3417", object{"answer": "returned", "reason": "The share is too high", "if_match": w.Do(chief, "GET", third+"/approvals/3417", nil).ETag()})
	w.became(w.Do(chief, "POST", answers, batch(change)).Is(200), "200")
}

func TestABatchThatIsNotWellFormedIsRefusedWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	version := w.submit(w.open(), "A power strategy")
	before := w.stored()
	item := w.item(version, "3417")
	w.Do(chief, "POST", answers, batch(slices.Repeat([]object{item}, 101)...)).Refused(422, "request.invalid")
	w.Do(chief, "POST", answers, object{"answers": []object{}}).Refused(422, "request.invalid")
	w.Do(chief, "POST", answers, batch(item, w.item(version, "3417", object{"answer": "perhaps"}))).Refused(422, "request.invalid")
	w.Do("", "POST", answers, batch(item)).Refused(401, "token.missing")
	if after := w.stored(); after != before {
		t.Errorf("refused batches left something: %s, before %s", after, before)
	}
	w.became(w.Do("chief_executive@"+apptest.Stranger, "POST", answers, batch(item)).Is(200), "404 resource.not_found")
	w.became(w.Do(chief, "POST", answers, batch(slices.Repeat([]object{item}, 100)...)).Is(200), slices.Repeat([]string{"200"}, 100)...)
	if n := w.count("mandate_answer"); n != 1 {
		t.Errorf("a hundred times the same answer is stored %d times", n)
	}
}

func TestADryRunOfABatchKeepsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.submit(w.open(), "One"), w.submit(w.open(), "Two")
	before := w.stored()
	a := w.Do(chief, "POST", answers+"?dry_run=true", batch(w.item(first, "3417"), w.item(second, "3417"), w.item(first, "3418")), apptest.Key("a-dry-run-of-it")).Is(200)
	w.became(a, "200", "200", "403 permission.denied")
	if a.Text("results.1.approval.status") != "approved" || a.Get("results.0.etag") != nil {
		t.Errorf("the dry run says %s", a.Body)
	}
	if after := w.stored(); after != before {
		t.Errorf("the dry run left something: %s, before %s", after, before)
	}
}

func TestABatchWithTheSameKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second, third := w.submit(w.open(), "One"), w.submit(w.open(), "Two"), w.submit(w.open(), "Three")
	body := batch(w.item(first, "3417"), w.item(second, "3417"), w.item(third, "3417"))
	// Of the first batch the second answer fails, as if it had broken off there.
	w.Exec(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.object LIKE '%2024-2%' THEN RAISE EXCEPTION 'no more'; END IF; RETURN NEW; END $$`)
	w.Exec(`CREATE TRIGGER fail BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION fail()`)
	broken := w.Do(chief, "POST", answers, body, apptest.Key("answers-of-march")).Is(200)
	w.became(broken, "200", "500 service.internal", "200")
	if n := w.count("mandate_answer"); n != 2 {
		t.Errorf("%d answers are stored, want all but the one that failed", n)
	}
	w.Exec(`DROP TRIGGER fail ON audit_event`)
	w.Do(chief, "POST", answers, batch(body["answers"].([]object)[:2]...), apptest.Key("answers-of-march")).Refused(422, "idempotency.key_reused")
	whole := w.Do(chief, "POST", answers, body, apptest.Key("answers-of-march")).Is(200)
	w.became(whole, "200", "200", "200")
	w.Do(secretariat, "POST", first+"/withdraw", object{"reason": "To be begun anew"}).Is(200)
	once := w.stored()
	again := w.Do(chief, "POST", answers, body, apptest.Key("answers-of-march")).Is(200)
	if again.Body.String() != whole.Body.String() || w.stored() != once {
		t.Errorf("repeated it says %s, before %s; and left %s, before %s", again.Body, whole.Body, w.stored(), once)
	}
	for _, path := range []string{"results.0.etag", "results.0.approval.standing.at", "results.2.approval.status"} {
		if broken.Get(path) != again.Get(path) {
			t.Errorf("%s was %v and is %v", path, broken.Get(path), again.Get(path))
		}
	}
}

func TestBatchesAtOnceAreAllDoneAndNoneWaitsForever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var own, other []object
	for range 6 {
		version := w.submit(w.open(), "A power strategy")
		own, other = append(own, w.item(version, "3417")), append(other, w.item(version, "3418"))
	}
	turned := slices.Clone(other)
	slices.Reverse(turned)
	bodies := []struct {
		actor string
		items []object
	}{{chief, own}, {"chief_executive@3418", turned}, {chief, own}, {"chief_executive@3418", other}}
	said := make([]*apptest.Answer, len(bodies))
	start := make(chan struct{})
	var all sync.WaitGroup
	for i, b := range bodies {
		all.Go(func() {
			<-start
			said[i] = w.Do(b.actor, "POST", answers, batch(b.items...))
		})
	}
	close(start)
	all.Wait()
	for _, a := range said {
		w.became(a.Is(200), slices.Repeat([]string{"200"}, 6)...)
	}
	if n, m := w.count("mandate_answer"), w.count("mandate_version WHERE state = 'in_force'"); n != 12 || m != 6 {
		t.Errorf("%d answers brought %d versions into force, want 12 and 6", n, m)
	}
}

func TestTheSameBatchAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := batch(w.item(w.submit(w.open(), "One"), "3417"), w.item(w.submit(w.open(), "Two"), "3417"))
	said := make([]*apptest.Answer, 4)
	var all sync.WaitGroup
	for i := range said {
		all.Go(func() { said[i] = w.Do(chief, "POST", answers, body, apptest.Key("answers-at-once")) })
	}
	all.Wait()
	for _, a := range said {
		if a.Code == 409 {
			a.Refused(409, "idempotency.in_progress")
			continue
		}
		for _, o := range outcomes(a.Is(200)) {
			if o != "200" && o != "409 idempotency.in_progress" {
				t.Errorf("one of the same batches became %s", o)
			}
		}
	}
	if n := w.count("audit_event WHERE act = 'answer-mandate'"); n != 2 {
		t.Errorf("%d events tell of two answers", n)
	}
}

func TestAnAnswerOfABatchDoesNotCountWhenTheOfficeEndedWhileItWaited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.submit(w.open(), "One"), w.submit(w.open(), "Two")
	body := batch(w.item(first, "3417"), w.item(second, "3417"))
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `SELECT FROM casefile WHERE serial = 2 FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	done := make(chan *apptest.Answer)
	go func() { done <- w.Do(chief, "POST", answers, body) }()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	if _, err := lock.Exec(t.Context(), `UPDATE office SET to_at = $1 WHERE kind = 'chief_executive' AND person_id = $2`, w.Clock.Now(), apptest.Person(chief)); err != nil {
		t.Fatal(err)
	}
	if err := lock.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.became(<-done, "200", "403 permission.denied")
	if n := w.count("mandate_answer"); n != 1 {
		t.Errorf("%d answers are stored, want the one that was given in office", n)
	}
}

func TestASubstituteAnswersWhatTheyWereGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.submit(w.open(), "One"), w.submit(w.open(), "Two")
	w.appoint("planner1@3417", "chief_executive", "3417", []string{"mandate:answer"}, 2)
	a := w.Do("planner1@3417", "POST", answers, batch(w.item(first, "3417"), w.item(second, "3417"))).Is(200)
	w.became(a, "404 resource.not_found", "200")
	if a.Text("results.1.approval.standing.on_behalf_of") != apptest.Person(chief) {
		t.Errorf("the substitute's answer is %s", a.Body)
	}
	w.waits("planner1@3417")
}
