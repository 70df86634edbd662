package body

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a body is refused.
var (
	msgNoSuchKind = message.New3[message.Text, message.Text, message.All[message.Text]]("body.no_such_kind", "{organisation} has no {kind}; it can have {kinds}")
	msgKindStays  = message.New1[message.Text]("body.kind_stays", "must stay {kind}: a body keeps its kind")
	msgKeyTaken   = message.New("body.key_taken", "another body of the organisation has this key")
	msgDecides    = message.New("body.decides", "must be false for a joint council meeting")
	msgDecidesNot = message.New1[message.Text]("body.decides_not", "must be false for a {kind}")

	msgOfWorkingGroup = message.New("body.of_working_group", "must be left out: only a working group has a task")
	msgOfRegionsGroup = message.New("body.of_regions_group", "must be left out: only a region's working group belongs to one of its cases")
	msgNoCase         = message.New1[string]("body.no_case", "must be the number of a case of the region; it has no case {number}")
	msgSaidInSettings = message.New("body.said_in_settings", "must be as the settings of the body say; revise them instead")
)

// Why a seat is refused.
var (
	MsgOrder          = message.New("body.deputy_order", "must be given for a deputy, and for nobody else")
	MsgNoMunicipality = message.New("body.no_municipality", "must name the municipality that the seat represents")
	msgOwnBody        = message.New("body.own_body", "must be left out: a seat in a municipality's own body represents no municipality")
	MsgNoMember       = message.New2[string, workday.Date]("body.no_member", "{municipality} is not a member of the region on {day}")
	msgChairTaken     = message.New("body.chair_taken", "the body has a chair at that time")
	msgSeated         = message.New("body.seated", "has a seat in the body at that time")
)

// Why leave, or a seat in the place of somebody on leave, is refused.
var (
	msgLeaveDecided      = message.New("body.leave_decided", "must be given: leave from an elected body is granted by a decision")
	msgOutsideSeat       = message.New("body.outside_seat", "must lie within the time of the seat")
	msgOnLeave           = message.New("body.on_leave", "must not lie within another leave")
	msgNotAway           = message.New("body.not_away", "must be a seat of the body whose holder is on leave then")
	msgDeputiesInCouncil = message.New("body.deputies_in_council", "must be left out in a municipal council: a deputy takes the seat there")
	msgTemporaryMember   = message.New("body.temporary_member", "must be `member` in the place of somebody on leave")
	msgSameMunicipality  = message.New("body.same_municipality", "must be the municipality of the seat on leave, or left out")
	msgSameGroup         = message.New("body.same_group", "must be the group of the seat on leave, or left out")
	msgShortLeave        = message.New("body.short_leave", "must be on leave for three months at least, or for an unknown time")
	msgAfterLeave        = message.New("body.after_leave", "must not be after the end of the leave")
	msgLeaveFilled       = message.New("body.leave_filled", "somebody has the seat for that time")
	msgOrderTaken        = message.New("body.order_taken", "another deputy of the group has this place at that time")
	msgNotNamed          = message.New1[string]("body.not_named", "must be somebody who is named in case {number}, or its responsible officer")
)

// What is wrong with settings, and what to look at.
var (
	msgRestsOnNothing  = message.New("body.rests_on_nothing", "must say what they rest on, where no case number does")
	msgDayAndNumber    = message.New("body.day_and_number", "must stand with the case number of the decision, and the case number with it")
	msgDecisionToCome  = message.New("body.decision_to_come", "must not be after today: the decision has been made")
	msgWithin          = message.New("body.within", "must be given where municipalities have the votes, and there alone")
	msgOneMunicipality = message.New("body.one_municipality", "must be `per_member`: a municipality's own body has members of one municipality")
	msgNoMajority      = message.New("body.no_majority", "must be more than half of the votes cast, or of the members, and no more than all: fewer decide nothing (KL § 11-9)")
	msgNoAgreement     = message.New("body.no_agreement", "must be left out: the representative council alone adopts changes of the agreement (KL § 18-4)")
	msgKindTwice       = message.New("body.kind_twice", "must name each kind once")
	msgMeetingsHeld    = message.New2[int, workday.Date]("body.meetings_held", "{n} {n|meeting has|meetings have} been held from {day} on")
)

// Why an election ended a seat.
var (
	msgNewTerm     = message.New("body.new_term", "A new term")
	msgNewElection = message.New("body.new_election", "A new election")
	msgLeaveEnded  = message.New("body.leave_ended", "The leave is over")
)

// kindNames are what the kinds of bodies are called.
var kindNames = map[string]message.Text{
	RepresentativeCouncil:       message.New("body.kind.representative_council", "representative council"),
	Board:                       message.New("body.kind.board", "board"),
	ExecutiveCommittee:          message.New("body.kind.executive_committee", "executive committee"),
	ChiefExecutivesCommittee:    message.New("body.kind.chief_executives_committee", "chief executives' committee"),
	JointCouncilMeeting:         message.New("body.kind.joint_council_meeting", "joint council meeting"),
	JointExecutiveCommittees:    message.New("body.kind.joint_executive_committees", "joint meeting of executive committees"),
	MunicipalCouncil:            message.New("body.kind.municipal_council", "municipal council"),
	MunicipalExecutiveCommittee: message.New("body.kind.municipal_executive_committee", "municipal executive committee"),
	Committee:                   message.New("body.kind.committee", "committee"),
	WorkingGroup:                message.New("body.kind.working_group", "working group"),
}

// KindText is what a kind of body is called; one that is none keeps its key.
func KindText(kind string) message.Text {
	if name, ok := kindNames[kind]; ok {
		return name
	}
	return message.Verbatim(kind)
}

// roleNames are what the roles of seats are called.
var roleNames = map[string]message.Text{
	"chair":        message.New("body.role.chair", "chair"),
	"deputy_chair": message.New("body.role.deputy_chair", "deputy chair"),
	"member":       message.New("body.role.member", "member"),
	Deputy:         message.New("body.role.deputy", "deputy"),
}

// RoleText is what a role in a body is called; one that is none keeps its key.
func RoleText(role string) message.Text {
	if name, ok := roleNames[role]; ok {
		return name
	}
	return message.Verbatim(role)
}

// KindTexts are the names of kinds of bodies.
func KindTexts(kinds []string) message.All[message.Text] {
	names := make(message.All[message.Text], len(kinds))
	for i, kind := range kinds {
		names[i] = kindNames[kind]
	}
	return names
}
