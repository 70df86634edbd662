package voting

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What a proposal needs.
var (
	msgSimple            = message.New("voting.simple", "a simple majority of the votes cast")
	msgOver              = message.New2[Fraction, message.Text]("voting.over", "more than {share} of {all}")
	msgAtLeast           = message.New2[Fraction, message.Text]("voting.at_least", "at least {share} of {all}")
	msgTheVotes          = message.New("voting.the_votes", "the votes cast")
	msgAllMembers        = message.New("voting.all_members", "all members")
	msgAllMunicipalities = message.New("voting.all_municipalities", "all municipalities")
)

// Who has a vote.
var (
	msgPerMember = message.New("voting.per_member", "Each member has one vote.")
	msgBySeats   = message.New("voting.by_seats", "Each municipality has one vote, as the majority of its members has it.")
	msgBySpeaker = message.New("voting.by_speaker", "Each municipality has one vote, which its speaker casts.")
)
