package ballot

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Whether the body could decide.
var (
	msgQuorate = message.New3[int, int, int]("ballot.quorate",
		"{voted} of {size} members were present and voted; at least {needed} had to (KL § 11-9).")
	msgNotQuorate = message.New3[int, int, int]("ballot.not_quorate",
		"Only {voted} of {size} members were present and voted, and at least {needed} had to (KL § 11-9).")
	msgConstituting = message.New1[int]("ballot.constituting",
		"The meeting constitutes the body: two thirds of the members, {needed}, have to be present (KL § 7-1).")
	msgNotDecided = message.New("ballot.not_decided", "So the body could not decide.")
	msgDidNotVote = message.New1[int]("ballot.did_not_vote",
		"{n} {n|member|members} did not vote: whoever is present has to (KL § 8-1).")
)

// How it voted, and what that comes to.
var (
	msgVotes          = message.New2[int, int]("ballot.votes", "{yes} voted for and {no} against.")
	msgMunicipalVotes = message.New2[int, int]("ballot.municipal_votes", "{yes} {yes|municipality|municipalities} voted for and {no} against.")
	msgBlank          = message.New1[int]("ballot.blank_votes", "{n} {n|vote was|votes were} blank, and {n|counts as a vote|count as votes} cast (KL § 8-1).")
	msgDivided        = message.New1[string]("ballot.divided", "{municipality} has no vote: its members are divided equally (rule 7.5).")
	msgNobodyVoted    = message.New1[string]("ballot.nobody_voted", "{municipality} has no vote: none of its members voted (rule 7.5).")
	msgSpeakerSilent  = message.New1[string]("ballot.speaker_silent", "{municipality} has no vote: its speaker cast none (rule 7.5).")
	msgTakes          = message.New3[message.Text, int, int]("ballot.takes", "It takes {majority}: {enough} of {all} (KL § 11-9).")
	msgTieInElection  = message.New("ballot.tie_in_election", "The votes are equal, and in elections that of the chair does not decide (KL § 11-9).")
	msgChairFor       = message.New("ballot.chair_for", "The votes are equal. That of whoever chaired decides, and it was for (KL § 11-9).")
	msgChairAgainst   = message.New("ballot.chair_against", "The votes are equal. That of whoever chaired decides, and it was against (KL § 11-9).")
	msgChairBlank     = message.New("ballot.chair_blank", "The votes are equal. That of whoever chaired decides, and it was blank (KL § 11-9).")
	msgChairUnknown   = message.New("ballot.chair_unknown", "The votes are equal, and that of whoever chairs would decide (KL § 11-9).")
	msgCarried        = message.New("ballot.carried", "The proposal is carried.")
	msgNotCarried     = message.New("ballot.not_carried", "The proposal is not carried.")
	msgWouldFail      = message.New1[int]("ballot.would_fail", "If {n} of the votes for it had been against, it would not have been carried.")
	msgWouldCarry     = message.New1[int]("ballot.would_carry", "If {n} of the votes against it had been for, it would have been carried.")
	msgCouldNot       = message.New2[int, int]("ballot.could_not", "It would not have been carried with all {votes} votes either: it takes {enough}.")
)

// How an election went.
var (
	msgRoundQuorate = message.New4[int, int, int, int]("ballot.round_quorate",
		"Vote {round}: {voted} of {size} members were present and voted; at least {needed} had to (KL § 11-9).")
	msgRoundNotQuorate = message.New4[int, int, int, int]("ballot.round_not_quorate",
		"Vote {round}: only {voted} of {size} members were present and voted, and at least {needed} had to (KL § 11-9).")
	msgElectedByMajority = message.New3[string, int, int]("ballot.elected_by_majority",
		"{name} is elected with {votes} of {cast} votes: more than half (KL § 7-8).")
	msgElectedByMost  = message.New2[string, int]("ballot.elected_by_most", "{name} is elected with {votes} votes: the most in the new vote (KL § 7-8).")
	msgNewVote        = message.New("ballot.new_vote", "Nobody has more than half of the votes cast. A new vote is held, and whoever gets most is elected (KL § 7-8).")
	msgNobodyVotedFor = message.New("ballot.nobody_voted_for", "Nobody got a vote, and nobody is elected.")
	msgEqual          = message.New2[message.All[string], int]("ballot.equal", "{names} have {votes} {votes|vote|votes} each: lots are drawn between them (KL § 7-8).")
	msgElectedByLot   = message.New1[string]("ballot.elected_by_lot", "The lot fell on {name}, who is elected (KL § 7-8).")
)

// What objections and consents come to.
var (
	msgChairObjects = message.New("ballot.chair_objects", "The chair of the meeting objects, so the item cannot be decided in it (KL § 11-3).")
	msgThirdObjects = message.New3[int, int, int]("ballot.third_objects",
		"{objecting} of the {present} members present object, and {needed} are a third: the item cannot be decided in this meeting (KL § 11-3).")
	msgTooFewObject = message.New3[int, int, int]("ballot.too_few_object",
		"{objecting} of the {present} members present object, and it takes a third, {needed}: the item can be decided (KL § 11-3).")
	msgConsents = message.New3[int, int, int]("ballot.consents",
		"{text} of {members} members agree to the proposal, and {procedure} to deciding it in writing.")
	msgAllHaveTo = message.New("ballot.all_have_to", "The proposal is not carried: all of them have to agree to both (KL § 11-8).")
)

// What is wrong with a vote.
var (
	msgMoreThanSeats          = message.New1[int]("ballot.more_than_seats", "must be {size} at the most: so many members the body has by its statutes")
	msgMoreThanPresent        = message.New1[int]("ballot.more_than_present", "must be {present} at the most: so many members are present")
	msgMoreThanMunicipalities = message.New1[int]("ballot.more_than_municipalities", "must be of {n} {n|municipality|municipalities} at the most")
	msgNotTheSum              = message.New1[int]("ballot.not_the_sum", "must be {sum}, the sum of the votes: each member has one")
	msgVotingNeeded           = message.New("ballot.voting_needed", "must say how many members voted, where municipalities have the votes")
	msgBelowNone              = message.New("ballot.below_none", "must not be below 0")
	msgPresentTwice           = message.New("ballot.present_twice", "must be somebody, and named once")
	msgFromNowhere            = message.New("ballot.from_nowhere", "must be from a municipality, where municipalities have the votes")
	msgSecondSpeaker          = message.New("ballot.second_speaker", "must not be a second speaker of the municipality")
	msgChairAway              = message.New("ballot.chair_away", "must be somebody who takes part in the item")
	msgNotPresent             = message.New("ballot.not_present", "must be somebody who has a seat, is present and is not disqualified in the item")
	msgNotSpeaker             = message.New("ballot.not_speaker", "must be the speaker of the municipality, who casts its vote")
	msgVotedTwice             = message.New("ballot.votes_twice", "must be named once: this person voted in an earlier row")
	msgNoBlank                = message.New("ballot.no_blank", "must be for or against: one votes blank in elections and appointments alone")
	msgNoVoice                = message.New("ballot.no_voice", "must be `for`, `against` or, in an election or appointment, `blank`")
	msgNobodyVotedSo          = message.New("ballot.nobody_voted_so", "must be one of the votes that were cast")
	msgChairSilent            = message.New("ballot.chair_has_to", "must say how whoever chaired the item voted")
	msgNoMunicipalities       = message.New("ballot.no_municipalities", "A majority of all municipalities can only be counted of those that have seats in the body, and nobody has any (rule 7.5).")
	msgNoCandidate            = message.New("ballot.no_candidate", "must be for somebody who can be elected")
	msgNotAmong               = message.New("ballot.not_among", "must be one of those between whom lots are drawn")
	msgNoMember               = message.New("ballot.no_member", "must be a member of the body")
)
