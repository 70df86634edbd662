package approval_test

import (
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// substitute makes an employee the chief executive's substitute in all they do.
func (w *settled) substitute(municipality, employee string) {
	w.t.Helper()
	w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, source, from_at, review_on, set_by, created_at)
		SELECT id, 'chief_executive', $2, $3, 'holder', $4, '2024-12-31', $2, $4 FROM organisation WHERE key = $1`,
		municipality, apptest.Person("chief_executive@"+municipality), apptest.Person(employee+"@"+municipality), apptest.Start.AddDate(0, -1, 0))
}

// Rule 3.9: six municipalities, in each the chief executive and the substitute,
// each answering twice, in the same instant, round after round.
func TestAllAnswerAtOnce(t *testing.T) {
	t.Parallel()
	w := settle(t)
	for _, m := range apptest.Municipalities {
		w.substitute(m, "planner1")
	}
	for round := range *rounds {
		if round > 0 {
			w.mandates = w.prepare()
		}
		at := w.submit()
		bodies := map[string]object{}
		for _, m := range apptest.Municipalities {
			bodies[m] = w.answer(at, m, "approved")
		}
		w.everybody(at, bodies, round)
		if w.state(at) != "in_force" {
			t.Fatalf("round %d: the version is %s", round, w.state(at))
		}
		id := "(SELECT max(id) FROM casefile)"
		for what, want := range map[string]int{
			"mandate_answer WHERE case_id = " + id:                                                                        6,
			"mandate_version WHERE state = 'in_force' AND case_id = " + id:                                                1,
			"audit_event WHERE act = 'answer-mandate' AND changes ? 'answer' AND case_id = " + id:                         6,
			"audit_event WHERE act = 'answer-mandate' AND changes ? 'state' AND case_id = " + id:                          1,
			"letter WHERE kind = 'mandate_in_force' AND channel = 'inbox' AND case_id = " + id:                            18,
			"deadline WHERE kind = 'answer' AND state = 'standing' AND case_id = " + id:                                   0,
			"(SELECT 1 FROM letter WHERE case_id = " + id + " GROUP BY person_id, channel, source HAVING count(*) > 1) x": 0,
		} {
			if got := w.count(what); got != want {
				t.Fatalf("round %d: %d of %s, want %d", round, got, what, want)
			}
		}
	}
}

// everybody sends all answers of a round in one instant; nobody meets an
// unexplained conflict.
func (w *settled) everybody(at string, bodies map[string]object, round int) {
	w.t.Helper()
	start := make(chan struct{})
	var all sync.WaitGroup
	for _, m := range apptest.Municipalities {
		for _, actor := range []string{"chief_executive@" + m, "planner1@" + m} {
			for range 2 {
				all.Go(func() {
					<-start
					if a := w.Do(actor, "PUT", at+"/approvals/"+m, bodies[m]); a.Code != 200 {
						w.t.Errorf("round %d: %s: %d %s", round, actor, a.Code, a.Body)
					}
				})
			}
		}
	}
	close(start)
	all.Wait()
}
