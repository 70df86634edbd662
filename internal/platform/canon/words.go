package canon

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op is what became of a part of a text or a list.
type Op string

// What becomes of a part.
const (
	OpEqual  Op = "equal"
	OpInsert Op = "insert"
	OpDelete Op = "delete"
)

// Word is a run of whole words, with the white space and punctuation between them, that met one fate.
type Word struct {
	Op   Op     `json:"op" enum:"equal,insert,delete" doc:"What became of the text: equal and delete together are the text before, equal and insert the text after"`
	Text string `json:"text" example:"power strategy"`
}

// Edit is a run of neighbouring items that met one fate.
type Edit struct {
	Op    Op
	Items []string
}

// maxEdited bounds the items, of both sides together, that are compared one by one: the work grows with their square.
// A text of 10,000 characters has about 3,000 words and spaces, so two such texts are always compared.
const maxEdited = 8000

// Words is the difference of two texts word by word. No word is cut, and two replaced words with only white space
// between them are one replacement. The same texts always give the same difference, which depends on no clock; where
// more than maxEdited words, spaces and marks lie between the first change and the last, all of it is one replacement.
func Words(before, after string) []Word {
	words := []Word{}
	for _, e := range Edits(tokens(before), tokens(after)) {
		words = append(words, Word{Op: e.Op, Text: strings.Join(e.Items, "")})
	}
	return bridged(words)
}

// bridged joins two replacements that only white space parts.
func bridged(words []Word) []Word {
	joined := words[:0]
	for len(words) > 0 {
		n := len(joined)
		if n >= 2 && len(words) >= 3 && replaces(joined[n-2:]) && blank(words[0]) && replaces(words[1:]) {
			joined[n-2].Text += words[0].Text + words[1].Text
			joined[n-1].Text += words[0].Text + words[2].Text
			words = words[3:]
			continue
		}
		joined = append(joined, words[0])
		words = words[1:]
	}
	return joined
}

func replaces(words []Word) bool { return words[0].Op == OpDelete && words[1].Op == OpInsert }

func blank(w Word) bool { return w.Op == OpEqual && strings.TrimSpace(w.Text) == "" }

// Edits is the difference of two lists item by item. Neighbouring edits never have the same fate, and what was deleted
// stands before what took its place. Its bound is that of Words.
func Edits(before, after []string) []Edit {
	head := shared(before, after, func(list []string, i int) string { return list[i] })
	first, before, after := before[:head], before[head:], after[head:]
	tail := shared(before, after, func(list []string, i int) string { return list[len(list)-1-i] })
	last := before[len(before)-tail:]
	list := edits{}
	list.add(OpEqual, first)
	list.compare(before[:len(before)-tail], after[:len(after)-tail])
	list.add(OpEqual, last)
	return list
}

// shared is how many items the lists share before the first that differs, in the order that item gives.
func shared(a, b []string, item func([]string, int) string) int {
	n := 0
	for n < min(len(a), len(b)) && item(a, n) == item(b, n) {
		n++
	}
	return n
}

type edits []Edit

// add appends items to the last edit if they met its fate, else as a new edit.
func (e *edits) add(op Op, items []string) {
	if len(items) == 0 {
		return
	}
	if n := len(*e); n > 0 && (*e)[n-1].Op == op {
		(*e)[n-1].Items = append((*e)[n-1].Items, items...)
		return
	}
	*e = append(*e, Edit{Op: op, Items: append([]string(nil), items...)})
}

// compare adds the edits between two lists. The library compares runes, so each distinct item stands as one: its place
// in the list of distinct items, which maxEdited keeps below the surrogates.
func (e *edits) compare(before, after []string) {
	if len(before)+len(after) > maxEdited {
		e.add(OpDelete, before)
		e.add(OpInsert, after)
		return
	}
	var distinct []string
	places := map[string]rune{}
	encode := func(items []string) []rune {
		runes := make([]rune, len(items))
		for i, item := range items {
			place, known := places[item]
			if !known {
				place = rune(len(distinct))
				places[item], distinct = place, append(distinct, item)
			}
			runes[i] = place
		}
		return runes
	}
	// Without a timeout the library looks at no clock.
	exact := &diffmatchpatch.DiffMatchPatch{}
	ops := map[diffmatchpatch.Operation]Op{
		diffmatchpatch.DiffEqual: OpEqual, diffmatchpatch.DiffInsert: OpInsert, diffmatchpatch.DiffDelete: OpDelete,
	}
	for _, d := range exact.DiffMainRunes(encode(before), encode(after), false) {
		for _, place := range d.Text {
			e.add(ops[d.Type], distinct[place:place+1])
		}
	}
}

// kind is what a rune is to words.
type kind int

const (
	letter kind = iota // or digit: words are made of them
	space
	mark     // of punctuation: each is a token of its own
	attached // combining or invisible: it belongs to what it follows
)

// tokens cuts a text into words, runs of white space, and single marks of punctuation.
func tokens(s string) []string {
	var list []string
	start, last := 0, attached
	for i, r := range s {
		is := kindOf(r)
		if is == attached {
			continue
		}
		if i > start && (is != last || is == mark) {
			list = append(list, s[start:i])
			start = i
		}
		last = is
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

func kindOf(r rune) kind {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return letter
	case unicode.IsSpace(r):
		return space
	case unicode.IsMark(r), unicode.Is(unicode.Cf, r):
		return attached
	default:
		return mark
	}
}
