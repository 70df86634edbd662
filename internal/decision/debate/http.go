package debate

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// ProposalRef is how a path names a proposal in an item.
type ProposalRef struct {
	meeting.ItemRef
	Proposal int `path:"proposal" minimum:"1" maximum:"1000" example:"1" doc:"Its running number in the item"`
}

// VoteRef is how a path names a vote on an item.
type VoteRef struct {
	meeting.ItemRef
	Vote int `path:"vote" minimum:"1" maximum:"1000" example:"1" doc:"Its running number in the item: the next vote has the next number"`
}

var (
	showItem         = declared.Show[meeting.ItemRef]("show-agenda-item", meeting.ItemPath, meeting.Reads)
	propose          = declared.New[meeting.ItemRef]("add-item-proposal", http.MethodPost, meeting.ItemPath+"/proposals", meeting.Keeps)
	withdrawProposal = declared.New[ProposalRef]("withdraw-item-proposal", http.MethodPost, meeting.ItemPath+"/proposals/{proposal}/withdraw", meeting.Keeps)
	recordVote       = declared.New[VoteRef]("record-item-vote", http.MethodPut, meeting.ItemPath+"/votes/{vote}", meeting.Keeps)
	recordConsents   = declared.New[meeting.ItemRef]("record-item-consents", http.MethodPut, meeting.ItemPath+"/consents", meeting.Keeps)
	state            = declared.New[meeting.ItemRef]("add-item-statement", http.MethodPost, meeting.ItemPath+"/statements", meeting.Keeps)
	correct          = declared.New[meeting.ItemRef]("correct-item-resolution", http.MethodPut, meeting.ItemPath+"/resolution", meeting.Keeps)
	resolve          = declared.New[meeting.ItemRef]("resolve-item", http.MethodPost, meeting.ItemPath+"/resolve", meeting.Keeps)
)

// ofCases are the refusals of the treatment of a case, which an item hands on.
var ofCases = []*fault.Error{
	chain.ErrNotSent, chain.ErrNotItsTurn, chain.ErrOver, chain.ErrOutcome, chain.ErrCannotDecide, chain.ErrResolution, chain.ErrResolutionDate, chain.ErrReferTo,
	chain.ErrIndividual, chain.ErrPrincipal, chain.ErrNoElectedBody, chain.ErrEveryCouncil, chain.ErrWhichChange, chain.ErrGrantLimit,
	casefile.ErrWrongState, casefile.ErrWithdrawn,
}

// votes are the refusals of votes.
var votes = []*fault.Error{
	ErrVote, ErrVoteOrder, ErrWithdrawn, ballot.ErrNoSize, ballot.ErrStatutes, ballot.ErrAttendance, ballot.ErrTooManyVotes, ballot.ErrNoVote,
	ballot.ErrBlank, ballot.ErrVotedTwice, ballot.ErrChairSilent, ballot.ErrRounds, ballot.ErrLot,
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showItem, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Show an item of an agenda",
		Description: "What was proposed, how it was voted on and why it came out so, what was said for the record, and what the body resolved (rules 7.3, 7.5). What an exempt item is about is hidden, with its legal basis, from whoever may not read exempt cases.",
	}, s.Show)
	during := slices.Concat(meeting.InRecord, []*fault.Error{meeting.ErrItemState, meeting.ErrTakesNotes})
	httpapi.DoWith(d, propose, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Add a proposal",
		Description: "A main proposal, an amendment, an addition, an alternative, or a joint proposal of several. Whoever proposes takes part in the item; what comes from elsewhere, such as a committee's recommendation, names that (rule 7.3).",
		Faults:      slices.Concat(during, []*fault.Error{ErrContent, ErrAmends, ErrWithdrawn, ErrNotThere}),
	}, s.Propose)
	httpapi.DoWith(d, withdrawProposal, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Withdraw a proposal",
		Description: "Before it is voted on, and what amends it with it.",
		Faults:      slices.Concat(during, []*fault.Error{ErrWithdrawn, ErrVotedOn}),
	}, s.WithdrawProposal)
	httpapi.DoWith(d, recordVote, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Record a vote",
		Description: "By name, with all voices in one request, or by count. Those vote who have a seat, are there and have not left the item; the body's settings say what it takes, and a trial counts for nothing. The same again changes nothing; another in the place of one that is there needs its tag, and a reason (rules 7.5, 7.7, KL §§ 7-8, 8-1, 11-9).",
		Faults:      slices.Concat(during, votes, []*fault.Error{ErrUnexplained, meeting.ErrInWriting}),
	}, s.RecordVote)
	httpapi.DoWith(d, recordConsents, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Record what members answered in writing",
		Description: "Whole. A matter is decided in writing only where every member agrees to the text and to the procedure (KL § 11-8, rule 7.6).",
		Faults:      slices.Concat(during, []*fault.Error{ErrContent, ErrNotInWriting, ballot.ErrConsent}),
	}, s.RecordConsents)
	httpapi.DoWith(d, state, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Add a statement for the record",
		Description: "It stands in the minutes, and follows the case to the next body (rule 7.3).",
		Faults:      slices.Concat(during, []*fault.Error{ErrContent, ErrNotThere}),
	}, s.State)
	s.registerResolving(d, during)
}

func (s *Service) registerResolving(d *httpapi.Door, during []*fault.Error) {
	judged := slices.Concat(during, ofCases, []*fault.Error{ErrResolution, ErrNoVote, ErrNotQuorate, ErrOtherwise, ErrNoPower, ErrNotAgreed, ErrCaseOnly, ballot.ErrConsent, meeting.ErrTreatment})
	httpapi.DoWith(d, resolve, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Resolve an item",
		Description: "What is recommended, adopted or rejected rests on the last vote that counts: enough members took part, and it came out so. In a written procedure every member has agreed. What treats a case is handed to its treatment at the same moment, with the proposals that fell and the statements for the record (rules 7.2-7.5, KL §§ 11-8, 11-9).",
		Faults:      judged,
	}, s.Resolve)
	httpapi.DoWith(d, correct, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Correct the resolution of an item",
		Description: "Lets a resolution take the place of one that was recorded wrongly, such as by a typing error or a wrong count, with the votes that were: until the minutes are signed, by whoever keeps the record, and with a reason. What stood before is kept. In a case the treatment follows at the same moment, and those are told who were told of the resolution; once another body has resolved something since, or the case stands on another agenda, it is refused. Signed minutes are corrected by a new version (rules 7.3, 7.7).",
		Faults:      slices.Concat(judged, votes, []*fault.Error{ErrUnexplained, ErrNotResolved, chain.ErrRests}),
	}, s.Correct)
}
