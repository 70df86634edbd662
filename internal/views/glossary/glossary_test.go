package glossary_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/views/glossary"
)

func TestTheGlossaryIsReadInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for language, want := range map[string]string{"nb": "kommunedirektør", "nn": "stadfortredar", "en": "substitute"} {
		a := w.Do("", "GET", "/v1/glossary?limit=200", nil, apptest.Header("Accept-Language", language)).Is(200)
		found := false
		for _, each := range a.Get("items").([]any) {
			found = found || each.(map[string]any)["term"] == want
		}
		if !found {
			t.Errorf("%s is no term in %s", want, language)
		}
	}
}

// The catalogue says the terms as the glossary does: no message uses another word
// for one, and none of its Nynorsk uses a word that is Bokmål alone.
func TestTheCatalogueSaysTheTermsOfTheGlossary(t *testing.T) {
	t.Parallel()
	for _, term := range glossary.All() {
		for _, other := range term.Also {
			avoided(t, other, message.Bokmal)
			avoided(t, other, message.Nynorsk)
		}
		bokmal, nynorsk := term.Words.Bokmal, term.Words.Nynorsk
		if bokmal != nynorsk && !strings.HasPrefix(nynorsk, bokmal) && !slices.Contains(alsoNynorsk, bokmal) {
			avoided(t, bokmal, message.Nynorsk)
		}
	}
	for _, word := range bokmalAlone {
		avoided(t, word, message.Nynorsk)
	}
}

// alsoNynorsk are terms whose Bokmål is a part of other words in Nynorsk.
var alsoNynorsk = []string{"høring"}

// bokmalAlone are frequent words of Bokmål that Nynorsk does not have.
var bokmalAlone = []string{"ikke", "fra", "hva", "hvem", "hvilken", "noen", "bare", "mens", "navn", "dersom ikke", "uten", "etter at det er", "gjøre", "være", "flere"}

func avoided(t *testing.T, word string, in message.Language) {
	t.Helper()
	whole := regexp.MustCompile(`(?i)(^|[^\p{L}])` + regexp.QuoteMeta(word) + `($|[^\p{L}])`)
	for _, id := range message.IDs() {
		if wording := message.Wording(id, in); !strings.HasPrefix(id, "glossary.") && whole.MatchString(wording) {
			t.Errorf("%s says %q in %s: %s", id, word, in, wording)
		}
	}
}
