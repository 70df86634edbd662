package apptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/openapi"
)

// complaints notes what would have failed a test.
type complaints struct {
	testing.TB
	said []string
}

func (*complaints) Helper() {}

func (c *complaints) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// greetings is the contract of a service that greets in two forms.
const greetings = `{"openapi": "3.1.0", "paths": {"/v1/greetings/{name}": {"get": {"responses": {
	"200": {"headers": {"ETag": {"$ref": "#/components/headers/Tag"}, "X-Left": {"schema": {"type": "integer"}}}, "content": {
		"application/json": {"schema": {"$ref": "#/components/schemas/Greeting"}}, "text/csv": {"schema": {"type": "string"}}}},
	"304": {"description": "Unchanged"},
	"404": {"$ref": "#/components/responses/Gone"}}}}},
	"components": {
		"headers": {"Tag": {"required": true, "schema": {"type": "string"}}},
		"responses": {"Gone": {"content": {"application/problem+json": {"schema": {"type": "object", "required": ["code"]}}}}},
		"schemas": {"Greeting": {"type": "object", "required": ["say"], "properties": {"say": {"$ref": "#/components/schemas/Word"}, "on": {"type": "string", "format": "date"}}},
			"Word": {"enum": ["hei", "god dag"]}}}}`

func TestAnAnswerThatIsNotWhatTheContractSaysFailsTheTest(t *testing.T) {
	t.Parallel()
	c, err := readContract([]byte(greetings))
	if err != nil {
		t.Fatal(err)
	}
	const tag, json = "ETag: 1\n", "Content-Type: application/json\n"
	for name, given := range map[string]struct {
		method, path  string
		code          int
		headers, body string
		complaint     string
	}{
		"in JSON":                {"GET", "/v1/greetings/ola", 200, tag + json, `{"say": "hei", "more": 1}`, ""},
		"with another header":    {"GET", "/v1/greetings/ola", 200, tag + json + "X-Left: 3\n", `{"say": "hei", "on": "2024-02-12"}`, ""},
		"as a table":             {"GET", "/v1/greetings/ola", 200, tag + "Content-Type: text/csv; charset=utf-8\n", "hei", ""},
		"unchanged":              {"GET", "/v1/greetings/ola", 304, "", "", ""},
		"refused":                {"GET", "/v1/greetings/ola", 404, "Content-Type: application/problem+json\n", `{"code": "x"}`, ""},
		"another word":           {"GET", "/v1/greetings/ola", 200, tag + json, `{"say": "hallo"}`, "value must be one of"},
		"a member is missing":    {"GET", "/v1/greetings/ola", 200, tag + json, `{}`, "missing property 'say'"},
		"no date":                {"GET", "/v1/greetings/ola", 200, tag + json, `{"say": "hei", "on": "12.2.2024"}`, "not valid date"},
		"no JSON":                {"GET", "/v1/greetings/ola", 200, tag + json, `{`, "its body"},
		"a body too many":        {"GET", "/v1/greetings/ola", 304, json, `{}`, "none is declared"},
		"another status":         {"GET", "/v1/greetings/ola", 201, tag + json, `{"say": "hei"}`, "no such operation, or not with this status"},
		"another method":         {"PUT", "/v1/greetings/ola", 200, tag + json, `{"say": "hei"}`, "no such operation"},
		"another path":           {"GET", "/v1/greeting", 200, tag + json, `{"say": "hei"}`, "no such operation"},
		"another media type":     {"GET", "/v1/greetings/ola", 200, tag + "Content-Type: text/plain\n", "hei", "text/plain is not declared"},
		"no media type":          {"GET", "/v1/greetings/ola", 200, tag, `{"say": "hei"}`, "its media type"},
		"a stranger among them":  {"GET", "/v1/greetings/ola", 200, tag + json + "X-Secret: 1\n", `{"say": "hei"}`, "the header X-Secret is not declared"},
		"a header of other kind": {"GET", "/v1/greetings/ola", 200, tag + json + "X-Left: few\n", `{"say": "hei"}`, `the header X-Left: "few"`},
		"without its tag":        {"GET", "/v1/greetings/ola", 200, json, `{"say": "hei"}`, "the header ETag is missing"},
		"a problem without code": {"GET", "/v1/greetings/ola", 404, "Content-Type: application/problem+json\n", `{}`, "missing property 'code'"},
	} {
		noted := &complaints{TB: t}
		w := &World{t: noted, App: &app.App{}, contract: func(*httpapi.Door) (*contract, error) { return c, nil }}
		w.conforms(httptest.NewRequestWithContext(t.Context(), given.method, given.path, nil), answered(noted, given.code, given.headers, given.body))
		said := strings.Join(noted.said, "\n")
		if (said == "") != (given.complaint == "") || !strings.Contains(said, given.complaint) {
			t.Errorf("%s: %q, want %q", name, said, given.complaint)
		}
	}
}

func answered(t testing.TB, code int, headers, body string) *Answer {
	rec := httptest.NewRecorder()
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		rec.Header().Set(name, value)
	}
	rec.WriteHeader(code)
	_, _ = rec.WriteString(body)
	return &Answer{ResponseRecorder: rec, t: t}
}

func TestTheServicesContractJudgesEveryAnswerOfAWorld(t *testing.T) {
	t.Parallel()
	w := New(t)
	w.Do("clerk@3417", "GET", "/v1/me", nil).Is(http.StatusOK)
	noted := &complaints{TB: t}
	w.t, w.handler = noted, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	w.Do("clerk@3417", "GET", "/v1/me", nil)
	if len(noted.said) != 1 {
		t.Errorf("an answer that no operation gives: %q", noted.said)
	}
}

// An example that does not fit its schema misleads whoever copies it.
func TestRecordedExamplesFitTheContract(t *testing.T) {
	t.Parallel()
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	c, err := readContract(text.JSON)
	if err != nil {
		t.Fatal(err)
	}
	examples, err := openapi.Examples()
	if err != nil || len(examples) < 60 {
		t.Fatalf("%d examples are recorded (%v)", len(examples), err)
	}
	tried := 0
	for path, item := range c.root["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			x, ok := examples[op.(map[string]any)["operationId"].(string)]
			if !ok {
				continue
			}
			tried++
			for where, example := range map[string]json.RawMessage{"requestBody": x.Request, "responses/" + strconv.Itoa(x.Status): x.Answer} {
				if example == nil {
					continue
				}
				names := slices.Concat([]string{"paths", path, method}, strings.Split(where, "/"), []string{"content", "application/json", "schema"})
				at, ok := c.follow(names...)
				if !ok {
					t.Errorf("%s %s: the contract has no %s", method, path, where)
					continue
				}
				value, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
				if err != nil {
					t.Fatal(err)
				}
				if err := c.fits(at, value); err != nil {
					t.Errorf("%s %s: the example of %s: %v", method, path, where, err)
				}
			}
		}
	}
	if tried != len(examples) {
		t.Errorf("%d of %d examples belong to operations; record them anew: forankring demo --once --fresh --record openapi/examples", tried, len(examples))
	}
}
