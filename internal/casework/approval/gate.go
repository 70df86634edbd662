package approval

import (
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// EntryState is how one municipality's requirement stands in the gate.
type EntryState string

// The states of an entry (rule 3.8).
const (
	Satisfied     EntryState = "satisfied"
	Unsatisfied   EntryState = "unsatisfied"
	EntryStale    EntryState = "stale"
	EntryBlocked  EntryState = "blocked"
	NotApplicable EntryState = "not_applicable"
)

// Outcome is what the answers come to.
type Outcome string

// The outcomes of a gate.
const (
	OutcomeInForce Outcome = "in_force"
	OutcomeWaiting Outcome = "waiting"
	OutcomeCannot  Outcome = "cannot_be_met"
	OutcomeNotOpen Outcome = "not_open"
)

// The faults of suppositions.
var (
	ErrWhatIf = fault.New(fault.Invalid, "mandate.what_if_invalid", "The supposed answers cannot be read",
		"Suppose answers as `3417:approved,3418:rejected`: each municipality once, with `approved`, `approved_with_conditions`, `rejected`, `returned` or `waiting` (rule 3.8).")
	ErrWhatIfStands = fault.New(fault.Conflict, "mandate.what_if_stands", "The version does not accept this answer",
		"Any answer can be supposed to an open version; to a version in force, only the approval of a municipality that has not approved it (rules 3.4, 3.7, 3.8).")
	ErrWhatIfStranger = fault.New(fault.Invalid, "mandate.what_if_stranger", "The supposed answer is from a municipality that is not asked",
		"Only municipalities that have a slice in this version answer it (rule 3.8).")
)

// Gate explains why a version is in force, or not yet, and who can change that
// (rule 3.8). The same computation decides.
type Gate struct {
	request.Resource
	Version int           `json:"version" example:"1"`
	State   mandate.State `json:"state" enum:"draft,open,in_force,rejected,withdrawn,superseded,discarded" doc:"The version's state; a supposition does not change it"`
	mandate.Rule
	Tightened bool          `json:"tightened" doc:"Whether the region made its rule stricter while the version was open: the stricter one applies (rule 3.7)"`
	Asked     int           `json:"asked" example:"6" doc:"How many municipalities are asked"`
	Needed    int           `json:"needed" example:"6" doc:"How many approvals bring the version into force"`
	Given     int           `json:"given" example:"4" doc:"How many approvals count"`
	Possible  int           `json:"possible" example:"6" doc:"How many approvals there can be, unless a municipality that rejected or returned the version changes its answer"`
	Outcome   Outcome       `json:"outcome" enum:"in_force,waiting,cannot_be_met,not_open" doc:"in_force: the version is in force, or would be with the supposed answers; waiting: approvals are missing; cannot_be_met: the answers given cannot meet the rule; not_open: the version accepts no answers"`
	Entries   []GateEntry   `json:"entries" doc:"One for each municipality that is asked"`
	WhatIf    []Supposition `json:"what_if" doc:"The answers that were supposed"`
}

// GateEntry is the requirement that one municipality approves.
type GateEntry struct {
	Municipality string           `json:"municipality" example:"3417"`
	Name         string           `json:"name" example:"Grue"`
	State        EntryState       `json:"state" enum:"satisfied,unsatisfied,stale,blocked,not_applicable"`
	Answer       Verdict          `json:"answer" enum:"waiting,approved,approved_with_conditions,rejected,returned,stale,blocked"`
	Reason       message.Text     `json:"reason" example:"Grue has not answered." doc:"Why the entry is in this state, in words"`
	Since        *time.Time       `json:"since" doc:"Since when it is in this state; null where that is supposed"`
	By           *workday.Date    `json:"by" format:"date" doc:"The last day for the answer; null where no answer is awaited"`
	Overdue      bool             `json:"overdue" doc:"Whether that day has passed"`
	Office       string           `json:"office" example:"chief_executive" doc:"The office that answers"`
	Who          authority.People `json:"who" doc:"Who can answer now"`
}

// Supposition is an answer that is only supposed.
type Supposition struct {
	Municipality string  `json:"municipality" example:"3417"`
	Answer       Verdict `json:"answer" enum:"waiting,approved,approved_with_conditions,rejected,returned"`
}

// suppositions reads what is supposed, in the order in which it is written.
func suppositions(text string) ([]Supposition, error) {
	list := []Supposition{}
	if text == "" {
		return list, nil
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		municipality, answer, _ := strings.Cut(strings.TrimSpace(part), ":")
		verdict := Verdict(answer)
		switch {
		case seen[municipality]:
			return nil, ErrWhatIf.With(msgSupposedTwice.With(municipality))
		case verdict != Unanswered && !verdict.Approves() && verdict != Rejected && verdict != Returned:
			return nil, ErrWhatIf
		}
		seen[municipality] = true
		list = append(list, Supposition{Municipality: municipality, Answer: verdict})
	}
	return list, nil
}

// Gate computes how the version stands, with answers supposed in the place of
// those that stand. It refuses to suppose the answer of a municipality that is
// not asked, and one that the version does not take. Who can act is for the
// caller to fill in.
func (v *Version) Gate(c *casefile.Case, suppose []Supposition, now time.Time) (Gate, error) {
	g := Gate{Version: v.Number, State: v.State, Rule: v.Rule, Asked: len(v.Slices), Entries: []GateEntry{}, WhatIf: suppose}
	supposed := map[string]Verdict{}
	for _, s := range suppose {
		if v.Slice(s.Municipality) == nil {
			return g, ErrWhatIfStranger.With(msgNotAsked.With(v.Number, s.Municipality))
		}
		if !v.Takes(s.Municipality) || v.State == mandate.StateInForce && !s.Answer.Approves() {
			return g, ErrWhatIfStands.With(msgNoSuchAnswer.With(v.Number, v.State, s.Municipality))
		}
		supposed[s.Municipality] = s.Answer
	}
	g.Rule, g.Needed, g.Tightened = v.needs()
	g.Possible = g.Asked
	for i := range v.Approvals {
		a := v.Approvals[i] // a copy: what is supposed stays here
		answer, isSupposed := supposed[a.Municipality]
		if isSupposed {
			a.Status, a.Standing = answer, nil
		}
		e := v.entry(&a, c, now)
		if isSupposed {
			e.Since = nil
		}
		if e.State == Satisfied {
			g.Given++
		}
		if a.Status == Rejected || a.Status == Returned {
			g.Possible--
		}
		g.Entries = append(g.Entries, e)
	}
	g.Outcome = v.outcome(g)
	return g, nil
}

// outcome is what so many approvals come to.
func (v *Version) outcome(g Gate) Outcome {
	switch {
	case v.State == mandate.StateInForce:
		return OutcomeInForce
	case v.State != mandate.StateOpen:
		return OutcomeNotOpen
	case g.Asked > 0 && g.Given >= g.Needed:
		return OutcomeInForce
	case g.Possible < g.Needed:
		return OutcomeCannot
	default:
		return OutcomeWaiting
	}
}

// needs is the rule that holds for the version and how many approvals it asks
// for: the rule at submission, or the tightest that the region set while the
// version was open. One that asks for more than there are asks for all
// (rule 3.7).
func (v *Version) needs() (rule mandate.Rule, needed int, tightened bool) {
	asked := len(v.Slices)
	rule = v.Rule
	needed = min(rule.Needed(asked), asked)
	for _, r := range v.RulesSince {
		if n := min(r.Needed(asked), asked); n > needed {
			rule, needed, tightened = r.Rule, n, true
		}
	}
	return rule, needed, tightened
}

func (v *Version) entry(a *Approval, c *casefile.Case, now time.Time) GateEntry {
	e := GateEntry{
		Municipality: a.Municipality, Name: a.Name, Answer: a.Status, Since: v.SubmittedAt, Office: office.ChiefExecutive, Who: authority.Nobody(),
	}
	if a.Standing != nil {
		e.Since = &a.Standing.At
	}
	party, err := c.Party(a.Municipality)
	if err != nil {
		e.State, e.Reason = NotApplicable, msgLeft.With(a.Name)
		return e
	}
	switch a.Status {
	case Approved, ApprovedWithConditions:
		e.State, e.Reason = Satisfied, a.approvedHow()
		return e
	case Stale:
		e.State, e.Reason = EntryStale, msgStale.With(a.Name, *a.StaleFrom)
	case Blocked:
		e.State, e.Reason = EntryBlocked, msgBlocked.With(a.Name)
	case Rejected:
		e.State, e.Reason = Unsatisfied, msgRejected.With(a.Name)
	case Returned:
		e.State, e.Reason = Unsatisfied, msgReturned.With(a.Name)
	default:
		e.State, e.Reason = Unsatisfied, msgNotAnswered.With(a.Name)
		if a.Standing != nil { // outdated
			e.Reason, e.Since = MsgOutdated, &party.JoinedAt
		}
	}
	if v.State == mandate.StateOpen {
		e.By, e.Overdue = v.AnswerBy, a.Unanswered() && v.Late(now)
	}
	return e
}

// approvedHow says in words how the approval came about.
func (a *Approval) approvedHow() message.Text {
	switch {
	case a.Standing == nil:
		return msgSupposed.With(a.Name)
	case a.Standing.CarriedFrom != nil:
		return msgCarried.With(a.Name, *a.Standing.CarriedFrom)
	case a.Status == ApprovedWithConditions:
		return msgConditional.With(a.Name)
	default:
		return msgApproved.With(a.Name)
	}
}
