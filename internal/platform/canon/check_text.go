package canon

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string. It decodes it only when asked to, because only names are compared.
func (c *checker) text(decode bool) (string, error) {
	c.at++
	start := c.at
	var decoded []byte // all before start, once an escape was met
	for c.at < len(c.raw) {
		switch b := c.raw[c.at]; {
		case b == '"':
			part := c.raw[start:c.at]
			c.at++
			if !decode {
				return "", nil
			}
			return string(append(decoded, part...)), nil
		case b == '\\':
			part := c.raw[start:c.at]
			r, err := c.escape()
			if err != nil {
				return "", err
			}
			start = c.at
			if decode {
				decoded = utf8.AppendRune(append(decoded, part...), r)
			}
		case b < ' ':
			return "", c.flaw(FlawSyntax)
		case b < utf8.RuneSelf:
			c.at++
		default:
			r, size := utf8.DecodeRune(c.raw[c.at:])
			if r == utf8.RuneError && size == 1 {
				return "", c.flaw(FlawEncoding)
			}
			c.at += size
		}
	}
	return "", c.flaw(FlawSyntax)
}

// escape reads what follows a backslash; a surrogate pair is one escape.
func (c *checker) escape() (rune, error) {
	if c.at+1 == len(c.raw) {
		return 0, c.flaw(FlawSyntax)
	}
	if c.raw[c.at+1] != 'u' {
		i := bytes.IndexByte([]byte(`"\/bfnrt`), c.raw[c.at+1])
		if i < 0 {
			return 0, c.flaw(FlawSyntax)
		}
		c.at += 2
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	r, ok := c.unit(c.at)
	switch {
	case !ok:
		return 0, c.flaw(FlawSyntax)
	case r == 0:
		return 0, c.flaw(FlawNUL)
	case !utf16.IsSurrogate(r):
		c.at += len(`\u0000`)
		return r, nil
	}
	low, _ := c.unit(c.at + len(`\u0000`))
	pair := utf16.DecodeRune(r, low)
	if pair == utf8.RuneError {
		return 0, c.flaw(FlawSurrogate)
	}
	c.at += 2 * len(`\u0000`)
	return pair, nil
}

// unit is the UTF-16 unit written at the place, as an escape of four digits.
func (c *checker) unit(at int) (rune, bool) {
	if at+6 > len(c.raw) || c.raw[at] != '\\' || c.raw[at+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, b := range c.raw[at+2 : at+6] {
		switch {
		case isDigit(b):
			r = r<<4 | rune(b-'0')
		case 'a' <= b|0x20 && b|0x20 <= 'f':
			r = r<<4 | rune(b|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
