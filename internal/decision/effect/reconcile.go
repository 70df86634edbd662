package effect

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Exit is a way out of a reconciliation (rule 8.4).
type Exit string

// The exits of a reconciliation.
const (
	// AdoptNewText lets the others adopt the text of one council.
	AdoptNewText Exit = "adopt_new_text"
	// AskAgain asks councils again.
	AskAgain Exit = "ask_again"
	// Mediation lets somebody mediate until a day.
	Mediation Exit = "mediation"
	// GoOnWithout does not wait for councils, where the rule allows it.
	GoOnWithout Exit = "go_on_without"
)

// The results of a reconciliation.
const (
	resultAdopted    = "adopted"
	resultEnded      = "ended"
	resultNotAdopted = "not_adopted"
)

// The faults of reconciliations.
var (
	ErrNoReconciliation = fault.New(fault.Conflict, "reconciliation.none", "No reconciliation is open",
		"A reconciliation opens by itself when a council says no, or adopts something else in substance than was proposed (rule 8.4).")
	ErrExit = fault.New(fault.Invalid, "reconciliation.exit_invalid", "The exit is not valid",
		"An exit says why it is chosen, and names the municipalities that it is about: one whose text the others are to adopt, those that are asked again, those that are not waited for; a mediation names the day by which it is to end (rule 8.4).")
	ErrGoOn = fault.New(fault.Conflict, "reconciliation.cannot_go_on", "The rule does not let the case go on without them",
		"Only a rule that does not ask for every council lets a case go on without some: `n_of_all` and `local_effect` (rules 8.3, 8.4).")
	ErrResult = fault.New(fault.Conflict, "reconciliation.can_be_met", "The reconciliation cannot end so",
		"A case is `not_adopted` only where the rule of effect can no longer be met as the bodies have resolved, and goes on only while it can (rules 2.2, 8.4).")
	ErrDecision = fault.New(fault.Invalid, "reconciliation.decision", "There is no such decision",
		"The secretariat ends a reconciliation by a decision of the board that is recorded in the case and stands (rule 8.4).")
)

// Reconciliation is what is tried when bodies have resolved differently, or one has said
// no. It moves no state by itself (rule 8.4).
type Reconciliation struct {
	request.Resource
	Case string `json:"case" example:"2024-1" doc:"The number of the case"`
	Open bool   `json:"open"`
	ReconciliationRow
	Apart []EffectEntry        `json:"apart" doc:"The bodies that said no, or adopted something else in substance than was proposed, as they stand now"`
	Ways  []ReconciliationWay  `json:"ways" doc:"The exits, each with the earliest day on which it can be finished; empty once it has ended"`
	Exits []ReconciliationExit `json:"exits" doc:"The exits that were chosen, the first first"`
}

// ReconciliationRow is a reconciliation as it is stored.
type ReconciliationRow struct {
	CaseID   int64      `json:"-" db:"case_id"`
	Number   int        `json:"number" db:"number" example:"1" doc:"The number of the reconciliation in the case; 0 where none was ever opened"`
	OpenedAt *time.Time `json:"opened_at" db:"opened_at"`
	Cause    *int64     `json:"cause" db:"cause" example:"7" doc:"The identifier of the treatment whose resolution opened it; null where a municipality's leaving did"`
	EndedAt  *time.Time `json:"ended_at" db:"ended_at" doc:"null while it is open"`
	Result   string     `json:"result,omitempty" db:"result" example:"adopted" doc:"adopted: the rule of effect was met; ended, not_adopted: the secretariat ended it"`
	Decision *int       `json:"decision" db:"decision" example:"2" doc:"The number in the case of the board's decision by which it was ended"`
	Why      string     `json:"reason,omitempty" db:"reason"`
	EndedBy  *string    `json:"ended_by" db:"ended_by" format:"uuid"`
	EndedFor *string    `json:"ended_for" db:"ended_for" format:"uuid" doc:"The office holder for whom a substitute ended it; null where none did"`
}

// ReconciliationWay is an exit that can be chosen, and when it can be finished.
type ReconciliationWay struct {
	Exit     Exit          `json:"exit" enum:"adopt_new_text,ask_again,mediation,go_on_without"`
	Reason   message.Text  `json:"reason" doc:"What it asks for, or why it cannot be chosen, in words"`
	Allowed  bool          `json:"allowed"`
	Asks     []string      `json:"asks" doc:"The municipalities whose councils decide again"`
	Earliest *workday.Date `json:"earliest" format:"date" doc:"The first day on which it can be finished, by the meetings that the councils have planned and the days by which papers are handed in; null where a council has planned none"`
}

// ReconciliationExit is an exit that was chosen.
type ReconciliationExit struct {
	Reconciliation int           `json:"-" db:"reconciliation"`
	Number         int           `json:"number" db:"number" example:"1"`
	Exit           Exit          `json:"exit" db:"exit" enum:"adopt_new_text,ask_again,mediation,go_on_without"`
	Municipalities []string      `json:"municipalities" db:"municipalities" example:"[\"3417\"]"`
	Due            *workday.Date `json:"due" db:"due" format:"date" doc:"The day by which a mediation is to end; null for other exits"`
	Reason         string        `json:"reason" db:"reason"`
	ChosenBy       string        `json:"chosen_by" db:"chosen_by" format:"uuid"`
	ChosenFor      *string       `json:"chosen_for" db:"chosen_for" format:"uuid" doc:"The office holder for whom a substitute chose it; null where none did"`
	ChosenAt       time.Time     `json:"chosen_at" db:"chosen_at"`
}

// ReconciliationExitInput chooses an exit.
type ReconciliationExitInput struct {
	Exit           Exit          `json:"exit" enum:"adopt_new_text,ask_again,mediation,go_on_without" example:"ask_again" doc:"adopt_new_text: the text of the named council becomes the proposed resolution, and the councils that have another text, or said no, are asked again; ask_again: the named councils are asked again; mediation: somebody mediates until the day; go_on_without: the named councils are not waited for, where the rule of effect allows it"`
	Municipalities []string      `json:"municipalities,omitempty" maxItems:"200" maxLength:"4" example:"[\"3417\"]" doc:"Whom it is about"`
	Due            *workday.Date `json:"due,omitempty" format:"date" example:"2024-03-14" doc:"The day by which a mediation is to end"`
	Reason         string        `json:"reason" minLength:"1" maxLength:"10000" example:"The council asks for one other word, with which the others agree"`
}

// check brings the reason to its one form, and refuses what the exit does not fit.
func (in *ReconciliationExitInput) check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	n := len(in.Municipalities)
	switch in.Exit {
	case AdoptNewText:
		c.Require(n == 1, "/municipalities", msgOneCouncil)
	case Mediation:
	default:
		c.Require(n > 0, "/municipalities", msgWhichCouncils)
	}
	slices.Sort(in.Municipalities)
	c.Require(len(slices.Compact(slices.Clone(in.Municipalities))) == n, "/municipalities", msgCouncilTwice)
	c.Require((in.Exit == Mediation) == (in.Due != nil), "/due", msgMediationDay)
	c.Require(in.Due == nil || !in.Due.Before(today), "/due", msgMediationPast)
	return c.Err(ErrExit)
}

// ReconciliationEndInput ends a reconciliation.
type ReconciliationEndInput struct {
	Result   string `json:"result" enum:"ended,not_adopted" example:"not_adopted" doc:"ended: the case goes on as it is; not_adopted: it ends, since the rule of effect can no longer be met"`
	Decision int    `json:"decision" minimum:"1" maximum:"1000000" example:"2" doc:"The number of the board's decision among those recorded in the case"`
	Reason   string `json:"reason" minLength:"1" maxLength:"10000" example:"Two councils have said no for good"`
}

// mustRestOn refuses a decision that is not recorded in the case, is withdrawn, or not the
// board's.
func (in *ReconciliationEndInput) mustRestOn(c *casefile.Case, board []string) error {
	for _, d := range c.Decisions {
		if d.Serial == in.Decision && d.WithdrawnAt == nil && d.Organisation == c.Region && slices.Contains(board, d.Body) {
			return nil
		}
	}
	return ErrDecision.On("/decision", msgNoDecision.With(in.Decision))
}

// asks are the councils that an exit asks again, and a refusal where the case does not
// allow the exit. Of the entries are those on which the effect rests.
func (r RuleOfEffect) asks(x Exit, named []string, v *Verdict) ([]*chain.Treatment, error) {
	var again []*chain.Treatment
	apart := v.apart()
	isApart := func(e EffectEntry) bool {
		return slices.ContainsFunc(apart, func(a EffectEntry) bool { return a.treatment == e.treatment })
	}
	for _, name := range named {
		i := slices.IndexFunc(v.Entries, func(e EffectEntry) bool { return e.Organisation == name })
		switch {
		case i < 0:
			return nil, ErrExit.On("/municipalities", msgNoCouncilOf.With(name))
		case x == AdoptNewText && v.Entries[i].Voice != Adopts && v.Entries[i].Voice != Differs:
			return nil, ErrExit.On("/municipalities", msgHasNoText.With(name))
		case (x == AskAgain || x == GoOnWithout) && !isApart(v.Entries[i]):
			return nil, ErrExit.On("/municipalities", msgNotApart.With(name))
		}
	}
	for _, e := range v.Entries {
		is := slices.Contains(named, e.Organisation)
		decided := e.Voice == Adopts || e.Voice == Differs || e.Voice == Rejects
		if decided && (x == AskAgain && is || x == AdoptNewText && !is) {
			again = append(again, e.treatment)
		}
	}
	if x == GoOnWithout && r.Rule != NOfAll && r.Rule != LocalEffect {
		return nil, ErrGoOn
	}
	return again, nil
}
