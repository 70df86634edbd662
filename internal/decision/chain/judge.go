package chain

import (
	"errors"
	"slices"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// ErrNoMajority refuses what the votes do not carry.
var ErrNoMajority = fault.New(fault.Conflict, "treatment.no_majority", "The votes do not carry the outcome",
	"What is adopted or recommended has the majority of the votes that the body's rules ask for, and what is rejected or recommended against has not (KL § 11-9, rule 7.5).")

// ErrNoQuorum refuses a decision of a body in which too few voted.
var ErrNoQuorum = fault.New(fault.Conflict, "treatment.no_quorum", "The body was not quorate",
	"At least half of the body's members were present in the debate and voted; else the body cannot decide, and the outcome is `not_decided` (KL § 11-9, rule 7.5).")

// Judge judges quorum and majority on the counts of a resolution that was made elsewhere,
// as a vote here would be (rule 7.5). Of a body whose size is not known the majority is
// judged alone. What was made here was judged in the meeting, but for what the agreement
// asks of a change of it (KL § 18-4).
func (r *Resolution) Judge(c Competence, t *Treatment) error {
	agreed := r.Outcome.Deciding() && c.TwoThirds(Decider{Kind: t.BodyKind, Municipal: t.Municipal()})
	if r.Outcome == NotDecided && !r.Here && r.Counts != nil && t.Size != nil && 2*r.Counts.Voting >= *t.Size {
		return ErrOutcome.On("/outcome", msgQuorate.With(r.Counts.Voting, *t.Size))
	}
	if r.Here && !agreed || r.Counts == nil || r.Outcome == NotDecided || r.Outcome == WithdrawnFrom {
		return nil
	}
	var said []message.Text
	if agreed {
		said = append(said, t.agreementText())
	}
	if r.Counts.Voting == 0 {
		return ErrNoQuorum
	}
	result, err := t.question(r, agreed).Decide()
	if errors.Is(err, ballot.ErrChairSilent) {
		return ErrCounts.On("/counts/casting", msgCasting)
	}
	if err != nil {
		return err
	}
	if !result.Quorate {
		return ErrNoQuorum.With(message.Sentences(result.Sentences...))
	}
	if result.Carried != r.Outcome.Carries() {
		return ErrNoMajority.With(message.Sentences(slices.Concat([]message.Text{msgNoMajority.With(r.Outcome)}, said, result.Sentences)...))
	}
	if !r.Here {
		said = append(said, result.Sentences...)
	}
	if m := r.Counts.Municipalities; m != nil && m.Without > 0 && !r.Here {
		said = append(said, msgWithoutVote.With(m.Without))
	}
	for _, sentence := range said {
		r.Said = append(r.Said, sentence.Stored())
	}
	return nil
}

// agreementText says what a change of the agreement takes, and where it says so (KL
// § 18-4, rule 7.4).
func (t *Treatment) agreementText() message.Text {
	takes := t.Statutes.AgreementTakes().Text(t.Statutes.Voting.Model)
	if t.Statutes.Agreement == nil {
		return msgAgreementLaw.With(takes)
	}
	return msgAgreementSays.With(takes)
}

// question is the vote as it is judged, of which only the numbers are known.
func (t *Treatment) question(r *Resolution, agreed bool) ballot.Question {
	q := ballot.Question{Size: r.Counts.Present, Majority: t.Statutes.Majority, Counts: &ballot.Counts{
		For: r.Counts.For, Against: r.Counts.Against, Voting: r.Counts.Voting, Present: r.Counts.Present, Chair: ballot.Voice(r.Counts.Casting),
	}}
	if t.Size != nil {
		q.Size = *t.Size
	}
	if m := r.Counts.Municipalities; m != nil { // they have the votes, and quorum is of members
		q.Model, q.Within, q.Municipalities = t.Statutes.Voting.Model, t.Statutes.Voting.Within, t.Municipalities
		q.Counts.For, q.Counts.Against = m.For, m.Against
	}
	if agreed {
		q.Majority = t.Statutes.AgreementTakes()
	}
	return q
}
