package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/openapi"
)

// recorder keeps the first success of each operation that the story calls, to be
// shown in the contract as an example of it.
type recorder struct {
	through http.RoundTripper
	// routes finds the pattern of a request's operation, and ids its identifier.
	routes *http.ServeMux
	ids    map[string]string
	kept   map[string]openapi.Example
}

func newRecorder(through http.RoundTripper) (*recorder, error) {
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
	r := &recorder{through: through, routes: http.NewServeMux(), ids: map[string]string{}, kept: map[string]openapi.Example{}}
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
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
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

// save writes a file for each operation into the folder.
func (r *recorder) save(folder string) error {
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

// tell plays the story and, into a folder, records what is exchanged.
func (s *story) tell(ctx context.Context, folder string) error {
	if folder == "" {
		return s.play(ctx)
	}
	record, err := newRecorder(http.DefaultTransport)
	if err != nil {
		return err
	}
	s.http.Transport = record
	if err := s.play(ctx); err != nil {
		return err
	}
	if err := s.readRound(ctx); err != nil {
		return err
	}
	return record.save(folder)
}

// readRound reads what the story itself has no need to read, so that it too has
// an example.
func (s *story) readRound(ctx context.Context) error {
	const region, municipality = "/v1/regions/kongsvingerregionen", "/v1/organisations/3417"
	var c struct {
		Self    string            `json:"self"`
		Related map[string]string `json:"related"`
	}
	chief := s.offices["chief_executive@3417"]
	if err := s.get(ctx, chief, region+"/cases/2024-1", &c); err != nil {
		return err
	}
	reads := []string{
		region + "/cases", region + "/mandates", region + "/mandate-rule",
		c.Self + "/mandates/2", c.Self + "/mandates/2/gate", c.Self + "/mandates/2/diff?from=1", c.Self + "/mandates/2/approvals", c.Self + "/mandates/2/approvals/3417",
		c.Self + "/benefits/3417", c.Self + "/resources/3417", c.Self + "/milestones/proposal_ready",
		municipality, municipality + "/offices", municipality + "/people", municipality + "/employments", municipality + "/demands", municipality + "/load",
		municipality + "/alarms", municipality + "/bodies", municipality + "/substitutes",
		"/v1/organisations", "/v1/me", "/v1/me/tasks", "/v1/me/notices", "/v1/me/record", "/v1/me/events", "/v1/problems", "/v1/problems/request.invalid", "/v1/calendars/norway/2024",
	}
	for _, address := range append(reads, slices.Sorted(maps.Values(c.Related))...) {
		if err := s.get(ctx, chief, address, nil); err != nil {
			return fmt.Errorf("record examples: %w", err)
		}
	}
	return nil
}
