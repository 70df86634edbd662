package ballot

import (
	"cmp"
	"strconv"

	"forankring.no/forankring/internal/platform/message"
)

// explain says why a vote comes to what it does, in the order in which somebody would
// look into it: whether the body could decide, how it voted, what it takes, what that
// comes to, and what would have been otherwise.
func (q Question) explain(t tally, r Result) []message.Text {
	all := []message.Text{q.quorumText(r)}
	if q.Constituting {
		all = append(all, msgConstituting.With(r.Needed))
	}
	if away := r.Present - r.TookPart; away > 0 {
		all = append(all, msgDidNotVote.With(away))
	}
	all = append(all, q.votesText(r))
	if r.Blank > 0 {
		all = append(all, msgBlank.With(r.Blank))
	}
	for _, m := range r.ByMunicipality {
		if text := q.withoutVote(m); !text.IsZero() {
			all = append(all, text)
		}
	}
	if !r.Quorate {
		return append(all, msgNotDecided)
	}
	all = append(all, msgTakes.With(q.Majority.Text(q.Model), r.Enough, r.Of))
	if text := q.tieText(t, r); !text.IsZero() {
		all = append(all, text)
	}
	return append(all, outcomeTexts(r)...)
}

func (q Question) quorumText(r Result) message.Text {
	if r.Quorate {
		return msgQuorate.With(r.TookPart, q.Size, r.Needed)
	}
	return msgNotQuorate.With(r.TookPart, q.Size, r.Needed)
}

func (q Question) votesText(r Result) message.Text {
	if q.Model == PerMunicipality {
		return msgMunicipalVotes.With(r.For, r.Against)
	}
	return msgVotes.With(r.For, r.Against)
}

// withoutVote says why a municipality has no vote; nothing where it has one.
func (q Question) withoutVote(m MunicipalVoice) message.Text {
	name := cmp.Or(q.Names[m.Municipality], m.Municipality)
	switch {
	case m.Voice != NoVote:
		return message.Text{}
	case m.For > 0:
		return msgDivided.With(name)
	case q.Within == BySpeaker:
		return msgSpeakerSilent.With(name)
	}
	return msgNobodyVoted.With(name)
}

// tieText says what becomes of a tie; nothing where there is none, or where the
// majority is one that a tie is far from.
func (q Question) tieText(t tally, r Result) message.Text {
	switch {
	case r.Tie && q.Election:
		return msgTieInElection
	case !r.Casting:
		return message.Text{}
	case t.chair == For:
		return msgChairFor
	case t.chair == Against:
		return msgChairAgainst
	case t.chair == Blank:
		return msgChairBlank
	}
	return msgChairUnknown
}

// outcomeTexts say what it comes to, and what other votes would have.
func outcomeTexts(r Result) []message.Text {
	switch {
	case r.Carried:
		return []message.Text{msgCarried, msgWouldFail.With(r.MoreAgainst)}
	case r.MoreFor > 0:
		return []message.Text{msgNotCarried, msgWouldCarry.With(r.MoreFor)}
	}
	return []message.Text{msgNotCarried, msgCouldNot.With(r.For+r.Against, r.Enough)}
}

// cannotSay is why an item does not take a voice.
func (Question) cannotSay(v Voice) message.Text {
	if v == Blank {
		return msgNoBlank
	}
	return msgNoVoice
}

// voiceless says why somebody has no vote in the item, if they have none.
func (q Question) voiceless(person string) (message.Text, bool) {
	v, present := q.voter(person)
	switch {
	case !present:
		return msgNotPresent, true
	case q.Model == PerMunicipality && q.Within == BySpeaker && !v.Speaker:
		return msgNotSpeaker, true
	}
	return message.Text{}, false
}

func voiceAt(i int) string { return "/voices/" + strconv.Itoa(i) }

// Supposes says whether a sentence is about votes that were not cast: what would have
// been. Minutes tell what was.
func Supposes(s message.Text) bool {
	return s.ID() == "ballot.would_fail" || s.ID() == "ballot.would_carry" || s.ID() == "ballot.could_not"
}
