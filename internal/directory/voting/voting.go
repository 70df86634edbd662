// Package voting is how a body votes, as its statutes say: whether its members or
// its municipalities do, and what majority it takes, in exact fractions (rules 7.1,
// 7.5).
package voting

import (
	"fmt"

	"forankring.no/forankring/internal/platform/message"
)

// Model is who has a vote.
type Model string

// The models: each member, or each municipality with all its seats as one.
const (
	PerMember       Model = "per_member"
	PerMunicipality Model = "per_municipality"
)

// Within is how the seats of one municipality come to the one vote that they have.
type Within string

// The ways: by the majority of the seats, or by a speaker for them all.
const (
	BySeats   Within = "majority"
	BySpeaker Within = "speaker"
)

// Base is what a majority is counted of.
type Base string

// The bases: the votes that are cast, or all members by the statutes, vacant seats
// included. Where municipalities vote, they are what is counted of both.
const (
	VotesCast Base = "votes_cast"
	Members   Base = "members"
)

// Fraction is a share as it is written: two thirds are 2/3, and nothing is rounded.
type Fraction struct {
	Numerator   int `json:"numerator" minimum:"1" maximum:"999" example:"2"`
	Denominator int `json:"denominator" minimum:"1" maximum:"999" example:"3"`
}

// String is the fraction as it is written.
func (f Fraction) String() string { return fmt.Sprintf("%d/%d", f.Numerator, f.Denominator) }

// Majority is what a proposal needs to be carried.
type Majority struct {
	Of    Base     `json:"of" enum:"votes_cast,members" example:"votes_cast" doc:"What the share is counted of: the votes cast, or all members by the statutes, vacant seats included. Where municipalities vote, they are counted"`
	Share Fraction `json:"share"`
	Over  bool     `json:"over" doc:"true: more than the share is needed; false: the share is enough"`
}

// Simple is the majority that decides unless something else is said: more than half
// of the votes cast (KL § 11-9 second paragraph).
func Simple() Majority {
	return Majority{Of: VotesCast, Share: Fraction{Numerator: 1, Denominator: 2}, Over: true}
}

// TwoThirds is at least two thirds of the votes cast.
func TwoThirds() Majority {
	return Majority{Of: VotesCast, Share: Fraction{Numerator: 2, Denominator: 3}}
}

// IsSimple says whether it is the simple majority of the votes cast: the one with
// which a tie is possible, and whoever chairs decides it (KL § 11-9).
func (m Majority) IsSimple() bool { return m.Of == VotesCast && m.isHalf() && m.Over }

func (m Majority) isHalf() bool { return 2*m.Share.Numerator == m.Share.Denominator }

// IsLawful says whether a body may decide by it: it can be reached, and asks for no
// less than a simple majority. KL § 11-9 lets nothing be carried by fewer than most of
// the votes; what asks for more has to be provided for.
func (m Majority) IsLawful() bool {
	n, d := m.Share.Numerator, m.Share.Denominator
	if m.Of != VotesCast && m.Of != Members || n < 1 || d < 1 {
		return false
	}
	if m.Over {
		return 2*n >= d && n < d
	}
	return 2*n > d && n <= d
}

// Needed is the least number that is such a share of so many.
func (m Majority) Needed(of int) int {
	n, d := m.Share.Numerator, m.Share.Denominator
	if m.Over {
		return of*n/d + 1
	}
	return (of*n + d - 1) / d
}

// IsMetBy says whether so many of so many are the majority. Of none, nothing is.
func (m Majority) IsMetBy(votes, of int) bool { return of > 0 && votes >= m.Needed(of) }

// Text is the majority in words, as part of a sentence, where a model says what is
// counted.
func (m Majority) Text(model Model) message.Text {
	if m.IsSimple() {
		return msgSimple
	}
	of := msgTheVotes
	switch {
	case m.Of == Members && model == PerMunicipality:
		of = msgAllMunicipalities
	case m.Of == Members:
		of = msgAllMembers
	}
	if m.Over {
		return msgOver.With(m.Share, of)
	}
	return msgAtLeast.With(m.Share, of)
}

// Text is in words who has a vote, and within is how the seats of a municipality come
// to theirs, which is nothing where each member votes.
func (m Model) Text(within Within) message.Text {
	switch {
	case m == PerMember:
		return msgPerMember
	case within == BySpeaker:
		return msgBySpeaker
	}
	return msgBySeats
}
