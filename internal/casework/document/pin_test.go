package document_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

// pin pins versions in the first case, and says at which members it was refused.
func pin(t *testing.T, w *apptest.World, pins ...document.Pin) []string {
	t.Helper()
	_, err := pgdb.InTx(t.Context(), w.Pool, func(tx pgx.Tx) ([]document.Fixed, error) {
		c, err := casefile.Lock(t.Context(), tx, casefile.Ref{Region: apptest.Region, Number: "2024-1"})
		if err != nil {
			return nil, err
		}
		return document.Pinned(t.Context(), tx, c, "/documents", pins)
	})
	if err == nil {
		return nil
	}
	f, ok := fault.As(err)
	if !ok || !errors.Is(err, document.ErrPinned) {
		t.Fatal(err)
	}
	var at []string
	for _, field := range f.Fields {
		at = append(at, field.Pointer)
	}
	return at
}

// What lay before a body is fixed by version and hash: it stays, whatever becomes of
// the document (rule 9.5, OFL § 16).
func TestAVersionThatIsPinnedStays(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	at := made(w, secretariat, all, nil)
	for _, text := range []string{"the first", "the second"} {
		w.Do(secretariat, "POST", at+"/versions", text, as("text/plain")).Is(200)
	}
	w.Do(secretariat, "POST", at+"/links", object{"address": "https://kongsvingerregionen.no/"}).Is(200)
	other := made(w, officer, all, exempt)
	w.Do(officer, "POST", other+"/versions", "the first", as("text/plain")).Is(200)

	first, link := document.Pin{Document: 1, Version: 1, SHA256: hashOf("the first")}, document.Pin{Document: 1, Version: 3, SHA256: hashOf("https://kongsvingerregionen.no/")}
	for name, tt := range map[string]struct {
		pins []document.Pin
		want string
	}{
		"a version that is not there":  {[]document.Pin{{Document: 1, Version: 4, SHA256: first.SHA256}}, "/documents/0"},
		"a document that is not there": {[]document.Pin{first, {Document: 3, Version: 1, SHA256: first.SHA256}}, "/documents/1"},
		"another version's hash":       {[]document.Pin{{Document: 1, Version: 2, SHA256: first.SHA256}}, "/documents/0/sha256"},
		"no hash":                      {[]document.Pin{{Document: 1, Version: 1}}, "/documents/0/sha256"},
	} {
		if got := pin(t, w, tt.pins...); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: refused at %v", name, got)
		}
	}
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"versions.2.pinned": false}) // what was refused pinned nothing
	if got := pin(t, w); got != nil {
		t.Errorf("none are refused at %v", got)
	}
	if got := pin(t, w, first, link, document.Pin{Document: 2, Version: 1, SHA256: first.SHA256}, first); got != nil {
		t.Fatalf("refused at %v", got)
	}
	shown := w.Do("reader@3417", "GET", at, nil).Is(200)
	shown.Has(object{"versions.2.pinned": true, "versions.1.pinned": false, "versions.0.pinned": true})

	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "Another takes its place"}).Is(200).Has(object{"versions.1.content": nil, "versions.2.content": at + "/versions/1/content"})
	if got := w.Do("reader@3417", "GET", at+"/versions/1/content", nil).Is(200).Body.String(); got != "the first" {
		t.Errorf("what lay before a body is %q", got)
	}
	w.Do("reader@3417", "GET", at+"/versions/2/content", nil).Refused(409, "document.withdrawn")
	if got := pin(t, w, first, link); got != nil {
		t.Errorf("what lay before a body is refused at %v", got)
	}
	if got := pin(t, w, document.Pin{Document: 1, Version: 2, SHA256: hashOf("the second")}); len(got) != 1 || got[0] != "/documents/0" {
		t.Errorf("one that was withdrawn is refused at %v", got)
	}
}
