package proposal_test

import (
	"errors"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/platform/fault"
)

// written is a proposed resolution of items with these texts.
func written(texts ...string) proposal.Input {
	in := proposal.Input{Items: []proposal.ItemInput{}}
	for _, text := range texts {
		in.Items = append(in.Items, proposal.ItemInput{Text: text})
	}
	return in
}

func TestRule81AProposedResolutionHasItemsWithWords(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in      proposal.Input
		pointer string
	}{
		"one item passes":            {written("The strategy is adopted."), ""},
		"a hundred pass":             {written(strings.Split(strings.Repeat("x ", 100), " ")[:100]...), ""},
		"no items are refused":       {written(), "/items"},
		"a hundred and one too":      {written(strings.Split(strings.Repeat("x ", 101), " ")[:101]...), "/items"},
		"an item of blanks":          {written("a", " \n\t"), "/items/1/text"},
		"an item that nobody sees":   {written("\u200b\u00ad"), "/items/0/text"},
		"an item that is no text":    {written("a\x00"), "/items/0/text"},
		"a reason that is no text":   {proposal.Input{Items: written("a").Items, Reason: "\x07"}, "/reason"},
		"a reason of blanks is none": {proposal.Input{Items: written("a").Items, Reason: " "}, ""},
	} {
		err := tt.in.Normalise()
		f, _ := fault.As(err)
		switch {
		case tt.pointer == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.pointer != "" && (!errors.Is(err, proposal.ErrContent) || f.Fields[0].Pointer != tt.pointer):
			t.Errorf("%s: %v, want it at %s", name, err, tt.pointer)
		}
	}
}

// The hash is the one that anybody gets of the canonical JSON.
func TestRule81TheHashIsThatOfTheCanonicalJSON(t *testing.T) {
	t.Parallel()
	got, err := proposal.Hash(items("Kraftstrategien vedtas.", "Åsnes følger opp."))
	// printf '{"items":[{"number":1,"text":"Kraftstrategien vedtas."},{"number":2,"text":"Åsnes følger opp."}]}' | sha256sum
	if want := "7869ccfcaae3f09c6b093eca0e92754d2d5797cae0500cfeccd296790ef4baee"; err != nil || got != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
	for _, other := range [][]proposal.Item{items("Åsnes følger opp.", "Kraftstrategien vedtas."), items("Kraftstrategien vedtas. Åsnes følger opp."), {}} {
		if hash, err := proposal.Hash(other); err != nil || hash == got {
			t.Errorf("%v has the same hash, or none: %s, %v", other, hash, err)
		}
	}
}

func TestRule81ACaseThatIsDecidedOrOverTakesNone(t *testing.T) {
	t.Parallel()
	for state, want := range map[casefile.State]error{
		casefile.Draft: nil, casefile.Preparing: nil, casefile.Active: nil, casefile.InTreatment: nil,
		casefile.Adopted: casefile.ErrWrongState, casefile.NotAdopted: casefile.ErrWrongState, casefile.FollowingUp: casefile.ErrWrongState,
		casefile.Closed: casefile.ErrWrongState, casefile.Withdrawn: casefile.ErrWithdrawn,
	} {
		if err := proposal.MustTake(&casefile.Case{State: state}); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", state, err, want)
		}
	}
}
