package mandate

import (
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// The kinds of gate rules (rule 3.7).
const (
	RuleAll      = "all"
	RuleCount    = "count"
	RuleFraction = "fraction"
)

// ErrRuleUnmeetable refuses a rule that so many municipalities can never meet.
var ErrRuleUnmeetable = fault.New(fault.Conflict, "mandate.rule_unmeetable", "The rule can never be met",
	"The rule asks for more approvals than there are municipalities (rule 3.7).")

// Rule says how many municipalities must approve a version before it comes into
// force (rule 3.7).
type Rule struct {
	Kind        string `json:"rule" db:"rule" enum:"all,count,fraction" example:"all" doc:"Whose approvals bring a version into force: those of all municipalities, of a number of them, or of a fraction of them"`
	Count       *int   `json:"rule_count,omitempty" db:"rule_count" minimum:"1" maximum:"1000" doc:"With count: how many"`
	Numerator   *int   `json:"rule_numerator,omitempty" db:"rule_numerator" minimum:"1" maximum:"1000" doc:"With fraction: two thirds are 2"`
	Denominator *int   `json:"rule_denominator,omitempty" db:"rule_denominator" minimum:"1" maximum:"1000" doc:"With fraction: two thirds are 3"`
}

// Needed is how many of so many municipalities must approve. A fraction is
// rounded up in whole numbers: two thirds of four are three.
func (r Rule) Needed(municipalities int) int {
	switch r.Kind {
	case RuleCount:
		return *r.Count
	case RuleFraction:
		return (municipalities**r.Numerator + *r.Denominator - 1) / *r.Denominator
	default:
		return municipalities
	}
}

// MustBeMeetable refuses a rule that so many municipalities can never meet.
func (r Rule) MustBeMeetable(municipalities int) error {
	if n := r.Needed(municipalities); n > municipalities {
		return ErrRuleUnmeetable.With(msgUnmeetable.With(n, municipalities))
	}
	return nil
}

// Text is the rule in words.
func (r Rule) Text() message.Text {
	switch r.Kind {
	case RuleCount:
		return msgRuleCount.With(*r.Count)
	case RuleFraction:
		return msgRuleFraction.With(*r.Numerator, *r.Denominator)
	default:
		return msgRuleAll
	}
}
