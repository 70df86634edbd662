package message

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// sentence is a declared message: its name, its places in the order of its
// arguments, and its words in each language.
type sentence struct {
	id    string
	names []string
	said  [languages][]piece
}

// piece is a part of a sentence: words, or the place of an argument, which with
// forms chooses between words by how many it is.
type piece struct {
	words string
	place int
	forms []string
}

// declared holds every message by its id, filled while the program starts.
var declared = map[string]*sentence{}

// IDs are the names of all messages that the program declares, in order.
func IDs() []string { return slices.Sorted(maps.Keys(declared)) }

// declare notes a message. A mistake in it stops the program at its start, like
// a pattern that does not compile: an id used twice, or places that are not as
// many as the arguments.
func declare(id, english string, arguments int) *sentence {
	if _, again := declared[id]; again {
		panic(fmt.Sprintf("message %s is declared twice", id))
	}
	s := &sentence{id: id}
	var err error
	if s.said[English], err = s.read(english, true); err != nil {
		panic(fmt.Sprintf("message %s: %s", id, err))
	}
	if len(s.names) != arguments {
		panic(fmt.Sprintf("message %s has the places %v and %d arguments", id, s.names, arguments))
	}
	s.said[Pseudo] = slices.Concat([]piece{{words: "⟦", place: -1}}, s.said[English], []piece{{words: "⟧", place: -1}})
	declared[id] = s
	return s
}

// read takes a wording apart into words and places. New places may only be in
// the one that declares them.
func (s *sentence) read(wording string, declares bool) (pieces []piece, err error) {
	for wording != "" {
		words, rest, found := strings.Cut(wording, "{")
		if words != "" {
			pieces = append(pieces, piece{words: words, place: -1})
		}
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("{%s is not closed", inside)
		}
		parts := strings.Split(inside, "|")
		if parts[0] == "" || len(parts) != 1 && len(parts) != 3 {
			return nil, fmt.Errorf("{%s} is no place", inside)
		}
		place := slices.Index(s.names, parts[0])
		if place < 0 {
			if !declares {
				return nil, fmt.Errorf("{%s} is no place of the English", parts[0])
			}
			place = len(s.names)
			s.names = append(s.names, parts[0])
		}
		pieces = append(pieces, piece{place: place, forms: parts[1:]})
		wording = after
	}
	return pieces, nil
}

// in are the words in a language. What is missing in a language is said in
// English; Check finds it.
func (s *sentence) in(language Language) []piece {
	_ = fillWords()
	if pieces := s.said[language]; pieces != nil {
		return pieces
	}
	return s.said[English]
}

// plain is a sentence without arguments.
func (s *sentence) plain(in Language) string {
	if pieces := s.in(in); len(pieces) == 1 {
		return pieces[0].words
	}
	return string(s.add(nil, in, nil))
}

// add adds the sentence, with its arguments in their places.
func (s *sentence) add(to []byte, in Language, args []any) []byte {
	for _, p := range s.in(in) {
		switch {
		case p.place < 0:
			to = append(to, p.words...)
		case len(p.forms) == 0:
			to = addWord(to, in, args[p.place])
		case one(args[p.place]):
			to = append(to, p.forms[0]...)
		default:
			to = append(to, p.forms[1]...)
		}
	}
	return to
}

// one says whether an argument calls for the singular: in all of our languages
// that is exactly 1 (CLDR's category one of whole numbers), or a list of one.
func one(arg any) bool {
	switch v := arg.(type) {
	case int:
		return v == 1
	case int64:
		return v == 1
	case string:
		return v == "1"
	}
	v := reflect.ValueOf(arg)
	return v.Kind() == reflect.Slice && v.Len() == 1
}
