package app_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

// badLists are values that no list of the contract takes: lists and objects can
// be neither compared nor hashed as its elements can.
var badLists = []string{`[[]]`, `[[[]]]`, `[[],[]]`, `[{}]`, `[{},{}]`, `[[],{},null,1,"x",true]`, `[null]`, `[1e400]`, `{}`, `"x"`, `1`}

// spoiledLists are all bodies in which one list of the example is a bad one.
func spoiledLists(t *testing.T, example []byte) (all []string) {
	t.Helper()
	var body any
	if err := json.Unmarshal(example, &body); err != nil {
		t.Fatal(err)
	}
	const mark = "a list stood here"
	marked := func() {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range badLists {
			all = append(all, strings.Replace(string(text), `"`+mark+`"`, bad, 1))
		}
	}
	var visit func(value any, put func(any))
	visit = func(value any, put func(any)) {
		switch value := value.(type) {
		case []any:
			put(mark)
			marked()
			put(value)
			for i, item := range value {
				visit(item, func(v any) { value[i] = v })
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(value)) {
				visit(value[name], func(v any) { value[name] = v })
			}
		}
	}
	visit(body, func(v any) { body = v })
	return all
}

func TestListsThatFitNoOperationAreRefusedByAll(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	before, tried := w.Rows(), 0
	for _, op := range readContract(t).operations() {
		if op.full == nil {
			continue
		}
		for _, organisation := range op.organisations() {
			actor := allowed(t, w, op, organisation)
			if actor == "" {
				continue
			}
			for _, body := range spoiledLists(t, op.full) {
				held(t, w, op.ID+" with "+body, w.Do(actor, op.method, w.Path(op.path, organisation), body, apptest.IfMatch("*")))
				tried++
			}
		}
	}
	if tried < 20*len(badLists) {
		t.Errorf("only %d bodies were tried: the examples lack lists", tried)
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}

// The schemas' own check of it hashes the elements, which panics on lists of
// lists: what must be there once is checked by the rules.
func TestNoListOfTheContractIsCheckedByHashing(t *testing.T) {
	t.Parallel()
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text.JSON), "uniqueItems") {
		t.Error("a schema says uniqueItems")
	}
}
