package ballot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// Method is how people are elected (KL § 7-4).
type Method string

// The methods. Proportional elections and those by agreement follow rules of their own
// (KL §§ 7-5 to 7-7): of these the result is recorded, and nothing is counted here.
const (
	ByMajority   Method = "majority"
	Proportional Method = "proportional"
	ByAgreement  Method = "agreement"
)

// The faults of elections.
var (
	ErrMethod = fault.New(fault.Invalid, "ballot.method", "The election is not held in this way",
		"The chair and the deputy chair of a body are elected by majority, and its other members proportionally or by agreement (KL § 7-4).")
	ErrRounds = fault.New(fault.Invalid, "ballot.rounds", "The election does not have these rounds",
		"Whoever gets more than half of the votes cast is elected. If nobody does, a new vote is held, and whoever gets most is elected. There is no third (KL § 7-8).")
	ErrLot = fault.New(fault.Invalid, "ballot.lot", "The lot does not fit",
		"Lots are drawn between those who got most votes in the new vote, and equally many (KL § 7-8).")
)

// MustElect refuses another method than the law has for a role: chair, deputy_chair
// or another (KL § 7-4).
func (m Method) MustElect(role string) error {
	if leads := role == "chair" || role == "deputy_chair"; leads != (m == ByMajority) {
		return ErrMethod
	}
	return nil
}

// Paragraph is the paragraph of the law by which it is held.
func (m Method) Paragraph() string {
	return map[Method]string{ByMajority: "KL § 7-8", Proportional: "KL §§ 7-5, 7-6", ByAgreement: "KL § 7-7"}[m]
}

// Round is one vote of an election by majority: whom each of those present voted for,
// by the person, "" for a blank vote; or how many voted for each, and how many blank.
type Round struct {
	Voices map[string]string
	Counts map[string]int
	Blank  int
}

// Election is an election by majority (KL § 7-8). Each member has one vote, by
// whatever model the body decides other items: the law elects whoever has the votes.
type Election struct {
	Size    int
	Present []Voter
	// Constituting says that the meeting constitutes the body (KL § 7-1).
	Constituting bool
	// Candidates are those who can be voted for; all where they are left out.
	Candidates []string
	Rounds     []Round
	// Lot is on whom it fell, where lots had to be drawn.
	Lot string
	// Names are what candidates are called.
	Names map[string]string
}

// Next is what an election waits for.
type Next string

// What it can wait for: nothing, a new vote, or lots to be drawn.
const (
	Done    Next = "done"
	NewVote Next = "new_vote"
	DrawLot Next = "lot"
)

// Elected is what an election comes to, and why.
type Elected struct {
	Quorate   bool             `json:"quorate" doc:"Whether enough members were present and voted in the last round (KL § 11-9)"`
	Needed    int              `json:"needed" example:"17" doc:"How many members have to be present and vote"`
	TookPart  int              `json:"took_part" example:"31" doc:"How many did in the last round"`
	Elected   string           `json:"elected" doc:"Who is elected; empty while nobody is"`
	Round     int              `json:"round" example:"1" doc:"The last round"`
	Next      Next             `json:"next" enum:"done,new_vote,lot" doc:"What the election waits for (KL § 7-8)"`
	Among     []string         `json:"among" doc:"Between whom lots are drawn"`
	Votes     []CandidateVotes `json:"votes" doc:"The votes of the last round, most first"`
	Blank     int              `json:"blank" example:"0"`
	Sentences []message.Text   `json:"sentences" doc:"Why it is so, in words"`
}

// CandidateVotes is how many voted for somebody.
type CandidateVotes struct {
	Candidate string `json:"candidate"`
	Votes     int    `json:"votes" example:"18"`
}

// Elect says whom an election by majority elects (KL § 7-8): whoever has more than
// half of the votes cast in the first round, or else most in the second, or else the
// lot. A blank vote is a vote cast. It refuses a round after the decision, more votes
// than members, voices of those who have none, and a lot where none is drawn.
func (e Election) Elect() (Elected, error) {
	if e.Size < 1 {
		return Elected{}, ErrNoSize
	}
	if err := (Question{Size: e.Size, Model: PerMember, Present: e.Present}).checkPresent(); err != nil {
		return Elected{}, err
	}
	if len(e.Rounds) > 2 {
		return Elected{}, ErrRounds
	}
	result := Elected{Needed: QuorumOf(e.Size, e.Constituting), Next: NewVote, Among: []string{}, Votes: []CandidateVotes{}, Sentences: []message.Text{}}
	for i, round := range e.Rounds {
		if result.Next != NewVote {
			return Elected{}, ErrRounds
		}
		if err := e.check(i, round); err != nil {
			return Elected{}, err
		}
		e.hold(&result, round)
	}
	return e.draw(result)
}

// check refuses a round with more votes than members, or votes of or for those who
// have none.
func (e Election) check(i int, r Round) error {
	at := fmt.Sprintf("/rounds/%d", i)
	var many, stranger, unknown fault.Checks
	for _, person := range slices.Sorted(maps.Keys(r.Voices)) {
		stranger.Require(e.isPresent(person), at+"/voices/"+person, msgNotPresent)
		unknown.Require(r.Voices[person] == "" || e.stands(r.Voices[person]), at+"/voices/"+person, msgNoCandidate)
	}
	least, cast := r.Blank, r.Blank
	for _, candidate := range slices.Sorted(maps.Keys(r.Counts)) {
		least, cast = min(least, r.Counts[candidate]), cast+r.Counts[candidate]
		unknown.Require(e.stands(candidate), at+"/counts/"+candidate, msgNoCandidate)
	}
	most := cmp.Or(len(e.Present), e.Size)
	many.Require(least >= 0, at+"/counts", msgBelowNone)
	many.Require(len(r.Voices)+cast <= most, at, msgMoreThanPresent.With(most))
	return cmp.Or(many.Err(ErrTooManyVotes), stranger.Err(ErrNoVote), unknown.Err(ErrNoVote))
}

func (e Election) isPresent(person string) bool {
	return slices.ContainsFunc(e.Present, func(v Voter) bool { return v.Person == person })
}

func (e Election) stands(candidate string) bool {
	return candidate != "" && (e.Candidates == nil || slices.Contains(e.Candidates, candidate))
}

// hold is a round, the next of an election.
func (e Election) hold(x *Elected, r Round) {
	x.Round++
	x.count(r)
	x.Quorate = x.TookPart >= x.Needed
	x.Sentences = append(x.Sentences, e.roundTexts(x)...)
	best := x.best()
	switch {
	case !x.Quorate:
		x.Sentences = append(x.Sentences, msgNotDecided)
	case len(best) == 1 && (x.Round == 2 || 2*x.Votes[0].Votes > x.TookPart):
		x.Elected, x.Next = best[0], Done
	case x.Round == 1:
		x.Sentences = append(x.Sentences, msgNewVote)
	case len(best) > 1:
		x.Next, x.Among = DrawLot, best
	default:
		x.Next = Done
		x.Sentences = append(x.Sentences, msgNobodyVotedFor)
	}
	if x.Elected != "" && x.Round == 1 {
		x.Sentences = append(x.Sentences, msgElectedByMajority.With(e.name(x.Elected), x.Votes[0].Votes, x.TookPart))
	} else if x.Elected != "" {
		x.Sentences = append(x.Sentences, msgElectedByMost.With(e.name(x.Elected), x.Votes[0].Votes))
	}
}

// count counts the votes of a round.
func (x *Elected) count(r Round) {
	votes := maps.Clone(r.Counts)
	if votes == nil {
		votes = map[string]int{}
	}
	x.Blank, x.Votes = r.Blank, []CandidateVotes{}
	for _, candidate := range r.Voices {
		if candidate == "" {
			x.Blank++
		} else {
			votes[candidate]++
		}
	}
	x.TookPart = x.Blank
	for candidate, n := range votes {
		x.TookPart += n
		x.Votes = append(x.Votes, CandidateVotes{Candidate: candidate, Votes: n})
	}
	slices.SortFunc(x.Votes, func(a, b CandidateVotes) int {
		return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(a.Candidate, b.Candidate))
	})
}

// best are those with most votes; none where nobody has any.
func (x *Elected) best() (all []string) {
	for _, v := range x.Votes {
		if v.Votes > 0 && v.Votes == x.Votes[0].Votes {
			all = append(all, v.Candidate)
		}
	}
	return all
}

// draw is the election with the lot, where one was drawn.
func (e Election) draw(x Elected) (Elected, error) {
	if x.Next != DrawLot {
		if e.Lot != "" {
			return Elected{}, ErrLot
		}
		return x, nil
	}
	x.Sentences = append(x.Sentences, msgEqual.With(e.names(x.Among), x.Votes[0].Votes))
	if e.Lot == "" {
		return x, nil
	}
	if !slices.Contains(x.Among, e.Lot) {
		return Elected{}, ErrLot.On("/lot", msgNotAmong)
	}
	x.Elected, x.Next = e.Lot, Done
	x.Sentences = append(x.Sentences, msgElectedByLot.With(e.name(e.Lot)))
	return x, nil
}

// roundTexts say how a round went.
func (e Election) roundTexts(x *Elected) []message.Text {
	all := []message.Text{}
	if x.Quorate {
		all = append(all, msgRoundQuorate.With(x.Round, x.TookPart, e.Size, x.Needed))
	} else {
		all = append(all, msgRoundNotQuorate.With(x.Round, x.TookPart, e.Size, x.Needed))
	}
	if e.Constituting {
		all = append(all, msgConstituting.With(x.Needed))
	}
	if x.Blank > 0 {
		all = append(all, msgBlank.With(x.Blank))
	}
	return all
}

func (e Election) name(candidate string) string { return cmp.Or(e.Names[candidate], candidate) }

func (e Election) names(all []string) message.All[string] {
	named := make(message.All[string], len(all))
	for i, candidate := range all {
		named[i] = e.name(candidate)
	}
	return named
}
