package chain

import (
	_ "embed"
	"strconv"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a treatment is in its state.
var (
	msgTakenBack       = message.New("treatment.taken_back", "The case was taken back from treatment.")
	msgLeft            = message.New("treatment.left", "The municipality has left the case (rule 1.1).")
	msgSkipped         = message.New1[string]("treatment.skipped", "It was skipped: {reason}")
	msgWithdrawn       = message.New1[string]("treatment.withdrawn", "It was withdrawn: {reason}")
	msgDone            = message.New("treatment.done", "It is done.")
	msgResolved        = message.New3[string, Outcome, workday.Date]("treatment.resolved", "{body}: {outcome} on {day}.")
	msgWaits           = message.New1[message.All[string]]("treatment.waits", "It waits for {bodies} (rule 7.2).")
	msgTurn            = message.New1[string]("treatment.turn", "It is the turn of {body} (rule 7.2).")
	msgDeferredTo      = message.New2[string, workday.Date]("treatment.deferred_to", "{body} has put it off to {day} (rule 7.3).")
	msgNotDecided      = message.New2[string, workday.Date]("treatment.not_decided_on", "{body} could not decide it on {day}, and takes it up again (KL § 11-9, rule 7.3).")
	msgReferredHere    = message.New1[string]("treatment.referred_here", "The case was referred back: {body} treats it again (rule 7.3).")
	msgOver            = message.New2[string, State]("treatment.is_over", "The treatment by {body} is {state}, and takes nothing more (rule 7.2).")
	msgResolvedSince   = message.New3[string, Outcome, workday.Date]("treatment.resolved_since", "{body} has resolved something in the case since: {outcome} on {day}. What lay before it stays; let the case be treated once more, or correct the minutes (rule 7.7).")
	msgTreatedSince    = message.New1[string]("treatment.treated_since", "{body} treats the case in another meeting, or has resolved something else since.")
	msgOnAnAgenda      = message.New1[string]("treatment.has_on_agenda", "The case is on the agenda of {body}, whose turn would be over: take it off there first.")
	msgReferredAlready = message.New1[string]("treatment.referred_already", "The case was referred back to {step}, where it is treated again: it comes to the body once more.")
	msgDecided         = message.New2[string, workday.Date]("treatment.is_decided", "{body} decided the case on {day}: it can be taken back or withdrawn only before the first deciding resolution (rule 2.2).")
)

// What is wrong with a plan.
var (
	msgSteps             = message.New1[message.All[message.Text]]("treatment.steps", "{titles}")
	msgOneBody           = message.New("treatment.one_body", "must be named by one of `body_kind`, `body` and `every`")
	msgStepTwice         = message.New1[string]("treatment.step_twice", "must be there once; {key} is there twice")
	msgNoStepKey         = message.New1[string]("treatment.no_step_key", "must be another key than {key}, which is a milestone of the preparation")
	msgNoStep            = message.New1[string]("treatment.no_step", "must be a step of the plan; {key} is not")
	msgCircle            = message.New1[string]("treatment.circle", "must not wait for each other: {circle}")
	msgRegionLacks       = message.New1[message.Text]("treatment.region_lacks", "The region has no body for the step \"{step}\": found it, or set another plan.")
	msgMunicipalityLacks = message.New2[string, bodyWord]("treatment.municipality_lacks", "{municipality} has no {body}: its clerk founds it.")
	msgStepBegun         = message.New1[string]("treatment.step_begun", "must stay as it is: a body has begun the step {key}")
	msgStepGone          = message.New1[string]("treatment.step_gone", "must keep the step {key}, which a body has begun")
	msgNoProposal        = message.New("treatment.no_proposal_yet", "The case has no proposed resolution: write one before it is sent (rule 8.1).")
	msgOtherBody         = message.New2[string, string]("treatment.other_body", "must be a committee or the executive committee of the municipality; {body} of {municipality} is not")
	msgCouncilDone       = message.New1[string]("treatment.council_done", "{council} is done with the case: no committee can come before it.")
	msgAlreadyThere      = message.New1[string]("treatment.already_there", "must be one that does not treat the case in this step already; {body} does")
	msgNoCouncilHere     = message.New("treatment.no_council_here", "The council of the municipality does not treat the case.")
	msgNothingBefore     = message.New("treatment.nothing_before", "Nothing comes before this step to which the case could be referred (rule 7.3).")
)

// What is wrong with a resolution.
var (
	msgOutcome            = message.New2[Role, []Outcome]("treatment.wrong_outcome", "must be one that a body gives which {role}: {outcomes}")
	msgCannotDecide       = message.New1[string]("treatment.body_cannot_decide", "{body} does not decide by its statutes: it can neither adopt nor reject (KL § 5-1, rules 7.3, 7.4).")
	msgNoItems            = message.New("treatment.no_items", "must hold at least one item with a text")
	msgNoReason           = message.New("treatment.no_reason", "must say why")
	msgNoCounts           = message.New("treatment.no_counts", "must hold the votes by count (KL § 11-4)")
	msgItemNumber         = message.New1[int]("treatment.item_number", "must be {number}: items are numbered in their order")
	msgDeferralDay        = message.New("treatment.deferral_day", "must be given with `deferred`, and with no other outcome")
	msgDeferralLater      = message.New("treatment.deferral_later", "must be a day after the meeting")
	msgReferralStep       = message.New("treatment.referral_step", "must be given with `referred_back`, and with no other outcome")
	msgReferTo            = message.New1[string]("treatment.not_before", "must be a step that comes before; {step} does not")
	msgMinutesWhere       = message.New("treatment.minutes_where", "must name either an address or a document of the case")
	msgMinutesAddress     = message.New("treatment.minutes_address", "must be an absolute address that begins with https:// or http://")
	msgMoreVoting         = message.New2[int, int]("treatment.more_voting", "must not be more than are present: {voting} of {present}")
	msgMorePresent        = message.New2[int, int]("treatment.more_present", "must not be more than the body's members: {present} of {size}")
	msgVotesDiffer        = message.New3[int, int, int]("treatment.votes_differ", "must with those against, {for} and {against}, be as many as vote, {voting}: there are no blank votes here (KL § 8-1)")
	msgMunicipalitiesVote = message.New("treatment.municipalities_vote", "must hold the votes of the municipalities: in this body they have the votes (rule 7.5)")
	msgMembersVote        = message.New("treatment.members_vote", "must be left out: in this body the members have the votes (rule 7.5)")
	msgMoreForMinority    = message.New2[int, int]("treatment.more_for_minority", "must not be more votes than there were members to give them: {votes} of {present}")
	msgMoreThanVote       = message.New2[int, int]("treatment.more_than_vote", "must not have more votes than members voted: {votes} of {voting}")
	msgMoreThanMembers    = message.New2[int, int]("treatment.more_municipalities", "must not be more municipalities than belong to the region: {counted} of {all}")
	msgQuorate            = message.New2[int, int]("treatment.quorate", "must be what the body resolved: {voting} of its {size} members voted, so that it was quorate (KL § 11-9, rule 7.3)")
	msgCasting            = message.New("treatment.casting", "must say how whoever chaired the item voted: the votes are equal, and that vote decides (KL § 11-9)")
	msgResolvedOn         = message.New2[workday.Date, workday.Date]("treatment.resolved_on", "must be a day from {sent}, when the case was sent, to {today}")
)

// What votes come to.
var (
	msgNoMajority    = message.New1[Outcome]("treatment.no_majority_for", "It cannot be {outcome}.")
	msgWithoutVote   = message.New1[int]("treatment.without_vote", "{n} {n|municipality|municipalities} had no vote: the members from there were divided equally, or cast none (rule 7.5).")
	msgAgreementSays = message.New1[message.Text]("treatment.agreement_says", "A change of the agreement takes {majority}: so the agreement says (KL § 18-4).")
	msgAgreementLaw  = message.New1[message.Text]("treatment.agreement_law", "A change of the agreement takes {majority}, for the agreement says nothing else (KL § 18-4).")
)

// Refusals of competence.
var (
	msgPrincipal         = message.New1[string]("treatment.principal", "The case is of principal importance: {body} cannot decide it, for such a case does not end in the region (KL § 5-4, rule 7.4).")
	msgPrincipalCouncils = message.New("treatment.principal_councils", "The case is of principal importance, and the plan has no step in which every municipal council decides: it cannot end in the region (KL § 5-4, rule 7.4).")
	msgIndividual        = message.New1[string]("treatment.individual", "{body} can make no individual administrative decisions, except internal ones and grants (KL § 18-1, rule 7.4).")
	msgGrantLimit        = message.New3[string, kroner, kroner]("treatment.grant_limit", "{body} makes grants of up to NOK {limit} by its statutes, and not of NOK {amount} (KL § 18-1, rule 7.4).")
	msgJointMeeting      = message.New("treatment.joint_meeting", "A joint council meeting decides nothing: KL § 5-1 does not list it among the bodies that can be given powers (rule 7.4).")
	msgKomite            = message.New1[string]("treatment.komite", "{body} is a committee that prepares cases for the council, and decides nothing (KL §§ 5-1, 5-9, rule 7.4).")
	msgNotElected        = message.New1[string]("treatment.not_elected", "{body} is none of the bodies that KL § 5-1 lists, and decides nothing (rule 7.4).")
	msgEveryCouncil      = message.New2[string, []AgreementChange]("treatment.every_council", "{body} cannot adopt a change of the agreement in {changes}: every municipal council does that itself (KL § 18-4, rule 7.4).")
	msgCouncilsMissing   = message.New1[[]AgreementChange]("treatment.councils_missing", "The agreement changes in {changes}: the plan needs a step in which every municipal council decides (KL § 18-4, rule 7.4).")
)

// What roles, states and outcomes are called in sentences.
var (
	roleNames = message.Names[Role]{
		Recommends: message.New("treatment.recommends", "recommends"), Deliberates: message.New("treatment.deliberates", "deliberates"),
		Decides: message.New("treatment.decides", "decides"),
	}
	stateNames = message.Names[State]{
		Waiting: message.New("treatment.is_waiting", "waiting"), Open: message.New("treatment.is_open", "open"), Done: message.New("treatment.is_done", "done"),
		Skipped: message.New("treatment.is_skipped", "skipped"), Withdrawn: message.New("treatment.is_withdrawn", "withdrawn"), Left: message.New("treatment.is_left", "over, because the municipality left"),
	}
	outcomeNames = message.Names[Outcome]{
		Recommended: message.New("treatment.recommended", "recommended"), RecommendedWithChanges: message.New("treatment.recommended_with_changes", "recommended with changes"),
		RecommendedAgainst: message.New("treatment.recommended_against", "recommended against"), Adopted: message.New("treatment.adopted", "adopted"),
		AdoptedWithChanges: message.New("treatment.adopted_with_changes", "adopted with changes"), Rejected: message.New("treatment.rejected", "rejected"),
		Deferred: message.New("treatment.deferred", "put off"), ReferredBack: message.New("treatment.referred_back", "referred back"),
		Noted: message.New("treatment.noted", "noted"), NotDecided: message.New("treatment.not_decided", "not decided"),
		WithdrawnFrom: message.New("treatment.dropped", "withdrawn"),
	}
	changeNames = message.Names[AgreementChange]{
		ChangeName: message.New("treatment.change_name", "its name"), ChangeLegalPersonality: message.New("treatment.change_legal_personality", "legal personality"),
		ChangeSeats: message.New("treatment.change_seats", "the seats"), ChangeMatters: message.New("treatment.change_matters", "the matters it deals with"),
		ChangePowers: message.New("treatment.change_powers", "the powers of its bodies"), ChangeOwnershipShare: message.New("treatment.change_ownership_share", "ownership or liability shares"),
		ChangeWithdrawal: message.New("treatment.change_withdrawal", "withdrawal"), ChangeDissolution: message.New("treatment.change_dissolution", "dissolution"),
		ChangeArchive: message.New("treatment.change_archive", "the archive"), ChangeOther: message.New("treatment.change_other", "other matters"),
	}
)

// Say is the role in a language, as a sentence names it.
func (r Role) Say(in message.Language) string { return roleNames.Say(in, r) }

// Say is the state in a language, as a sentence names it.
func (s State) Say(in message.Language) string { return stateNames.Say(in, s) }

// Say is the outcome in a language, as a sentence names it.
func (o Outcome) Say(in message.Language) string { return outcomeNames.Say(in, o) }

// Say is the change in a language, as a sentence names it.
func (a AgreementChange) Say(in message.Language) string { return changeNames.Say(in, a) }

// kroner is an amount in øre, as a sentence names it.
type kroner int64

// Say is the amount in whole kroner.
func (k kroner) Say(message.Language) string { return strconv.FormatInt(int64(k)/100, 10) }

// bodyWord is a kind of body as a sentence names it.
type bodyWord string

var bodyWords = message.Names[bodyWord]{
	"board": message.New("treatment.board", "the board"), "representative_council": message.New("treatment.representative_council", "the representative council"),
	"executive_committee": message.New("treatment.executive_committee", "the executive committee"), "chief_executives_committee": message.New("treatment.chief_executives", "the chief executives' committee"),
	"joint_council_meeting": message.New("treatment.joint_council_meeting", "the joint council meeting"), "joint_executive_committees": message.New("treatment.joint_executives", "the joint executive committees"),
	"municipal_council": message.New("treatment.council", "municipal council"), "municipal_executive_committee": message.New("treatment.formannskap", "executive committee"),
	"every_municipal_council": message.New("treatment.every_municipal_council", "every municipal council"), "every_municipal_executive_committee": message.New("treatment.every_executive_committee", "every executive committee"),
}

// Say is the kind in a language.
func (w bodyWord) Say(in message.Language) string { return bodyWords.Say(in, w) }

// What a body does in a step, as the step is called.
var (
	msgDoes = map[Role]message.Of1[bodyWord]{
		Recommends:  message.New1[bodyWord]("treatment.body_recommends", "Recommendation: {body}"),
		Deliberates: message.New1[bodyWord]("treatment.body_deliberates", "Deliberation: {body}"),
		Decides:     message.New1[bodyWord]("treatment.body_decides", "Decision: {body}"),
	}
	msgNamedBody = map[Role]message.Of1[string]{
		Recommends:  message.New1[string]("treatment.named_recommends", "Recommendation: {body}"),
		Deliberates: message.New1[string]("treatment.named_deliberates", "Deliberation: {body}"),
		Decides:     message.New1[string]("treatment.named_decides", "Decision: {body}"),
	}
)
