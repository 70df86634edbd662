package ballot_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"forankring.no/forankring/internal/decision/ballot"
)

// naive is a vote as somebody with the law in hand and all the time in the world
// counts it: voice by voice, in exact rational numbers.
type naive struct {
	quorate, carried bool
	yes, no, blank   int
}

func ratio(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

// count counts a vote. The chair's voice is the one given.
func count(q ballot.Question, chair ballot.Voice) naive {
	voices, voting := map[string][]ballot.Voice{}, 0
	for i, v := range q.Present {
		unit := fmt.Sprint(i)
		if q.Model == ballot.PerMunicipality {
			unit = v.Municipality
		}
		if voice, voted := q.Voices[v.Person]; voted {
			voices[unit] = append(voices[unit], voice)
			voting++
		}
	}
	if q.Model == ballot.PerMunicipality && q.Within == ballot.BySpeaker {
		voting = 0
		for _, v := range q.Present {
			if len(voices[v.Municipality]) > 0 {
				voting++
			}
		}
	}
	var n naive
	for _, all := range voices {
		sum, blanks := 0, 0
		for _, voice := range all {
			switch voice {
			case ballot.For:
				sum++
			case ballot.Against:
				sum--
			default:
				blanks++
			}
		}
		switch {
		case sum > 0:
			n.yes++
		case sum < 0:
			n.no++
		case blanks == len(all):
			n.blank++
		}
	}
	// At least half of the members: 2 × voting ≥ size.
	n.quorate = ratio(voting, q.Size).Cmp(ratio(1, 2)) >= 0
	n.carried = n.quorate && reaches(q, n, chair)
	return n
}

// reaches says whether the votes are the majority.
func reaches(q ballot.Question, n naive, chair ballot.Voice) bool {
	of := n.yes + n.no + n.blank
	if q.Majority.Of == ballot.Members {
		of = q.Size
		if q.Model == ballot.PerMunicipality {
			of = q.Municipalities
		}
	}
	share := ratio(q.Majority.Share.Numerator, q.Majority.Share.Denominator)
	simple := q.Majority.Of == ballot.VotesCast && q.Majority.Over && share.Cmp(ratio(1, 2)) == 0
	if simple && !q.Election && n.yes == n.no && n.yes > 0 {
		return chair == ballot.For
	}
	if of == 0 {
		return false
	}
	by := ratio(n.yes, of).Cmp(share)
	return by > 0 || by == 0 && !q.Majority.Over
}

// random is a vote in a body of any size, with any attendance.
func random(r *rand.Rand) ballot.Question {
	q := ballot.Question{Size: 1 + r.IntN(40), Model: ballot.PerMember, Within: ballot.BySeats, Majority: randomMajority(r), Municipalities: 6, Voices: map[string]ballot.Voice{}}
	if r.IntN(2) == 0 {
		q.Model = ballot.PerMunicipality
		if r.IntN(2) == 0 {
			q.Within = ballot.BySpeaker
		}
	}
	q.Election, q.Appointment = r.IntN(6) == 0, r.IntN(6) == 0
	lean := 1 + r.IntN(9)
	speaks := map[string]bool{}
	for i := range r.IntN(q.Size + 1) {
		v := ballot.Voter{Person: fmt.Sprintf("p%d", i), Municipality: fmt.Sprint(3410 + r.IntN(6))}
		mayVote := true
		if q.Within == ballot.BySpeaker {
			v.Speaker = !speaks[v.Municipality] && r.IntN(2) == 0
			mayVote = v.Speaker
			speaks[v.Municipality] = speaks[v.Municipality] || v.Speaker
		}
		q.Present = append(q.Present, v)
		switch voice := r.IntN(10); {
		case !mayVote || r.IntN(12) == 0:
		case (q.Election || q.Appointment) && r.IntN(6) == 0:
			q.Voices[v.Person] = ballot.Blank
		case voice < lean:
			q.Voices[v.Person] = ballot.For
		default:
			q.Voices[v.Person] = ballot.Against
		}
	}
	if n := len(q.Present); n > 0 && r.IntN(8) > 0 {
		q.Chair = q.Present[r.IntN(n)].Person
	}
	return q
}

func randomMajority(r *rand.Rand) ballot.Majority {
	for {
		m := ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: 1 + r.IntN(9), Denominator: 1 + r.IntN(10)}, Over: r.IntN(2) == 0}
		if r.IntN(3) == 0 {
			m.Of = ballot.Members
		}
		if r.IntN(3) == 0 {
			m = ballot.Simple()
		}
		if m.IsLawful() {
			return m
		}
	}
}

// chairOf is how whoever chairs votes, by name or as one of their municipality.
func chairOf(q ballot.Question) ballot.Voice {
	if voice, voted := q.Voices[q.Chair]; voted || q.Within != ballot.BySpeaker {
		return voice
	}
	municipality := ""
	for _, v := range q.Present {
		if v.Person == q.Chair {
			municipality = v.Municipality
		}
	}
	for _, v := range q.Present {
		if v.Municipality == municipality && q.Voices[v.Person] != "" {
			return q.Voices[v.Person]
		}
	}
	return ""
}

// Every vote comes to what a naive count comes to, and so does every other that might
// have been instead.
func TestAVoteComesToWhatANaiveCountComesTo(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 7))
	seen := map[string]int{}
	for range 20_000 {
		q := random(r)
		chair := chairOf(q)
		want := count(q, chair)
		got, err := q.Decide()
		if err != nil {
			if want.quorate && want.yes > 0 && want.yes == want.no && chair == "" && !q.Election && q.Majority.IsSimple() {
				seen["nobody decides a tie"]++
				continue
			}
			t.Fatalf("seed %d: %+v: %v", seed, q, err)
		}
		if is := (naive{got.Quorate, got.Carried, got.For, got.Against, got.Blank}); is != want {
			t.Fatalf("seed %d: %+v comes to %+v, want %+v", seed, q, is, want)
		}
		seen[outcome(got)]++
		checkTurns(t, q, got, want, chair)
	}
	for _, what := range []string{"carried", "not carried", "not quorate", "tied", "carried by the chair", "lost by the chair", "nobody decides a tie"} {
		if seen[what] == 0 {
			t.Errorf("no vote was %s: %v", what, seen)
		}
	}
}

// checkTurns holds how many votes would have turned a result against all that could
// have gone the other way.
func checkTurns(t *testing.T, q ballot.Question, got ballot.Result, n naive, chair ballot.Voice) {
	t.Helper()
	turns := func(votes, way int) int {
		for i := 1; i <= votes; i++ {
			other := n
			other.yes, other.no = n.yes-i*way, n.no+i*way
			open := chair == "" && other.yes == other.no && !q.Election && q.Majority.IsSimple()
			if carried := n.quorate && reaches(q, other, chair); carried != n.carried && !open {
				return i
			}
		}
		return 0
	}
	against, favour := 0, 0
	if n.carried {
		against = turns(n.yes, 1)
	} else {
		favour = turns(n.no, -1)
	}
	if got.MoreAgainst != against || got.MoreFor != favour {
		t.Fatalf("%+v is turned by %d against or %d for, want %d and %d", q, got.MoreAgainst, got.MoreFor, against, favour)
	}
	if n.carried && got.MoreAgainst == 0 {
		t.Fatalf("%+v is carried whatever anybody votes", q)
	}
	if against+favour == 0 {
		return
	}
	if supposed, err := q.If(against - favour); err != nil || supposed.Carried == n.carried {
		t.Fatalf("%+v is carried %v with %d against instead (%v)", q, supposed.Carried, against-favour, err)
	}
}
