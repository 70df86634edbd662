package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Every message has words in every language, with the places of the English, and
// there are no words that no message says.
func TestTheCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	if err := message.Check(); err != nil {
		t.Error(err)
	}
}

// escaped gathers the sentences in an answer in the pseudo-language that are no
// message: those without its brackets that nobody wrote in a request.
func escaped(at string, shown any, found func(at, text string)) {
	switch v := shown.(type) {
	case []any:
		for i, each := range v {
			escaped(fmt.Sprintf("%s/%d", at, i), each, found)
		}
	case map[string]any:
		for name, each := range v {
			escaped(at+"/"+name, each, found)
		}
	case string:
		for line := range strings.Lines(v) {
			line = strings.TrimSpace(line)
			// A mail server's answer is in its own words, and a legal basis as the minutes quote it.
			if sentence(line) && !strings.HasSuffix(at, "/policy") && !strings.HasSuffix(at, "/answer") && !strings.HasSuffix(at, "/basis") && !strings.Contains(line, "⟦") && !apptest.Sent(line) {
				found(at, line)
			}
		}
	}
}

// sentence says whether a text has three words or more.
func sentence(text string) bool {
	return len(strings.Fields(text)) > 2 && !strings.HasPrefix(text, "/")
}

// ownLanguage are letters, which come in no pseudo-language, the glossary, which is in
// all languages at once, and minutes, which are in the language of their meeting.
var ownLanguage = []string{"list-notices", "show-notice", "read-notice", "list-terms", "show-minutes", "show-item-extract", "sign-minutes", "correct-minutes"}

// Whatever an operation says is a message: read by everyone in cases of every
// state, and each act tried dry, in a language in which messages stand in brackets.
func TestNothingIsSaidOutsideTheCatalogue(t *testing.T) {
	t.Parallel()
	w, cases := inAllStates(t)
	c := readContract(t)
	pseudo := apptest.Header("Accept-Language", "x-test")
	told := map[string]bool{}
	readers := []string{"secretariat@" + apptest.Region, "chief_executive@3417"}
	tell := func(what string) func(at, text string) {
		return func(at, text string) {
			if key := what + " " + text; !told[key] {
				told[key] = true
				t.Errorf("%s says at %s: %s", what, at, text)
			}
		}
	}
	read := 0
	for _, op := range c.operations() {
		// A feed speaks to its owner, whoever's program asks for it.
		if op.method != http.MethodGet || op.ID == "show-feed-calendar" {
			continue
		}
		paths := map[string]string{} // and who reads what is there
		for _, organisation := range op.organisations() {
			paths[w.Path(op.path, organisation)] = readers[len(paths)%len(readers)]
			if below, inCase := strings.CutPrefix(op.path, "/v1/regions/{region}/cases/{number}"); inCase {
				for i, at := range cases {
					paths[at+w.Path(below, organisation)] = readers[i%len(readers)]
				}
			}
		}
		for path, who := range paths {
			a := w.Do(who, op.method, path, nil, pseudo)
			if _, file := op.Responses["206"]; file && a.Code == http.StatusOK {
				continue // it speaks for itself
			}
			if a.Header().Get("Content-Language") != "x-test" {
				t.Errorf("%s does not say its language: %d", op.ID, a.Code)
			}
			if strings.HasPrefix(a.Header().Get("Content-Type"), "application/atom+xml") || strings.HasPrefix(a.Header().Get("Content-Type"), "text/calendar") {
				continue // its own tests read it
			}
			if read++; !slices.Contains(ownLanguage, op.ID) {
				escaped("", a.JSON(), tell(op.ID))
			}
		}
	}
	bodies := map[string]any{}
	for _, op := range c.operations() {
		bodies[op.ID] = op.body
	}
	tried := map[offered]bool{}
	for _, o := range allOffers(w, c) {
		if tried[o.kind()] {
			continue
		}
		tried[o.kind()] = true
		if !slices.Contains(ownLanguage, o.act) {
			escaped("", try(w, o, bodies[o.act], pseudo).JSON(), tell(o.act))
		}
	}
	if read < 300 {
		t.Errorf("only %d answers were read", read)
	}
}
