package canon

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
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
	// FlawDepth is nesting beyond MaxDepth.
	FlawDepth Flaw = "depth"
)

// maxPointer bounds the pointer in bytes, so that a refusal does not send a hostile document back.
const maxPointer = 256

// JSONError is the first flaw of a document. Pointer (RFC 6901) names the value at fault, or, when a name is not
// readable, the object it stands in; a very long one is cut and ends in "…". Offset counts bytes from the start.
type JSONError struct {
	Flaw    Flaw
	Pointer string
	Offset  int
}

func (e *JSONError) Error() string {
	where := "the document"
	if e.Pointer != "" {
		where = e.Pointer
	}
	return fmt.Sprintf("%s %s (byte %d)", where, sentences[e.Flaw], e.Offset)
}

var sentences = map[Flaw]string{
	FlawSyntax:    "is not well-formed JSON",
	FlawEncoding:  "is not valid UTF-8",
	FlawNUL:       "holds the NUL character",
	FlawSurrogate: "holds half of a surrogate pair",
	FlawDuplicate: "stands there twice; names that differ in letter case only count as the same",
	FlawDepth:     "is nested too deep",
}

// CheckJSON accepts a document that every reader understands alike, and refuses with a *JSONError what encoding/json
// would repair or choose in silence. It reads the document once; time and memory grow with its length only.
func CheckJSON(raw []byte) error {
	c := checker{raw: raw, names: map[member]struct{}{}}
	c.space()
	if err := c.value(); err != nil {
		return err
	}
	c.space()
	if c.at != len(raw) {
		return c.flaw(FlawSyntax)
	}
	return nil
}

// checker walks a document. All names of all objects are in one set, told apart by the number of their object:
// a set per object would be emptied or made anew at a cost an attacker chooses.
type checker struct {
	raw     []byte
	at      int
	path    []step
	objects int
	names   map[member]struct{}
}

type member struct {
	object int
	folded string
}

// step is one array or object on the way down; name is the member or index is the element being read.
type step struct {
	name  string
	index int
}

func (c *checker) flaw(f Flaw) error { return &JSONError{Flaw: f, Pointer: c.pointer(), Offset: c.at} }

func (c *checker) pointer() string {
	var b strings.Builder
	for _, s := range c.path {
		switch {
		case s.index >= 0:
			b.WriteString("/" + strconv.Itoa(s.index))
		case s.index == inMember:
			b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(s.name))
		}
		if b.Len() > maxPointer {
			return cut(b.String())
		}
	}
	return b.String()
}

// cut shortens at a whole character.
func cut(s string) string {
	n := maxPointer
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// An object's step has one of these in place of an index.
const (
	inMember = -1
	inObject = -2 // no name has been read yet, or the name itself is at fault
)

func (c *checker) peek() byte {
	if c.at < len(c.raw) {
		return c.raw[c.at]
	}
	return 0 // no token begins with it
}

func (c *checker) space() {
	for c.at < len(c.raw) && strings.IndexByte(" \t\r\n", c.raw[c.at]) >= 0 {
		c.at++
	}
}

func (c *checker) value() error {
	switch b := c.peek(); {
	case b == '{':
		return c.object()
	case b == '[':
		return c.array()
	case b == '"':
		_, err := c.text(false)
		return err
	case b == '-' || isDigit(b):
		return c.number()
	default:
		return c.literal()
	}
}

func (c *checker) literal() error {
	for _, word := range [...]string{"true", "false", "null"} {
		if len(c.raw)-c.at >= len(word) && string(c.raw[c.at:c.at+len(word)]) == word {
			c.at += len(word)
			return nil
		}
	}
	return c.flaw(FlawSyntax)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// number reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
func (c *checker) number() error {
	c.skip("-")
	if c.peek() == '0' {
		c.at++
	} else if !c.digits() {
		return c.flaw(FlawSyntax)
	}
	if c.skip(".") && !c.digits() {
		return c.flaw(FlawSyntax)
	}
	if c.skip("eE") {
		c.skip("+-")
		if !c.digits() {
			return c.flaw(FlawSyntax)
		}
	}
	return nil
}

func (c *checker) skip(set string) bool {
	found := c.at < len(c.raw) && strings.IndexByte(set, c.raw[c.at]) >= 0
	if found {
		c.at++
	}
	return found
}

func (c *checker) digits() bool {
	start := c.at
	for isDigit(c.peek()) {
		c.at++
	}
	return c.at > start
}
