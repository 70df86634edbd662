package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// held fails the test unless the answer is a refusal that the contract knows.
func held(t *testing.T, w *apptest.World, what string, a *apptest.Answer) {
	t.Helper()
	known := w.App.Door.Faults()
	if kind := a.Header().Get("Content-Type"); a.Code < 400 || a.Code >= 500 || kind != "application/problem+json" || known[a.Text("code")] == nil {
		t.Errorf("%s: %d (%s) %.500s", what, a.Code, kind, a.Body)
	}
}

// spoiled are bodies and headers that no operation takes.
func spoiled(example string) map[string]struct {
	body   string
	change []func(*http.Request)
} {
	type request = struct {
		body   string
		change []func(*http.Request)
	}
	all := map[string]request{
		"nothing":             {body: ""},
		"a cut off document":  {body: example[:len(example)-1]},
		"a list":              {body: "[]"},
		"a text":              {body: `"x"`},
		"null":                {body: "null"},
		"a NUL":               {body: strings.Replace(example, "{", `{"x":"\u0000",`, 1)},
		"invalid UTF-8":       {body: strings.Replace(example, "{", "{\"x\":\"\xff\",", 1)},
		"an unknown member":   {body: strings.Replace(example, "{", `{"no_such_member":1,`, 1)},
		"depth without end":   {body: strings.Repeat(`{"a":`, 5000)},
		"two mebibytes":       {body: `{"x":"` + strings.Repeat("x", 2<<20) + `"}`},
		"another media type":  {body: example, change: []func(*http.Request){apptest.Header("Content-Type", "text/plain")}},
		"a key that is short": {body: example, change: []func(*http.Request){apptest.Header("Idempotency-Key", "x")}},
	}
	if name, _, ok := strings.Cut(strings.TrimPrefix(example, `{"`), `"`); ok {
		all["a member twice"] = request{body: strings.Replace(example, "{", `{"`+name+`":1,`, 1)}
		all["a member twice in capitals"] = request{body: strings.Replace(example, "{", `{"`+strings.ToUpper(name)+`":1,`, 1)}
		all["a member of another type"] = request{body: `{"` + name + `":{"x":[]}}`}
	}
	return all
}

// allowed is somebody who may do the operation, so that it is the body that it
// is refused for; "" where nobody may in this organisation.
func allowed(t *testing.T, w *apptest.World, op *operation, organisation string) string {
	t.Helper()
	for _, actor := range actors(t, op, organisation) {
		a := w.Do(actor, op.method, w.Path(op.path, organisation)+"?dry_run=true", op.body, apptest.IfMatch("*"))
		if !shut(a) {
			return actor
		}
	}
	return ""
}

// shut says whether an answer came before anybody looked at the body.
func shut(a *apptest.Answer) bool {
	return a.Code >= 400 && slices.Contains([]string{"token.missing", "token.invalid", "permission.denied", "resource.not_found"}, a.Text("code"))
}

func TestBodiesThatFitNoOperationAreRefusedByAll(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	before, tried := w.Rows(), map[string]bool{}
	for _, op := range readContract(t).operations() {
		if op.RequestBody == nil || op.takes() == anyFile { // a file is whatever it is
			continue
		}
		for _, organisation := range op.organisations() {
			actor := allowed(t, w, op, organisation)
			if actor == "" {
				continue
			}
			tried[op.ID] = true
			for name, r := range spoiled(op.body.(string)) {
				if name == "a key that is short" && op.method != "POST" || name == "nothing" && !op.RequestBody.Required {
					continue
				}
				change := append([]func(*http.Request){apptest.IfMatch("*")}, r.change...)
				a := w.Do(actor, op.method, w.Path(op.path, organisation), r.body, change...)
				held(t, w, op.ID+" with "+name, a)
				if shut(a) {
					t.Errorf("%s with %s: %s is refused before the body is looked at: %s", op.ID, name, actor, a.Body)
				}
			}
		}
		if !tried[op.ID] {
			t.Errorf("%s: nobody may do it", op.ID)
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}

func TestParametersThatFitNoOperationAreRefusedByAll(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	before := w.Rows()
	for _, op := range readContract(t).operations() {
		organisation := "3417"
		who := actors(t, op, organisation)
		if strings.Contains(op.path, "{organisation}") && strings.HasSuffix(who[0], apptest.Region) {
			organisation = apptest.Region
		}
		path := w.Path(op.path, organisation)
		queries := []string{"no_such=1", "%ff=1", "a=%zz", "limit=1&limit=1"}
		for _, p := range op.Parameters {
			switch p.Name {
			case "limit":
				queries = append(queries, "limit=0", "limit=-1", "limit=abc", "limit=1e9", "limit=9223372036854775808")
			case "cursor":
				queries = append(queries, "cursor=x", "cursor=%00", "cursor="+strings.Repeat("A", 60), "cursor="+strings.Repeat("A", 3000))
			case "dry_run":
				queries = append(queries, "dry_run=1", "dry_run=", "dry_run=true&dry_run=false")
			}
			if p.In == "query" {
				queries = append(queries, p.Name+"=%00", p.Name+"=%ff", p.Name+"=a&"+p.Name+"=b")
			}
		}
		for _, q := range queries {
			held(t, w, op.ID+" with "+q, w.Do(who[0], op.method, path+"?"+q, op.body, apptest.IfMatch("*")))
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}

// Every parameter of every path is tried with keys that cannot be.
func TestImpossibleKeysInPathsLeadNowhere(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	impossible := []string{"%00", "%ff", "..%2f..", "x'; DROP TABLE person; --", strings.Repeat("9", 40), strings.Repeat("å", 3000), "-1", "1.5", "٣"}
	before, turn := w.Rows(), 0
	for _, op := range readContract(t).operations() {
		organisation := "3417"
		who := actors(t, op, organisation)
		if strings.Contains(op.path, "{organisation}") && strings.HasSuffix(who[0], apptest.Region) {
			organisation = apptest.Region
		}
		for _, p := range op.Parameters {
			if p.In != "path" || slices.Contains(ofWhatOneReads, op.ID) {
				continue
			}
			// Each parameter of each operation is given some of them, the next the others:
			// a parameter of one name stands in many operations.
			for range 4 {
				key := impossible[turn%len(impossible)]
				turn++
				if !strings.Contains(key, "%") {
					key = url.PathEscape(key)
				}
				template := strings.Replace(op.path, "{"+p.Name+"}", strings.ReplaceAll(key, "{", ""), 1)
				a := w.Do(who[0], op.method, w.Path(template, organisation), op.body, apptest.IfMatch("*"))
				held(t, w, fmt.Sprintf("%s with %s=%.40s", op.ID, p.Name, key), a)
			}
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}

// FuzzRequest sends whatever it likes; the service may refuse it, but must not
// fail.
func FuzzRequest(f *testing.F) {
	c := readContract(f)
	w := apptest.New(f)
	w.Furnish()
	for _, op := range c.operations() {
		body, _ := op.body.(string)
		f.Add(op.method, w.Path(op.path, "3417"), "dry_run=true", `"r1"`, "a-key-of-the-test", body)
	}
	f.Add("GET", "/v1/regions/%00/cases", "limit=0", "", "", "")
	f.Add("POST", "//v1/../v1/me", "a=%zz", "W/\"", "x", "{\"a\":\xff}")
	token := w.Token("secretariat@" + apptest.Region)
	f.Fuzz(func(t *testing.T, method, path, query, match, key, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://forankring.test/"+strings.TrimPrefix(path, "/")+"?"+query, strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", match)
		r.Header.Set("Idempotency-Key", key)
		r.Header.Set("Authorization", "Bearer "+token)
		if a := w.Send(r); a.Code >= 500 {
			t.Errorf("%s %s: %d %s", r.Method, r.URL, a.Code, a.Body)
		}
	})
}
