// Package ballot decides what a vote comes to: whether the body could decide at all,
// what majority it took, who won an election, and why (rules 7.5, 7.6). It is given
// values and gives values: the same answer for the same voices, always, in whole
// numbers and exact fractions. It explains itself like the gate of a mandate: in
// sentences that name the paragraph, and with what other voices would have come to.
package ballot

import (
	"forankring.no/forankring/internal/directory/voting"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// Model is who has a vote, as the statutes of a body say.
type Model = voting.Model

// Within is how the seats of one municipality come to its vote.
type Within = voting.Within

// Base is what a majority is counted of.
type Base = voting.Base

// Fraction is a share as it is written.
type Fraction = voting.Fraction

// Majority is what a proposal needs to be carried.
type Majority = voting.Majority

// The values of those types (rules 7.1, 7.5).
const (
	PerMember       = voting.PerMember
	PerMunicipality = voting.PerMunicipality
	BySeats         = voting.BySeats
	BySpeaker       = voting.BySpeaker
	VotesCast       = voting.VotesCast
	Members         = voting.Members
)

// Simple is more than half of the votes cast (KL § 11-9 second paragraph).
func Simple() Majority { return voting.Simple() }

// Quorum is how many members have to be present in the debate and vote, of so many
// by the statutes, vacant seats included: at least half (KL § 11-9 first paragraph).
func Quorum(size int) int { return (size + 1) / 2 }

// ConstitutingQuorum is how many members have to be present in the meeting that constitutes
// the body: at least two thirds (KL § 7-1).
func ConstitutingQuorum(size int) int { return (2*size + 2) / 3 }

// QuorumOf is how many members have to be present and vote, of so many by the statutes, in
// a meeting that constitutes the body or in another.
func QuorumOf(size int, constituting bool) int {
	if constituting {
		return ConstitutingQuorum(size)
	}
	return Quorum(size)
}

// Voice is how somebody votes.
type Voice string

// The voices. Blank is allowed in elections and appointments alone (KL § 8-1 third
// paragraph). NoVote is that of a municipality whose members are divided equally, or
// did not vote.
const (
	For     Voice = "for"
	Against Voice = "against"
	Blank   Voice = "blank"
	NoVote  Voice = "none"
)

// Voter is somebody who takes part in an item: who has a seat or has taken one as a
// deputy, is present, and is not disqualified in it. Who is disqualified is not
// present (rule 7.5).
type Voter struct {
	Person       string
	Municipality string
	// Speaker says that they cast the vote of their municipality, where a speaker does.
	Speaker bool
}

// Cast is the voice of one person, as a list of them has it.
type Cast struct {
	Person string
	Voice  Voice
}

// Counts are a vote of which only the numbers are known.
type Counts struct {
	// For, Against and Blank are of members, or of municipalities where these vote.
	For, Against, Blank int
	// Voting is how many members voted. Where members vote it is the sum, and may be
	// left out.
	Voting int
	// Present is how many members were present, where they are not named; left out,
	// those who voted.
	Present int
	// Chair is how whoever chaired voted: asked for where the votes are equal.
	Chair Voice
}

// Question is what is voted on, how, and how it went.
type Question struct {
	// Size is how many members the body has by the statutes that day, vacant seats
	// included: quorum is counted of it, and so is a majority of all members.
	Size int
	// Model and Within are PerMember and BySeats where they are left out.
	Model  Model
	Within Within
	// Municipalities is how many of them have seats in the body. It is asked for where
	// municipalities vote and a majority of all is needed.
	Municipalities int
	// Majority is the simple one where it is left out.
	Majority Majority
	// Present are those who take part in the item.
	Present []Voter
	// Chair is who chairs the item.
	Chair string
	// Voices are how those present voted, by the person; Counts in the place of voices,
	// where only the numbers are known.
	Voices map[string]Voice
	Counts *Counts
	// Election says that it is an election: one may vote blank, and the chair does not
	// decide a tie. Appointment says that it is about a post: one may vote blank.
	Election, Appointment bool
	// Constituting says that the meeting constitutes the body: two thirds of the members
	// have to be there (KL § 7-1).
	Constituting bool
	// Names are what municipalities are called, by their numbers; a number stands for
	// itself.
	Names map[string]string
}

// Result is what a vote comes to, and why.
type Result struct {
	Quorate        bool             `json:"quorate" doc:"Whether enough members were present and voted (KL § 11-9)"`
	Needed         int              `json:"needed" example:"17" doc:"How many members have to be present and vote: half of those by the statutes at least, and two thirds in a meeting that constitutes the body (KL §§ 7-1, 11-9)"`
	Present        int              `json:"present" example:"31" doc:"How many members were present for the item"`
	TookPart       int              `json:"took_part" example:"31" doc:"How many of them voted"`
	For            int              `json:"for" example:"17" doc:"Votes for, of members or of municipalities"`
	Against        int              `json:"against" example:"14"`
	Blank          int              `json:"blank" example:"0"`
	Of             int              `json:"of" example:"31" doc:"What the majority is counted of: the votes cast, or all members or municipalities"`
	Enough         int              `json:"enough" example:"16" doc:"How many votes for it carry it"`
	Tie            bool             `json:"tie" doc:"Whether as many voted for as against"`
	Casting        bool             `json:"casting" doc:"Whether the vote of whoever chaired decided (KL § 11-9)"`
	Carried        bool             `json:"carried"`
	ByMunicipality []MunicipalVoice `json:"by_municipality" doc:"The vote of each municipality, where municipalities vote and the voices are known"`
	Sentences      []message.Text   `json:"sentences" doc:"Why it is so, in words"`
	MoreAgainst    int              `json:"more_against" example:"2" doc:"How many of the votes for it would have had to be against for it not to be carried; 0 where it is not"`
	MoreFor        int              `json:"more_for" example:"0" doc:"How many of the votes against it would have had to be for it to be carried; 0 where it is, or where no votes could have"`
}

// MunicipalVoice is how the members from one municipality come to its vote.
type MunicipalVoice struct {
	Municipality string `json:"municipality" example:"3417"`
	Voice        Voice  `json:"voice" enum:"for,against,blank,none" doc:"Its vote; none where its members are divided equally or did not vote"`
	Present      int    `json:"present" example:"4" doc:"How many of its members were present"`
	For          int    `json:"for" example:"3"`
	Against      int    `json:"against" example:"1"`
	Blank        int    `json:"blank" example:"0"`
}

// The faults of votes.
var (
	ErrNoSize = fault.New(fault.Conflict, "ballot.no_size", "The size of the body is not known",
		"At least half of the members by the statutes have to be present and vote, vacant seats included (KL § 11-9). The settings of the body say how many they are; set them first (rules 7.1, 7.5).")
	ErrStatutes = fault.New(fault.Conflict, "ballot.statutes", "Nothing can be decided in this way",
		"A proposal needs more than half of the votes cast, or more than that where it is provided for, and never less (KL § 11-9, rule 7.5).")
	ErrAttendance = fault.New(fault.Invalid, "ballot.attendance", "The attendance does not fit",
		"Each person takes one seat, and no more can than there are by the statutes. Where municipalities vote, each member is from one of them, and each has one speaker at the most (rule 7.5).")
	ErrTooManyVotes = fault.New(fault.Invalid, "ballot.votes_above_attendance", "There are more votes than members",
		"Only members who are present vote, each once (KL §§ 8-1, 11-9).")
	ErrNoVote = fault.New(fault.Invalid, "ballot.has_no_vote", "Somebody voted who has no vote",
		"In an item those vote who have a seat in the body, are present and are not disqualified in it (KL §§ 8-1, 11-9, 11-10). Where a speaker casts the vote of the municipality, nobody else from there does (rule 7.5).")
	ErrBlank = fault.New(fault.Invalid, "ballot.blank", "Nobody votes blank in this item",
		"Members who are present have to vote; they may vote blank in elections and appointments alone (KL § 8-1).")
	ErrVotedTwice = fault.New(fault.Invalid, "ballot.voted_twice", "Somebody voted twice",
		"Each member has one vote (KL § 11-9).")
	ErrChairSilent = fault.New(fault.Invalid, "ballot.chair_silent", "The votes are equal, and that of the chair is not known",
		"On a tie the vote of whoever chairs the item decides, except in elections (KL § 11-9). Say how they voted.")
	ErrSupposed = fault.New(fault.Invalid, "ballot.supposed", "So many votes cannot be supposed",
		"Suppose that some of the votes for it were against it, or some of those against it for it: no more than there are (rule 7.5).")
)
