package canon

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What a text is refused for.
var (
	ErrEncoding  = errors.New("text is not valid UTF-8")
	ErrNUL       = errors.New("text contains a NUL")
	ErrMultiline = errors.New("text must be one line without control characters")
)

// Text is the one form in which a text is stored, hashed and compared: Unicode NFC, line breaks as LF, no space at
// either end. It changes no word. It refuses invalid UTF-8 and NUL, which the database cannot hold.
func Text(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrEncoding
	}
	if strings.ContainsRune(s, 0) {
		return "", ErrNUL
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.TrimSpace(norm.NFC.String(s)), nil
}

// Line is Text for a title or a name. It refuses also line breaks and other control characters inside, which could
// forge a header of a letter or a line of a log.
func Line(s string) (string, error) {
	s, err := Text(s)
	if err != nil {
		return "", err
	}
	if strings.ContainsFunc(s, breaksLine) {
		return "", ErrMultiline
	}
	return s, nil
}

func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
