package treatment_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 7.2: what a municipality lays before its council is fixed by version and hash, and
// read in the treatment, whatever becomes of the documents.
func TestRule72TheDocumentsBeforeACouncilAreFixed(t *testing.T) {
	t.Parallel()
	w, at, of := sent(t)
	file := func(text string) string {
		w.Do("administrator@3417", "POST", at+"/documents/1/versions?file_name=saksframlegg.pdf", text, apptest.Header("Content-Type", "application/pdf"), apptest.IfMatch("*")).Is(200)
		return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	}
	w.Do("administrator@3417", "POST", at+"/documents", object{"organisation": "3417", "title": "Saksframlegg", "kind": "case_presentation", "publicity": "public"}).Is(201)
	first, second := file("%PDF-1.7 the first"), file("%PDF-1.7 the second")
	pin := func(number, version int, hash string) []object {
		return []object{{"document": number, "version": version, "sha256": hash}}
	}
	presentation, recommendation := of["3417"]+"/presentation", of["3417"]+"/recommendation"
	items := []object{{"number": 1, "text": "The council adopts it."}}
	for name, pins := range map[string][]object{"another hash": pin(1, 1, second), "another version": pin(1, 3, first), "another document": pin(2, 1, first)} {
		w.Do("case_officer@3417", "PUT", presentation, object{"text": "For Grue.", "documents": pins}).Refused(422, "document.pin_invalid")
		if a := w.Do("chief_executive@3417", "PUT", recommendation, object{"items": items, "documents": pins}); a.Code != 422 || a.Text("code") != "document.pin_invalid" {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	written := w.Do("case_officer@3417", "PUT", presentation, object{"text": "For Grue.", "documents": pin(1, 1, first)}).Is(200)
	href := at + "/documents/1/versions/1/content"
	written.Has(object{"presentation.documents.0.version": 1, "presentation.documents.0.sha256": first, "presentation.documents.0.href": href, "presentation.documents.1": nil})
	again := w.Do("case_officer@3417", "PUT", presentation, object{"text": "For Grue.", "documents": pin(1, 1, first)}).Is(200)
	if again.ETag() != written.ETag() {
		t.Error("the same again changes something")
	}
	other := object{"text": "For Grue.", "documents": pin(1, 2, second)}
	w.Do("case_officer@3417", "PUT", presentation, other).Refused(428, "precondition.required")
	w.Do("case_officer@3417", "PUT", presentation, other, apptest.IfMatch(written.ETag())).Is(200).Has(object{"presentation.documents.0.version": 2})
	w.Do("chief_executive@3417", "PUT", recommendation, object{"items": items, "documents": pin(1, 1, first)}).Is(200)

	// The document is withdrawn, and what lay before the body is read all the same.
	w.Do("administrator@3417", "POST", at+"/documents/1/withdraw", object{"reason": "A mistake"}, apptest.IfMatch("*")).Is(200)
	shown := w.Do("reader@3418", "GET", of["3417"], nil).Is(200)
	shown.Has(object{"presentation.documents.0.sha256": second, "recommendation.documents.0.sha256": first, "recommendation.documents.0.href": href})
	w.Do("reader@3418", "GET", href, nil).Is(200)
	w.Do("reader@3417", "GET", at+"/events", nil).Is(200).Has(object{"items.1.changes.documents.new.0.sha256": first, "items.2.changes.documents.new.0.version": 2, "items.2.changes.presentation": nil})
}
