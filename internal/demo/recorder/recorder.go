// Package recorder keeps what is exchanged with the service, to be shown in the contract
// as examples.
package recorder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/openapi"
)

// Recorder keeps the first success of each operation that the story calls, to be
// shown in the contract as an example of it.
type Recorder struct {
	through http.RoundTripper
	// routes finds the pattern of a request's operation, and ids its identifier.
	routes *http.ServeMux
	ids    map[string]string
	kept   map[string]openapi.Example
}

// New makes a recorder of what goes through a transport.
func New(through http.RoundTripper) (*Recorder, error) {
	contract, err := app.Contract()
	if err != nil {
		return nil, err
	}
	var doc struct {
		Paths map[string]map[string]struct {
			ID string `json:"operationId"` //nolint:tagliatelle // as OpenAPI writes it
		} `json:"paths"`
	}
	if err := json.Unmarshal(contract.JSON, &doc); err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	r := &Recorder{through: through, routes: http.NewServeMux(), ids: map[string]string{}, kept: map[string]openapi.Example{}}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			pattern := strings.ToUpper(method) + " " + path
			r.routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
			r.ids[pattern] = op.ID
		}
	}
	return r, nil
}

// RoundTrip sends the request on, and keeps what was exchanged.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	var asked []byte
	if req.Body != nil {
		var err error
		if asked, err = io.ReadAll(req.Body); err != nil {
			return nil, fmt.Errorf("record a request: %w", err)
		}
		req.Body = io.NopCloser(bytes.NewReader(asked))
	}
	res, err := r.through.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	_, pattern := r.routes.Handler(req)
	id := r.ids[pattern]
	if _, known := r.kept[id]; id == "" || known || res.StatusCode >= http.StatusBadRequest {
		return res, nil
	}
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("record an answer: %w", err)
	}
	res.Body = io.NopCloser(bytes.NewReader(said))
	if json.Valid(said) {
		r.kept[id] = openapi.Example{Request: asked, Status: res.StatusCode, Answer: shortened(said)}
	}
	return res, nil
}

// shortened is an answer with the first rows of its list.
func shortened(answer []byte) []byte {
	const rows = 2
	var members map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal(answer, &members) != nil || json.Unmarshal(members["items"], &items) != nil || len(items) <= rows {
		return answer
	}
	list, _ := json.Marshal(items[:rows]) // what was read can be written
	members["items"] = list
	short, _ := json.Marshal(members)
	return short
}

// Save writes a file for each operation into the folder.
func (r *Recorder) Save(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // the contract's examples are for everybody
		return fmt.Errorf("record examples: %w", err)
	}
	for id, x := range r.kept {
		text, err := json.MarshalIndent(x, "", "  ")
		if err != nil {
			return fmt.Errorf("record the example of %s: %w", id, err)
		}
		if err := os.WriteFile(filepath.Join(folder, id+".json"), append(text, '\n'), 0o644); err != nil { //nolint:gosec // likewise
			return fmt.Errorf("record the example of %s: %w", id, err)
		}
	}
	return nil
}
