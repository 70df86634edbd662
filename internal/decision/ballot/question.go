package ballot

import (
	"cmp"
	"maps"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
)

// tally is a vote in numbers: what it comes to depends on nothing else.
type tally struct {
	present, voting int // members
	yes, no, blank  int // members or municipalities
	chair           Voice
	municipal       []MunicipalVoice
}

func (t tally) cast() int { return t.yes + t.no + t.blank }

// shifted is the vote if so many of those for it had been against it, or the other
// way for a number below 0. Who chairs is thought to have voted as they did.
func (t tally) shifted(against int) tally {
	t.yes, t.no = t.yes-against, t.no+against
	return t
}

// complete is the question with what goes without saying.
func (q Question) complete() Question {
	q.Model, q.Within = cmp.Or(q.Model, PerMember), cmp.Or(q.Within, BySeats)
	if q.Majority == (Majority{}) {
		q.Majority = Simple()
	}
	return q
}

// mustBeAskable refuses a body without a size, and a majority by which nobody decides.
func (q Question) mustBeAskable() error {
	if q.Size < 1 {
		return ErrNoSize
	}
	if !q.Majority.IsLawful() {
		return ErrStatutes
	}
	if q.Model == PerMunicipality && q.Majority.Of == Members && q.Municipalities < 1 {
		return ErrStatutes.With(msgNoMunicipalities)
	}
	return nil
}

// count is the vote in numbers. It refuses an attendance that cannot be, and voices of
// those who have none.
func (q Question) count() (tally, error) {
	if err := q.checkPresent(); err != nil {
		return tally{}, err
	}
	if q.Counts != nil {
		return q.counted()
	}
	if err := q.checkVoices(); err != nil {
		return tally{}, err
	}
	t := tally{present: len(q.Present), voting: len(q.Voices), chair: q.Voices[q.Chair]}
	if q.Model == PerMember {
		for _, v := range q.Voices {
			t.add(v)
		}
		return t, nil
	}
	t.municipal = q.municipalVoices()
	if q.Within == BySpeaker {
		t.voting = 0
	}
	for _, m := range t.municipal {
		t.add(m.Voice)
		if q.Within == BySpeaker && m.Voice != NoVote {
			t.voting += m.Present
		}
		if t.chair == "" && q.Within == BySpeaker && m.Voice != NoVote && m.Municipality == q.municipalityOf(q.Chair) {
			t.chair = m.Voice
		}
	}
	return t, nil
}

func (t *tally) add(v Voice) {
	switch v {
	case For:
		t.yes++
	case Against:
		t.no++
	case Blank:
		t.blank++
	case NoVote: // is none
	}
}

// checkPresent refuses an attendance that cannot be.
func (q Question) checkPresent() error {
	var c fault.Checks
	c.Require(len(q.Present) <= q.Size, "/present", msgMoreThanSeats.With(q.Size))
	if q.Model == PerMunicipality && q.Municipalities > 0 {
		c.Require(q.municipalitiesPresent() <= q.Municipalities, "/present", msgMoreThanMunicipalities.With(q.Municipalities))
	}
	seen, speakers := map[string]bool{}, map[string]bool{}
	for _, v := range q.Present {
		at := "/present/" + v.Person
		c.Require(v.Person != "" && !seen[v.Person], at, msgPresentTwice)
		c.Require(q.Model == PerMember || v.Municipality != "", at, msgFromNowhere)
		c.Require(!v.Speaker || !speakers[v.Municipality], at, msgSecondSpeaker)
		seen[v.Person] = true
		if v.Speaker {
			speakers[v.Municipality] = true
		}
	}
	c.Require(q.Chair == "" || len(q.Present) == 0 || seen[q.Chair], "/chair", msgChairAway)
	return c.Err(ErrAttendance)
}

// checkVoices refuses voices of those who have none, and of what may not be said.
func (q Question) checkVoices() error {
	var stranger, blank fault.Checks
	for _, person := range slices.Sorted(maps.Keys(q.Voices)) {
		detail, voiceless := q.voiceless(person)
		stranger.Require(!voiceless, "/voices/"+person, detail)
		blank.Require(q.takes(q.Voices[person]), "/voices/"+person, q.cannotSay(q.Voices[person]))
	}
	return cmp.Or(stranger.Err(ErrNoVote), blank.Err(ErrBlank))
}

// Hear is the question with the voices of a list. It refuses them by their place in
// it: the second voice of one person, those of people who have none, and blank ones
// where nobody votes blank.
func (q Question) Hear(list []Cast) (Question, error) {
	q = q.complete()
	var twice, stranger, blank fault.Checks
	voices := map[string]Voice{}
	for i, cast := range list {
		at := voiceAt(i)
		_, again := voices[cast.Person]
		twice.Require(!again, at+"/person", msgVotedTwice)
		detail, voiceless := q.voiceless(cast.Person)
		stranger.Require(!voiceless, at+"/person", detail)
		blank.Require(q.takes(cast.Voice), at+"/voice", q.cannotSay(cast.Voice))
		voices[cast.Person] = cast.Voice
	}
	q.Voices, q.Counts = voices, nil
	return q, cmp.Or(stranger.Err(ErrNoVote), twice.Err(ErrVotedTwice), blank.Err(ErrBlank))
}

// counted is a vote of which only the numbers are known.
func (q Question) counted() (tally, error) {
	n := *q.Counts
	t := tally{present: cmp.Or(len(q.Present), n.Present), voting: n.Voting, yes: n.For, no: n.Against, blank: n.Blank, chair: n.Chair}
	if q.Model == PerMember && t.voting == 0 {
		t.voting = t.cast()
	}
	t.present = cmp.Or(t.present, t.voting)
	var c, blank fault.Checks
	c.Require(min(n.For, n.Against, n.Blank, n.Voting, n.Present) >= 0, "/counts", msgBelowNone)
	c.Require(t.present <= q.Size, "/counts/present", msgMoreThanSeats.With(q.Size))
	c.Require(t.voting <= t.present, "/counts/voting", msgMoreThanPresent.With(t.present))
	switch {
	case q.Model == PerMember:
		c.Require(t.cast() == t.voting, "/counts/voting", msgNotTheSum.With(t.cast()))
	case t.voting == 0:
		c.Require(t.cast() == 0, "/counts/voting", msgVotingNeeded)
	default:
		most := q.mostMunicipalities(t)
		c.Require(t.cast() <= most, "/counts", msgMoreThanMunicipalities.With(most))
	}
	c.Require(n.Chair == "" || q.takes(n.Chair) && (q.Model == PerMunicipality || n.of(n.Chair) > 0), "/counts/chair", msgNobodyVotedSo)
	blank.Require(n.Blank == 0 || q.Election || q.Appointment, "/counts/blank", msgNoBlank)
	return t, cmp.Or(c.Err(ErrTooManyVotes), blank.Err(ErrBlank))
}

// mostMunicipalities is how many of them can have a vote: those that have seats, or
// that are present, and never more than members voted.
func (q Question) mostMunicipalities(t tally) int {
	most := t.voting
	for _, n := range []int{q.Municipalities, q.municipalitiesPresent()} {
		if n > 0 {
			most = min(most, n)
		}
	}
	return most
}

// municipalitiesPresent is from how many municipalities somebody is present.
func (q Question) municipalitiesPresent() int {
	present := map[string]bool{}
	for _, v := range q.Present {
		present[v.Municipality] = true
	}
	return len(present)
}

// of is how many voted so.
func (n Counts) of(v Voice) int {
	return map[Voice]int{For: n.For, Against: n.Against, Blank: n.Blank}[v]
}

// takes says whether the item takes such a voice.
func (q Question) takes(v Voice) bool {
	return v == For || v == Against || v == Blank && (q.Election || q.Appointment)
}

// voter finds somebody among those who take part in the item.
func (q Question) voter(person string) (Voter, bool) {
	i := slices.IndexFunc(q.Present, func(v Voter) bool { return v.Person == person })
	if i < 0 {
		return Voter{}, false
	}
	return q.Present[i], true
}

func (q Question) municipalityOf(person string) string {
	v, _ := q.voter(person)
	return v.Municipality
}

// municipalVoices are the votes of the municipalities from which somebody is present,
// by their numbers: the one that most of the members from there have, or that of their
// speaker. A municipality whose members are divided equally has none (rule 7.5); one
// from which all vote blank votes blank.
func (q Question) municipalVoices() []MunicipalVoice {
	by := map[string]*MunicipalVoice{}
	for _, v := range q.Present {
		m := by[v.Municipality]
		if m == nil {
			m = &MunicipalVoice{Municipality: v.Municipality}
			by[v.Municipality] = m
		}
		m.Present++
		switch q.Voices[v.Person] {
		case For:
			m.For++
		case Against:
			m.Against++
		case Blank:
			m.Blank++
		case NoVote: // nobody says so
		}
	}
	all := make([]MunicipalVoice, 0, len(by))
	for _, number := range slices.Sorted(maps.Keys(by)) {
		m := by[number]
		switch {
		case m.For > m.Against:
			m.Voice = For
		case m.Against > m.For:
			m.Voice = Against
		case m.For == 0 && m.Blank > 0:
			m.Voice = Blank
		default:
			m.Voice = NoVote
		}
		all = append(all, *m)
	}
	return all
}
