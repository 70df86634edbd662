package app_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/policies"
)

// organisations are those in which an operation is tried: where its path names
// any organisation, a region and a municipality.
func (op *operation) organisations() []string {
	if strings.Contains(op.path, "/organisations/{organisation}") {
		return []string{apptest.Region, "3417"}
	}
	return []string{"3417"}
}

// guarded says whether the operation asks for a permission.
func (op *operation) guarded() bool { return op.Permission != "self" && !op.open() }

// open says whether it is done without a login.
func (op *operation) open() bool { return op.Permission == "public" || op.Permission == "secret" }

// takes is the media type of the operation's body.
func (op *operation) takes() string {
	for _, media := range []string{"text/csv", anyFile} {
		if _, ok := op.RequestBody.Content[media]; ok {
			return media
		}
	}
	return "application/json"
}

// anyFile is the media type of bodies and answers that are files, whatever is in them.
const anyFile = "*/*"

// ofWhatOneReads list, of whatever region, what the caller may read of it: its
// cases, the table of their mandates, and the people named in them.
var ofWhatOneReads = []string{"list-cases", "show-committee-table", "list-named-people"}

// Whatever the operation, those of another region learn of nothing and change
// nothing.
func TestThoseOfAnotherRegionFindNothing(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	var strangers []string
	for _, name := range apptest.Everyone() {
		if home := apptest.Home(name); home == apptest.Foreign || home == apptest.Stranger {
			strangers = append(strangers, name)
		}
	}
	before, tried := w.Rows(), 0
	for _, op := range readContract(t).operations() {
		// What is everybody's own is asked for by somebody else's number.
		if !op.guarded() && (op.Permission != "self" || !strings.Contains(op.path, "{")) {
			continue
		}
		for _, organisation := range op.organisations() {
			path := w.Path(op.path, organisation)
			for _, stranger := range strangers {
				tried++
				var options []func(*http.Request)
				if op.Permission == "self" { // the door asks for If-Match before it looks for the thing
					options = append(options, apptest.IfMatch("*"))
				}
				a := w.Do(stranger, op.method, path, op.body, options...)
				if slices.Contains(ofWhatOneReads, op.ID) {
					if items, ok := a.Is(200).Get("items").([]any); !ok || len(items) > 0 {
						t.Errorf("%s as %s: %s", op.ID, stranger, a.Body)
					}
					continue
				}
				if a.Code != 404 || a.Text("code") != "resource.not_found" {
					t.Errorf("%s: %s %s as %s: %d %s", op.ID, op.method, path, stranger, a.Code, a.Body)
				}
			}
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
	if tried < 500 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// Two municipalities of one region read of each other's part; neither acts in it.
func TestANeighbourInTheSameRegionChangesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	before, tried := w.Rows(), 0
	for _, op := range readContract(t).operations() {
		if op.method == "GET" || !op.guarded() || !strings.Contains(op.path, "{municipality}") && !strings.Contains(op.path, "/organisations/{organisation}") {
			continue
		}
		path := w.Path(op.path, "3417")
		for _, neighbour := range apptest.Everyone() {
			if apptest.Home(neighbour) != "3416" {
				continue
			}
			tried++
			if a := w.Do(neighbour, op.method, path, op.body, apptest.IfMatch("*")); a.Code != 403 && a.Code != 404 {
				t.Errorf("%s: %s %s as %s: %d %s", op.ID, op.method, path, neighbour, a.Code, a.Body)
			}
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
	if tried < 100 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// actors are people of the world who may do the operation in an organisation.
func actors(t testing.TB, op *operation, organisation string) []string {
	t.Helper()
	if op.open() {
		return []string{""}
	}
	if strings.Contains(op.path, "/me/substitutes/{") {
		return []string{"auditor@" + apptest.Region} // whose substitute the first is
	}
	if op.Permission == "self" {
		return []string{"secretariat@" + apptest.Region}
	}
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	object, act, _ := strings.Cut(op.Permission, ":")
	var all []string
	for _, role := range policy.Offices(authz.Permission{Object: object, Act: act}) {
		switch {
		case role == body.Seated:
		case role == body.BoardChair, slices.Contains(office.KindsOf("region"), role) && role != office.Reader:
			all = append(all, role+"@"+apptest.Region)
		case organisation != apptest.Region:
			all = append(all, role+"@"+organisation)
		}
	}
	return all
}

// The paths of a furnished world lead to something: else the other tests here
// would be satisfied by any 404.
func TestEveryReadOfAFurnishedWorldShowsSomething(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	// There is nothing to read in an inbox whose letters no worker has filled, and no paper
	// lies before a body; and its cases revise none that was adopted.
	empty := []string{"show-notice", "read-public-paper", "show-revision"}
	for _, op := range readContract(t).operations() {
		if op.method != "GET" || slices.Contains(empty, op.ID) {
			continue
		}
		organisation := op.organisations()[0]
		if strings.Contains(op.path, "employments") || strings.Contains(op.path, "/sites/") || op.Permission == "load:read" {
			organisation = "3417"
		}
		for _, actor := range actors(t, op, organisation) {
			if a := w.Do(actor, "GET", w.Path(op.path, organisation), nil); a.Code != 200 {
				t.Errorf("%s as %q: GET %s: %d %s", op.ID, actor, w.Path(op.path, organisation), a.Code, a.Body)
			}
		}
	}
}
