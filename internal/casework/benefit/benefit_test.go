package benefit_test

import (
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	secretariat = "secretariat@" + apptest.Region
	stranger    = "chief_executive@" + apptest.Stranger
)

// opened is the address of a case of all six municipalities.
func opened(w *apptest.World) string {
	at := w.Do(secretariat, "POST", cases, map[string]any{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", map[string]any{"municipalities": apptest.Municipalities}).Is(200)
	return at
}

func TestABenefitIsWrittenAndConfirmed(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w) + "/benefits/3417"
	text := map[string]any{"statement": "Kraft til arbeidsplasser i Grue."}
	w.Do("chief_executive@3417", "POST", path+"/confirm", nil).Refused(409, "benefit.not_written")
	w.Do("administrator@3418", "PUT", path, text).Refused(403, "permission.denied")
	w.Do("secretariat@"+apptest.Region, "PUT", path, text).Refused(403, "permission.denied")
	w.Do(stranger, "PUT", path, text).Refused(404, "resource.not_found")
	w.Do("administrator@3417", "PUT", opened(w)+"/benefits/"+apptest.Stranger, text).Refused(404, "resource.not_found")
	written := w.Do("administrator@3417", "PUT", path, text).Is(201)
	w.Do("administrator@3417", "PUT", path, text).Refused(428, "precondition.required")
	w.Do("administrator@3417", "POST", path+"/confirm", nil).Refused(403, "permission.denied")
	confirmed := w.Do("chief_executive@3417", "POST", path+"/confirm", nil, apptest.IfMatch(written.ETag())).Is(200)
	if got := confirmed.Text("state"); got != "confirmed" {
		t.Fatalf("after the confirmation it is %q", got)
	}
	events := func() int {
		return len(w.Do(secretariat, "GET", cases+"/2024-1/events", nil).Is(200).Get("items").([]any))
	}
	before := events()
	w.Do("chief_executive@3417", "POST", path+"/confirm", nil).Is(200)
	if got := events(); got != before {
		t.Errorf("confirming again wrote %d more events", got-before)
	}
	edited := w.Do("administrator@3417", "PUT", path, map[string]any{"statement": "Andre ord."}, apptest.IfMatch(confirmed.ETag())).Is(200)
	if got := edited.Text("state"); got != "written" {
		t.Errorf("an edit leaves it %q, and does not undo the confirmation", got)
	}
	w.Do("chief_executive@3417", "POST", path+"/confirm", nil, apptest.IfMatch(confirmed.ETag())).Refused(412, "precondition.stale")
}

func TestConfirmingWhileItIsEditedConfirmsOnlyWhatWasRead(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w) + "/benefits/3417"
	read := w.Do("administrator@3417", "PUT", path, map[string]any{"statement": "De første ordene."}).Is(201).ETag()
	var wg sync.WaitGroup
	wg.Go(func() {
		w.Do("administrator@3417", "PUT", path, map[string]any{"statement": "Andre ord."}, apptest.IfMatch(read))
	})
	wg.Go(func() { w.Do("chief_executive@3417", "POST", path+"/confirm", nil, apptest.IfMatch(read)) })
	wg.Wait()
	after := w.Do(secretariat, "GET", path, nil).Is(200)
	if after.Text("state") == "confirmed" && after.Text("statement") != "De første ordene." {
		t.Error("words were confirmed that the chief executive had not read")
	}
}
