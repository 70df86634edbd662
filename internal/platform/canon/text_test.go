package canon_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/canon"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in, want string
		err      error
	}{
		"a plain text is kept":                   {"Felles næringsstrategi", "Felles næringsstrategi", nil},
		"a ring above and an a become å":         {"A\u030asnes", "Åsnes", nil},
		"Windows line breaks become LF":          {"a\r\nb", "a\nb", nil},
		"old Mac line breaks become LF":          {"a\rb", "a\nb", nil},
		"empty lines are kept":                   {"a\r\n\r\nb", "a\n\nb", nil},
		"space at the ends is taken away":        {" \t\na b \u00a0\n", "a b", nil},
		"space inside is kept":                   {"a  b", "a  b", nil},
		"a replacement character typed is kept":  {"a\ufffdb", "a\ufffdb", nil},
		"a text of spaces is empty":              {"  ", "", nil},
		"invalid UTF-8 is refused":               {"a\xffb", "", canon.ErrEncoding},
		"a surrogate encoded as such is refused": {"a\xed\xa0\x80b", "", canon.ErrEncoding},
		"a NUL is refused":                       {"a\x00b", "", canon.ErrNUL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := canon.Text(tt.in); got != tt.want || !errors.Is(err, tt.err) {
				t.Fatalf("Text(%q) = %q, %v; want %q, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestTextTwiceIsTextOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune(" \r\n\tA\u030a\u0301\u00a0\u2000o\u0338")))).Draw(t, "text")
		once, err := canon.Text(in)
		if err != nil {
			return
		}
		if twice, err := canon.Text(once); err != nil || twice != once {
			t.Fatalf("%q became %q, then %q, %v", in, once, twice, err)
		}
		if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) {
			t.Fatalf("%q is not normal", once)
		}
	})
}

func TestLine(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in, want string
		err      error
	}{
		"a title is kept":                          {" Felles strategi ", "Felles strategi", nil},
		"a line break at the end is taken away":    {"Felles strategi\r\n", "Felles strategi", nil},
		"a line break inside is refused":           {"Felles\nstrategi", "", canon.ErrMultiline},
		"a carriage return inside is refused":      {"Felles\rBcc: x", "", canon.ErrMultiline},
		"a Unicode line separator is refused":      {"Felles\u2028strategi", "", canon.ErrMultiline},
		"a terminal's escape character is refused": {"a\x1b[31m", "", canon.ErrMultiline},
		"what Text refuses is refused":             {"a\x00b", "", canon.ErrNUL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := canon.Line(tt.in); got != tt.want || !errors.Is(err, tt.err) {
				t.Fatalf("Line(%q) = %q, %v; want %q, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}
