package proposal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/proposal"
)

// items are items with these texts, numbered from 1 on.
func items(texts ...string) []proposal.Item {
	all := make([]proposal.Item, len(texts))
	for i, text := range texts {
		all[i] = proposal.Item{Number: i + 1, Text: text}
	}
	return all
}

func TestRule81WhatAVersionChangedIsToldItemByItem(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, after []proposal.Item
		want          []string
	}{
		"nothing":                                {items("a", "b"), items("a", "b"), nil},
		"one was added at the end":               {items("a"), items("a", "b"), []string{"added 0>2"}},
		"others only have other numbers":         {items("a", "b", "c"), items("x", "a", "b", "c"), []string{"added 0>1"}},
		"one was removed":                        {items("a", "b", "c"), items("a", "c"), []string{"removed 2>0"}},
		"one was changed where it stands":        {items("a", "we adopt it", "c"), items("a", "we reject it", "c"), []string{"changed 2>2"}},
		"two were changed, in their order":       {items("b", "c", "d"), items("x", "y", "d"), []string{"changed 1>1", "changed 2>2"}},
		"two took the place of one":              {items("a", "b", "c"), items("a", "x", "y", "c"), []string{"changed 2>2", "added 0>3"}},
		"one was moved to the end":               {items("a", "b", "c"), items("b", "c", "a"), []string{"moved 1>3"}},
		"one was moved, another changed":         {items("a", "b", "c", "d"), items("b", "x", "d", "a"), []string{"moved 1>4", "changed 3>2"}},
		"a text that stands twice is taken once": {items("a", "a"), items("a"), []string{"removed 2>0"}},
		"all was new":                            {nil, items("a"), []string{"added 0>1"}},
	} {
		var got []string
		for _, c := range proposal.Compare(tt.before, tt.after) {
			got = append(got, fmt.Sprintf("%s %d>%d", c.Kind, c.Was, c.Number))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	changed := proposal.Compare(items("We adopt the strategy."), items("We reject the strategy."))[0]
	var words []string
	for _, w := range changed.Words {
		words = append(words, string(w.Op)+" "+strings.TrimSpace(w.Text))
	}
	if want := []string{"equal We", "delete adopt", "insert reject", "equal the strategy."}; !slices.Equal(words, want) || changed.Before != "We adopt the strategy." || changed.After != "We reject the strategy." {
		t.Errorf("the words are %v, want %v", words, want)
	}
}

// Whatever two versions are, what is told of them leads from the one to the other:
// the items that are not told of stand in both, in the same order.
func TestWhatIsToldLeadsFromOneVersionToTheOther(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(8, 1))
	some := func() []proposal.Item {
		texts := make([]string, draw.IntN(7))
		for i := range texts {
			texts[i] = string(rune('a' + draw.IntN(5)))
		}
		return items(texts...)
	}
	for range 5000 {
		before, after := some(), some()
		stay, came := map[int]bool{}, map[int]bool{}
		for _, c := range proposal.Compare(before, after) {
			if c.Was > 0 && (stay[c.Was] || before[c.Was-1].Text != c.Before) || c.Number > 0 && (came[c.Number] || after[c.Number-1].Text != c.After) {
				t.Fatalf("%v to %v: %+v is told twice, or wrongly", before, after, c)
			}
			if c.Kind == proposal.ItemChanged && c.Before == c.After || c.Kind == proposal.ItemMoved && c.Before != c.After {
				t.Fatalf("%v to %v: %+v", before, after, c)
			}
			stay[c.Was], came[c.Number] = true, true
		}
		var left, kept []string
		for _, one := range before {
			if !stay[one.Number] {
				left = append(left, one.Text)
			}
		}
		for _, one := range after {
			if !came[one.Number] {
				kept = append(kept, one.Text)
			}
		}
		if !slices.Equal(left, kept) {
			t.Fatalf("%v to %v: what is not told of is %v and %v", before, after, left, kept)
		}
	}
}
