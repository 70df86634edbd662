package approval_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// A draft is given up with a reason; it stays readable, is compared with nothing,
// and a submitted version is not one (rule 3.3).
func TestRule33ADraftIsDiscarded(t *testing.T) {
	t.Parallel()
	w := settle(t)
	why := object{"reason": "Begun in the wrong case"}
	w.Do(secretariat, "POST", w.mandates, whole("A strategy")).Is(201)
	w.Do(secretariat, "POST", w.mandates+"/1/submit", due).Is(200)
	w.Do(secretariat, "POST", w.mandates+"/1/discard", why).Refused(409, "mandate.not_draft")

	drafted := w.Do(secretariat, "POST", w.mandates, whole("Another strategy")).Is(201)
	at := drafted.Text("self")
	if a := drafted.Get("actions.4").(object); a["act"] != "discard-mandate" || a["open"] != true {
		t.Errorf("it is not offered: %v", a)
	}
	w.Do("chief_executive@3417", "POST", at+"/discard", why).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/discard", object{"reason": "\u200b"}).Refused(422, "mandate.reason_missing")
	w.Do(secretariat, "POST", at+"/discard", why, apptest.IfMatch(`"stale"`)).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", at+"/discard", why, apptest.IfMatch(drafted.ETag())).Is(200).Has(object{"state": "discarded", "closed_why": why["reason"], "actions.4.open": false})
	w.Do(secretariat, "POST", at+"/discard", why).Refused(409, "mandate.not_draft")
	w.Do(secretariat, "PUT", at, whole("A third")).Refused(409, "mandate.not_draft")
	w.Do("reader@3418", "GET", at, nil).Is(200).Has(object{"common.purpose": "Another strategy"})
	if n := w.count("audit_event WHERE act = 'discard-mandate' AND object = $1", at); n != 1 {
		t.Errorf("%d events tell of it", n)
	}

	next := w.Do(secretariat, "POST", w.mandates, whole("A strategy")).Is(201)
	if next.Get("version") != 3.0 {
		t.Errorf("the next draft is version %v", next.Get("version"))
	}
	if d := w.Do(secretariat, "GET", w.mandates+"/3/diff", nil).Is(200); d.Get("from") != 1.0 {
		t.Errorf("it is compared with version %v: %s", d.Get("from"), d.Body)
	}
	w.Do("chief_executive@3417", "GET", w.mandates[:len(w.mandates)-len("/mandates")]+"/matrix", nil).Is(200)
}
