package message

import (
	"strings"
	"testing"
)

type season int

func (season) Say(in Language) string {
	return map[Language]string{Bokmal: "vår", Nynorsk: "vår", English: "spring", Pseudo: "spring"}[in]
}

var (
	comes   = New3[string, season, int]("test.comes", "{who} comes in {season}, {n} {n|time|times}.")
	partial = New("test.partial", "Only in English.")

	_ = Words(`
["test.comes"]
nb = "Om {season}en kommer {who}, {n} {n|gang|ganger}."
nn = "{who} kjem om {season}en, {n} {n|gong|gonger}."

["test.partial"]
nn = "Berre på nynorsk."

["test.within"]
nb = "{share}: {reason} og {colour}"

["test.lacking"]
nb = "Noen mangler."

["test.nobody"]
nb = "Ingen sier dette."
`)
)

func TestAMessageIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	said := comes.With("Kari", 1, 2)
	for in, want := range map[Language]string{
		Bokmal: "Om våren kommer Kari, 2 ganger.", Nynorsk: "Kari kjem om våren, 2 gonger.", English: "Kari comes in spring, 2 times.",
	} {
		if got := said.Say(in); got != want {
			t.Errorf("in %s %q, want %q", in, got, want)
		}
	}
	if got := partial.Say(Bokmal); got != "Only in English." {
		t.Errorf("what is missing is said as %q", got)
	}
}

func TestTheCatalogueIsChecked(t *testing.T) {
	t.Parallel()
	err := Check()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, want := range []string{
		"message test.partial is missing in nb", "message test.nobody has words and is not declared", "message test.within in nb: {colour} is no place of the English",
		"message test.lacking in nb lacks {n}", "message test.nothing is missing in nn",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not tell that %s: %v", want, err)
		}
	}
}

func TestAStoredTextIsRecalledInAnyLanguage(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]Text{
		"a message":            comes.With("Kari", 1, 2),
		"one within another":   within.With(comes.With("{n}", 1, 1), 3),
		"a list":               knownAre.With([]string{"a", "b"}),
		"sentences":            Sentences(nothing, lacking.With(1)),
		"words of others":      Verbatim("Fordi jeg sier det."),
		"nothing":              {},
		"what looks like one":  Verbatim(`{"message":"test.nothing","en":"Nothing waits."}`),
		"what begins like one": Verbatim(mark + `{"message":"test.nothing","en":"Nothing waits."}`),
	} {
		kept, err := said.Value()
		if err != nil {
			t.Fatal(err)
		}
		var got Text
		if err := got.Scan(kept); err != nil {
			t.Fatal(err)
		}
		for _, in := range Languages() {
			if got.Say(in) != said.Say(in) {
				t.Errorf("%s in %s: %q was recalled as %q", name, in, said.Say(in), got.Say(in))
			}
		}
	}
}

// Somebody who writes what a message looks like has written just that: the reason
// of an act reaches letters as it was typed.
func TestNobodyWritesAMessage(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"because", `{"message":"test.nothing","en":"Nothing waits."}`, nothing.Stored()[len(mark):]} {
		if got := Recall(typed).Say(Bokmal); got != typed {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}

func TestAMessageThatIsNoMoreIsRecalledInEnglish(t *testing.T) {
	t.Parallel()
	if got := Recall(mark + `{"message":"test.gone","en":"It was so.","args":[1]}`).Say(Bokmal); got != "It was so." {
		t.Errorf("%q", got)
	}
	if got := Recall(mark + `{"message":"test.comes","en":"It was so.","args":["fewer"]}`).Say(Bokmal); got != "It was so." {
		t.Errorf("with other arguments %q", got)
	}
}

func BenchmarkSay(b *testing.B) {
	said := comes.With("Kari", 1, 2)
	for _, in := range []Language{English, Bokmal} {
		b.Run(in.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = said.Say(in)
			}
		})
	}
}

func TestARecordKeepsMessagesAndIsReadInAnyLanguage(t *testing.T) {
	t.Parallel()
	record, err := Recorded(map[string]any{"why": []Text{comes.With("Kari", 1, 1), Verbatim("mine")}, "message": "not one", "n": 3})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[Language]string{
		Bokmal:  `{"message":"not one","n":3,"why":["Om våren kommer Kari, 1 gang.","mine"]}`,
		English: `{"message":"not one","n":3,"why":["Kari comes in spring, 1 time.","mine"]}`,
	} {
		if got, err := record.Say(in); err != nil || string(got) != want {
			t.Errorf("in %s %s, %v; want %s", in, got, err, want)
		}
	}
}
