package election

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why an election is refused, and what comes of a row.
var (
	msgDecidedLater  = message.New("election.decided_later", "must not be after today: an election has been held")
	msgElectedTwice  = message.New("election.elected_twice", "must be elected once: this person stands in an earlier row")
	msgOrderTwice    = message.New("election.order_twice", "must be given once in a group: an earlier row has this place")
	msgRegionsChair  = message.New("election.regions_chair", "must be `member` or `deputy`: the region elects the chair of its own body")
	msgOneChair      = message.New("election.one_chair", "must be given once: a body has one chair, and an earlier row has it")
	msgOwnElection   = message.New("election.own_election", "must be somebody else than you: nobody records their own election")
	msgMutual        = message.New("election.mutual_election", "appointed you: somebody else records this election")
	msgNotElectedTo  = message.New1[message.All[message.Text]]("election.not_elected_to", "must be one of these in a region: {kinds}. The representative council elects to the others, or the seats follow from an office (rule 1.5)")
	msgForItself     = message.New("election.for_itself", "must be left out: a municipal council elects for its own municipality")
	msgFromAmong     = message.New("election.from_among", "must be a member of the representative council, which elects its chair and deputy chair from among its members")
	msgCouncilsElect = message.New("election.councils_elect", "must be left out: the municipal councils elect the members of the representative council")
	msgOwnBodies     = message.New("election.own_bodies", "must be the region itself: its representative council elects to the region's own bodies")
	msgOneElection   = message.New("election.one_election", "must have the same decision, period and `replaces` in all rows of one body")
	msgTooManyBodies = message.New1[int]("election.too_many_bodies", "A list elects to at most {n} bodies. Divide it by bodies.")
	msgElected       = message.New3[string, string, message.Text]("election.elected", "{name} is elected to {body} as {role}.")
	msgNoSuchBody    = message.New("election.no_such_body", "must be the key of a body of that organisation")
)
