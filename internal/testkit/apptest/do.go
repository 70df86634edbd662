package apptest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Answer is what the service said.
type Answer struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// Header sets a header of a request.
func Header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// IfMatch makes a change conditional on the tag.
func IfMatch(tag string) func(*http.Request) { return Header("If-Match", tag) }

// Key sends an idempotency key.
func Key(key string) func(*http.Request) { return Header("Idempotency-Key", key) }

// Do sends a request as the person with the given name, through the whole
// service, and holds the answer against the contract. A body that is a string
// is sent as it is, anything else as JSON.
func (w *World) Do(actor, method, path string, body any, options ...func(*http.Request)) *Answer {
	w.t.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case string:
		raw = []byte(b)
	default:
		var err error
		if raw, err = json.Marshal(b); err != nil {
			w.t.Fatal(err)
		}
	}
	sent.Store(string(raw), true)
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, bytes.NewReader(raw))
	if raw != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token := w.Token(actor); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Accept-Language", "en")
	for _, o := range options {
		o(r)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	a := &Answer{ResponseRecorder: rec, t: w.t}
	w.conforms(r, a)
	return a
}

// sent are all bodies that the program's tests have sent so far.
var sent sync.Map

// Sent says whether somebody wrote the text in a body that was sent: what an answer
// shows of people's own words.
func Sent(text string) bool {
	quoted, _ := json.Marshal(text) // a string
	found := false
	sent.Range(func(body, _ any) bool {
		found = strings.Contains(body.(string), string(quoted[1:len(quoted)-1])) || strings.Contains(body.(string), text)
		return !found
	})
	return found
}

// Is fails the test unless the answer has the status.
func (a *Answer) Is(status int) *Answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %.600s", a.Code, status, a.Body)
	}
	return a
}

// Refused fails the test unless the answer is a problem with the status and
// the code.
func (a *Answer) Refused(status int, code string) *Answer {
	a.t.Helper()
	a.Is(status)
	if got := a.Text("code"); got != code {
		a.t.Fatalf("code %q, want %q: %s", got, code, a.Body)
	}
	return a
}

// ETag is the answer's entity tag.
func (a *Answer) ETag() string { return a.Header().Get("ETag") }

// JSON is the answer's body as it came.
func (a *Answer) JSON() map[string]any {
	a.t.Helper()
	var m map[string]any
	if err := json.Unmarshal(a.Body.Bytes(), &m); err != nil {
		a.t.Fatalf("not an object: %v: %s", err, a.Body)
	}
	return m
}

// Into reads the answer's body into v.
func (a *Answer) Into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), v); err != nil {
		a.t.Fatalf("read the answer: %v: %s", err, a.Body)
	}
}

// Get follows a path such as "items.0.title" into the body; nil where it
// leads nowhere.
func (a *Answer) Get(path string) any {
	a.t.Helper()
	var at any = a.JSON()
	for step := range strings.SplitSeq(path, ".") {
		at = child(at, step)
	}
	return at
}

// Has fails the test unless the members at these paths have these values.
func (a *Answer) Has(want map[string]any) {
	a.t.Helper()
	for path, v := range want {
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		if got := a.Get(path); got != v {
			a.t.Errorf("%s is %v, want %v", path, got, v)
		}
	}
}

// Text is Get for a string.
func (a *Answer) Text(path string) string {
	a.t.Helper()
	s, _ := a.Get(path).(string)
	return s
}

func child(at any, step string) any {
	switch v := at.(type) {
	case map[string]any:
		return v[step]
	case []any:
		var i int
		if json.Unmarshal([]byte(step), &i) == nil && i >= 0 && i < len(v) {
			return v[i]
		}
	}
	return nil
}

// Send hands a request to the service as it is.
func (w *World) Send(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}
