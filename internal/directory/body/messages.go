package body

import (
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Why a body is refused.
var (
	msgNoSuchKind = message.New3[string, string, []string]("body.no_such_kind", "a {organisation} has no {kind}; it can have {kinds}")
	msgKindStays  = message.New1[string]("body.kind_stays", "must stay {kind}: a body keeps its kind")
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
	msgForItself      = message.New("body.for_itself", "must be left out: a municipal council elects for its own municipality")
	msgFromAmong      = message.New("body.from_among", "must be a member of the representative council, which elects its chair and deputy chair from among its members")
	msgCouncilsElect  = message.New("body.councils_elect", "must be left out: the municipal councils elect the members of the representative council")
	msgOwnBodies      = message.New("body.own_bodies", "must be the region itself: its representative council elects to the region's own bodies")
	msgOneElection    = message.New("body.one_election", "must have the same decision, period and `replaces` in all rows of one body")
	msgTooManyBodies  = message.New1[int]("body.too_many_bodies", "A list elects to at most {n} bodies. Divide it by bodies.")
	msgElected        = message.New3[string, string, string]("body.elected", "{name} is elected to {body} as {role}.")
	msgNoSuchBody     = message.New("body.no_such_body", "must be the key of a body of that organisation")
	msgSeated         = message.New("body.seated", "has a seat in the body at that time")
)
