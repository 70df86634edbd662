package ballot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/fault"
)

// round reads a vote: how many voted for each, and blank.
func round(t *testing.T, text string) ballot.Round {
	t.Helper()
	r := ballot.Round{Counts: map[string]int{}}
	for part := range strings.SplitSeq(text, " ") {
		name, votes, _ := strings.Cut(part, ":")
		n := 0
		if _, err := fmt.Sscan(votes, &n); err != nil {
			t.Fatal(err)
		}
		if name == "blank" {
			r.Blank = n
		} else {
			r.Counts[name] = n
		}
	}
	return r
}

// KL § 7-8: "Ved flertallsvalg er den personen valgt som har fått mer enn halvparten
// av de avgitte stemmene. Hvis ingen får mer enn halvparten av stemmene, holdes en ny
// avstemning. Den som får flest stemmer ved den nye avstemningen, blir valgt. Hvis to
// eller flere kandidater får like mange stemmer, avgjøres valget ved loddtrekning."
func TestKL78WhoIsElected(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		size    int
		rounds  []string
		lot     string
		elected string
		next    ballot.Next
	}{
		"by more than half":                        {12, []string{"first:7 second:5"}, "", "first", ballot.Done},
		"not by half":                              {12, []string{"first:6 second:6"}, "", "", ballot.NewVote},
		"not by most of three":                     {12, []string{"first:5 second:4 third:3"}, "", "", ballot.NewVote},
		"not by half where one is blank":           {13, []string{"first:6 second:5 blank:1"}, "", "", ballot.NewVote},
		"by most in the new vote":                  {12, []string{"first:5 second:4 third:3", "first:4 second:5 third:3"}, "", "second", ballot.Done},
		"by most in the new vote, among blanks":    {12, []string{"first:5 second:4 blank:3", "first:2 blank:10"}, "", "first", ballot.Done},
		"by lot where they are equal again":        {12, []string{"first:6 second:6", "first:6 second:6"}, "", "", ballot.DrawLot},
		"by the lot that was drawn":                {12, []string{"first:6 second:6", "first:5 second:5 third:2"}, "second", "second", ballot.Done},
		"nobody where few vote":                    {13, []string{"first:6"}, "", "", ballot.NewVote},
		"in a new vote where enough do":            {13, []string{"first:6", "first:7"}, "", "first", ballot.Done},
		"nobody before a vote":                     {13, nil, "", "", ballot.NewVote},
		"nobody where all are blank twice":         {12, []string{"blank:8", "blank:8"}, "", "", ballot.Done},
		"nobody, not by lot, where few vote twice": {13, []string{"first:3 second:3", "first:3 second:3"}, "", "", ballot.NewVote},
	} {
		e := ballot.Election{Size: tt.size, Lot: tt.lot}
		for _, text := range tt.rounds {
			e.Rounds = append(e.Rounds, round(t, text))
		}
		got, err := e.Elect()
		if err != nil || got.Elected != tt.elected || got.Next != tt.next {
			t.Errorf("%s: %+v, %v; want %q and %s", name, got, err, tt.elected, tt.next)
		}
		if (got.Next == ballot.DrawLot) != slices.Equal(got.Among, []string{"first", "second"}) && tt.lot == "" {
			t.Errorf("%s: lots are drawn among %v", name, got.Among)
		}
	}
}

func TestKL78ByName(t *testing.T) {
	t.Parallel()
	e := ballot.Election{
		Size: 5, Present: []ballot.Voter{{Person: "a"}, {Person: "b"}, {Person: "c"}}, Candidates: []string{"first", "second"},
		Rounds: []ballot.Round{{Voices: map[string]string{"a": "first", "b": "second", "c": ""}}, {Voices: map[string]string{"a": "first", "b": "first", "c": "second"}}},
	}
	got, err := e.Elect()
	if err != nil || got.Elected != "first" || got.Round != 2 || got.TookPart != 3 || !slices.Equal(got.Votes, []ballot.CandidateVotes{{Candidate: "first", Votes: 2}, {Candidate: "second", Votes: 1}}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestElectionsAreRefused(t *testing.T) {
	t.Parallel()
	present := []ballot.Voter{{Person: "a"}, {Person: "b"}, {Person: "c"}}
	decided, open := ballot.Round{Counts: map[string]int{"first": 3}}, ballot.Round{Counts: map[string]int{"first": 1, "second": 1, "third": 1}}
	equal := ballot.Round{Counts: map[string]int{"first": 1, "second": 1}}
	for name, tt := range map[string]struct {
		e    ballot.Election
		want *fault.Error
	}{
		"in a body of no size":           {ballot.Election{}, ballot.ErrNoSize},
		"in a round after the last":      {ballot.Election{Size: 5, Present: present, Rounds: []ballot.Round{decided, decided}}, ballot.ErrRounds},
		"in a third round":               {ballot.Election{Size: 5, Present: present, Rounds: []ballot.Round{open, open, open}}, ballot.ErrRounds},
		"by more than are present":       {ballot.Election{Size: 5, Present: present, Rounds: []ballot.Round{{Counts: map[string]int{"first": 4}}}}, ballot.ErrTooManyVotes},
		"by more than there are seats":   {ballot.Election{Size: 2, Rounds: []ballot.Round{{Counts: map[string]int{"first": 2}, Blank: 1}}}, ballot.ErrTooManyVotes},
		"by fewer than none":             {ballot.Election{Size: 5, Rounds: []ballot.Round{{Counts: map[string]int{"first": 3, "second": -1}}}}, ballot.ErrTooManyVotes},
		"by somebody who is absent":      {ballot.Election{Size: 5, Present: present, Rounds: []ballot.Round{{Voices: map[string]string{"d": "first"}}}}, ballot.ErrNoVote},
		"of somebody who does not stand": {ballot.Election{Size: 5, Present: present, Candidates: []string{"second"}, Rounds: []ballot.Round{{Voices: map[string]string{"a": "first"}}}}, ballot.ErrNoVote},
		"by lot where nobody is equal":   {ballot.Election{Size: 3, Present: present, Rounds: []ballot.Round{decided}, Lot: "first"}, ballot.ErrLot},
		"by lot before the new vote":     {ballot.Election{Size: 3, Present: present, Rounds: []ballot.Round{equal}, Lot: "first"}, ballot.ErrLot},
		"by lot, of somebody else":       {ballot.Election{Size: 3, Present: present, Rounds: []ballot.Round{equal, equal}, Lot: "third"}, ballot.ErrLot},
		"in two seats":                   {ballot.Election{Size: 3, Present: []ballot.Voter{{Person: "a"}, {Person: "a"}}}, ballot.ErrAttendance},
	} {
		if got, err := tt.e.Elect(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %+v, %v, want %s", name, got, err, tt.want.Code)
		}
	}
}

func TestKL74TheChairIsElectedByMajority(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		method ballot.Method
		role   string
		ok     bool
	}{
		{ballot.ByMajority, "chair", true}, {ballot.ByMajority, "deputy_chair", true}, {ballot.ByMajority, "member", false},
		{ballot.Proportional, "member", true}, {ballot.ByAgreement, "deputy", true}, {ballot.Proportional, "chair", false}, {ballot.ByAgreement, "deputy_chair", false},
	} {
		if err := tt.method.MustElect(tt.role); (err == nil) != tt.ok {
			t.Errorf("%s of a %s: %v", tt.method, tt.role, err)
		}
	}
	if p := ballot.ByMajority.Paragraph(); p != "KL § 7-8" {
		t.Errorf("by majority is %s", p)
	}
}

// KL § 11-3: "hvis ikke møtelederen eller minst 1/3 av de møtende medlemmene motsetter
// seg det".
func TestKL113WhoseObjectionsStopAnItem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		present, objecting int
		chair, stops       bool
	}{
		{12, 0, false, false}, {12, 3, false, false}, {12, 4, false, true}, {12, 12, false, true}, {12, 0, true, true}, {12, 1, true, true},
		{13, 4, false, false}, {13, 5, false, true}, {11, 3, false, false}, {11, 4, false, true}, {1, 1, false, true}, {2, 1, false, true}, {4, 1, false, false},
	} {
		got, err := ballot.Object(tt.present, tt.objecting, tt.chair)
		if err != nil || got.Stops != tt.stops || ballot.Objection(tt.present, tt.objecting, tt.chair) != tt.stops || len(got.Sentences) != 1 {
			t.Errorf("%+v: %+v, %v", tt, got, err)
		}
		if !tt.chair && (tt.objecting >= got.Needed) != tt.stops {
			t.Errorf("%+v: it takes %d", tt, got.Needed)
		}
	}
	for _, wrong := range [][2]int{{3, 4}, {3, -1}, {0, 0}} {
		if _, err := ballot.Object(wrong[0], wrong[1], false); !errors.Is(err, ballot.ErrObjections) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	for n, third := range map[int]bool{0: false, 10: false, 11: true, 33: true} {
		if ballot.Third(n, 33) != third {
			t.Errorf("%d of 33 are a third: %v", n, !third)
		}
	}
}

// KL § 11-8: "hvis samtlige medlemmer slutter seg til det framlagte forslaget, og til
// at vedtaket treffes etter skriftlig saksbehandling".
func TestKL118AWrittenProcedureTakesEverybody(t *testing.T) {
	t.Parallel()
	members, both := []string{"a", "b", "c"}, ballot.Consent{Text: true, Procedure: true}
	for name, tt := range map[string]struct {
		consents map[string]ballot.Consent
		missing  []string
	}{
		"everybody":            {map[string]ballot.Consent{"a": both, "b": both, "c": both}, []string{}},
		"all but one":          {map[string]ballot.Consent{"a": both, "b": both}, []string{"c"}},
		"one not to the way":   {map[string]ballot.Consent{"a": both, "b": both, "c": {Text: true}}, []string{"c"}},
		"one not to the words": {map[string]ballot.Consent{"a": both, "b": {Procedure: true}, "c": both}, []string{"b"}},
		"nobody":               {nil, members},
	} {
		got, err := ballot.Written(members, tt.consents)
		if err != nil || !slices.Equal(got.Missing, tt.missing) || got.Carried != (len(tt.missing) == 0) || got.Agreed != 3-len(tt.missing) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := ballot.Written(members, map[string]ballot.Consent{"d": both}); !errors.Is(err, ballot.ErrConsent) {
		t.Errorf("somebody else: %v", err)
	}
	if got, err := ballot.Written(nil, nil); err != nil || got.Carried {
		t.Errorf("a body without members: %+v, %v", got, err)
	}
}
