package effect

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a rule of effect.
var (
	msgNumber         = message.New("effect.number", "must be there for n_of_all, and for no other rule")
	msgNumberOfAll    = message.New1[int]("effect.number_of_all", "must be from 1 to {parties}: so many municipalities take part")
	msgWhyChanged     = message.New("effect.why_changed", "must say why it takes the place of the rule before")
	msgNoCouncils     = message.New("effect.no_councils", "The plan of treatment has no step in which every municipal council decides (rule 7.2).")
	msgNoRegionalBody = message.New("effect.no_regional_body", "The plan of treatment has no step in which that body of the region decides (rule 7.2).")
)

// How a body's resolution stands to the rule.
var (
	msgVoiceAdopts    = message.New1[string]("effect.adopts", "{body} has adopted it.")
	msgDiffers        = message.New1[string]("effect.differs", "{body} has adopted another text, and the rule asks for one.")
	msgVoiceRejects   = message.New1[string]("effect.rejects", "{body} has rejected it.")
	msgVoiceUndecided = message.New1[string]("effect.undecided", "{body} has not decided.")
	msgVoiceNotAsked  = message.New1[string]("effect.not_asked", "{body} is not asked any more.")
	msgSupposed       = message.New2[string, Voice]("effect.supposed", "{body} is only supposed: {voice}.")
)

// What voices are called.
var voiceNames = message.Names[Voice]{
	Adopts:    message.New("effect.voice_adopts", "adopts it"),
	Differs:   message.New("effect.voice_differs", "adopts another text"),
	Rejects:   message.New("effect.voice_rejects", "rejects it"),
	Undecided: message.New("effect.voice_undecided", "has not decided"),
	NotAsked:  message.New("effect.voice_not_asked", "is not asked"),
}

// Say is the voice in a language, as a sentence names it.
func (v Voice) Say(in message.Language) string { return voiceNames.Say(in, v) }

// What rules of effect are called.
var ruleNames = message.Names[Rule]{
	AllIdentical:          message.New("effect.rule_all_identical", "all councils adopt the same text"),
	AllAdopt:              message.New("effect.rule_all_adopt", "all councils adopt it, with changes or without"),
	NOfAll:                message.New("effect.rule_n_of_all", "so many councils adopt it as the rule names"),
	LocalEffect:           message.New("effect.rule_local_effect", "all councils have decided, and one has adopted it: it binds where it is adopted"),
	RepresentativeCouncil: message.New("effect.rule_representative_council", "the representative council adopts it"),
	DecidingBody:          message.New("effect.rule_deciding_body", "the body of the region that decides last adopts it"),
}

// Say is the rule in a language, as a sentence names it.
func (r Rule) Say(in message.Language) string { return ruleNames.Say(in, r) }

// words say the rule in a sentence, as a letter does.
func (r RuleOfEffect) words() message.Text {
	if r.Least != nil {
		return msgRuleOf.With(*r.Least)
	}
	return msgRule.With(r.Rule)
}

var (
	msgRule   = message.New1[Rule]("effect.rule", "The case is adopted when {rule}.")
	msgRuleOf = message.New1[int]("effect.rule_of", "The case is adopted when {n} councils adopt it.")
)

// What the resolutions come to.
var (
	msgMet         = message.New2[int, int]("effect.met", "The rule is met: {given} of {asked} have adopted it.")
	msgNobodyAsked = message.New("effect.nobody_asked", "The case has not been sent to the bodies on which its effect rests.")
	msgCannot      = message.New3[int, int, int]("effect.cannot", "The rule cannot be met as the bodies have resolved: {given} of the {needed} that are needed have adopted it, and at most {possible} can, unless one decides again.")
	msgWaiting     = message.New3[int, int, int]("effect.waiting", "{given} of the {needed} that are needed have adopted it; {undecided} have not decided.")
)

// What is wrong with what is supposed.
var (
	msgSupposedTwice  = message.New1[string]("effect.supposed_twice", "Suppose only one resolution of {organisation}.")
	msgNotAskedByRule = message.New1[string]("effect.not_asked_by_rule", "The rule rests on no body of {organisation}.")
)

// What is wrong with an exit of a reconciliation, or its end.
var (
	msgOneCouncil    = message.New("effect.one_council", "must name the one municipality whose text the others are to adopt")
	msgWhichCouncils = message.New("effect.which_councils", "must name the municipalities that it is about")
	msgCouncilTwice  = message.New("effect.council_twice", "must name each municipality once")
	msgMediationDay  = message.New("effect.mediation_day", "must be there for a mediation, and for no other exit")
	msgMediationPast = message.New("effect.mediation_past", "must be today or later")
	msgNoCouncilOf   = message.New1[string]("effect.no_council_of", "must be municipalities on whose councils the effect rests; {municipality} is none")
	msgHasNoText     = message.New1[string]("effect.has_no_text", "must be a municipality whose council has adopted a text; that of {municipality} has not")
	msgNotApart      = message.New1[string]("effect.not_apart", "must be municipalities that said no, or adopted something else; {municipality} did not")
	msgNoDecision    = message.New1[int]("effect.no_decision", "must be a decision of the board that is recorded in the case and stands; number {decision} is none")
)

// The exits of a reconciliation.
var (
	msgWayNewText   = message.New("effect.way_new_text", "The others adopt the text of a council that has another one.")
	msgWayAskAgain  = message.New("effect.way_ask_again", "The councils that stand apart are asked again.")
	msgWayMediation = message.New("effect.way_mediation", "Somebody mediates, and the councils that stand apart decide after that.")
	msgWayGoOn      = message.New("effect.way_go_on", "The rule lets the case go on without those that stand apart.")
	msgWayNoGoOn    = message.New("effect.way_no_go_on", "The rule of effect does not let the case go on without them (rule 8.3).")
)

// The titles of tasks.
var (
	msgChoose = message.New("effect.task_choose", "Choose an exit of the reconciliation")
	msgEnd    = message.New("effect.task_end", "End the reconciliation, or choose another exit")
)
