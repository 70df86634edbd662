package proposal_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	secretariat = "secretariat@" + apptest.Region
)

// opened is the address of the proposed resolution of a case of all municipalities.
func opened(w *apptest.World) string {
	at := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": apptest.Municipalities}).Is(200)
	return at + "/proposed-resolution"
}

// of is a body with items of these texts.
func of(reason string, texts ...string) object {
	all := []object{}
	for _, text := range texts {
		all = append(all, object{"text": text})
	}
	return object{"items": all, "reason": reason}
}

func TestRule81AProposedResolutionIsWrittenAnewAndEveryVersionKept(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	none := w.Do("reader@3417", "GET", at, nil).Is(200)
	none.Has(object{"version": 0, "items.0": nil, "hash": nil, "actions.0.open": false, "actions.0.code": "permission.denied", "case": "2024-1"})
	w.Do("clerk@3417", "PUT", at, of("", "The strategy is adopted.")).Refused(403, "permission.denied")
	w.Do("chief_executive@"+apptest.Stranger, "GET", at, nil).Refused(404, "resource.not_found")

	first := w.Do(secretariat, "PUT", at, of("", "The strategy is adopted.", "The region follows it up.")).Is(201)
	first.Has(object{"version": 1, "items.1.number": 2, "items.1.text": "The region follows it up.", "changes.0": nil, "reason": nil, "written_by": apptest.Person(secretariat), "written_for": nil})
	w.Do(secretariat, "PUT", at, of("Shorter", "The strategy is adopted.")).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", at, of("", "The strategy is adopted."), apptest.IfMatch("*")).Refused(422, "proposal.reason_missing").Has(object{"errors.0.pointer": "/reason"})
	second := w.Do(secretariat, "PUT", at, of("Clearer", "The power strategy is adopted.", "The region follows it up."), apptest.IfMatch(first.ETag())).Is(200)
	second.Has(object{"version": 2, "reason": "Clearer", "changes.0.kind": "changed", "changes.0.number": 1, "changes.0.words.1.op": "insert", "changes.1": nil})
	w.Do(secretariat, "PUT", at, of("Again", "x"), apptest.IfMatch(first.ETag())).Refused(412, "precondition.stale")

	// It is read as it was answered, and every version is.
	if read := w.Do("reader@3417", "GET", at, nil).Is(200); read.Text("hash") != second.Text("hash") || read.Text("self") != at {
		t.Errorf("it is read as %s", read.Body)
	}
	w.Do("reader@3417", "GET", at+"?version=1", nil).Is(200).Has(object{"version": 1, "hash": first.Text("hash"), "self": at + "?version=1", "items.0.text": "The strategy is adopted."})
	w.Do("reader@3417", "GET", at+"?version=3", nil).Refused(404, "resource.not_found")
	w.Do("reader@3417", "GET", at+"/versions", nil).Is(200).Has(object{"items.0.version": 2, "items.0.items": 2, "items.0.reason": "Clearer", "items.1.version": 1, "items.1.hash": first.Text("hash"), "items.2": nil})
	w.Do("reader@3417", "GET", cases+"/2024-1", nil).Is(200).Has(object{"related.proposed_resolution": at})
	w.Do("reader@3417", "GET", cases+"/2024-1/events", nil).Is(200).Has(object{"items.0.act": "write-proposed-resolution", "items.0.object": at, "items.0.changes.version.new": 2, "items.0.changes.hash.old": first.Text("hash")})
}

func TestTheSameItemsAgainChangeNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	first := w.Do(secretariat, "PUT", at, of("", "The strategy is adopted.")).Is(201)
	before := w.Rows()
	for name, again := range map[string]*apptest.Answer{
		"without a tag":             w.Do(secretariat, "PUT", at, of("", "The strategy is adopted.")),
		"with a reason":             w.Do(secretariat, "PUT", at, of("Sent twice", "The strategy is adopted.")),
		"with blanks around it":     w.Do(secretariat, "PUT", at, of("", " The strategy is adopted.\r\n")),
		"with a tag that is no one": w.Do(secretariat, "PUT", at, of("", "The strategy is adopted."), apptest.IfMatch(`"r7"`)),
	} {
		if again.Code != 200 || again.ETag() != first.ETag() {
			t.Errorf("%s: %d %s", name, again.Code, again.Body)
		}
	}
	if after := w.Rows(); after["proposal_version"] != 1 || after["audit_event"] != before["audit_event"] {
		t.Errorf("the tables are %v, and were %v", after, before)
	}
}

func TestWhatIsNoProposedResolutionIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	for name, tt := range map[string]struct {
		body    object
		code    string
		pointer string
	}{
		"no items":                {object{"items": []object{}}, "request.invalid", "/items"},
		"items that are left out": {object{}, "request.invalid", ""},
		"an item of blanks":       {of("", "a", "   "), "proposal.content_invalid", "/items/1/text"},
		"101 items":               {of("", strings.Split(strings.Repeat("x ", 101), " ")[:101]...), "request.invalid", "/items"},
		"a text that is too long": {of("", strings.Repeat("x", 10_001)), "request.invalid", "/items/0/text"},
	} {
		if a := w.Do(secretariat, "PUT", at, tt.body); a.Code != 422 || a.Text("code") != tt.code || a.Text("errors.0.pointer") != tt.pointer {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	w.Do(secretariat, "PUT", at, of("", strings.Split(strings.Repeat("x ", 100), " ")[:100]...)).Is(201)
	w.Do(secretariat, "POST", strings.TrimSuffix(at, "/proposed-resolution")+"/withdraw", object{"reason": "The board has asked for it"}).Is(200)
	w.Do(secretariat, "PUT", at, of("Anew", "a"), apptest.IfMatch("*")).Refused(409, "case.withdrawn")
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"version": 1, "actions.0.open": false, "actions.0.code": "case.withdrawn"})
}

// Two who write at once, on what both have read: one version comes of it.
func TestTwoWhoWriteAtOnceMakeOneVersion(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	tag := w.Do(secretariat, "PUT", at, of("", "a")).Is(201).ETag()
	var n atomic.Int32
	made, stale := apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "PUT", at, of("Mine", fmt.Sprint("text ", n.Add(1))), apptest.IfMatch(tag))
	})
	made.Is(200)
	stale.Refused(412, "precondition.stale")
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"version": 2})
}

// Rule 1.1: a municipality that left reads the proposed resolution as it stood then.
func TestWhoLeftTheCaseReadsWhatWasProposedThen(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	w.Do(secretariat, "PUT", at, of("", "a")).Is(201)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", strings.TrimSuffix(at, "/proposed-resolution")+"/participants/3417/leave", object{"reason": "The council has resolved so."}).Is(200)
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	w.Do(secretariat, "PUT", at, of("Without Grue", "b"), apptest.IfMatch("*")).Is(200)
	w.Do("clerk@3417", "GET", at, nil).Is(200).Has(object{"version": 1, "items.0.text": "a"})
	w.Do("clerk@3417", "GET", at+"?version=2", nil).Refused(404, "resource.not_found")
	w.Do("clerk@3417", "GET", at+"/versions", nil).Is(200).Has(object{"items.0.version": 1, "items.1": nil})
	w.Do("clerk@3418", "GET", at, nil).Is(200).Has(object{"version": 2})
}

func TestAProposedResolutionTakesFewStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	at := opened(w)
	w.Do(secretariat, "PUT", at, of("", strings.Split(strings.Repeat("x ", 100), " ")[:100]...)).Is(201)
	for _, tt := range []struct {
		most   int
		method string
		path   string
		body   object
	}{{4, "GET", at, nil}, {5, "GET", at + "?version=1", nil}, {4, "GET", at + "/versions", nil}, {11, "PUT", at, of("Longer", strings.Split(strings.Repeat("y ", 100), " ")[:100]...)}} {
		var body any
		if tt.body != nil {
			body = tt.body
		}
		before := s.N()
		w.Do(secretariat, tt.method, tt.path, body, apptest.IfMatch("*")).Is(200)
		if n := len(s.Since(before)); n > tt.most {
			t.Errorf("%s %s asks %d statements, and did ask %d", tt.method, tt.path, n, tt.most)
		}
	}
}
