package proposal

import (
	"slices"

	"forankring.no/forankring/internal/platform/canon"
)

// ChangeKind is what became of an item.
type ChangeKind string

// What becomes of an item. One that only has another number because others were
// added or removed before it is not changed.
const (
	ItemAdded   ChangeKind = "added"
	ItemRemoved ChangeKind = "removed"
	ItemChanged ChangeKind = "changed"
	ItemMoved   ChangeKind = "moved"
)

// ItemChange is an item that one version has otherwise than another.
type ItemChange struct {
	Kind   ChangeKind   `json:"kind" enum:"added,removed,changed,moved" example:"changed" doc:"moved: the same text at another place among those that stayed"`
	Was    int          `json:"was,omitempty" example:"2" doc:"Its number in the version before; left out where it was not there"`
	Number int          `json:"number,omitempty" example:"3" doc:"Its number in this version; left out where it is not there"`
	Before string       `json:"before,omitempty" doc:"The text before"`
	After  string       `json:"after,omitempty" doc:"The text after"`
	Words  []canon.Word `json:"words,omitempty" doc:"Where the text changed: what differs, word by word"`
}

// gap is what was removed and added between two items that stayed.
type gap struct{ removed, added []Item }

// Compare is what items have otherwise than those before: which were moved, changed,
// added and removed. Items that took the place of others, between neighbours that
// stayed, are changed, one by one in their order.
func Compare(before, after []Item) []ItemChange {
	gaps := gapsOf(before, after)
	changes := []ItemChange{}
	for i := range gaps {
		g := &gaps[i]
		for len(g.removed)+len(g.added) > 0 {
			changes = append(changes, g.take(gaps))
		}
	}
	return changes
}

// take takes the first change out of a gap; where an item was moved, its other end
// out of the gap where that is.
func (g *gap) take(gaps []gap) ItemChange {
	if len(g.added) > 0 {
		for i := range gaps {
			if was, ok := takeSame(&gaps[i].removed, g.added[0].Text); ok {
				return ItemChange{Kind: ItemMoved, Was: was.Number, Number: pop(&g.added).Number, Before: was.Text, After: was.Text}
			}
		}
	}
	if len(g.removed) > 0 {
		for i := range gaps {
			if now, ok := takeSame(&gaps[i].added, g.removed[0].Text); ok {
				return ItemChange{Kind: ItemMoved, Was: pop(&g.removed).Number, Number: now.Number, Before: now.Text, After: now.Text}
			}
		}
	}
	switch {
	case len(g.removed) == 0:
		now := pop(&g.added)
		return ItemChange{Kind: ItemAdded, Number: now.Number, After: now.Text}
	case len(g.added) == 0:
		was := pop(&g.removed)
		return ItemChange{Kind: ItemRemoved, Was: was.Number, Before: was.Text}
	default:
		was, now := pop(&g.removed), pop(&g.added)
		return ItemChange{Kind: ItemChanged, Was: was.Number, Number: now.Number, Before: was.Text, After: now.Text, Words: canon.Words(was.Text, now.Text)}
	}
}

// gapsOf are what was removed and added, part by part.
func gapsOf(before, after []Item) []gap {
	gaps := []gap{{}}
	for _, e := range canon.Edits(texts(before), texts(after)) {
		last, n := &gaps[len(gaps)-1], len(e.Items)
		switch e.Op {
		case canon.OpDelete:
			last.removed, before = before[:n:n], before[n:]
		case canon.OpInsert:
			last.added, after = after[:n:n], after[n:]
		default:
			before, after = before[n:], after[n:]
			gaps = append(gaps, gap{})
		}
	}
	return gaps
}

func texts(items []Item) []string {
	all := make([]string, len(items))
	for i, one := range items {
		all[i] = one.Text
	}
	return all
}

// pop takes the first item.
func pop(items *[]Item) Item {
	first := (*items)[0]
	*items = (*items)[1:]
	return first
}

// takeSame takes the first item that has a text.
func takeSame(items *[]Item, text string) (found Item, ok bool) {
	i := slices.IndexFunc(*items, func(one Item) bool { return one.Text == text })
	if i < 0 {
		return found, false
	}
	found = (*items)[i]
	*items = slices.Concat((*items)[:i], (*items)[i+1:])
	return found, true
}
