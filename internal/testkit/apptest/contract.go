package apptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pb33f/jsonschema/v6"

	"forankring.no/forankring/internal/platform/httpapi"
)

// contract judges answers. A schema is compiled when the first answer asks for it: whoever asks little pays little.
type contract struct {
	root   map[string]any
	routes *http.ServeMux

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

const contractURL = "file:///contract.json"

func readContract(text []byte) (*contract, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	root, _ := doc.(map[string]any)
	c := &contract{root: root, routes: http.NewServeMux(), compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(contractURL, doc); err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	paths, _ := root["paths"].(map[string]any)
	if len(paths) == 0 {
		return nil, errors.New("the contract has no paths")
	}
	for path := range paths {
		c.routes.Handle(path, http.NotFoundHandler()) // asked for its pattern alone
	}
	return c, nil
}

// ofTheService reads the contract once in a program; it is the same in every world.
var ofTheService struct {
	once sync.Once
	c    *contract
	err  error
}

func contractOf(door *httpapi.Door) (*contract, error) {
	ofTheService.once.Do(func() {
		text, err := door.Contract()
		if err != nil {
			ofTheService.err = err
			return
		}
		ofTheService.c, ofTheService.err = readContract(text.JSON)
	})
	return ofTheService.c, ofTheService.err
}

// conforms fails the test when an answer is not what the contract says.
func (w *World) conforms(r *http.Request, a *Answer) {
	w.t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/v1/") || a.unrouted() {
		return
	}
	c, err := w.contract(w.App.Door)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := c.judge(r, a); err != nil {
		w.t.Errorf("%s %s: the answer (%d) is not what the contract says: %v", r.Method, r.URL.Path, a.Code, err)
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

// judge says in what an answer is other than its operation declares: its status, its headers, its media type, its body.
func (c *contract) judge(r *http.Request, a *Answer) error {
	_, path := c.routes.Handler(r)
	said, ok := c.follow("paths", path, strings.ToLower(r.Method), "responses", strconv.Itoa(a.Code))
	if !ok {
		return errors.New("it has no such operation, or not with this status")
	}
	return errors.Join(c.judgeHeaders(said, a.Header()), c.judgeBody(said, a))
}

// furniture are headers that the house gives to answers, whatever their operation: undeclared they surprise nobody.
var furniture = []string{
	"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Allow", "Cache-Control", "Content-Language", "Content-Security-Policy", "Content-Type", "Referrer-Policy", "Strict-Transport-Security", "Vary",
	"X-Content-Type-Options", "X-Request-Id",
}

func (c *contract) judgeHeaders(said place, given http.Header) error {
	var errs []error
	declared, _ := c.child(said, "headers")
	for name := range declared.value {
		h, _ := c.child(declared, name)
		if h.value["required"] == true && given.Get(name) == "" {
			errs = append(errs, fmt.Errorf("the header %s is missing", name))
		}
	}
	for name, values := range given {
		schema, ok := c.header(declared, name)
		if !ok {
			if !slices.Contains(furniture, name) {
				errs = append(errs, fmt.Errorf("the header %s is not declared", name))
			}
			continue
		}
		for _, v := range values {
			if c.fits(schema, v) != nil && c.fits(schema, json.Number(v)) != nil {
				errs = append(errs, fmt.Errorf("the header %s: %q does not fit its schema", name, v))
			}
		}
	}
	return errors.Join(errs...)
}

// header finds a header's schema, in whatever case the contract writes its name.
func (c *contract) header(declared place, name string) (place, bool) {
	for written := range declared.value {
		if strings.EqualFold(written, name) {
			h, _ := c.child(declared, written)
			return c.child(h, "schema")
		}
	}
	return place{}, false
}

func (c *contract) judgeBody(said place, a *Answer) error {
	content, ok := c.child(said, "content")
	if !ok {
		if a.Body.Len() > 0 {
			return errors.New("it has a body, and none is declared")
		}
		return nil
	}
	kind, _, err := mime.ParseMediaType(a.Header().Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("its media type: %w", err)
	}
	media, ok := c.child(content, kind)
	if _, file := c.child(content, "*/*"); file && !ok {
		return nil
	}
	if !ok {
		return fmt.Errorf("its media type %s is not declared", kind)
	}
	if kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return nil
	}
	schema, ok := c.child(media, "schema")
	if !ok {
		return fmt.Errorf("its media type %s has no schema", kind)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body.Bytes()))
	if err != nil {
		return fmt.Errorf("its body: %w", err)
	}
	return c.fits(schema, value)
}

func (c *contract) fits(schema place, value any) error {
	compiled, err := c.compile(schema)
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}

func (c *contract) compile(schema place) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.schemas[schema.pointer]; ok {
		return s, nil
	}
	s, err := c.compiler.Compile(contractURL + "#" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(schema.pointer))
	if err != nil {
		return nil, fmt.Errorf("compile the schema at %s: %w", schema.pointer, err)
	}
	c.schemas[schema.pointer] = s
	return s, nil
}

// place is an object of the contract and where it stands.
type place struct {
	pointer string
	value   map[string]any
}

// follow walks down from the contract's root; false where that leads to no object.
func (c *contract) follow(names ...string) (at place, ok bool) {
	at = place{value: c.root}
	for _, name := range names {
		if at, ok = c.child(at, name); !ok {
			return place{}, false
		}
	}
	return at, true
}

// child is the object under a name, or the one that a reference there leads to.
func (c *contract) child(of place, name string) (place, bool) {
	value, ok := of.value[name].(map[string]any)
	if !ok {
		return place{}, false
	}
	if ref, isRef := value["$ref"].(string); isRef {
		return c.follow(pointer(ref)...)
	}
	return place{of.pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name), value}, true
}

// pointer are the names in a reference.
func pointer(ref string) []string {
	names := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
	for i, n := range names {
		names[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(n)
	}
	return names
}
