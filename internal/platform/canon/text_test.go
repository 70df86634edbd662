package canon_test

import (
	"errors"
	"strings"
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
		"accents without end are refused":        {"a" + strings.Repeat("\u0301", 9), "", canon.ErrMarks},
		"a blank at the end of a line is gone":   {"a \t\nb", "a\nb", nil},
		"a hard space is a space":                {"10\u00a0000\u202fkr", "10 000 kr", nil},
		"a break of a word processor is LF":      {"a\vb\u2028c\u0085d", "a\nb\nc\nd", nil},
		"a bullet of a word processor is one":    {"\uf0b7 kraft", "• kraft", nil},
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
		in := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune(" \r\n\tA\u030a\u0301\u00a0\u2000o\u0338\u00ad\u200b\u034f\ufe0f\u3164\u0344")))).Draw(t, "text")
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
		"a title is kept":                       {" Felles strategi ", "Felles strategi", nil},
		"a line break at the end is taken away": {"Felles strategi\r\n", "Felles strategi", nil},
		"a line break inside is refused":        {"Felles\nstrategi", "", canon.ErrMultiline},
		"a carriage return inside is refused":   {"Felles\rBcc: x", "", canon.ErrMultiline},
		"a Unicode line separator is refused":   {"Felles\u2028strategi", "", canon.ErrMultiline},
		"a tab inside is refused":               {"Felles\tstrategi", "", canon.ErrMultiline},
		"what Text refuses is refused":          {"a\xffb", "", canon.ErrEncoding},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := canon.Line(tt.in); got != tt.want || !errors.Is(err, tt.err) {
				t.Fatalf("Line(%q) = %q, %v; want %q, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}

// Rule 9.6: what nobody sees is not kept, and what is empty without it is empty.
func TestWhatNobodySeesIsNotKept(t *testing.T) {
	t.Parallel()
	for name, unseen := range map[string]string{
		"a space of no width": "\u200b", "a soft hyphen": "\u00ad", "a byte order mark": "\ufeff", "a joiner": "\u200d", "a non-joiner": "\u200c",
		"a word joiner": "\u2060", "an override of direction": "\u202e", "isolates": "\u2066\u2069", "marks of direction": "\u200e\u200f\u061c",
		"the Hangul filler": "\u3164", "its half": "\uffa0", "its parts": "\u115f\u1160", "a joiner of graphemes": "\u034f", "variation selectors": "\ufe0e\ufe0f\U000e0101",
		"tags": "\U000e0001\U000e0041", "invisible times": "\u2062", "Mongolian selectors": "\u180b\u180e", "Khmer vowels": "\u17b4", "an object that is not there": "\ufffc",
		"a note without a head": "\U0001d159",
	} {
		if got, err := canon.Text("Kraft" + unseen + "plan" + unseen); got != "Kraftplan" || err != nil {
			t.Errorf("%s is kept: %q, %v", name, got, err)
		}
		if got, err := canon.Line(unseen + " " + unseen); got != "" || err != nil {
			t.Errorf("%s alone is %q, %v", name, got, err)
		}
	}
	for name, blank := range map[string]string{"the blank of Braille": "\u2800", "spaces of all widths": "\u2003\u3000\u1680\u205f", "an accent on nothing": " \u0301", "line breaks": "\u2029\v\f"} {
		if got, err := canon.Text(blank); got != "" || err != nil {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	for name, r := range map[string]rune{
		"a NUL": 0, "a backspace": '\b', "an escape": 0x1b, "a deletion": 0x7f, "a control of the second set": 0x9b, "private use": '\ue000', "no character": '\ufffe',
		"one that is not assigned": '\u0378', "far away": 0x10fffd,
	} {
		for _, form := range []func(string) (string, error){canon.Text, canon.Line} {
			got, err := form("a" + string(r) + "b")
			if refused, ok := errors.AsType[*canon.CharacterError](err); !ok || refused.Rune != r || !canon.Why(err).Is(canon.MsgCharacter.With("")) {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
	}
	for _, kept := range []string{"👍", "🪿", "\U0001faea", "Čáhcesuolu", "Zoë", "«Å»", "50 %", "Åsnes–Våler"} {
		if got, err := canon.Line(kept); got != kept || err != nil {
			t.Errorf("%q is %q, %v", kept, got, err)
		}
	}
}
