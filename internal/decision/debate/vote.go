package debate

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
)

// The kinds of votes. A trial counts for nothing (rule 7.7); in an appointment one may
// vote blank (KL § 8-1); an election by majority has rounds (KL § 7-8).
const (
	Plain       = "resolution"
	Appointment = "appointment"
	ByElection  = "election"
	Trial       = "trial"
)

// ItemVote is a vote that was held, and what it came to.
type ItemVote struct {
	ItemID    int64           `json:"-" db:"item_id"`
	Number    int             `json:"number" db:"number" example:"1" doc:"Running number in the item"`
	Kind      string          `json:"kind" db:"kind" enum:"resolution,appointment,election,trial" doc:"A trial counts for nothing"`
	On        []int           `json:"on" db:"on_proposals" doc:"The proposals that were voted on together; empty in an election"`
	Over      []int           `json:"over" db:"over_proposals" doc:"The proposals against which they were set: a vote against the first ones is a vote for these"`
	At        time.Time       `json:"at" db:"held_at"`
	Chair     string          `json:"chair" db:"chair" format:"uuid" doc:"Who chaired: on a tie their vote decided (KL § 11-9)"`
	ByName    bool            `json:"by_name" db:"by_name" doc:"Whether each voice is known"`
	Voices    []ItemVoice     `json:"voices" db:"-" doc:"Who voted how; empty where the vote was by count"`
	Counts    *ItemVoteCounts `json:"counts,omitempty" db:"counts" doc:"The numbers, where the vote was by count"`
	Majority  ballot.Majority `json:"majority" db:"majority" doc:"What it took"`
	Result    *ballot.Result  `json:"result,omitempty" db:"result" doc:"What it came to, and why; left out in an election"`
	Rounds    []ElectionRound `json:"rounds" db:"rounds" doc:"Of an election"`
	Lot       string          `json:"lot,omitempty" db:"lot" doc:"Of an election: on whom the lot fell"`
	Elected   *ballot.Elected `json:"elected,omitempty" db:"elected" doc:"Of an election: whom it elected, and why"`
	EnteredBy string          `json:"entered_by" db:"entered_by" format:"uuid"`
	EnteredAt time.Time       `json:"entered_at" db:"entered_at"`
}

// ItemVoice is how somebody voted.
type ItemVoice struct {
	ItemID int64  `json:"-" db:"item_id"`
	Vote   int    `json:"-" db:"vote"`
	Person string `json:"person" db:"person" format:"uuid"`
	Name   string `json:"name" db:"name"`
	Voice  string `json:"voice" db:"voice" enum:"for,against,blank" example:"for"`
}

// ElectionChoice is for whom somebody voted.
type ElectionChoice struct {
	Person    string `json:"person" format:"uuid"`
	Name      string `json:"name"`
	Candidate string `json:"candidate" doc:"Empty for a blank vote"`
}

// ItemVoteCounts are the numbers of a vote by count.
type ItemVoteCounts struct {
	For     int          `json:"for" minimum:"0" maximum:"999" example:"17" doc:"Votes of members, or of municipalities where these vote"`
	Against int          `json:"against" minimum:"0" maximum:"999" example:"14"`
	Blank   int          `json:"blank,omitempty" minimum:"0" maximum:"999" doc:"In an appointment alone (KL § 8-1)"`
	Voting  int          `json:"voting,omitempty" minimum:"0" maximum:"999" doc:"Where municipalities vote: how many members did"`
	Chair   ballot.Voice `json:"chair,omitempty" enum:"for,against" doc:"On a tie: how whoever chairs voted (KL § 11-9)"`
}

// ElectionRound is a round of an election by majority: voices by name, or how many voted for
// each.
type ElectionRound struct {
	Voices []ElectionChoice `json:"voices,omitempty" maxItems:"500"`
	Votes  []CandidateCount `json:"votes,omitempty" maxItems:"100"`
	Blank  int              `json:"blank,omitempty" minimum:"0" maximum:"999"`
}

// CandidateCount is how many voted for somebody.
type CandidateCount struct {
	Candidate string `json:"candidate" minLength:"1" maxLength:"200"`
	Votes     int    `json:"votes" minimum:"0" maximum:"999" example:"18"`
}

// ItemVoteInput is a vote as it is recorded: all voices in one request.
type ItemVoteInput struct {
	Kind     string               `json:"kind" enum:"resolution,appointment,election,trial" example:"resolution" doc:"A trial counts for nothing"`
	On       []int                `json:"on,omitempty" maxItems:"100" doc:"The proposals that are voted on together, by their numbers; none in an election"`
	Over     []int                `json:"over,omitempty" maxItems:"100" doc:"The proposals against which they are set"`
	Voices   []ItemVoiceInput     `json:"voices,omitempty" maxItems:"500" doc:"Who voted how, by name"`
	Counts   *ItemVoteCounts      `json:"counts,omitempty" doc:"The numbers, in the place of voices"`
	Majority *ballot.Majority     `json:"majority,omitempty" doc:"What it takes, where the law or an agreement asks for more than the body's settings do"`
	Rounds   []ElectionRoundInput `json:"rounds,omitempty" maxItems:"2" doc:"Of an election by majority (KL § 7-8)"`
	Lot      string               `json:"lot,omitempty" maxLength:"200" doc:"Of an election: on whom the lot fell"`
	At       *time.Time           `json:"at,omitempty" doc:"When; now if left out"`
	Reason   string               `json:"reason,omitempty" maxLength:"1000" example:"Two voices were entered the other way round" doc:"Why it is recorded otherwise than before: required where another vote has the number"`
}

// ItemVoiceInput is how somebody votes.
type ItemVoiceInput struct {
	Person string       `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Voice  ballot.Voice `json:"voice" enum:"for,against,blank" example:"for"`
}

// ElectionRoundInput is a round of an election.
type ElectionRoundInput struct {
	Voices []ElectionChoiceInput `json:"voices,omitempty" maxItems:"500" doc:"Who voted for whom, by name"`
	Votes  []CandidateCount      `json:"votes,omitempty" maxItems:"100" doc:"How many voted for each, in the place of voices"`
	Blank  int                   `json:"blank,omitempty" minimum:"0" maximum:"999"`
}

// ElectionChoiceInput is for whom somebody votes.
type ElectionChoiceInput struct {
	Person    string `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Candidate string `json:"candidate" maxLength:"200" doc:"Empty for a blank vote"`
}

// counts says whether the vote counts: a trial does not.
func (v *ItemVote) counts() bool { return v.Kind != Trial }

// check brings a vote to its one form.
func (in *ItemVoteInput) check() error {
	var c fault.Checks
	election := in.Kind == ByElection
	c.Require(election || (len(in.Voices) > 0) != (in.Counts != nil), "/voices", msgVoicesOrCounts)
	c.Require(election == (len(in.Rounds) > 0), "/rounds", msgRounds)
	c.Require(election || len(in.On) > 0, "/on", msgOnWhat)
	c.Require(!election || len(in.On)+len(in.Over)+len(in.Voices) == 0 && in.Counts == nil && in.Majority == nil, "/on", msgElectionAlone)
	c.Require(in.Majority == nil || in.Majority.IsLawful(), "/majority", msgMajority)
	canon.TidyLine(&c, "/lot", &in.Lot)
	canon.TidyText(&c, "/reason", &in.Reason)
	for r := range in.Rounds {
		round := &in.Rounds[r]
		c.Require(len(round.Voices) == 0 || len(round.Votes) == 0 && round.Blank == 0, fmt.Sprintf("/rounds/%d", r), msgVoicesOrCounts)
		for i := range round.Votes {
			canon.RequiredLine(&c, fmt.Sprintf("/rounds/%d/votes/%d/candidate", r, i), &round.Votes[i].Candidate)
		}
		for i := range round.Voices {
			canon.TidyLine(&c, fmt.Sprintf("/rounds/%d/voices/%d/candidate", r, i), &round.Voices[i].Candidate)
		}
	}
	return c.Err(ErrVote)
}

// vote is what a vote comes to that is held at a moment, by those who take part in the
// item then. It refuses proposals that are not there or were withdrawn, and voices of
// those who have none.
func (t *table) vote(number int, in ItemVoteInput, at time.Time) (*ItemVote, error) {
	for _, list := range []struct {
		at  string
		all []int
	}{{"/on", in.On}, {"/over", in.Over}} {
		for n, p := range list.all {
			found, err := t.record.proposal(p)
			if err != nil {
				return nil, ErrVote.On(pointer(list.at, n), msgNoProposal.With(p))
			}
			if found.WithdrawnAt != nil {
				return nil, ErrWithdrawn
			}
		}
	}
	v := &ItemVote{
		ItemID: t.item.ID, Number: number, Kind: in.Kind, On: list(in.On), Over: list(in.Over), At: at, Chair: t.Meeting.ChairOf(t.item), Voices: []ItemVoice{}, Counts: in.Counts,
		Rounds: []ElectionRound{}, Lot: in.Lot, EnteredBy: t.Actor.Person, EnteredAt: t.Now,
	}
	for _, c := range in.Voices {
		v.Voices = append(v.Voices, ItemVoice{ItemID: v.ItemID, Vote: number, Person: c.Person, Name: t.Meeting.NameOf(c.Person), Voice: string(c.Voice)})
	}
	for _, r := range in.Rounds {
		round := ElectionRound{Voices: []ElectionChoice{}, Votes: r.Votes, Blank: r.Blank}
		for _, c := range r.Voices {
			round.Voices = append(round.Voices, ElectionChoice{c.Person, t.Meeting.NameOf(c.Person), c.Candidate})
		}
		v.Rounds = append(v.Rounds, round)
	}
	v.ByName = len(v.Voices) > 0 || slices.ContainsFunc(v.Rounds, func(r ElectionRound) bool { return len(r.Voices) > 0 })
	if in.Majority != nil {
		v.Majority = *in.Majority
	}
	return v, v.Decide(t.Meeting, t.item)
}

// Decide finds what a vote comes to, by who takes part in the item at its moment.
func (v *ItemVote) Decide(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	q := m.Question(i, v.At)
	q.Chair = v.Chair
	if v.Kind == ByElection {
		return v.elect(q)
	}
	if v.Majority != (ballot.Majority{}) {
		q.Majority = v.Majority
	}
	v.Majority = q.Majority
	q.Appointment = v.Kind == Appointment
	if v.Counts != nil {
		q.Counts = &ballot.Counts{For: v.Counts.For, Against: v.Counts.Against, Blank: v.Counts.Blank, Voting: v.Counts.Voting, Chair: v.Counts.Chair}
	} else {
		cast := make([]ballot.Cast, len(v.Voices))
		for n, c := range v.Voices {
			cast[n] = ballot.Cast{Person: c.Person, Voice: ballot.Voice(c.Voice)}
		}
		q.Present = speakers(q, cast)
		var err error
		if q, err = q.Hear(cast); err != nil {
			return err
		}
	}
	result, err := q.Decide()
	v.Result = &result
	return err
}

// speakers marks who casts the vote of a municipality, where one speaks for it: whoever
// is in the list of voices (rule 7.5).
func speakers(q ballot.Question, cast []ballot.Cast) []ballot.Voter {
	present := slices.Clone(q.Present)
	if q.Model != ballot.PerMunicipality || q.Within != ballot.BySpeaker {
		return present
	}
	for n := range present {
		present[n].Speaker = slices.ContainsFunc(cast, func(c ballot.Cast) bool { return c.Person == present[n].Person })
	}
	return present
}

// elect finds whom an election by majority elects (KL § 7-8).
func (v *ItemVote) elect(q ballot.Question) error {
	e := ballot.Election{Size: q.Size, Present: q.Present, Constituting: q.Constituting, Lot: v.Lot}
	for n, r := range v.Rounds {
		round := ballot.Round{Voices: map[string]string{}, Counts: map[string]int{}, Blank: r.Blank}
		for i, c := range r.Voices {
			if _, twice := round.Voices[c.Person]; twice {
				return ballot.ErrVotedTwice.On(fmt.Sprintf("/rounds/%d/voices/%d/person", n, i), msgVotedTwice)
			}
			round.Voices[c.Person] = c.Candidate
		}
		for _, f := range r.Votes {
			round.Counts[f.Candidate] += f.Votes
		}
		e.Rounds = append(e.Rounds, round)
	}
	elected, err := e.Elect()
	v.Elected = &elected
	v.Majority = ballot.Simple()
	return err
}

// same says whether a vote is as it was recorded before, whoever recorded it.
func (v *ItemVote) same(other *ItemVote) bool {
	a, b := *v, *other
	a.EnteredBy, a.EnteredAt, a.At = b.EnteredBy, b.EnteredAt, b.At
	one, errOne := canon.JSON(a)
	two, errTwo := canon.JSON(b)
	return errOne == nil && errTwo == nil && string(one) == string(two)
}

// quorate says whether enough members took part in the vote.
func (v *ItemVote) quorate() bool {
	return v.Result != nil && v.Result.Quorate || v.Elected != nil && v.Elected.Quorate
}

// carried says whether the vote carried what was voted on, or elected somebody.
func (v *ItemVote) carried() bool {
	return v.Result != nil && v.Result.Carried || v.Elected != nil && v.Elected.Elected != ""
}

// deciding is the last vote that counts; nil for none.
func (r *ItemRecord) deciding() *ItemVote {
	for _, v := range slices.Backward(r.Votes) {
		if v.counts() {
			return v
		}
	}
	return nil
}

func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func pointer(at string, n int) string { return fmt.Sprintf("%s/%d", at, n) }

// participants are those who take part in an item, as they are shown.
func participants(voices []attendance.Voice) []ItemParticipant {
	all := make([]ItemParticipant, len(voices))
	for n, v := range voices {
		all[n] = ItemParticipant{Person: v.Person, Municipality: v.Seat.Municipality}
		if v.Seat.Person != v.Person {
			all[n].InPlaceOf = v.Seat.Person
		}
	}
	return all
}

// voters are those whose voices are known, in their order: in the trace each finds that
// they voted.
func (v *ItemVote) voters() []string {
	all := []string{}
	for _, c := range v.Voices {
		all = append(all, c.Person)
	}
	for _, r := range v.Rounds {
		for _, c := range r.Voices {
			all = append(all, c.Person)
		}
	}
	return all
}
