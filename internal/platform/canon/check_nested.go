package canon

import (
	"strings"
	"unicode"
)

// down enters an array or object: one that is too deep is refused where it begins.
func (c *checker) down(s step) error {
	if len(c.path) == MaxDepth {
		return c.flaw(FlawDepth)
	}
	c.at++
	c.path = append(c.path, s)
	c.space()
	return nil
}

func (c *checker) up() {
	c.at++
	c.path = c.path[:len(c.path)-1]
}

func (c *checker) array() error {
	if err := c.down(step{}); err != nil {
		return err
	}
	if c.peek() == ']' {
		c.up()
		return nil
	}
	for {
		if err := c.value(); err != nil {
			return err
		}
		c.space()
		switch c.peek() {
		case ',':
			c.at++
			c.space()
			c.path[len(c.path)-1].index++
		case ']':
			c.up()
			return nil
		default:
			return c.flaw(FlawSyntax)
		}
	}
}

func (c *checker) object() error {
	if err := c.down(step{index: inObject}); err != nil {
		return err
	}
	c.objects++
	number := c.objects
	if c.peek() == '}' {
		c.up()
		return nil
	}
	for {
		if err := c.member(number); err != nil {
			return err
		}
		c.space()
		switch c.peek() {
		case ',':
			c.at++
			c.space()
		case '}':
			c.up()
			return nil
		default:
			return c.flaw(FlawSyntax)
		}
	}
}

func (c *checker) member(object int) error {
	here := &c.path[len(c.path)-1]
	*here = step{index: inObject}
	start := c.at
	if c.peek() != '"' {
		return c.flaw(FlawSyntax)
	}
	name, err := c.text(true)
	if err != nil {
		return err
	}
	*here = step{name: name, index: inMember}
	key := member{object, strings.Map(fold, name)}
	if _, taken := c.names[key]; taken {
		c.at = start
		return c.flaw(FlawDuplicate)
	}
	c.names[key] = struct{}{}
	c.space()
	if c.peek() != ':' {
		return c.flaw(FlawSyntax)
	}
	c.at++
	c.space()
	return c.value()
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
