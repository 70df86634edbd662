package login_test

import (
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Whoever made a code is never told that nothing was changed: the request knows that
// it was kept, though its key is not.
func TestARequestForACodeKnowsThatItWasKept(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	terms := &request.Terms{Key: "a-key"}
	if _, err := d.Logins.MakeCode(request.WithTerms(t.Context(), terms), authn.Actor{Person: apptest.Person("planner1@3417")}, struct{}{}); err != nil {
		t.Fatal(err)
	}
	if !terms.Kept || terms.Key != "a-key" {
		t.Errorf("the request knows of %+v", terms)
	}
}
