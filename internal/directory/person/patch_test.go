package person_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// An edit is a merge patch (RFC 7396): null removes what may be removed, and is
// refused for anything else; it is never passed over.
func TestNullRemovesOrIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := "/v1/organisations/3417/people/" + apptest.Person("planner1@3417")
	merge := apptest.Header("Content-Type", "application/merge-patch+json")
	w.Do("administrator@3417", "PATCH", path, object{"phone": "+47 62 94 20 00"}, apptest.IfMatch("*")).Is(200)
	cleared := w.Do("administrator@3417", "PATCH", path, object{"phone": nil, "language": "en"}, apptest.IfMatch("*"), merge).Is(200)
	if cleared.Get("phone") != nil || cleared.Text("language") != "en" || cleared.Text("email") == "" {
		t.Errorf("after null for the phone it is %s", cleared.Body)
	}
	refused := w.Do("administrator@3417", "PATCH", path, object{"name": nil, "phone": "+47 62 94 20 01"}, apptest.IfMatch("*")).Refused(422, "request.invalid")
	if refused.Text("errors.0.pointer") != "/name" {
		t.Errorf("the refusal points to %s", refused.Body)
	}
	if after := w.Do("administrator@3417", "GET", path, nil).Is(200); after.Get("phone") != nil {
		t.Errorf("a refused edit left %s", after.Body)
	}
	w.Do("clerk@3417", "PUT", "/v1/organisations/3417/bodies/styre", object{}, merge).Refused(415, "request.unsupported_media_type")
}
