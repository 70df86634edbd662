package message

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sentence is a declared message: its name and its English.
type sentence struct {
	id     string
	names  []string
	pieces []piece
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
	if err := s.read(english); err != nil {
		panic(fmt.Sprintf("message %s: %s", id, err))
	}
	if len(s.names) != arguments {
		panic(fmt.Sprintf("message %s has the places %v and %d arguments", id, s.names, arguments))
	}
	declared[id] = s
	return s
}

// read takes the English apart into words and places.
func (s *sentence) read(english string) error {
	for english != "" {
		words, rest, found := strings.Cut(english, "{")
		if words != "" {
			s.pieces = append(s.pieces, piece{words: words, place: -1})
		}
		if !found {
			return nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return fmt.Errorf("{%s is not closed", name)
		}
		parts := strings.Split(name, "|")
		if parts[0] == "" || len(parts) != 1 && len(parts) != 3 {
			return fmt.Errorf("{%s} is no place", name)
		}
		s.pieces = append(s.pieces, piece{place: s.place(parts[0]), forms: parts[1:]})
		english = after
	}
	return nil
}

// place is the number of the argument of that name.
func (s *sentence) place(name string) int {
	if i := slices.Index(s.names, name); i >= 0 {
		return i
	}
	s.names = append(s.names, name)
	return len(s.names) - 1
}

// say puts the arguments in their places.
func (s *sentence) say(args []any) string {
	var b strings.Builder
	for _, p := range s.pieces {
		switch {
		case p.place < 0:
			b.WriteString(p.words)
		case len(p.forms) == 0:
			b.WriteString(word(args[p.place]))
		case word(args[p.place]) == "1":
			b.WriteString(p.forms[0])
		default:
			b.WriteString(p.forms[1])
		}
	}
	return b.String()
}
