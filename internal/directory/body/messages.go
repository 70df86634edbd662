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
)

// Why a seat is refused.
var (
	msgOrder          = message.New("body.deputy_order", "must be given for a deputy, and for nobody else")
	msgNoMunicipality = message.New("body.no_municipality", "must name the municipality that the seat represents")
	msgOwnBody        = message.New("body.own_body", "must be left out: a seat in a municipality's own body represents no municipality")
	msgNoMember       = message.New2[string, workday.Date]("body.no_member", "{municipality} is not a member of the region on {day}")
	msgChairTaken     = message.New("body.chair_taken", "the body has a chair at that time")
	msgDecidedLater   = message.New("body.decided_later", "must not be after today: an election has been held")
	msgElectedTwice   = message.New("body.elected_twice", "must be elected once: this person stands in an earlier row")
	msgRegionsChair   = message.New("body.regions_chair", "must be `member` or `deputy`: the region elects the chair of its own body")
	msgOneChair       = message.New("body.one_chair", "must be given once: a body has one chair, and an earlier row has it")
	msgOwnElection    = message.New("body.own_election", "must be somebody else than you: nobody records their own election")
	msgMutual         = message.New("body.mutual_election", "appointed you: somebody else records this election")
	msgNotElectedTo   = message.New1[message.All[message.Text]]("body.not_elected_to", "must be one of these in a region: {kinds}. The representative council elects to the others, or the seats follow from an office (rule 1.5)")
	msgForItself      = message.New("body.for_itself", "must be left out: a municipal council elects for its own municipality")
	msgFromAmong      = message.New("body.from_among", "must be a member of the representative council, which elects its chair and deputy chair from among its members")
	msgCouncilsElect  = message.New("body.councils_elect", "must be left out: the municipal councils elect the members of the representative council")
	msgOwnBodies      = message.New("body.own_bodies", "must be the region itself: its representative council elects to the region's own bodies")
	msgOneElection    = message.New("body.one_election", "must have the same decision, period and `replaces` in all rows of one body")
	msgTooManyBodies  = message.New1[int]("body.too_many_bodies", "A list elects to at most {n} bodies. Divide it by bodies.")
	msgElected        = message.New3[string, string, message.Text]("body.elected", "{name} is elected to {body} as {role}.")
	msgNoSuchBody     = message.New("body.no_such_body", "must be the key of a body of that organisation")
	msgSeated         = message.New("body.seated", "has a seat in the body at that time")
)

// Why an election ended a seat.
var (
	msgNewTerm     = message.New("body.new_term", "A new term")
	msgNewElection = message.New("body.new_election", "A new election")
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

// roleNames are what the roles of seats are called.
var roleNames = map[string]message.Text{
	"chair":        message.New("body.role.chair", "chair"),
	"deputy_chair": message.New("body.role.deputy_chair", "deputy chair"),
	"member":       message.New("body.role.member", "member"),
	deputy:         message.New("body.role.deputy", "deputy"),
}

// namesOf are the names of kinds of bodies.
func namesOf(kinds []string) message.All[message.Text] {
	names := make(message.All[message.Text], len(kinds))
	for i, kind := range kinds {
		names[i] = kindNames[kind]
	}
	return names
}
