package wording

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

type pair struct{ Proposal, Resolution, Municipality, Class string }

func corpus(t *testing.T) []pair {
	t.Helper()
	raw, err := os.ReadFile("testdata/pairs.json")
	if err != nil {
		t.Fatal(err)
	}
	var pairs []pair
	if err := json.Unmarshal(raw, &pairs); err != nil {
		t.Fatal(err)
	}
	return pairs
}

func TestRule82EachPairOfTheCorpusHasItsClass(t *testing.T) {
	t.Parallel()
	for _, p := range corpus(t) {
		if got := Compare(p.Proposal, p.Resolution, Name(p.Municipality)).Class; string(got) != p.Class {
			t.Errorf("%q against %q (%s): %s, and is %s\n%v\n%v", p.Resolution, p.Proposal, p.Municipality, got, p.Class, read(p.Proposal), read(p.Resolution))
		}
	}
}

// Nothing of substance ever passes for editorial: whatever of a text is exchanged, left
// out, added or moved, but for what the normal form names.
func TestRule82WhatIsChangedInATextIsOfSubstance(t *testing.T) {
	t.Parallel()
	texts := []string{}
	for _, p := range corpus(t) {
		if !strings.ContainsAny(p.Proposal, "[_") && !strings.Contains(p.Proposal, ",-") { // what fills a place, or says kroner twice, is no change
			texts = append(texts, p.Proposal)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Fields(rapid.SampledFrom(texts).Draw(t, "text"))
		i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		other := rapid.SampledFrom([]string{"ikke", "ikkje", "regionale", "skal", "bør", "7", "unntatt", "Kongsvinger", "§", "alle"}).Draw(t, "other")
		var changed []string
		switch rapid.SampledFrom([]string{"exchange", "leave out", "add"}).Draw(t, "how") {
		case "exchange":
			changed = slices.Concat(words[:i], []string{other}, words[i+1:])
		case "leave out":
			changed = slices.Concat(words[:i], words[i+1:])
		case "add":
			changed = slices.Concat(words[:i], []string{other}, words[i:])
		}
		before, after := strings.Join(words, " "), strings.Join(changed, " ")
		said := func(text string) string {
			return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
				return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("§%&+<>/²³‰@?", r)
			}), " ")
		}
		if said(before) == said(after) {
			return
		}
		if got := Compare(before, after, "Grue").Class; got != Substantive {
			t.Fatalf("%q against %q: %s", after, before, got)
		}
	})
}

// A text is read alike however it is typed.
func TestRule82HowATextIsTypedIsEditorial(t *testing.T) {
	t.Parallel()
	for _, p := range corpus(t) {
		if read(p.Proposal) == nil {
			continue
		}
		for name, typed := range map[string]string{
			"decomposed": norm.NFD.String(p.Proposal), "spaced": "  " + strings.ReplaceAll(p.Proposal, " ", "  \n ") + " ", "quoted": "«" + p.Proposal + "»",
			"in quotes": `"` + p.Proposal + `"`, "thin spaces": strings.ReplaceAll(p.Proposal, " ", "\u202f"), "unfinished": strings.TrimRight(p.Proposal, ".") + ".",
		} {
			if !strings.HasSuffix(p.Proposal, ".") && name == "unfinished" || name == "spaced" && strings.ContainsAny(p.Proposal, "0123456789") {
				continue // a number of several lines is several
			}
			if got := Compare(p.Proposal, typed, Name(p.Municipality)).Class; got == Substantive {
				t.Errorf("%s: %q against %q is %s", name, typed, p.Proposal, got)
			}
		}
	}
}

func TestRule82ItemsAreKnownAgain(t *testing.T) {
	t.Parallel()
	proposed := []Proposed{
		{1, "Kommunen vedtar regional kraftstrategi."}, {2, "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027."},
		{3, "Lokale ressurser brukes i arbeidet."}, {4, "Rapport legges fram hvert år."},
	}
	for _, c := range []struct {
		name     string
		resolved []Item
		want     string
	}{
		{"as proposed", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027.", "Lokale ressurser brukes i arbeidet.", "Rapport legges fram hvert år."),
			"1=1 editorial, 2=2 identical, 3=3 identical, 4=4 identical"},
		{"one word", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027.", "Regionale ressurser brukes i arbeidet.", "Rapport legges fram hvert år."),
			"1=1 editorial, 2=2 identical, 3=3 substantive, 4=4 identical"},
		{"renumbered", items("Rapport legges fram hvert år.", "Lokale ressurser brukes i arbeidet.", "Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027."),
			"1=3 editorial renumbered, 2=4 identical renumbered, 3=2 identical renumbered, 4=1 identical renumbered"},
		{"split", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen.", "Arealdelen revideres innen 2027.", "Lokale ressurser brukes i arbeidet.", "Rapport legges fram hvert år."),
			"1=1 editorial, 2=2+3 editorial renumbered, 3=4 identical renumbered, 4=5 identical renumbered"},
		{"merged", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027.", "Lokale ressurser brukes i arbeidet. Rapport legges fram hvert år."),
			"1=1 editorial, 2=2 identical, 3+4=3 editorial renumbered"},
		{"missing and added", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027.", "Rapport legges fram hvert år.", "Saken legges fram på nytt om fem år."),
			"1=1 editorial, 2=2 identical, 3= missing, 4=3 identical renumbered, =4 added"},
		{"split with a word changed", items("Grue vedtar regional kraftstrategi.", "Strategien innarbeides i kommuneplanen.", "Arealdelen revideres innen 2028.", "Lokale ressurser brukes i arbeidet.", "Rapport legges fram hvert år."),
			"1=1 editorial, 2=2 substantive, 3=4 identical renumbered, 4=5 identical renumbered, =3 added"},
		{"voted down and put off", []Item{{1, "Kommunen vedtar regional kraftstrategi.", Resolved}, {2, "Strategien innarbeides i kommuneplanen. Arealdelen revideres innen 2027.", Down}, {3, "Lokale ressurser brukes i arbeidet.", PutOff}},
			"1=1 identical, 2=2 rejected, 3=3 deferred, 4= missing"},
		{"nothing", nil, "1= missing, 2= missing, 3= missing, 4= missing"},
	} {
		if got := drawn(Align(proposed, c.resolved, "Grue")); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

func items(texts ...string) (all []Item) {
	for i, text := range texts {
		all = append(all, Item{i + 1, text, Resolved})
	}
	return all
}

func drawn(pairs []Pairing) string {
	places := func(list []int) string {
		var all []string
		for _, i := range list {
			all = append(all, strconv.Itoa(i+1))
		}
		return strings.Join(all, "+")
	}
	var all []string
	for _, p := range pairs {
		said := places(p.Proposed) + "=" + places(p.Resolved) + " " + string(p.Class)
		if p.Renumbered {
			said += " renumbered"
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

// Every item is in one pairing, whatever was resolved.
func TestEveryItemIsPairedOnce(t *testing.T) {
	t.Parallel()
	texts := []string{}
	for _, p := range corpus(t) {
		texts = append(texts, p.Proposal, p.Resolution)
	}
	rapid.Check(t, func(t *rapid.T) {
		var proposed []Proposed
		for i, text := range rapid.SliceOfN(rapid.SampledFrom(texts), 0, 8).Draw(t, "proposed") {
			proposed = append(proposed, Proposed{i + 1, text})
		}
		resolved := items(rapid.SliceOfN(rapid.SampledFrom(texts), 0, 8).Draw(t, "resolved")...)
		p, r := make([]int, len(proposed)), make([]int, len(resolved))
		pairs := Align(proposed, resolved, "Grue")
		if agree := Agree(proposed, resolved, "Grue"); agree != Worst(pairs).Same() {
			t.Fatalf("they agree: %t, and the pairings are %s", agree, drawn(pairs))
		}
		if far := Farthest(proposed, resolved, "Grue"); far != Worst(pairs) {
			t.Fatalf("the farthest is %s, and the pairings are %s", far, drawn(pairs))
		}
		for _, pair := range pairs {
			for _, i := range pair.Proposed {
				p[i]++
			}
			for _, i := range pair.Resolved {
				r[i]++
			}
		}
		if slices.ContainsFunc(slices.Concat(p, r), func(n int) bool { return n != 1 }) {
			t.Fatalf("%v, %v", p, r)
		}
	})
}

// longest is a resolution as long as one can be, in which nothing is as it was proposed.
func longest() (proposed []Proposed, resolved []Item) {
	var split []string
	for i := range 100 {
		head := "Kommunestyret ber regionen utarbeide en plan for område nummer " + strconv.Itoa(i) + " med frist innen " + strconv.Itoa(2030+i)
		rest := "Kommunestyret ber om at kommunedirektøren følger opp arbeidet i samsvar med planen."
		proposed = append(proposed, Proposed{i + 1, head + ". " + rest})
		split = append(split, head+" i regionen.", rest)
	}
	return proposed, items(split...)
}

// Each of six councils' resolutions is aligned with the proposal and with one another,
// while the case is locked.
func BenchmarkAlignLongest(b *testing.B) {
	proposed, resolved := longest()
	for b.Loop() {
		Align(proposed, resolved, "Grue")
	}
}

// The differing words are looked for in so much text, and beyond it an item is one
// replacement: what is shown of a case costs no more however long its texts are.
func TestRule82TheWordsOfVeryLongTextsAreBounded(t *testing.T) {
	t.Parallel()
	var proposed []Proposed
	var resolved []string
	for i := range 20 {
		long := strings.Repeat("Kommunestyret vedtar punkt "+strconv.Itoa(i)+". ", 150)
		proposed = append(proposed, Proposed{i + 1, long + "Kommunen kan delta."})
		resolved = append(resolved, long+"Kommunen skal delta.")
	}
	told, spent := 0, 0
	for _, p := range Align(proposed, items(resolved...), "Grue") {
		if p.Class != Substantive {
			t.Errorf("item %d is %s", p.Proposed[0]+1, p.Class)
		}
		if len(p.Words) > 2 {
			told++
			spent += len(proposed[p.Proposed[0]].Text) + len(resolved[p.Resolved[0]])
		}
	}
	if told == 0 || told == 20 || spent > mostWords {
		t.Errorf("the words of %d items are told, of %d characters", told, spent)
	}
}
