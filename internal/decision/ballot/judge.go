package ballot

// Decide says what the vote comes to (rule 7.5). It refuses a body whose size is not
// known, an attendance that cannot be, more votes than members, voices of those who
// have none, blank ones where nobody votes blank, and a tie of which the chair's vote
// is not known.
func (q Question) Decide() (Result, error) { return q.If(0) }

// If says what the vote would have come to if so many of those for it had been against
// it; for a number below 0, so many of those against it for it. Votes are of members,
// or of municipalities where these vote. Whoever chairs is thought to have voted as
// they did. It refuses more than there are.
func (q Question) If(against int) (Result, error) {
	q = q.complete()
	if err := q.mustBeAskable(); err != nil {
		return Result{}, err
	}
	t, err := q.count()
	if err != nil {
		return Result{}, err
	}
	if against > t.yes || -against > t.no {
		return Result{}, ErrSupposed
	}
	t = t.shifted(against)
	r := q.judge(t)
	if r.Casting && against == 0 && t.chair == "" {
		return Result{}, ErrChairSilent.On("/chair", msgChairSilent)
	}
	r.Sentences = q.explain(t, r)
	return r, nil
}

// judge is what a vote comes to.
func (q Question) judge(t tally) Result {
	quorate := t.voting >= q.quorum()
	r := Result{
		Quorate: quorate, Needed: q.quorum(), Present: t.present, TookPart: t.voting, For: t.yes, Against: t.no, Blank: t.blank,
		Of: q.base(t), Tie: tied(t), Casting: quorate && q.chairDecides(t), Carried: q.carries(t, false), ByMunicipality: t.municipal,
	}
	r.Enough = q.Majority.Needed(r.Of)
	if r.ByMunicipality == nil {
		r.ByMunicipality = []MunicipalVoice{}
	}
	if r.Carried {
		r.MoreAgainst = q.turns(t, t.yes, 1, true)
	} else {
		r.MoreFor = q.turns(t, t.no, -1, false)
	}
	return r
}

// quorum is how many members have to be present and vote.
func (q Question) quorum() int { return QuorumOf(q.Size, q.Constituting) }

// turns is how many votes have to go the other way for it to come out otherwise than
// it did, for certain; 0 where none could.
func (q Question) turns(t tally, votes, way int, carried bool) int {
	for n := 1; n <= votes; n++ {
		if q.carries(t.shifted(n*way), carried) != carried {
			return n
		}
	}
	return 0
}

// carries says whether a vote carries the proposal: enough members voted, and it has
// its majority, or a tie and the vote of whoever chairs. In doubt is what a tie comes
// to where that vote is not known.
func (q Question) carries(t tally, inDoubt bool) bool {
	switch {
	case t.voting < q.quorum():
		return false
	case q.chairDecides(t) && t.chair == "":
		return inDoubt
	case q.chairDecides(t):
		return t.chair == For
	}
	return q.Majority.IsMetBy(t.yes, q.base(t))
}

// tied says whether as many are for as against.
func tied(t tally) bool { return t.yes > 0 && t.yes == t.no }

// chairDecides says whether the vote of whoever chairs the item decides: on a tie, in
// all but elections (KL § 11-9 second paragraph). It gives a simple majority, and never
// a greater one.
func (q Question) chairDecides(t tally) bool {
	return tied(t) && !q.Election && q.Majority.IsSimple()
}

// base is what the majority is counted of. A blank vote is a vote cast: KL § 11-9 asks
// for most of those, and § 8-1 lets one vote blank.
func (q Question) base(t tally) int {
	switch {
	case q.Majority.Of == VotesCast:
		return t.cast()
	case q.Model == PerMunicipality:
		return q.Municipalities
	}
	return q.Size
}
