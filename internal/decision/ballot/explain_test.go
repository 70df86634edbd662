package ballot_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/message"
)

var renew = flag.Bool("renew", false, "renew the sentences in testdata")

// sentences are what is said of some votes, in every language.
func sentences(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	tell := func(title string, said []message.Text, err error) {
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		fmt.Fprintf(&b, "# %s\n", title)
		for _, in := range message.Languages() {
			fmt.Fprintf(&b, "%s: %s\n", in, message.Sentences(said...).Say(in))
		}
		b.WriteByte('\n')
	}
	vote := func(title string, q ballot.Question) {
		r, err := q.Decide()
		tell(title, r.Sentences, err)
	}
	counted := func(size, yes, no, blank int) ballot.Question {
		return ballot.Question{Size: size, Counts: &ballot.Counts{For: yes, Against: no, Blank: blank, Chair: ballot.For}}
	}
	twoThirds := ballot.Majority{Of: ballot.Members, Share: ballot.Fraction{Numerator: 2, Denominator: 3}}
	vote("carried by two", counted(33, 17, 14, 0))
	supposed, err := counted(33, 17, 14, 0).If(2)
	tell("what if two more had voted no", supposed.Sentences, err)
	vote("the chair decides", counted(12, 6, 6, 0))
	vote("not quorate", counted(33, 10, 1, 0))
	q := counted(33, 21, 3, 0)
	q.Majority = twoThirds
	vote("short of two thirds of all members", q)
	q = counted(33, 18, 0, 0)
	q.Majority = twoThirds
	vote("two thirds of all members are not there", q)
	q = counted(12, 5, 5, 1)
	q.Election = true
	vote("a tie in an election", q)
	q = ballot.Question{Size: 24, Model: ballot.PerMunicipality, Chair: "a0", Voices: map[string]ballot.Voice{}, Names: map[string]string{"a": "Grue", "b": "Åsnes", "c": "Eidskog"}}
	for _, text := range []string{"a 3-1", "b 2-2", "c 0-4/1"} {
		seat(t, &q, text)
	}
	vote("municipalities vote", q)
	e := ballot.Election{Size: 12, Names: map[string]string{"1": "Candidate 1", "2": "Candidate 2"}, Lot: "2", Rounds: []ballot.Round{{Counts: map[string]int{"1": 6, "2": 5}, Blank: 1}, {Counts: map[string]int{"1": 6, "2": 6}}}}
	elected, err := e.Elect()
	tell("elected by lot", elected.Sentences, err)
	objected, err := ballot.Object(19, 3, false)
	tell("three object", objected.Sentences, err)
	written, err := ballot.Written([]string{"a", "b"}, map[string]ballot.Consent{"a": {Text: true, Procedure: true}, "b": {Text: true}})
	tell("in writing", written.Sentences, err)
	return b.String()
}

func TestAVoteExplainsItself(t *testing.T) {
	t.Parallel()
	got := sentences(t)
	if *renew {
		if err := os.WriteFile("testdata/sentences.txt", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/sentences.txt")
	if err != nil || got != string(want) {
		t.Errorf("the sentences are (%v)\n%s", err, got)
	}
}
