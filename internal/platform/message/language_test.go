package message

import (
	"strings"
	"testing"
)

func TestTheLanguageThatIsLikedBestIsSpoken(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Language{
		"":                               Bokmal,
		"nb":                             Bokmal,
		"no":                             Bokmal,
		"nn":                             Nynorsk,
		"nn-NO":                          Nynorsk,
		"en":                             English,
		"en-GB,en;q=0.9":                 English,
		"en-US":                          English,
		"nb-NO, nn;q=0.9, en;q=0.8":      Bokmal,
		"nn;q=0.5, en;q=0.8":             English,
		"fi, nn;q=0.3":                   Nynorsk,
		"de-AT":                          Bokmal,
		"zh-Hant":                        Bokmal,
		"zz, nn":                         Nynorsk,
		"zz, en;q=0.5, nn;q=0.9":         Nynorsk,
		"abcdefghi, en":                  English,
		"en;q=0, nn;q=0.1":               Nynorsk,
		"*":                              Bokmal,
		"x-test":                         Pseudo,
		"X-Test":                         Pseudo,
		";;;":                            Bokmal,
		"en;q=much":                      Bokmal,
		"\x00\xff":                       Bokmal,
		strings.Repeat("en;q=0.1,", 999): Bokmal,
		strings.Repeat("-", 200):         Bokmal,
	} {
		for range 2 { // as found, and as remembered
			if got := Accepted(header); got != want {
				t.Errorf("%.40q is answered in %s, want %s", header, got, want)
			}
		}
	}
}

func TestAnUnknownTagIsBokmal(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]Language{"en": English, "nn": Nynorsk, "nb": Bokmal, "tlh": Bokmal, "": Bokmal} {
		if got := Named(tag); got != want {
			t.Errorf("%q is %s, want %s", tag, got, want)
		}
	}
}

func TestNumbersAreGroupedAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for in, want := range map[Language]string{Bokmal: "1\u00a0234\u00a0567 2024", English: "1,234,567 2024"} {
		if got := string(addWord(addWord(addWord(nil, in, 1234567), in, " "), in, 2024)); got != want {
			t.Errorf("in %s %q, want %q", in, got, want)
		}
	}
}

func TestPseudoPutsEveryMessageInBrackets(t *testing.T) {
	t.Parallel()
	if got := within.With(nothing, 2).Say(Pseudo); got != "⟦⟦Nothing waits.⟧ So much: %%.⟧" {
		t.Errorf("%q", got)
	}
}
