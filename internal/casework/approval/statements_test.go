package approval_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What an answer may cost: the door's questions, the lock, the version with its
// answers, the rule, and what is written.
const answerMayCost = 16

// TestAnAnswerTakesFewStatementsHoweverManyMunicipalitiesAreAsked plays an
// answer that leaves the version waiting, with conditions and without, and a
// repeated one, in a case of two municipalities and in one of six.
func TestAnAnswerTakesFewStatementsHoweverManyMunicipalitiesAreAsked(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := settle(t, listening)
	cost := func(version string, in object) (n int) {
		t.Helper()
		before := said.N()
		w.Do("chief_executive@3417", "PUT", version+"/approvals/3417", in).Is(200)
		if n = said.N() - before; n > answerMayCost {
			for _, q := range said.Since(before) {
				t.Logf("%.100s", q.SQL)
			}
		}
		return n
	}
	played := func(municipalities []string) []int {
		w.mandates = w.opened(municipalities)
		version := w.next(askingOnly(municipalities))
		in := w.answer(version, "3417", "approved")
		first := cost(version, in)
		return []int{first, cost(version, in)}
	}
	two, six := played([]string{"3417", "3418"}), played(apptest.Municipalities)
	for i, what := range []string{"the first answer", "the same again"} {
		if two[i] != six[i] || six[i] > answerMayCost {
			t.Errorf("%s takes %d statements among two municipalities and %d among six, want the same and at most %d", what, two[i], six[i], answerMayCost)
		}
	}
}
