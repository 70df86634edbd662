package sheet

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode gives the text of a file in UTF-8, without the byte order mark, and
// with its line ends as line feeds where they are carriage returns alone. The
// mark is a promise of UTF-8; a file that breaks it is refused, and nothing is
// guessed. So is a text in which letters were lost already: they would stay lost.
func decode(data []byte) ([]byte, error) {
	text, marked := bytes.CutPrefix(data, []byte(mark))
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, ErrNotText
	}
	if bytes.IndexByte(text, '\n') < 0 {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	switch {
	case !utf8.Valid(text) && marked:
		return nil, notText(msgBrokenUTF8.With(lineOf(text, firstInvalid(text))))
	case !utf8.Valid(text):
		return western(text)
	}
	if at := bytes.IndexRune(text, utf8.RuneError); at >= 0 {
		return nil, notText(msgLetterLost.With(lineOf(text, at)))
	}
	return text, nil
}

// undefined are the bytes that mean nothing in Windows-1252.
var undefined = []byte{0x81, 0x8D, 0x8F, 0x90, 0x9D}

// western reads Windows-1252, in which nearly every byte means something. So
// text that was put together from both encodings is told by its letters: two
// bytes that are one Latin letter in UTF-8 are hardly ever two of Windows-1252.
func western(text []byte) ([]byte, error) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if size > 1 && unicode.Is(unicode.Latin, r) {
			return nil, notText(msgTwoEncodings.With(lineOf(text, at), lineOf(text, firstInvalid(text))))
		}
		at += size
	}
	if at := slices.IndexFunc(text, func(b byte) bool { return slices.Contains(undefined, b) }); at >= 0 {
		return nil, notText(msgNoCharacter.With(lineOf(text, at)))
	}
	return charmap.Windows1252.NewDecoder().Bytes(text)
}

// firstInvalid is where a text stops being UTF-8.
func firstInvalid(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

func lineOf(text []byte, at int) int { return bytes.Count(text[:at], []byte("\n")) + 1 }
