package wording

import (
	"cmp"
	"slices"
	"strconv"

	"forankring.no/forankring/internal/platform/canon"
)

// Proposed is a numbered item of a proposed resolution.
type Proposed struct {
	Number int
	Text   string
}

// Fate is what a body did with an item.
type Fate string

// An item is resolved, voted down, or put off.
const (
	Resolved Fate = "resolved"
	Down     Fate = "rejected"
	PutOff   Fate = "deferred"
)

// of is the class of an item that met this fate; its own where it was resolved.
func (f Fate) of(resolved Class) Class {
	if f == Down {
		return Rejected
	}
	if f == PutOff {
		return Deferred
	}
	return resolved
}

// Item is a numbered item of what a body resolved.
type Item struct {
	Number int
	Text   string
	Fate   Fate
}

// Pairing is an item, or several that belong together, as it was proposed and as it was
// resolved (rule 8.2). An item that was split stands against several, and several that
// were merged against one.
type Pairing struct {
	// Proposed and Resolved are the places of the items in their lists; one of them is
	// empty where an item is missing or was added.
	Proposed []int
	Resolved []int
	Difference
	// Renumbered says that the numbers differ.
	Renumbered bool
}

// alike is the least part of their words that two items share to be taken for one
// another where their numbers differ, in percent; less is enough where they do not.
const (
	alike     = 60
	alikeHere = 30
)

// most is how many items of each side are compared with one another.
const most = 400

// Align pairs what was proposed with what was resolved, in the order of the proposal,
// added items last. Items are known again by their texts, also where they are numbered
// anew, split or merged.
//
// Of very long texts the differing words are told up to a bound; beyond it all of an item
// is one replacement.
func Align(proposed []Proposed, resolved []Item, own Name) []Pairing {
	return newAligner(proposed, resolved, own).align()
}

// Farthest is the class of what is farthest from what was proposed: the worst of the
// pairings of [Align], without their words.
func Farthest(proposed []Proposed, resolved []Item, own Name) Class {
	a := newAligner(proposed, resolved, own)
	a.left = 0
	return Worst(a.align())
}

func (a *aligner) align() []Pairing {
	proposed, resolved := a.proposed, a.resolved
	a.same()
	var pairs []Pairing
	if len(proposed) <= most && len(resolved) <= most {
		pairs = append(a.split(), a.merged()...)
		a.alike()
	}
	pairs = append(pairs, a.single()...)
	slices.SortStableFunc(pairs, func(x, y Pairing) int { return cmp.Compare(first(x.Proposed), first(y.Proposed)) })
	return pairs
}

// Agree says whether what was resolved says all that was proposed, and no more: whether
// the worst of the pairings of [Align] says the same. It looks for no differences.
func Agree(proposed []Proposed, resolved []Item, own Name) bool {
	a := newAligner(proposed, resolved, own)
	a.same()
	if len(proposed) <= most && len(resolved) <= most {
		for _, p := range append(a.split(), a.merged()...) {
			if !p.Class.Same() {
				return false
			}
		}
	}
	for _, to := range a.to {
		if len(to) == 0 {
			return false
		}
	}
	for r, item := range resolved {
		if !a.taken[r] || item.Fate == Down || item.Fate == PutOff {
			return false
		}
	}
	return true
}

// first is the first place, behind all where there is none.
func first(places []int) int {
	if len(places) == 0 {
		return int(^uint(0) >> 1)
	}
	return places[0]
}

type aligner struct {
	proposed []Proposed
	resolved []Item
	own      Name
	name     form // of own
	forms    []form
	found    []form
	to       [][]int // by the place of a proposal; nil while it has no answer
	taken    []bool  // by the place of what was resolved
	left     int     // of how many characters the differing words are still looked for
}

// mostWords is in how many characters of a resolution, and of what was proposed, the
// differing words are looked for.
const mostWords = 60_000

// words are the differing words of two texts, while the bound allows.
func (a *aligner) words(before, after string) []canon.Word {
	if before != "" && after != "" && before != after {
		if a.left -= len(before) + len(after); a.left < 0 {
			return []canon.Word{{Op: canon.OpDelete, Text: before}, {Op: canon.OpInsert, Text: after}}
		}
	}
	return canon.Words(before, after)
}

func newAligner(proposed []Proposed, resolved []Item, own Name) *aligner {
	a := aligner{proposed: proposed, resolved: resolved, own: own, name: read(string(own)), to: make([][]int, len(proposed)), taken: make([]bool, len(resolved)), left: mostWords}
	for _, p := range proposed {
		a.forms = append(a.forms, read(p.Text))
	}
	for _, r := range resolved {
		a.found = append(a.found, read(r.Text))
	}
	return &a
}

func (a *aligner) pair(p int, r ...int) {
	a.to[p] = r
	for _, i := range r {
		a.taken[i] = true
	}
}

// same pairs items that say the same: those of one number first.
func (a *aligner) same() {
	for _, here := range []bool{true, false} {
		for p := range a.proposed {
			for r := range a.resolved {
				if a.to[p] == nil && !a.taken[r] && (a.proposed[p].Number == a.resolved[r].Number) == here && same(a.forms[p], a.found[r], a.name) {
					a.pair(p, r)
				}
			}
		}
	}
}

// split finds proposals of which neighbouring items together say the same.
func (a *aligner) split() (pairs []Pairing) {
	for p := range a.proposed {
		if a.to[p] != nil {
			continue
		}
		for r := range a.resolved {
			if _, j := together(a.forms[p], a.found[r], a.name); j < len(a.found[r]) {
				continue // no run that begins so says the same
			}
			end := a.run(r, a.taken, len(a.resolved), func(end int) bool { return same(a.forms[p], joined(a.found[r:end]), a.name) })
			if end > 0 {
				a.pair(p, span(r, end)...)
				pairs = append(pairs, a.several([]int{p}, span(r, end)))
				break
			}
		}
	}
	return pairs
}

// merged finds items that say the same as neighbouring proposals together.
func (a *aligner) merged() (pairs []Pairing) {
	for r := range a.resolved {
		if a.taken[r] {
			continue
		}
		for p := range a.proposed {
			if i, _ := together(a.forms[p], a.found[r], a.name); i < len(a.forms[p]) {
				continue
			}
			answered := make([]bool, len(a.to))
			for i, to := range a.to {
				answered[i] = to != nil
			}
			end := a.run(p, answered, len(a.proposed), func(end int) bool { return same(joined(a.forms[p:end]), a.found[r], a.name) })
			if end > 0 {
				for _, i := range span(p, end) {
					a.pair(i, r)
				}
				pairs = append(pairs, a.several(span(p, end), []int{r}))
				break
			}
		}
	}
	return pairs
}

// run is the end of the shortest run of at least two from a place, none of them taken,
// that fits; 0 where none does.
func (*aligner) run(from int, taken []bool, all int, fits func(end int) bool) int {
	for end := from + 1; end <= min(all, from+6) && !taken[end-1]; end++ {
		if end > from+1 && fits(end) {
			return end
		}
	}
	return 0
}

func span(from, end int) (places []int) {
	for i := from; i < end; i++ {
		places = append(places, i)
	}
	return places
}

// joined is one text of several, each a sentence of its own. How the later ones are
// numbered within a text says nothing.
func joined(forms []form) form {
	var all form
	for i, f := range forms {
		if i > 0 && len(all) > 0 {
			all = append(all, token{kind: stop})
		}
		all = append(all, f...)
	}
	return all
}

// several is a pairing of more than one item on a side, which say the same together.
func (a *aligner) several(p, r []int) Pairing {
	var before, after string
	for _, i := range p {
		before = line(before, a.proposed[i].Text)
	}
	fate := a.resolved[r[0]].Fate
	for _, i := range r {
		after = line(after, a.resolved[i].Text)
		if a.resolved[i].Fate != fate {
			fate = ""
		}
	}
	d := Difference{Class: fate.of(Editorial), Words: a.words(before, after)}
	if fate == "" { // one part is resolved, and another is not
		d.Class = Substantive
	}
	return Pairing{Proposed: p, Resolved: r, Difference: d, Renumbered: true}
}

func line(before, text string) string {
	if before == "" {
		return text
	}
	return before + "\n" + text
}

// alike pairs what is left by the words that items share, the most alike first.
func (a *aligner) alike() {
	type match struct{ p, r, share int }
	var matches []match
	known := map[token]int{}
	forms, found := numbered(a.forms, known), numbered(a.found, known)
	for p := range a.proposed {
		for r := range a.resolved {
			if a.to[p] != nil || a.taken[r] {
				continue
			}
			share, least := shared(forms[p], found[r]), alike
			if a.proposed[p].Number == a.resolved[r].Number {
				least = alikeHere
			}
			if share >= least {
				matches = append(matches, match{p, r, share})
			}
		}
	}
	slices.SortStableFunc(matches, func(x, y match) int { return cmp.Compare(y.share, x.share) })
	for _, m := range matches {
		if a.to[m.p] == nil && !a.taken[m.r] {
			a.pair(m.p, m.r)
		}
	}
}

// numbered are the tokens of each form as numbers in order, one number for each that is
// known, whether it begins with a capital or not.
func numbered(forms []form, known map[token]int) [][]int {
	all := make([][]int, len(forms))
	for i, f := range forms {
		for _, t := range f {
			t.capital = false
			if _, ok := known[t]; !ok {
				known[t] = len(known)
			}
			all[i] = append(all[i], known[t])
		}
		slices.Sort(all[i])
	}
	return all
}

// shared is the part of their tokens that two forms share, in whatever order, in percent.
func shared(x, y []int) int {
	if len(x)+len(y) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch cmp.Compare(x[i], y[j]) {
		case -1:
			i++
		case 1:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return 200 * both / (len(x) + len(y))
}

// single are the pairings of one item with one, and of those with none.
func (a *aligner) single() (pairs []Pairing) {
	times := map[string]int{}
	for _, to := range a.to {
		if len(to) == 1 {
			times[strconv.Itoa(to[0])]++
		}
	}
	for p, to := range a.to {
		switch {
		case len(to) == 0:
			pairs = append(pairs, Pairing{Proposed: []int{p}, Difference: Difference{Class: Missing, Words: canon.Words(a.proposed[p].Text, "")}})
		case len(to) == 1 && times[strconv.Itoa(to[0])] == 1:
			pairs = append(pairs, a.one(p, to[0]))
		}
	}
	for r, taken := range a.taken {
		if !taken {
			// What was voted down or put off, and was not proposed, changes nothing.
			d := Difference{Class: a.resolved[r].Fate.of(Added), Words: canon.Words("", a.resolved[r].Text)}
			pairs = append(pairs, Pairing{Resolved: []int{r}, Difference: d})
		}
	}
	return pairs
}

// one is the pairing of an item with another.
func (a *aligner) one(p, r int) Pairing {
	in, out := a.proposed[p], a.resolved[r]
	pair := Pairing{Proposed: []int{p}, Resolved: []int{r}, Difference: differ(in.Text, out.Text, a.own, a.words), Renumbered: in.Number != out.Number}
	pair.Class = out.Fate.of(pair.Class)
	return pair
}
