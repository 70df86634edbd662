package wording

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// form is the normal form of a text.
type form []token

// kind is what a token is.
type kind string

const (
	word    kind = "word"
	number  kind = "number"
	ordinal kind = "ordinal"
	date    kind = "date"
	amount  kind = "amount"
	// stop ends a sentence or a clause within a text, and mark is a sign that says
	// something of itself, such as a question mark, a slash, a paragraph or a minus.
	stop kind = "stop"
	mark kind = "mark"
	// ours is *kommunen*, or a place left for the municipality's name; value is "" or the
	// genitive's "s".
	ours kind = "ours"
)

// token is a word, number or sign of the normal form.
type token struct {
	kind  kind
	value string
	// capital says that it begins with a capital in the text.
	capital bool
}

// is says whether a token is one of some words.
func (t token) is(words ...string) bool {
	return t.kind == word && slices.Contains(words, t.value)
}

// shapes are signs that look different and say the same, by the one that stands for
// them; spaces of every kind part words alike.
var shapes = strings.NewReplacer(
	"…", "...", "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"«", `"`, "»", `"`, "“", `"`, "”", `"`, "„", `"`, "‟", `"`, "‘", "'", "’", "'", "‚", "'", "`", "'", "´", "'",
	"ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "",
)

// read brings a text to its normal form.
func read(text string) form {
	l := lexer{rest: []rune(shapes.Replace(norm.NFC.String(text)))}
	for l.next() {
	}
	f := form(l.found).quotes().dates().enumerated().amounts().ordinals().ours()
	for len(f) > 0 && f[len(f)-1].kind == stop {
		f = f[:len(f)-1]
	}
	return f
}

// quotes puts the end of a clause behind the quotes that close with it, and leaves out
// those around all of a text. Others stand: what somebody puts in quotes may be a name, or
// something that they do not mean so.
func (f form) quotes() form {
	is := func(i int) bool { return f[i].kind == mark && f[i].value == `"` }
	n := 0
	for i := range f {
		if is(i) {
			n++
		}
		if i > 0 && is(i) && f[i-1].kind == stop {
			f[i-1], f[i] = f[i], f[i-1]
		}
	}
	last := len(f) - 1
	for last >= 0 && f[last].kind == stop {
		last--
	}
	if n%2 == 0 && last > 0 && is(0) && is(last) {
		return f[1:last]
	}
	return f
}

// lexer cuts a text into words, numbers and signs.
type lexer struct {
	rest  []rune
	found []token
	// parted says that a space stands before what comes next.
	parted bool
}

func (l *lexer) add(k kind, value, text string) {
	l.found = append(l.found, token{kind: k, value: value, capital: text != "" && unicode.IsUpper([]rune(text)[0])})
	l.parted = false
}

// peek is the rune at a place, 0 beyond the end.
func (l *lexer) peek(i int) rune {
	if i < 0 || i >= len(l.rest) {
		return 0
	}
	return l.rest[i]
}

// next reads a token, and says whether there is more.
func (l *lexer) next() bool {
	if len(l.rest) == 0 {
		return false
	}
	switch r := l.rest[0]; {
	case unicode.IsSpace(r):
		l.rest, l.parted = l.rest[1:], true
	case digit(r):
		l.number()
	case unicode.IsLetter(r) || unicode.IsMark(r):
		l.word()
	default:
		l.sign(r)
	}
	return true
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// word reads a word. A hyphen within one is no part of it (E-post, epost), but one at
// its end is (kommune- og fylkesplan).
func (l *lexer) word() {
	var value, text strings.Builder
	i := 0
	for ; i < len(l.rest); i++ {
		r := l.rest[i]
		hyphen := r == '-' && (unicode.IsLetter(l.peek(i+1)) || i > 0 && !digit(l.peek(i+1)))
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !digit(r) && !hyphen {
			break
		}
		text.WriteRune(r)
		if !hyphen {
			value.WriteRune(r)
		}
	}
	l.rest = l.rest[i:]
	said := strings.ToLower(value.String())
	if strings.HasSuffix(text.String(), "-") {
		said += "-"
	}
	// A unit after a number is as it is written: MW is not mW.
	if n := len(l.found); n > 0 && l.found[n-1].kind == number && units[said] {
		said = value.String()
	}
	l.add(word, said, text.String())
}

// units are those of measure, in which capitals tell.
var units = map[string]bool{"w": true, "kw": true, "mw": true, "gw": true, "tw": true, "wh": true, "kwh": true, "mwh": true, "gwh": true, "twh": true, "v": true, "kv": true, "m": true, "mva": true, "kva": true, "g": true, "t": true, "l": true, "pa": true, "db": true}

// sign reads a sign.
func (l *lexer) sign(r rune) {
	size := 1
	for l.peek(size) == r {
		size++
	}
	before, after := l.parted || len(l.found) == 0, l.peek(size)
	switch {
	case r == '.' || r == ';' || r == ':' || r == '!':
		l.stop()
	case r == ',' || r == '(' || r == ')':
		l.aside(r, r != ',' || unicode.IsSpace(after))
	case r == '-' && before && size == 1 && digit(after) && !l.ranges():
		l.add(mark, "minus", "-")
	case r == '-' && digit(after) && l.ranges():
		l.add(mark, "-", "-")
	case r == '-' && l.ranges() && unicode.IsSpace(after) && digit(l.peek(size+1)):
		l.add(mark, "-", "-")
	case r == '[' || r == '<' || r == '_':
		l.place(r)
		return
	case r == '"':
		for range size {
			l.add(mark, `"`, `"`)
		}
		l.parted = true
	case r == '\'' || r == '-' || r == ']' || len(l.found) == 0 && strings.ContainsRune("*•·", r):
		l.parted = true
	default:
		l.add(mark, strings.Repeat(string(r), size), string(r))
	}
	l.rest = l.rest[size:]
}

// ranges says whether a number stands before, so that a dash makes it a range.
func (l *lexer) ranges() bool {
	return len(l.found) > 0 && l.found[len(l.found)-1].kind == number
}

// stop ends a clause, once.
func (l *lexer) stop() {
	if n := len(l.found); n > 0 && l.found[n-1].kind != stop {
		l.add(stop, "", ".")
	}
}

// aside reads a comma or a bracket. It is left out, as punctuation is, but beside a word
// that denies or excepts: what that is about may hang on it.
func (l *lexer) aside(r rune, words bool) {
	beside := len(l.found) > 0 && l.found[len(l.found)-1].is(denies...)
	if words {
		next := strings.FieldsFunc(strings.ToLower(string(l.rest[1:min(len(l.rest), 16)])), func(r rune) bool { return !unicode.IsLetter(r) })
		beside = beside || len(next) > 0 && slices.Contains(denies, next[0])
	}
	if beside {
		l.add(mark, string(r), string(r))
		return
	}
	l.parted = true
}

// denies are words that deny or except, in Bokmål and Nynorsk.
var denies = []string{"ikke", "ikkje", "ei", "nei", "ingen", "inga", "inkje", "aldri", "unntatt", "unntak", "uten", "utan", "bare", "berre", "kun", "men"}

// place reads a place left for the municipality's name, such as [kommunens navn] or
// ____; other brackets say nothing of themselves.
func (l *lexer) place(r rune) {
	closing, size := map[rune]rune{'[': ']', '<': '>', '_': '_'}[r], 1
	for size < len(l.rest) && l.rest[size] != closing && size < 60 {
		size++
	}
	inner := strings.ToLower(strings.TrimSpace(string(l.rest[1:min(size, len(l.rest))])))
	switch {
	case r == '_':
		for size = 1; l.peek(size) == '_'; {
			size++
		}
		if size < 3 {
			l.add(mark, "_", "_")
			break
		}
		l.add(ours, "", string(l.rest[:size]))
	case l.peek(size) == closing && placeForName.MatchString(inner):
		size++
		l.add(ours, "", string(l.rest[:size]))
	case r == '<':
		size = 1
		l.add(mark, "<", "<")
	default:
		size, l.parted = 1, true
	}
	l.rest = l.rest[size:]
}

// placeForName is what stands between brackets where a proposal leaves a place for the
// municipality's name.
var placeForName = regexp.MustCompile(`^(?:kommune|(?:namnet|navn) på kommun)`)
