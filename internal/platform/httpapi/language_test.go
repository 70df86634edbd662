package httpapi_test

import (
	"strings"
	"testing"
)

// A refusal is in the language that its reader likes best: what was sent is told
// apart by one that the door can read, and all else is Bokmål and never an error.
func TestARefusalIsInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	const bokmal, nynorsk, english = "Her er det ikke noe for deg", "Her er det ikkje noko for deg", "There is nothing here for you"
	for header, want := range map[string]string{
		"nb": bokmal, "no": bokmal, "nb-NO,nb;q=0.9": bokmal, "nn-NO, nb;q=0.5": nynorsk, "en-GB": english, "de;q=0.9, en;q=0.2": english,
		"": bokmal, "fr": bokmal, "*": bokmal, ";;q=,": bokmal, "en;q=0": bokmal, strings.Repeat("en,", 1000): bokmal,
	} {
		a := h.do(stranger, "GET", first, nil, with("Accept-Language", header))
		if got := a.refused(404, "resource.not_found").Title.String(); got != want {
			t.Errorf("%.40q is answered with %q", header, got)
		}
		if said := a.Header().Get("Content-Language"); said != map[string]string{bokmal: "nb", nynorsk: "nn", english: "en"}[want] || !a.variesBy("Accept-Language") {
			t.Errorf("%.40q: Content-Language is %s, Vary %s", header, said, a.Header().Values("Vary"))
		}
	}
	a := h.do(stranger, "GET", first+"?lang=nn", nil, with("Accept-Language", "en"))
	if got := a.refused(404, "resource.not_found").Title.String(); got != nynorsk {
		t.Errorf("?lang=nn is answered with %q", got)
	}
	json := with("Content-Type", "application/json")
	p := h.do(clerk, "POST", boxes, strings.NewReader(`{"a":"\u0000"}`), json, with("Accept-Language", "nn")).refused(400, "request.malformed")
	if !strings.HasPrefix(p.Detail.String(), "/a inneheld teiknet NUL (byte ") {
		t.Errorf("a broken body: %s", p.Detail)
	}
}
