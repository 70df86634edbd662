package canon

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"forankring.no/forankring/internal/platform/message"
)

// MaxDepth is how deep arrays and objects may lie in each other in a document CheckJSON accepts.
const MaxDepth = 64

// Flaw says what is wrong with a JSON document.
type Flaw string

const (
	// FlawSyntax is a document that is no JSON.
	FlawSyntax Flaw = "syntax"
	// FlawEncoding is invalid UTF-8 inside a string.
	FlawEncoding Flaw = "encoding"
	// FlawNUL is \u0000, which the database cannot hold.
	FlawNUL Flaw = "nul"
	// FlawSurrogate is half of a surrogate pair, which decodes to a replacement character.
	FlawSurrogate Flaw = "surrogate"
	// FlawDuplicate is a member named like another of the same object, letter case aside:
	// readers differ in which of the two they take.
	FlawDuplicate Flaw = "duplicate"
	// FlawNumber is a number beyond every number that readers can hold, such as 1e400.
	FlawNumber Flaw = "number"
	// FlawDepth is nesting beyond MaxDepth.
	FlawDepth Flaw = "depth"
)

// maxPointer bounds the pointer in bytes, so that a refusal does not send a hostile document back.
const maxPointer = 256

// JSONError is the first flaw of a document. Pointer (RFC 6901) names the value at fault, or, when a name is not
// readable or no value can be read, the array or object that it stands in; a very long one is cut and ends in "…".
// Offset counts bytes from the start, to the value or to the place in it.
type JSONError struct {
	Flaw    Flaw
	Pointer string
	Offset  int
}

// Error says what is wrong, for logs.
func (e *JSONError) Error() string { return e.Why().String() }

// Why is what a person reads of it.
func (e *JSONError) Why() message.Text {
	where := msgDocument
	if e.Pointer != "" {
		where = message.Verbatim(e.Pointer)
	}
	return msgJSON.With(where, flaws[e.Flaw], e.Offset)
}

// CheckJSON accepts a document that every reader understands alike, and refuses with a *JSONError what encoding/json
// would repair or choose in silence. It reads the document once; time and memory grow with its length only.
func CheckJSON(raw []byte) error {
	c := checker{
		raw: raw, names: map[member]struct{}{},
		tokens: jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true)), // they are told apart below
	}
	for {
		c.before = int(c.tokens.InputOffset())
		token, err := c.tokens.ReadToken()
		switch {
		case errors.Is(err, io.EOF) && c.begun:
			return nil
		case err != nil:
			return c.malformed(err)
		case c.begun && len(c.open) == 0:
			return c.flaw(FlawSyntax, "")
		}
		c.begun = true
		if err := c.token(token); err != nil {
			return err
		}
	}
}

// checker reads a document token by token. jsontext refuses what is no JSON, bad UTF-8 and half surrogate pairs; the
// rest is asked here. All names of all objects are in one set, told apart by the number of their object: a set per
// object would be emptied or made anew at a cost an attacker chooses.
type checker struct {
	raw    []byte
	tokens *jsontext.Decoder
	begun  bool
	before int   // where the token before ended
	open   []int // the numbers of the arrays and objects that are not closed yet
	opened int
	names  map[member]struct{}
}

type member struct {
	object int
	folded string
}

func (c *checker) token(t jsontext.Token) error {
	switch t.Kind() {
	case '[', '{':
		if len(c.open) == MaxDepth {
			return c.flaw(FlawDepth, c.tokens.StackPointer())
		}
		c.opened++
		c.open = append(c.open, c.opened)
	case ']', '}':
		c.open = c.open[:len(c.open)-1]
	case '0':
		if _, err := strconv.ParseFloat(t.String(), 64); err != nil {
			return c.flaw(FlawNumber, c.tokens.StackPointer())
		}
	case '"':
		return c.text(t.String())
	default: // true, false and null are the same to everybody
	}
	return nil
}

// text looks at a string: a name, where an object has an odd number of names and values.
func (c *checker) text(s string) error {
	kind, read := c.tokens.StackIndex(c.tokens.StackDepth())
	isName := kind == '{' && read%2 == 1
	if strings.ContainsRune(s, 0) {
		at := c.tokens.StackPointer()
		if isName {
			at = at.Parent()
		}
		return c.flaw(FlawNUL, at)
	}
	if !isName {
		return nil
	}
	name := member{c.open[len(c.open)-1], strings.Map(fold, s)}
	if _, taken := c.names[name]; taken {
		return c.flaw(FlawDuplicate, c.tokens.StackPointer())
	}
	c.names[name] = struct{}{}
	return nil
}

// fold maps all the letter cases of a rune to one, as encoding/json does when it looks for a field: 'K', 'k' and the
// Kelvin sign are the same.
func fold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}

// flaw is a flaw of the token that was read last.
func (c *checker) flaw(f Flaw, at jsontext.Pointer) error {
	start := c.before
	for start < len(c.raw) && strings.IndexByte(" \t\r\n,:", c.raw[start]) >= 0 {
		start++
	}
	return &JSONError{Flaw: f, Pointer: cut(string(at)), Offset: start}
}

// malformed is why no token could be read. What jsontext says of it is not handed on: it may quote the document.
func (c *checker) malformed(err error) error {
	syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok { // the document ended before it began
		return &JSONError{Flaw: FlawSyntax, Offset: len(c.raw)}
	}
	found := &JSONError{Flaw: FlawSyntax, Pointer: cut(string(syntactic.JSONPointer)), Offset: int(syntactic.ByteOffset)}
	rest := c.raw[min(found.Offset, len(c.raw)):]
	switch r, size := utf8.DecodeRune(rest); {
	case errors.Is(err, io.ErrUnexpectedEOF):
	case r == utf8.RuneError && size == 1:
		found.Flaw = FlawEncoding
	case surrogate(rest):
		found.Flaw = FlawSurrogate
	}
	return found
}

// surrogate says whether the text begins with a surrogate as an escape.
func surrogate(text []byte) bool {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return err == nil && utf16.IsSurrogate(rune(unit))
}

// cut shortens a long pointer, at a whole character.
func cut(s string) string {
	if len(s) <= maxPointer {
		return s
	}
	n := maxPointer
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
