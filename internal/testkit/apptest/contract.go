package apptest

import (
	"net/http"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// held holds answers against the contract; built once per test program.
var held struct {
	once sync.Once
	v    validator.Validator
	err  error
}

// conforms fails the test when an answer is not what the contract says.
func (w *World) conforms(r *http.Request, a *Answer) {
	w.t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/v1/") || a.unrouted() || a.Code == http.StatusNotModified {
		return
	}
	held.once.Do(func() {
		contract, err := w.App.Door.Contract()
		if err != nil {
			held.err = err
			return
		}
		doc, err := libopenapi.NewDocument(contract.YAML)
		if err != nil {
			held.err = err
			return
		}
		v, errs := validator.NewValidator(doc)
		if len(errs) > 0 {
			held.err = errs[0]
		}
		held.v = v
	})
	if held.err != nil {
		w.t.Fatalf("read the contract: %v", held.err)
	}
	ok, errs := held.v.ValidateHttpResponse(r, a.Result())
	if ok {
		return
	}
	for _, e := range errs {
		w.t.Errorf("%s %s: the answer (%d) is not what the contract says: %s: %s", r.Method, r.URL.Path, a.Code, e.Message, e.Reason)
		for _, s := range e.SchemaValidationErrors {
			w.t.Errorf("  %s: %s", s.FieldPath, s.Reason)
		}
	}
}

// unrouted is true when no operation gave the answer, so that the contract does
// not speak of it.
func (a *Answer) unrouted() bool {
	a.t.Helper()
	switch a.Code {
	case http.StatusMethodNotAllowed:
		return true
	case http.StatusNotFound:
		return a.Text("code") == "request.no_such_path"
	default:
		return false
	}
}
