package ballot_test

import (
	"errors"
	"slices"
	"testing"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/fault"
)

// three are three members of a body of five, each from a municipality.
func three() ballot.Question {
	return ballot.Question{
		Size: 5, Chair: "a", Present: []ballot.Voter{{Person: "a", Municipality: "3417", Speaker: true}, {Person: "b", Municipality: "3417"}, {Person: "c", Municipality: "3418", Speaker: true}},
		Voices: map[string]ballot.Voice{"a": ballot.For, "b": ballot.For, "c": ballot.Against},
	}
}

func with(change func(*ballot.Question)) ballot.Question {
	q := three()
	change(&q)
	return q
}

func TestVotesAreRefused(t *testing.T) {
	t.Parallel()
	counts := func(n ballot.Counts) func(*ballot.Question) {
		return func(q *ballot.Question) { q.Voices, q.Counts = nil, &n }
	}
	perMunicipality := func(q *ballot.Question) { q.Model = ballot.PerMunicipality }
	for name, tt := range map[string]struct {
		q    ballot.Question
		want *fault.Error
		at   string
	}{
		"in a body of no size": {with(func(q *ballot.Question) { q.Size = 0 }), ballot.ErrNoSize, ""},
		"with less than a simple majority": {with(func(q *ballot.Question) {
			q.Majority = ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: 1, Denominator: 3}}
		}), ballot.ErrStatutes, ""},
		"with half of the votes": {with(func(q *ballot.Question) {
			q.Majority = ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: 1, Denominator: 2}}
		}), ballot.ErrStatutes, ""},
		"with more than all": {with(func(q *ballot.Question) {
			q.Majority = ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: 3, Denominator: 3}, Over: true}
		}), ballot.ErrStatutes, ""},
		"with most of no municipalities": {with(func(q *ballot.Question) {
			q.Model, q.Majority = ballot.PerMunicipality, ballot.Majority{Of: ballot.Members, Share: ballot.Fraction{Numerator: 2, Denominator: 3}}
		}), ballot.ErrStatutes, ""},
		"by more members than seats":             {with(func(q *ballot.Question) { q.Size = 2 }), ballot.ErrAttendance, "/present"},
		"by somebody in two seats":               {with(func(q *ballot.Question) { q.Present[1].Person = "a" }), ballot.ErrAttendance, "/present/a"},
		"with a chair who is away":               {with(func(q *ballot.Question) { q.Chair = "d" }), ballot.ErrAttendance, "/chair"},
		"of municipalities, by one of none":      {with(func(q *ballot.Question) { q.Model, q.Present[2].Municipality = ballot.PerMunicipality, "" }), ballot.ErrAttendance, "/present/c"},
		"by two speakers":                        {with(func(q *ballot.Question) { q.Present[1].Speaker = true }), ballot.ErrAttendance, "/present/b"},
		"of more municipalities than have seats": {with(func(q *ballot.Question) { q.Model, q.Municipalities = ballot.PerMunicipality, 1 }), ballot.ErrAttendance, "/present"},
		"by somebody who is absent":              {with(func(q *ballot.Question) { q.Voices["d"] = ballot.For }), ballot.ErrNoVote, "/voices/d"},
		"by somebody who speaks for nobody":      {with(func(q *ballot.Question) { q.Model, q.Within = ballot.PerMunicipality, ballot.BySpeaker }), ballot.ErrNoVote, "/voices/b"},
		"blank in an ordinary item":              {with(func(q *ballot.Question) { q.Voices["b"] = ballot.Blank }), ballot.ErrBlank, "/voices/b"},
		"in a voice that is none":                {with(func(q *ballot.Question) { q.Voices["b"] = ballot.NoVote }), ballot.ErrBlank, "/voices/b"},
		"by more than are present":               {with(counts(ballot.Counts{For: 3, Against: 1})), ballot.ErrTooManyVotes, "/counts/voting"},
		"by fewer than none":                     {with(counts(ballot.Counts{For: 3, Against: -1})), ballot.ErrTooManyVotes, "/counts"},
		"by more than there are seats":           {ballot.Question{Size: 5, Counts: &ballot.Counts{For: 6}}, ballot.ErrTooManyVotes, "/counts/present"},
		"of which the sum is another":            {with(counts(ballot.Counts{For: 2, Against: 1, Voting: 2})), ballot.ErrTooManyVotes, "/counts/voting"},
		"by counts, blank":                       {with(counts(ballot.Counts{For: 2, Blank: 1})), ballot.ErrBlank, "/counts/blank"},
		"with a chair's voice that nobody had":   {with(counts(ballot.Counts{For: 3, Chair: ballot.Against})), ballot.ErrTooManyVotes, "/counts/chair"},
		"of municipalities, by nobody":           {with(func(q *ballot.Question) { perMunicipality(q); counts(ballot.Counts{For: 2})(q) }), ballot.ErrTooManyVotes, "/counts/voting"},
		"of more municipalities than members":    {with(func(q *ballot.Question) { perMunicipality(q); counts(ballot.Counts{For: 2, Against: 1, Voting: 3})(q) }), ballot.ErrTooManyVotes, "/counts"},
	} {
		_, err := tt.q.Decide()
		f, _ := fault.As(err)
		if !errors.Is(err, tt.want) || tt.at != "" && !slices.ContainsFunc(f.Fields, func(at fault.Field) bool { return at.Pointer == tt.at }) {
			t.Errorf("%s: %v %+v, want %s at %q", name, err, f, tt.want.Code, tt.at)
		}
	}
	if _, err := three().Decide(); err != nil {
		t.Errorf("as it is: %v", err)
	}
}

// Whoever chairs has to have voted where that decides, and nowhere else.
func TestATieNeedsTheVoteOfWhoeverChairs(t *testing.T) {
	t.Parallel()
	tie := func(change func(*ballot.Question)) ballot.Question {
		return with(func(q *ballot.Question) {
			q.Size, q.Chair = 3, ""
			delete(q.Voices, "b")
			change(q)
		})
	}
	if _, err := tie(func(*ballot.Question) {}).Decide(); !errors.Is(err, ballot.ErrChairSilent) {
		t.Errorf("nobody chairs: %v", err)
	}
	if _, err := tie(func(q *ballot.Question) { q.Chair = "b" }).Decide(); !errors.Is(err, ballot.ErrChairSilent) {
		t.Errorf("the chair did not vote: %v", err)
	}
	for name, q := range map[string]ballot.Question{
		"an election": tie(func(q *ballot.Question) { q.Election = true }),
		"two thirds": tie(func(q *ballot.Question) {
			q.Majority = ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: 2, Denominator: 3}}
		}),
		"no quorum": tie(func(q *ballot.Question) { q.Size = 9 }),
	} {
		if r, err := q.Decide(); err != nil || r.Carried || r.Casting {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestAListOfVoicesIsHeardRowByRow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		list []ballot.Cast
		want *fault.Error
		at   string
	}{
		"one voted twice":       {[]ballot.Cast{{Person: "a", Voice: ballot.For}, {Person: "b", Voice: ballot.For}, {Person: "a", Voice: ballot.Against}}, ballot.ErrVotedTwice, "/voices/2/person"},
		"one has no seat":       {[]ballot.Cast{{Person: "a", Voice: ballot.For}, {Person: "d", Voice: ballot.For}}, ballot.ErrNoVote, "/voices/1/person"},
		"one is blank":          {[]ballot.Cast{{Person: "a", Voice: ballot.Blank}}, ballot.ErrBlank, "/voices/0/voice"},
		"one says nothing":      {[]ballot.Cast{{Person: "a"}}, ballot.ErrBlank, "/voices/0/voice"},
		"all of them are heard": {[]ballot.Cast{{Person: "a", Voice: ballot.For}, {Person: "b", Voice: ballot.Against}, {Person: "c", Voice: ballot.Against}}, nil, ""},
	} {
		q, err := three().Hear(tt.list)
		f, _ := fault.As(err)
		switch {
		case tt.want == nil:
			if r, err := q.Decide(); err != nil || r.For != 1 || r.Against != 2 {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		case !errors.Is(err, tt.want) || f.Fields[0].Pointer != tt.at:
			t.Errorf("%s: %v %+v, want %s at %s", name, err, f, tt.want.Code, tt.at)
		}
	}
}

func TestNoMoreVotesAreSupposedThanThereAre(t *testing.T) {
	t.Parallel()
	for against, ok := range map[int]bool{0: true, 1: true, 2: true, 3: false, -1: true, -2: false} {
		if _, err := three().If(against); (err == nil) != ok || !ok && !errors.Is(err, ballot.ErrSupposed) {
			t.Errorf("%d more against: %v", against, err)
		}
	}
}
