// Package wording compares what was proposed with what a body resolved: item by item,
// by a normal form that tells an editorial difference from one of substance (rule 8.2).
// It is values in, values out.
//
// Two texts say the same when their normal forms are alike. The form keeps the words in
// their order, without regard to capitals, spaces, and the shapes of quotes and dashes;
// numbers, dates and amounts by their value; and the municipality's own name as
// *kommunen* where the proposal says so or leaves a place for it. Whatever the form does
// not know to be the same, is not: where a reader could doubt, a human looks.
package wording

import (
	"slices"

	"forankring.no/forankring/internal/platform/canon"
)

// Class is what became of an item.
type Class string

// The classes of the wording guard (rule 8.2).
const (
	// Identical texts have the same characters.
	Identical Class = "identical"
	// Editorial differences are of case, spacing, punctuation and typographic forms.
	Editorial Class = "editorial"
	// Substantive is every other difference.
	Substantive Class = "substantive"
	// Missing is an item that was proposed and not resolved.
	Missing Class = "missing"
	// Added is an item that was resolved and not proposed.
	Added Class = "added"
	// Rejected is an item that the body voted down.
	Rejected Class = "rejected"
	// Deferred is an item that the body put off.
	Deferred Class = "deferred"
)

// Name is the municipality whose body resolved: the name that may stand where the
// proposal says *kommunen*, such as "Grue". It is empty for a body of the region.
type Name string

// Difference is how a text differs from another.
type Difference struct {
	Class Class
	// Words are the texts word by word, where they differ.
	Words []canon.Word
}

// Compare says how what was resolved differs from what was proposed (rule 8.2).
func Compare(proposed, resolved string, own Name) Difference {
	return differ(proposed, resolved, own, canon.Words)
}

func differ(proposed, resolved string, own Name, words func(before, after string) []canon.Word) Difference {
	if proposed == resolved {
		return Difference{Class: Identical, Words: []canon.Word{}}
	}
	class := Substantive
	if same(read(proposed), read(resolved), read(string(own))) {
		class = Editorial
	}
	return Difference{Class: class, Words: words(proposed, resolved)}
}

// same says whether two texts have one normal form, where the municipality's own name
// may stand for *kommunen*.
func same(proposed, resolved, name form) bool {
	i, j := together(proposed, resolved, name)
	return i == len(proposed) && j == len(resolved) && j > 0
}

// together is how far two texts have one normal form: the places of the first tokens
// that do not.
func together(proposed, resolved, name form) (i, j int) {
	for ; i < len(proposed); i++ {
		p := proposed[i]
		if p.kind == ours {
			if genitive, to := resolved.ownName(j, name); to > j && genitive == p.value {
				j = to
				continue
			}
		}
		if j >= len(resolved) || p.kind != resolved[j].kind || p.value != resolved[j].value {
			return i, j
		}
		j++
	}
	return i, j
}

// Same says whether items of the class say what was proposed.
func (c Class) Same() bool { return c == Identical || c == Editorial }

// worst orders the classes by how far they are from what was proposed.
var worst = []Class{Identical, Editorial, Deferred, Added, Missing, Rejected, Substantive}

// Worst is the class of the pairing that is farthest from what was proposed; identical
// where there is none.
func Worst(pairs []Pairing) Class {
	far := 0
	for _, p := range pairs {
		far = max(far, slices.Index(worst, p.Class))
	}
	return worst[far]
}
