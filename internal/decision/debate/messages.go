package debate

import (
	_ "embed"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with what is recorded of an item.
var (
	msgTakesNoPart    = message.New("debate.takes_no_part", "must be somebody with a seat who is there, and has not left the item")
	msgWhoProposes    = message.New("debate.who_proposes", "must be given, or `by` for what comes from elsewhere, and not both")
	msgJoint          = message.New("debate.joint", "must be `joint` for a proposal of several")
	msgAmends         = message.New("debate.amends_which", "must be given for an amendment and an addition, and for nothing else")
	msgNoProposal     = message.New1[int]("debate.no_proposal", "must be a proposal of the item: there is no number {n}")
	msgWhoSays        = message.New("debate.who_says", "must be given, or `by` for several, and not both")
	msgOnce           = message.New("debate.once", "must name each member once")
	msgVoicesOrCounts = message.New("debate.voices_or_counts", "must be given, or the numbers in its place, and not both")
	msgRounds         = message.New("debate.rounds", "must be given for an election, and for no other vote")
	msgOnWhat         = message.New("debate.on_what", "must name at least one proposal")
	msgElectionAlone  = message.New("debate.election_alone", "must be left out: an election has rounds alone")
	msgMajority       = message.New("debate.majority", "must be more than half, and no more than all")
	msgVotedTwice     = message.New("debate.voted_twice", "must be named once: each member has one vote")
	msgNextVote       = message.New1[int]("debate.next_vote", "The next vote on the item has the number {n}.")
	msgItemNumber     = message.New1[int]("debate.item_number", "must be {n}: items are numbered in their order")
	msgNoText         = message.New("debate.no_text", "must have at least one item with a text")
	msgNoReason       = message.New("debate.no_reason", "must say why, or `items` what was resolved")
	msgDeferredTo     = message.New("debate.deferred_to", "must be given for a deferral, and for nothing else")
	msgReferTo        = message.New("debate.refer_to", "must be given for a case that is referred back, and for nothing else")
	msgWhyCorrected   = message.New("debate.why_corrected", "must say why the vote is recorded otherwise than before")
	msgNoCase         = message.New("debate.no_case", "must be another: the item treats no case")
)

// Why no decision rests on an item.
var (
	msgNotResolved = message.New1[string]("debate.not_resolved", "must be the number of an item that the body adopted; item {number} is not resolved")
	msgNotAdopted  = message.New2[string, chain.Outcome]("debate.not_adopted", "must be the number of an item that the body adopted; item {number} was {outcome}")
)

// MsgVoteMisfit says that a vote counts people who took no part in the item.
var MsgVoteMisfit = message.New1[int]("debate.vote_misfit", "Vote {n} does not fit who was present: record it anew, or correct the attendance.")

// What was done.
var (
	msgProposed            = message.New2[string, int]("debate.proposed", "Item {item}: proposal {n}.")
	msgProposalWithdrawn   = message.New2[string, int]("debate.proposal_gone", "Item {item}: proposal {n} was withdrawn.")
	msgCasesRest           = message.New1[[]string]("debate.cases_rest", "The decision on which the following cases rest was adopted in the item: {cases}. Withdraw it there first (rule 2.3b).")
	msgResolutionCorrected = message.New1[string]("debate.resolution_corrected", "The resolution of item {item} is corrected.")
	msgResolved            = message.New1[string]("debate.resolved", "Item {item} is resolved.")
)
