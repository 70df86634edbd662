package wording

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// number reads a number: its digits in groups of three, parted by spaces or points, and
// what follows a decimal comma. A point is no group where a part of a text is named by
// it (punkt 1.100), and neither is a space after a year.
func (l *lexer) number() {
	i := 0
	for digit(l.peek(i)) {
		i++
	}
	digits := slices.Clone(l.rest[:i])
	if i <= 3 {
		for sep := l.peek(i); (groups(sep) || sep == '.' && !l.namesPart()) && l.three(i+1); sep = l.peek(i) {
			digits = append(digits, l.rest[i+1:i+4]...)
			i += 4
			if !groups(sep) && groups(l.peek(i)) {
				break
			}
		}
	}
	whole, part := string(digits), ""
	if l.peek(i) == ',' && digit(l.peek(i+1)) {
		j := i + 1
		for digit(l.peek(j)) {
			j++
		}
		part, i = strings.TrimRight(string(l.rest[i+1:j]), "0"), j
	}
	// What goes on by points or signs is a date, a version or a part of a text: it is
	// kept as it is written.
	if strings.ContainsRune("./-", l.peek(i)) && digit(l.peek(i+1)) && part == "" && l.peek(i) != '-' {
		j := i
		for digit(l.peek(j)) || strings.ContainsRune("./-", l.peek(j)) && digit(l.peek(j+1)) {
			j++
		}
		text := string(l.rest[:j])
		l.rest = l.rest[j:]
		l.dotted(text)
		return
	}
	if l.peek(i) == '-' && isoDate(l.rest[:min(len(l.rest), 11)]) {
		text := string(l.rest[:10])
		l.rest = l.rest[10:]
		l.dotted(text)
		return
	}
	text := string(l.rest[:i])
	l.rest = l.rest[i:]
	// Zeros before a number are part of how it is written, but for those of times and
	// days: 007 is no 7.
	if part != "" {
		whole += "," + part
	}
	l.add(number, whole, text)
	// A currency's sign for no øre.
	if l.peek(0) == ',' && l.peek(1) == '-' {
		l.rest = l.rest[2:]
		l.add(word, ",-", ",-")
	}
}

func groups(r rune) bool { return r != 0 && r != '\n' && unicode.IsSpace(r) }

// three says whether exactly three digits stand at a place.
func (l *lexer) three(i int) bool {
	return digit(l.peek(i)) && digit(l.peek(i+1)) && digit(l.peek(i+2)) && !digit(l.peek(i+3))
}

// namesPart says whether the word before names a part of a text.
func (l *lexer) namesPart() bool {
	if len(l.found) == 0 {
		return true // an item's own number
	}
	last := l.found[len(l.found)-1]
	return last.kind == mark && last.value == "§" || last.is("punkt", "pkt", "nr", "nummer", "kapittel", "kap", "avsnitt", "tiltak", "versjon", "sak", "side", "tabell", "figur", "vedlegg")
}

func isoDate(r []rune) bool {
	if len(r) < 10 || len(r) > 10 && digit(r[10]) {
		return false
	}
	_, err := time.Parse(time.DateOnly, string(r[:10]))
	return err == nil
}

// dotted adds a day that is written in numbers, or else what is written by points as it
// stands.
func (l *lexer) dotted(text string) {
	for _, layout := range []string{"2.1.2006", time.DateOnly, "2/1-2006", "2/1/2006"} {
		if day, err := time.Parse(layout, text); err == nil {
			l.add(date, day.Format(time.DateOnly), text)
			return
		}
	}
	l.add(mark, text, text)
}

var months = []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}

// dates joins a day, a month by its name and a year.
func (f form) dates() form {
	var out form
	for i := 0; i < len(f); i++ {
		day, ok := whole(f, i)
		j := i + 1
		if ok && j < len(f) && f[j].kind == stop {
			j++
		}
		if !ok || j >= len(f) || f[j].kind != word || !slices.Contains(months, f[j].value) {
			out = append(out, f[i])
			continue
		}
		month := slices.Index(months, f[j].value) + 1
		year, dated := whole(f, j+1)
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if dated && year >= 1000 && year <= 9999 && t.Day() == day {
			out = append(out, token{kind: date, value: t.Format(time.DateOnly)})
			i = j + 1
			continue
		}
		// A day of no year: the point after it says nothing.
		out = append(out, token{kind: ordinal, value: strconv.Itoa(day)}, f[j])
		i = j
	}
	return out
}

// enumerated leaves out the point behind what a text is numbered by: 1. is 1), and a. is
// a).
func (f form) enumerated() form {
	if len(f) > 2 && f[1].kind == stop && (f[0].kind == number || f[0].kind == word && len(f[0].value) == 1) {
		return append(form{f[0]}, f[2:]...)
	}
	return f
}

// whole is the whole number at a place.
func whole(f form, i int) (int, bool) {
	if i >= len(f) || f[i].kind != number {
		return 0, false
	}
	n, err := strconv.Atoi(f[i].value)
	return n, err == nil
}

// scales are the words by which an amount or a number is multiplied: how many zeros.
var scales = map[string]int{"tusen": 3, "mill": 6, "million": 6, "millioner": 6, "millionar": 6, "mrd": 9, "milliard": 9, "milliarder": 9, "milliardar": 9}

// crowns are the words for kroner; ,- stands behind an amount without øre.
var crowns = []string{"kr", "krone", "kroner", "nok", ",-"}

// counts are the words for numbers that say nothing else: en, ett and ei are articles too.
var counts = map[string]string{
	"to": "2", "tre": "3", "fire": "4", "fem": "5", "seks": "6", "sju": "7", "syv": "7", "åtte": "8", "ni": "9", "ti": "10", "elleve": "11", "tolv": "12",
	"tjue": "20", "tyve": "20", "tretti": "30", "førti": "40", "femti": "50", "seksti": "60", "sytti": "70", "åtti": "80", "nitti": "90", "hundre": "100",
}

// amounts brings amounts of money, per cents and numbers in words to their values.
func (f form) amounts() form {
	var out form
	for i := 0; i < len(f); i++ {
		t := f[i]
		switch {
		case t.kind == mark && t.value == "%":
			out = append(out, token{kind: word, value: "prosent"})
		case t.kind == word && counts[t.value] != "" && (len(f) <= i+1 || f[i+1].kind != number):
			out = append(out, token{kind: number, value: counts[t.value]})
		case t.is(crowns...) && i+1 < len(f):
			next := i + 1
			if f[next].kind == stop && next+1 < len(f) { // kr.
				next++
			}
			value, end := f.scaled(next)
			if end == next {
				out = append(out, t)
				continue
			}
			if end < len(f) && f[end].is(",-") {
				end++
			}
			out = append(out, token{kind: amount, value: value})
			i = end - 1
		case t.kind == number:
			value, end := f.scaled(i)
			k := number
			if end < len(f) && f[end].is(crowns...) {
				k, end = amount, end+1
				// kr. within a sentence ends with a point of its own.
				if end < len(f)-1 && f[end].kind == stop && f[end-1].is("kr") && !f[end+1].capital {
					end++
				}
			}
			out = append(out, token{kind: k, value: value})
			i = end - 1
		default:
			out = append(out, t)
		}
	}
	return out
}

// scaled is the number at a place with the word that multiplies it, and where it ends:
// at the place itself where there is none.
func (f form) scaled(i int) (string, int) {
	if i >= len(f) || f[i].kind != number {
		return "", i
	}
	value, end := f[i].value, i+1
	if end < len(f) && f[end].kind == word {
		if zeros, ok := scales[f[end].value]; ok {
			value, end = shift(value, zeros), end+1
			// mill. and mrd. end with a point of their own.
			if end < len(f) && f[end].kind == stop && (f[end-1].value == "mill" || f[end-1].value == "mrd") {
				end++
			}
		}
	}
	return value, end
}

// shift moves the decimal comma of a number.
func shift(value string, zeros int) string {
	whole, part, _ := strings.Cut(value, ",")
	for range zeros {
		if part == "" {
			whole += "0"
			continue
		}
		whole, part = whole+part[:1], part[1:]
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if part != "" {
		return fmt.Sprintf("%s,%s", whole, part)
	}
	return whole
}

// places are the words for places in an order.
var places = map[string]string{
	"første": "1", "fyrste": "1", "andre": "2", "annet": "2", "tredje": "3", "fjerde": "4", "femte": "5", "sjette": "6", "sjuende": "7", "sjuande": "7", "syvende": "7",
	"åttende": "8", "åttande": "8", "niende": "9", "niande": "9", "tiende": "10", "tiande": "10",
}

// ordinals brings places in an order to their numbers: a number with a point, before a
// word that does not begin a sentence, is one.
func (f form) ordinals() form {
	var out form
	for i := 0; i < len(f); i++ {
		t := f[i]
		counted := t.kind == number && i+2 < len(f) && f[i+1].kind == stop && f[i+2].kind == word && !f[i+2].capital && i > 0
		switch {
		// "andre" is others too: it counts where a word for "every" or "the" stands before.
		case t.kind == word && places[t.value] != "" && i > 0 && f[i-1].is("hvert", "hver", "kvart", "kvar", "den", "det", "i"):
			out = append(out, token{kind: ordinal, value: places[t.value]})
		case counted:
			out = append(out, token{kind: ordinal, value: t.value})
			i++
		default:
			out = append(out, t)
		}
	}
	return out
}
