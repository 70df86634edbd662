package approval_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// One act through an instance whose clock is an hour ahead does not date the acts
// in the case that follow: they go on by their own clocks.
func TestAClockThatIsFarAheadDatesNoOtherActInACase(t *testing.T) {
	t.Parallel()
	w := settle(t)
	ahead := &settled{World: w.Second(apptest.Behind(-time.Hour)), t: t, mandates: w.mandates}
	ahead.submit()
	var last int64
	if err := w.Pool.QueryRow(t.Context(), `SELECT max(id) FROM audit_event WHERE at > $1`, w.Clock.Now()).Scan(&last); err != nil {
		t.Fatal(err)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Second))
	version := w.submit()
	w.approve(version)
	if late := w.count(`audit_event WHERE id > $1 AND at <> $2`, last, w.Clock.Now()); late != 0 {
		t.Errorf("%d later acts are not dated by the clock of their instance", late)
	}
	if got := w.state(version); got != "in_force" {
		t.Errorf("all have approved, and the version is %s", got)
	}
}

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
