package canon

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"forankring.no/forankring/internal/platform/message"
)

// What a text is refused for.
var (
	ErrEncoding  = errors.New("text is not valid UTF-8")
	ErrMultiline = errors.New("text must be one line")
	ErrMarks     = errors.New("text piles up accents")
)

// CharacterError refuses a character that means nothing to a reader: a control
// character, one for private use, or one that no version of Unicode has assigned.
type CharacterError struct{ Rune rune }

func (e *CharacterError) Error() string { return fmt.Sprintf("text holds %U", e.Rune) }

// maxMarks is how many accents a letter may bear; no writing system needs more.
const maxMarks = 8

// Text is the one form in which a text is stored, hashed and compared (rule 9.6): Unicode NFC, line breaks as LF, every
// sort of blank as a space, no blank at the end of a line or at either end, and no character that nobody sees. So two
// texts that look alike are alike, and what looks empty is empty. It changes no word. It refuses invalid UTF-8, and
// characters that mean nothing to a reader.
func Text(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrEncoding
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if err := refuse(s); err != nil {
		return "", err
	}
	lines := strings.Split(norm.NFC.String(strings.Map(plain, s)), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	s = strings.TrimSpace(strings.Join(lines, "\n"))
	if !strings.ContainsFunc(s, seen) {
		return "", nil
	}
	return s, nil
}

// Line is Text for a title or a name. It refuses also line breaks inside, which could forge a header of a letter or a
// line of a log.
func Line(s string) (string, error) {
	s, err := Text(s)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(s, "\n\t") {
		return "", ErrMultiline
	}
	return s, nil
}

// refuse looks for what no text may hold.
func refuse(s string) error {
	marks := 0
	for _, r := range s {
		r = plain(r)
		switch {
		case r < 0:
			continue
		case r != '\n' && r != '\t' && !unicode.IsGraphic(r) && !pictogram(r):
			return &CharacterError{r}
		case !unicode.IsMark(r):
			marks = 0
		default:
			marks++
		}
		if marks > maxMarks {
			return ErrMarks
		}
	}
	return nil
}

// plain is the character that stands for a rune: a space for any blank, a line feed for any line break, a sign for its
// place in the symbol fonts from which word processors take their bullets; -1, nothing, for what nobody sees.
func plain(r rune) rune {
	switch r {
	case '\t', '\n':
		return r
	case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\u2800': // the blank of Braille
		return ' '
	}
	switch {
	case hidden(r):
		return -1
	case unicode.Is(unicode.Zs, r):
		return ' '
	case symbols[r] != 0:
		return symbols[r]
	}
	return r
}

// symbols are the bullets and arrows of Symbol and Wingdings, as they are pasted: in the area for private use.
var symbols = map[rune]rune{
	'\uF0B7': '•', '\uF0A7': '▪', '\uF0A8': '◻', '\uF0D8': '➢', '\uF0E0': '→', '\uF0FC': '✓', '\uF02D': '–',
}

// hidden says whether nobody sees a character: format characters, but for those that are drawn; what fonts are to
// ignore, such as fillers and variation selectors; and the sign of an object that was pasted and is not there.
func hidden(r rune) bool {
	switch r {
	case '\uFFFC', '\U0001D159':
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// pictogram is true of the blocks of emoji, which grow each year: a new one is not known here yet.
func pictogram(r rune) bool { return r >= 0x1F000 && r <= 0x1FAFF }

// seen says whether a character shows without another one.
func seen(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) || pictogram(r)
}

// Why is what a person reads of a text that Text or Line refused, or of a document
// that CheckJSON did.
func Why(err error) message.Text {
	if unreadable, ok := errors.AsType[*CharacterError](err); ok {
		return MsgCharacter.With(fmt.Sprintf("%U", unreadable.Rune))
	}
	if flawed, ok := errors.AsType[*JSONError](err); ok {
		return flawed.Why()
	}
	switch {
	case errors.Is(err, ErrMultiline):
		return MsgNotOneLine
	case errors.Is(err, ErrMarks):
		return MsgMarks
	}
	return MsgNotText
}
