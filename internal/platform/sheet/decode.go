package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Encoding is how the text of a file was encoded.
type Encoding string

// The encodings in which spreadsheets and payroll systems save.
const (
	UTF8        Encoding = "utf-8"
	UTF8Twice   Encoding = "utf-8-twice" // UTF-8 that was taken for Windows-1252 or ISO-8859-1 and encoded again
	Windows1252 Encoding = "windows-1252"
	Macintosh   Encoding = "macintosh"
	CP850       Encoding = "cp850"
	CP865       Encoding = "cp865"
)

// Decode gives the text of a file in UTF-8, without the byte order mark, and with
// its line ends as line feeds where they are carriage returns alone; and how it
// was encoded. The mark is a promise of UTF-8; a file that breaks it is refused. So
// is a text in which letters were lost already: they would stay lost. What is not
// UTF-8 is read as that encoding in which it is Norwegian; where it is none in
// any, it is refused, with the line.
func Decode(data []byte) ([]byte, Encoding, error) {
	text, marked := bytes.CutPrefix(data, []byte(mark))
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, "", ErrNotText
	}
	if bytes.IndexByte(text, '\n') < 0 {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	switch {
	case !utf8.Valid(text) && marked:
		return nil, "", notText(msgBrokenUTF8.With(lineOf(text, firstInvalid(text))))
	case !utf8.Valid(text):
		return western(text)
	}
	if at := bytes.IndexRune(text, utf8.RuneError); at >= 0 {
		return nil, "", notText(msgLetterLost.With(lineOf(text, at)))
	}
	return once(text)
}

// once undoes a second encoding: letters in UTF-8 that were taken for Windows-1252,
// or for ISO-8859-1. A text in which some were and some were not is refused.
func once(text []byte) ([]byte, Encoding, error) {
	at := encodedTwice(text)
	if at < 0 {
		return text, UTF8, nil
	}
	inner := make([]byte, 0, len(text))
	for _, r := range string(text) {
		b, ok := byteOf(r)
		if !ok {
			return nil, "", notText(msgEncodedTwice.With(lineOf(text, at)))
		}
		inner = append(inner, b)
	}
	if !utf8.Valid(inner) {
		return nil, "", notText(msgEncodedTwice.With(lineOf(text, at)))
	}
	inner, _, err := once(bytes.TrimPrefix(inner, []byte(mark)))
	return inner, UTF8Twice, err
}

// byteOf is the byte that was taken for a character. The two encodings differ in
// 0x80 to 0x9f alone, which are control characters in ISO-8859-1: the second bytes
// of Å, Æ and Ø are among them.
func byteOf(r rune) (byte, bool) {
	if 0x80 <= r && r <= 0x9f {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

// encodedTwice is where two characters stand that are one Latin letter in UTF-8,
// if each is a byte of Windows-1252 or ISO-8859-1; -1 for nowhere.
func encodedTwice(text []byte) int {
	var last rune
	start, at := 0, 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == 'Ã' || r == 'Â' || r == 'Ä' || r == 'Å' {
			last, start = r, at
		} else if b, ok := byteOf(r); ok && b >= 0x80 && last != 0 {
			first, _ := byteOf(last)
			if letter, n := utf8.DecodeRune([]byte{first, b}); n == 2 && (unicode.Is(unicode.Latin, letter) || letter == '\u00a0' || letter == '§') {
				return start
			}
			last = 0
		} else {
			last = 0
		}
		at += size
	}
	return -1
}

// candidates are the encodings of a byte a letter, the likeliest first. The last two
// are those of MS-DOS, and have the same Norwegian letters.
var candidates = []struct {
	name Encoding
	of   *charmap.Charmap
}{{Windows1252, charmap.Windows1252}, {Macintosh, charmap.Macintosh}, {CP850, charmap.CodePage850}, {CP865, charmap.CodePage865}}

// western reads a text of a byte a letter, in which nearly every byte means
// something in every encoding: it is the one in which the text is most plausibly
// Norwegian. A text that was put together with UTF-8 is told by its letters: two
// bytes that are one Latin letter in UTF-8 are hardly ever two of another.
func western(text []byte) ([]byte, Encoding, error) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if size > 1 && unicode.Is(unicode.Latin, r) {
			return nil, "", notText(msgTwoEncodings.With(lineOf(text, at), lineOf(text, firstInvalid(text))))
		}
		at += size
	}
	best, found := reading{score: -len(text) - 1}, Encoding("")
	for _, c := range candidates {
		if r := read(text, c.of); r.score > best.score {
			best, found = r, c.name
		}
	}
	if best.odd > 0 {
		return nil, "", notText(msgNoCharacter.With(best.odd))
	}
	return []byte(best.text), found, nil
}

// reading is a text as one encoding has it: how plausible it is, and the first
// line that is not, 0 for none.
type reading struct {
	text  string
	score int
	odd   int
}

func read(text []byte, as *charmap.Charmap) reading {
	letters := make([]rune, len(text))
	for i, b := range text {
		letters[i] = as.DecodeByte(b)
	}
	r := reading{text: string(letters)}
	line := 1
	for i, letter := range letters {
		switch {
		case letter == '\n':
			line++
		case letter < utf8.RuneSelf:
		case odd(letters, i):
			r.score--
			if r.odd == 0 {
				r.odd = line
			}
		case strings.ContainsRune("æøåÆØÅ", letter):
			r.score++
		}
	}
	return r
}

// Punctuation that stands right after a letter or between two, and right before one.
const (
	afterLetter  = "–—’”»…·®™©°²³½¼¾§€´\u00a0\u00ad"
	beforeLetter = "–—’“«‘„…·§€\u00a0\u00ad"
)

// odd says whether a character is none that stands there in Norwegian: a capital
// within a word of small letters, or a sign in a word.
func odd(text []rune, i int) bool {
	letter, before, after := text[i], ' ', ' '
	if i > 0 {
		before = text[i-1]
	}
	if i+1 < len(text) {
		after = text[i+1]
	}
	switch {
	case letter == utf8.RuneError, unicode.IsControl(letter), strings.ContainsRune("ıƒªº", letter):
		return true
	case unicode.IsLetter(letter):
		return unicode.IsUpper(letter) && (unicode.IsLower(before) || unicode.IsUpper(before) && unicode.IsLower(after))
	default:
		return unicode.IsLetter(before) && !strings.ContainsRune(afterLetter, letter) ||
			unicode.IsLetter(after) && !strings.ContainsRune(beforeLetter, letter)
	}
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
