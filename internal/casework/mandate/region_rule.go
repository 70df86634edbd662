package mandate

import (
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
)

// ErrRule refuses a gate rule whose terms do not go together.
var ErrRule = fault.New(fault.Invalid, "mandate.rule_invalid", "The rule is not valid",
	"`all` has no further members; `count` names how many municipalities, and `fraction` a numerator and a denominator that is not smaller (rule 3.7).")

// RegionRule is the gate rule that a region's mandates are submitted under.
type RegionRule struct {
	setting.Base
	Rule
	SetName string `json:"set_by_name,omitempty" db:"set_name" doc:"Their name"`
	Members int    `json:"members" db:"members" example:"6" doc:"How many municipalities the region has today"`
	Needed  int    `json:"needed" db:"-" example:"6" doc:"How many of them must approve"`
}

// RuleInput sets a region's gate rule.
type RuleInput struct {
	Rule        string `json:"rule" enum:"all,count,fraction" example:"fraction"`
	Count       *int   `json:"rule_count,omitempty" minimum:"1" maximum:"1000" doc:"With count: how many municipalities"`
	Numerator   *int   `json:"rule_numerator,omitempty" minimum:"1" maximum:"1000" example:"2" doc:"With fraction"`
	Denominator *int   `json:"rule_denominator,omitempty" minimum:"1" maximum:"1000" example:"3" doc:"With fraction"`
	Reason      string `json:"reason" minLength:"1" maxLength:"10000" example:"The statutes, § 9, as the representative council revised them" doc:"What the rule rests on"`
}

// rule checks the input, and is the rule that it sets.
func (in *RuleInput) rule() (Rule, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	c.Require(in.Rule != RuleCount || in.Count != nil, "/rule_count", msgCountNeeded)
	c.Require(in.Rule == RuleCount || in.Count == nil, "/rule_count", msgCountAlone)
	fraction := in.Rule == RuleFraction
	c.Require(!fraction || in.Numerator != nil, "/rule_numerator", msgFractionNeeded)
	c.Require(fraction || in.Numerator == nil, "/rule_numerator", msgFractionAlone)
	c.Require(!fraction || in.Denominator != nil, "/rule_denominator", msgFractionNeeded)
	c.Require(fraction || in.Denominator == nil, "/rule_denominator", msgFractionAlone)
	c.Require(in.Numerator == nil || in.Denominator == nil || *in.Numerator <= *in.Denominator, "/rule_numerator", msgMoreThanWhole)
	return Rule{Kind: in.Rule, Count: in.Count, Numerator: in.Numerator, Denominator: in.Denominator}, c.Err(ErrRule)
}
