// Package message is how the program says something to a person: a sentence is
// declared once, in English, with a name and typed arguments; a feature's file
// words.toml says it in the other languages. What is said stays a message with
// its arguments until it is shown. Rules say which message; they never build a
// sentence.
package message

import "slices"

// Text is something said: a declared message and what it is about. Its zero
// value says nothing. In JSON it is a string.
type Text struct {
	sentence *sentence
	args     []any
	words    string
}

// Verbatim is what others said: a person's own words, or a library's. It is the
// same in every language.
func Verbatim(words string) Text { return Text{words: words} }

// New declares a message without arguments. Its id is unique in the program and
// begins with what it is about ("stand.not_asked").
func New(id, english string) Text { return Text{sentence: declare(id, english, 0)} }

// Of1 is a message about one thing.
type Of1[A any] struct{ sentence *sentence }

// New1 declares a message with one argument, whose place in the English is
// written {name}, and {name|one|more} where the words depend on how many it is.
// Arguments are given in the order in which their places first appear.
func New1[A any](id, english string) Of1[A] { return Of1[A]{declare(id, english, 1)} }

// With is the message about a.
func (m Of1[A]) With(a A) Text { return Text{sentence: m.sentence, args: []any{a}} }

// Of2 is a message about two things.
type Of2[A, B any] struct{ sentence *sentence }

// New2 declares a message with two arguments.
func New2[A, B any](id, english string) Of2[A, B] { return Of2[A, B]{declare(id, english, 2)} }

// With is the message about a and b.
func (m Of2[A, B]) With(a A, b B) Text { return Text{sentence: m.sentence, args: []any{a, b}} }

// Of3 is a message about three things.
type Of3[A, B, C any] struct{ sentence *sentence }

// New3 declares a message with three arguments.
func New3[A, B, C any](id, english string) Of3[A, B, C] {
	return Of3[A, B, C]{declare(id, english, 3)}
}

// With is the message about a, b and c.
func (m Of3[A, B, C]) With(a A, b B, c C) Text {
	return Text{sentence: m.sentence, args: []any{a, b, c}}
}

// Of4 is a message about four things.
type Of4[A, B, C, D any] struct{ sentence *sentence }

// New4 declares a message with four arguments.
func New4[A, B, C, D any](id, english string) Of4[A, B, C, D] {
	return Of4[A, B, C, D]{declare(id, english, 4)}
}

// With is the message about a, b, c and d.
func (m Of4[A, B, C, D]) With(a A, b B, c C, d D) Text {
	return Text{sentence: m.sentence, args: []any{a, b, c, d}}
}

// Of5 is a message about five things.
type Of5[A, B, C, D, E any] struct{ sentence *sentence }

// New5 declares a message with five arguments.
func New5[A, B, C, D, E any](id, english string) Of5[A, B, C, D, E] {
	return Of5[A, B, C, D, E]{declare(id, english, 5)}
}

// With is the message about a, b, c, d and e.
func (m Of5[A, B, C, D, E]) With(a A, b B, c C, d D, e E) Text {
	return Text{sentence: m.sentence, args: []any{a, b, c, d, e}}
}

// Sentences are several texts said one after the other.
func Sentences(all ...Text) Text {
	all = slices.DeleteFunc(slices.Clone(all), Text.IsZero)
	if len(all) == 0 {
		return Text{}
	}
	return Text{args: []any{all}}
}

// ID is the name of the message; "" for what others said.
func (t Text) ID() string {
	if t.sentence == nil {
		return ""
	}
	return t.sentence.id
}

// Is says whether it is the same message, whatever it is about.
func (t Text) Is(other Text) bool { return t.ID() == other.ID() && t.ID() != "" }

// Arguments are what the message is about, in the order of their places, each by
// itself: to be told, and not to be stored.
func (t Text) Arguments() []Text {
	all := make([]Text, 0, len(t.args))
	for i, arg := range t.args {
		if several, ok := arg.([]Text); ok && t.sentence == nil {
			for _, one := range several {
				all = append(all, one.Arguments()...)
			}
			continue
		}
		all = append(all, Text{args: t.args[i : i+1]})
	}
	return all
}

// IsZero says whether nothing is said.
func (t Text) IsZero() bool { return t.sentence == nil && t.words == "" && len(t.args) == 0 }

// ordinary is how many bytes most texts have at most.
const ordinary = 120

// Say is the text in a language.
func (t Text) Say(in Language) string {
	if t.sentence == nil && len(t.args) == 0 {
		return t.words
	}
	if t.sentence != nil && len(t.args) == 0 {
		return t.sentence.plain(in)
	}
	return string(t.Append(make([]byte, 0, ordinary), in))
}

// Append adds the text in a language to other words.
func (t Text) Append(to []byte, in Language) []byte {
	switch {
	case t.sentence != nil:
		return t.sentence.add(to, in, t.args)
	case len(t.args) > 0:
		return addWord(to, in, t.args[0])
	}
	return append(to, t.words...)
}

// String is the text in English, for logs.
func (t Text) String() string { return t.Say(English) }

// MarshalText writes the English text. The door and letters write it in their
// reader's language instead.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a text that was stored, or words of others.
func (t *Text) UnmarshalText(words []byte) error {
	*t = Recall(string(words))
	return nil
}
