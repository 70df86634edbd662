package message

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// wording is a message in the languages beside English.
type wording struct {
	Bokmal  string `toml:"nb"`
	Nynorsk string `toml:"nn"`
}

// files are the words of all features, filled while the program starts.
var files []string

// Words takes in how a feature's messages are said in the other languages: a
// file in TOML with a table for each message, named by its id.
//
//	["approval.closed"]
//	nb = "Versjon {version} er avsluttet."
//	nn = "Versjon {version} er avslutta."
//
// A feature reads it as a package variable:
//
//	//go:embed words.toml
//	var words string
//
//	var _ = message.Words(words)
func Words(file string) struct{} {
	files = append(files, file)
	return struct{}{}
}

// fillWords gives every message its words, once all were declared. What is
// wrong with them is told by Check.
var fillWords = sync.OnceValue(func() error {
	var faults []error
	seen := map[string]bool{}
	for _, file := range files {
		all := map[string]wording{}
		meta, err := toml.Decode(file, &all)
		if err != nil {
			faults = append(faults, fmt.Errorf("words: %w", err))
			continue
		}
		for _, key := range meta.Undecoded() {
			faults = append(faults, fmt.Errorf("words: %s is no language", key))
		}
		for id, w := range all {
			if seen[id] {
				faults = append(faults, fmt.Errorf("message %s has words twice", id))
			}
			seen[id] = true
			faults = append(faults, w.give(id))
		}
	}
	return errors.Join(faults...)
})

// give adds the words to the message with that id.
func (w wording) give(id string) error {
	s := declared[id]
	if s == nil {
		return fmt.Errorf("message %s has words and is not declared", id)
	}
	return errors.Join(s.translate(Bokmal, w.Bokmal), s.translate(Nynorsk, w.Nynorsk))
}

// translate gives the message its words in a language. It has the places of the English, all of
// them: what is left out would be lost on its readers.
func (s *sentence) translate(in Language, words string) error {
	if words == "" {
		return nil
	}
	pieces, err := s.read(words, false)
	if err != nil {
		return fmt.Errorf("message %s in %s: %w", s.id, in, err)
	}
	for i, name := range s.names {
		if !slices.ContainsFunc(pieces, func(p piece) bool { return p.place == i }) {
			return fmt.Errorf("message %s in %s lacks {%s}", s.id, in, name)
		}
	}
	s.said[in] = pieces
	return nil
}

// Wording is how a message is said in a language, with the names of its arguments
// in braces; "" where it is missing.
func Wording(id string, in Language) string {
	_ = fillWords()
	var b strings.Builder
	for _, p := range declared[id].said[in] {
		switch {
		case p.place < 0:
			b.WriteString(p.words)
		case len(p.forms) == 0:
			b.WriteString("{" + declared[id].names[p.place] + "}")
		default:
			b.WriteString(strings.Join(p.forms, "|"))
		}
	}
	return b.String()
}

// Check tells what is wrong with the catalogue: words without a message, with
// other places, or missing in a language.
func Check() error {
	faults := []error{fillWords()}
	for _, id := range IDs() {
		for _, in := range Languages() {
			if declared[id].said[in] == nil {
				faults = append(faults, fmt.Errorf("message %s is missing in %s", id, in))
			}
		}
	}
	return errors.Join(faults...)
}
