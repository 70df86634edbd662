package canon_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/canon"
)

// marked writes a difference as one line: [-deleted-]{+inserted+}.
func marked(words []canon.Word) string {
	var b strings.Builder
	for _, w := range words {
		switch w.Op {
		case canon.OpDelete:
			b.WriteString("[-" + w.Text + "-]")
		case canon.OpInsert:
			b.WriteString("{+" + w.Text + "+}")
		default:
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ before, after, want string }{
		"two empty texts have no words":                   {"", "", ""},
		"an equal text is one piece":                      {"Felles strategi", "Felles strategi", "Felles strategi"},
		"a text out of nothing is one insertion":          {"", "Felles strategi", "{+Felles strategi+}"},
		"a text that is gone is one deletion":             {"Felles strategi", "", "[-Felles strategi-]"},
		"only the changed word is shown":                  {"en felles plan for kraft", "en samlet plan for kraft", "en [-felles-]{+samlet+} plan for kraft"},
		"a word is never cut":                             {"planlegger", "planleggere", "[-planlegger-]{+planleggere+}"},
		"letters with rings and strokes are of words":     {"på Åsnes", "på Åsnæs", "på [-Åsnes-]{+Åsnæs+}"},
		"a combining mark stays with its letter":          {"pa her", "pa\u030a her", "[-pa-]{+pa\u030a+} her"},
		"a soft hyphen does not part a word":              {"kraft\u00adplan", "kraft\u00adlag", "[-kraft\u00adplan-]{+kraft\u00adlag+}"},
		"each mark of punctuation is apart":               {"(en plan).", "(en plan.", "(en plan[-)-]."},
		"punctuation is apart from the word":              {"plan.", "plan!", "plan[-.-]{+!+}"},
		"a number is a word":                              {"innen 2040", "innen 2045", "innen [-2040-]{+2045+}"},
		"wider space is a change of the space":            {"a b", "a  b", "a[- -]{+  +}b"},
		"two replaced words beside each other are one":    {"en felles plan", "en samlet strategi", "en [-felles plan-]{+samlet strategi+}"},
		"three replaced words are one":                    {"x a b c y", "x d e f y", "x [-a b c-]{+d e f+} y"},
		"replaced words with a kept word between are two": {"felles plan nå", "samlet plan snart", "[-felles-]{+samlet+} plan [-nå-]{+snart+}"},
		"a word inserted at the end":                      {"en plan", "en plan nå", "en plan{+ nå+}"},
		"a word deleted in the middle":                    {"en god plan", "en plan", "en [-god -]plan"},
		"bytes that are not UTF-8 are kept":               {"a\xff", "a\xfe", "a[-\xff-]{+\xfe+}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := marked(canon.Words(tt.before, tt.after)); got != tt.want {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// prose are texts of few words, so that two of them share some.
func prose() *rapid.Generator[string] {
	token := rapid.OneOf(
		rapid.SampledFrom([]string{"a", "på", "plan", "å", "A\u030a", "2040", " ", " ", "  ", "\n\n", ",", ".", "-", "𝒜", "👩\u200d👧", "\u0301"}),
		rapid.StringN(0, 3, -1),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(token, 0, 40).Draw(t, "tokens"), "") })
}

func TestWordsGiveBothTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := prose().Draw(t, "before"), prose().Draw(t, "after")
		words := canon.Words(before, after)
		var old, current string
		last := canon.Op("")
		for _, w := range words {
			if w.Text == "" || w.Op == last || w.Op == canon.OpDelete && last == canon.OpInsert {
				t.Fatalf("%s %q after %s in %+v", w.Op, w.Text, last, words)
			}
			last = w.Op
			if w.Op != canon.OpInsert {
				old += w.Text
			}
			if w.Op != canon.OpDelete {
				current += w.Text
			}
		}
		if old != before || current != after {
			t.Fatalf("%+v gives %q and %q", words, old, current)
		}
		if before == after && len(words) > 1 {
			t.Fatalf("equal texts differ: %+v", words)
		}
	})
}

func TestOneChangedWordIsAllThatIsShown(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-zæøå]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(word, 1, 30).Draw(t, "text")
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		edited := slices.Clone(text)
		edited[at] = strings.ToUpper(word.Draw(t, "word"))
		head := strings.Join(append(slices.Clone(text[:at]), ""), " ")
		tail := strings.Join(append([]string{""}, text[at+1:]...), " ")
		want := head + "[-" + text[at] + "-]{+" + edited[at] + "+}" + tail
		if got := marked(canon.Words(strings.Join(text, " "), strings.Join(edited, " "))); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// numbered is a text of n different words between the same two.
func numbered(n int, prefix string) string {
	var b strings.Builder
	b.WriteString("first ")
	for i := range n {
		fmt.Fprintf(&b, "%s%d ", prefix, i)
	}
	b.WriteString("last")
	return b.String()
}

func TestTooManyChangesAreOneReplacement(t *testing.T) {
	t.Parallel()
	before, after := numbered(4000, "a"), numbered(4000, "a")
	after = strings.Replace(strings.Replace(after, "a0 ", "b0 ", 1), "a3999 ", "b3999 ", 1)
	words := canon.Words(before, after)
	if len(words) != 4 || words[0].Text != "first " || !strings.HasPrefix(words[1].Text, "a0 a1 ") || words[3].Text != " last" {
		t.Fatalf("%d pieces", len(words))
	}
	// Of two edits as far apart, but in texts of the size that is allowed, each is shown.
	before = numbered(1900, "a")
	after = strings.Replace(strings.Replace(before, "a0 ", "b0 ", 1), "a1899 ", "b1899 ", 1)
	if words := canon.Words(before, after); len(words) != 7 {
		t.Fatalf("%d pieces, want 7", len(words))
	}
}

func TestEditsOfLists(t *testing.T) {
	t.Parallel()
	got := canon.Edits([]string{"a", "b", "c", "d", "e"}, []string{"a", "B", "c", "e", "f"})
	want := []canon.Edit{
		{Op: canon.OpEqual, Items: []string{"a"}}, {Op: canon.OpDelete, Items: []string{"b"}}, {Op: canon.OpInsert, Items: []string{"B"}},
		{Op: canon.OpEqual, Items: []string{"c"}}, {Op: canon.OpDelete, Items: []string{"d"}}, {Op: canon.OpEqual, Items: []string{"e"}},
		{Op: canon.OpInsert, Items: []string{"f"}},
	}
	if !slices.EqualFunc(got, want, func(a, b canon.Edit) bool { return a.Op == b.Op && slices.Equal(a.Items, b.Items) }) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

func BenchmarkWords(b *testing.B) {
	before := numbered(1900, "a")
	after := strings.NewReplacer("a3 ", "b ", "a900 ", "", "a1800 ", "c d ").Replace(before)
	for b.Loop() {
		canon.Words(before, after)
	}
}
