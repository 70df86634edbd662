package followup_test

import (
	"fmt"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// A revision is a case of its own, linked to the one that it revises (rule 2.1).
func TestWhatIsProposedNowStandsBesideWhatWasAdoptedThen(t *testing.T) {
	t.Parallel()
	w, at := followed(t)
	before := at[strings.LastIndexByte(at, '/')+1:]
	revising := func(predecessor any) string {
		return w.Do(secretariat, "POST", cases, object{"title": "Revidert kraftstrategi", "kind": "strategy_revision", "publicity": "public", "predecessor": predecessor}).Is(201).Text("self")
	}
	again := revising(before)
	w.Do(secretariat, "POST", again+"/open", object{"municipalities": []string{"3416", "3417"}}).Is(200)
	w.Do(secretariat, "GET", again+"/revision", nil).Is(200).Has(object{"predecessor": before, "version": 0.0, "items.0.class": "missing"})
	w.Do(secretariat, "PUT", again+"/proposed-resolution", object{"items": []object{
		{"text": strings.Replace(first, "regionale", "lokale", 1)}, {"text": second}, {"text": "Strategien rulleres hvert fjerde år."},
	}}).Is(201)
	shown := w.Do("reader@3417", "GET", again+"/revision", nil).Is(200)
	shown.Has(object{"version": 1.0, "class": "substantive", "items.0.class": "substantive", "items.1.class": "identical", "items.2.class": "added"})
	if words := fmt.Sprint(shown.Get("items.0.words")); !strings.Contains(words, "regionale") || !strings.Contains(words, "lokale") {
		t.Errorf("the word is not shown: %s", words)
	}
	// Who takes part in the revision alone does not read what was adopted without them.
	w.Do("reader@3416", "GET", again, nil).Is(200)
	w.Do("reader@3416", "GET", again+"/revision", nil).Refused(404, "revision.nothing_adopted")
	w.Do("administrator@"+apptest.Stranger, "GET", again+"/revision", nil).Refused(404, "resource.not_found")
	// Nothing was adopted before it, or by the one that it follows.
	w.Do(secretariat, "GET", at+"/revision", nil).Refused(404, "revision.nothing_adopted")
	w.Do(secretariat, "GET", revising(again[strings.LastIndexByte(again, '/')+1:])+"/revision", nil).Refused(404, "revision.nothing_adopted")
}
