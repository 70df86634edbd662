package message

import (
	"cmp"
	"context"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/text/language"
)

// Language is one in which the program speaks to people. Its zero value is
// Bokmål, which is spoken where nobody chose.
type Language uint8

// The languages. Pseudo is for tests and for developers of frontends: it is
// asked for as x-test, and puts every message in brackets, so that words that are
// no message stand out.
const (
	Bokmal Language = iota
	Nynorsk
	English
	Pseudo
	languages
)

var tags = [languages]string{"nb", "nn", "en", "x-test"}

// String is the language's tag (BCP 47): nb, nn, en.
func (l Language) String() string { return tags[l] }

// Languages are those that people may choose, the one that is spoken by default
// first.
func Languages() []Language { return []Language{Bokmal, Nynorsk, English} }

// offered are they to the library, in the same order.
var offered = []language.Tag{language.MustParse("nb"), language.MustParse("nn"), language.BritishEnglish}

var matcher = language.NewMatcher(offered)

// formal is the language for the forms of numbers.
func (l Language) formal() language.Tag { return offered[min(l, English)] }

// Headers are short, and a browser sends the same one with each request: what was
// found for the last ones is remembered.
const (
	longest    = 256
	remembered = 512
)

var headers, _ = lru.New[string, Language](remembered) // the size is positive

// Accepted is the language that an Accept-Language header likes best (RFC 9110,
// 12.5.4), and Bokmål where it likes none of ours, is absurdly long or cannot be
// read.
func Accepted(header string) Language {
	if header == "" || len(header) > longest {
		return Bokmal
	}
	if l, ok := headers.Get(header); ok {
		return l
	}
	l := match(header)
	headers.Add(strings.Clone(header), l)
	return l
}

func match(header string) Language {
	if strings.EqualFold(strings.TrimSpace(header), Pseudo.String()) {
		return Pseudo
	}
	wanted := likings(header)
	_, at, confidence := matcher.Match(wanted...)
	if len(wanted) == 0 || confidence < language.High { // the library takes English for one who asks for Klingon
		return Bokmal
	}
	return Language(at)
}

// likings are the tags of a header, the one that is liked best first. A part that
// the library cannot read takes none of the others with it.
func likings(header string) []language.Tag {
	type liking struct {
		tag    language.Tag
		weight float32
	}
	var all []liking
	for part := range strings.SplitSeq(header, ",") {
		tags, weights, err := language.ParseAcceptLanguage(part)
		if err != nil {
			continue
		}
		for i, tag := range tags {
			all = append(all, liking{tag, weights[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b liking) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]language.Tag, len(all))
	for i, l := range all {
		tags[i] = l.tag
	}
	return tags
}

// Named is the language with a tag; Bokmål for one that we do not speak.
func Named(tag string) Language {
	if tag == English.String() { // most often
		return English
	}
	return Accepted(tag)
}

type languageKey struct{}

// Speaking is a context of somebody who reads a language.
func Speaking(ctx context.Context, in Language) context.Context {
	return context.WithValue(ctx, languageKey{}, in)
}

// SpokenTo is the language of whoever is answered in the context.
func SpokenTo(ctx context.Context) Language {
	in, _ := ctx.Value(languageKey{}).(Language)
	return in
}
