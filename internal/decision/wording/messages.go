package wording

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What became of an item.
var reasons = map[Class]message.Text{
	Identical:   message.New("wording.identical", "The text is the same, character by character."),
	Editorial:   message.New("wording.editorial", "The text says the same: it differs in how it is written."),
	Substantive: message.New("wording.substantive", "The text differs in substance, or a reader could doubt it."),
	Missing:     message.New("wording.missing", "What was proposed was not resolved."),
	Added:       message.New("wording.added", "This was resolved, and not proposed."),
	Rejected:    message.New("wording.rejected", "The body has rejected it."),
	Deferred:    message.New("wording.deferred", "The body has put it off."),
}

// Reason says what the class means.
func (c Class) Reason() message.Text { return reasons[c] }

// What the classes are called.
var classNames = message.Names[Class]{
	Identical:   message.New("wording.name_identical", "identical"),
	Editorial:   message.New("wording.name_editorial", "an editorial difference"),
	Substantive: message.New("wording.name_substantive", "a difference of substance"),
	Missing:     message.New("wording.name_missing", "missing"),
	Added:       message.New("wording.name_added", "added"),
	Rejected:    message.New("wording.name_rejected", "rejected"),
	Deferred:    message.New("wording.name_deferred", "deferred"),
}

// Say is the class in a language, as a sentence names it.
func (c Class) Say(in message.Language) string { return classNames.Say(in, c) }
