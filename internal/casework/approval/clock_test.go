package approval_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Two instances of which one has a clock that is behind: what one opened the
// other answers, and the answer counts. Within a case time does not run backwards.
func TestAnAnswerThroughAnInstanceWhoseClockIsBehindCounts(t *testing.T) {
	t.Parallel()
	w := settle(t)
	behind := &settled{World: w.Second(apptest.Behind(1500 * time.Millisecond)), t: t, mandates: w.mandates}
	version := w.submit()
	behind.approve(version)
	if got := w.state(version); got != "in_force" {
		t.Errorf("all have approved, and the version is %s", got)
	}
	if n := w.count(`mandate_answer a JOIN mandate_version v USING (case_id, version) WHERE a.at < v.submitted_at`); n != 0 {
		t.Errorf("%d answers are older than the question", n)
	}
	var backwards int
	err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT at < lag(at) OVER (PARTITION BY case_id ORDER BY id) AS back FROM audit_event WHERE case_id IS NOT NULL) e WHERE back`).Scan(&backwards)
	if err != nil || backwards != 0 {
		t.Errorf("in the record time runs backwards %d times (%v)", backwards, err)
	}
}
