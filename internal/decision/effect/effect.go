// Package effect says when a case is adopted: by the rule that the secretariat has
// declared, judged on what the bodies have resolved, and not one word earlier (rules 8.3,
// 2.2). Where bodies differ, or one says no, a reconciliation opens; it moves no state by
// itself (rule 8.4).
package effect

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// Rule says on whose resolutions it rests that a case is adopted.
type Rule string

// The rules of effect (rule 8.3).
const (
	// AllIdentical asks that every council resolves the same text.
	AllIdentical Rule = "all_identical"
	// AllAdopt asks that every council adopts, with changes or without.
	AllAdopt Rule = "all_adopt"
	// NOfAll asks that so many councils adopt as it names.
	NOfAll Rule = "n_of_all"
	// LocalEffect binds where it is adopted, once every council has decided.
	LocalEffect Rule = "local_effect"
	// RepresentativeCouncil leaves it to the region's representative council.
	RepresentativeCouncil Rule = "representative_council"
	// DecidingBody leaves it to the last body of the region that decides by the plan.
	DecidingBody Rule = "deciding_body"
)

// Rules are all of them.
var Rules = []Rule{AllIdentical, AllAdopt, NOfAll, LocalEffect, RepresentativeCouncil, DecidingBody}

// councils says whether the rule rests on the councils of the municipalities.
func (r Rule) councils() bool { return r != RepresentativeCouncil && r != DecidingBody }

// The faults of rules of effect.
var (
	ErrRule = fault.New(fault.Invalid, "effect.rule_invalid", "The rule of effect is not valid",
		"`n_of_all` names how many councils must adopt, from one to as many as take part; no other rule names a number, and every rule after the first says why it takes the place of the one before (rule 8.3).")
	ErrPlan = fault.New(fault.Conflict, "effect.plan", "The plan of treatment has no such body",
		"A rule that rests on the councils needs a step in which every municipal council decides; one that rests on a body of the region needs a step in which that body decides (rules 7.2, 8.3).")
	ErrDecided = fault.New(fault.Conflict, "effect.decided", "A body has decided the case",
		"The rule of effect is declared and changed until the first deciding resolution, and never after (rule 8.3).")
	ErrRegional = fault.New(fault.Conflict, "effect.principal_case", "A principal case is not adopted by the region",
		"A case of principal importance is decided by the municipal councils: it can rest on no body of the region (KL § 5-4, rules 7.4, 8.3).")
)

// RuleOfEffect is the rule of effect of a case. Each is kept; the last stands (rule 8.3).
type RuleOfEffect struct {
	Number   int        `json:"number" db:"number" example:"1" doc:"0 while none is declared and the usual rule applies"`
	Rule     Rule       `json:"rule" db:"rule" enum:"all_identical,all_adopt,n_of_all,local_effect,representative_council,deciding_body" example:"all_identical"`
	Least    *int       `json:"n" db:"least" example:"4" doc:"How many councils must adopt, under n_of_all; null for the others"`
	Declared bool       `json:"declared" db:"-" doc:"Whether the secretariat has declared it; else the usual rule applies: all_identical where every council decides, else deciding_body"`
	Reason   string     `json:"reason,omitempty" db:"reason" doc:"Why it took the place of the one before"`
	SetBy    *string    `json:"set_by" db:"set_by" format:"uuid"`
	SetFor   *string    `json:"set_for" db:"set_for" format:"uuid" doc:"The office holder for whom a substitute declared it; null where none did"`
	SetAt    *time.Time `json:"set_at" db:"set_at"`
}

// EffectRuleInput declares the rule of effect of a case.
type EffectRuleInput struct {
	Rule   Rule   `json:"rule" enum:"all_identical,all_adopt,n_of_all,local_effect,representative_council,deciding_body" example:"all_identical" doc:"all_identical: every council resolves the same text, editorial differences aside; all_adopt: every council adopts, with changes or without; n_of_all: so many councils adopt; local_effect: it binds where it is adopted, once all have decided; representative_council, deciding_body: the region's body adopts"`
	Least  *int   `json:"n,omitempty" minimum:"1" maximum:"1000" example:"4" doc:"How many councils must adopt; for n_of_all alone"`
	Reason string `json:"reason,omitempty" maxLength:"2000" example:"The chief executives asked for one text" doc:"Why it takes the place of the one before; required from the second on"`
}

// Effect is how a case stands by its rule of effect, and why (rule 8.3).
type Effect struct {
	request.Resource
	Case  string         `json:"case" example:"2024-1" doc:"The number of the case"`
	State casefile.State `json:"case_state" example:"in_treatment" doc:"The state of the case; a supposition does not change it"`
	RuleOfEffect
	Earlier []RuleOfEffect `json:"earlier_rules" doc:"Those that stood before, the newest first"`
	Verdict
	WhatIf []EffectSupposition `json:"what_if" doc:"The resolutions that were supposed"`
	Ended  *CaseEffect         `json:"ended,omitempty" doc:"How and when the case was adopted or not; left out until then"`
}

// CaseEffect is the end of a case's treatment: that it was adopted, or not.
type CaseEffect struct {
	CaseID   int64          `json:"-" db:"case_id"`
	State    casefile.State `json:"state" db:"state" enum:"adopted,not_adopted" example:"adopted"`
	At       time.Time      `json:"at" db:"at"`
	By       string         `json:"by" db:"person" format:"uuid" doc:"Who recorded the resolution by which the rule was met, or ended the reconciliation"`
	For      *string        `json:"for" db:"behalf" format:"uuid" doc:"The office holder for whom a substitute acted; null where none did"`
	Reason   string         `json:"reason,omitempty" db:"reason"`
	Decision *int           `json:"decision" db:"decision" example:"2" doc:"The number in the case of the decision of the board on which it rests that the case is not adopted; null for an adopted one"`
}

// usual is the rule that applies until one is declared.
func usual(c *chain.Course) RuleOfEffect {
	if len(bodies(c, AllIdentical)) > 0 || c.Plan.CouncilsDecide() {
		return RuleOfEffect{Rule: AllIdentical}
	}
	return RuleOfEffect{Rule: DecidingBody}
}

// bodies are the treatments on which a rule rests: of each municipality that takes part,
// the last one in which its council decides; of the region, the last one in which the
// body decides.
func bodies(c *chain.Course, r Rule) []*chain.Treatment {
	last := map[string]*chain.Treatment{}
	for _, t := range c.Treatments {
		decides := t.Role == chain.Decides && !t.Prepares && t.State != chain.Left
		switch {
		case !decides, t.Municipal() != r.councils():
		case t.Municipal() && t.BodyKind != body.MunicipalCouncil:
		case r == RepresentativeCouncil && t.BodyKind != body.RepresentativeCouncil:
		default:
			last[t.Organisation] = t
		}
	}
	found := []*chain.Treatment{}
	for _, t := range c.Treatments {
		if last[t.Organisation] == t {
			found = append(found, t)
		}
	}
	return found
}

// check refuses a rule that names a number where it must not, or none where it must.
func (in *EffectRuleInput) check(before RuleOfEffect, parties int) error {
	var c fault.Checks
	c.Require((in.Rule == NOfAll) == (in.Least != nil), "/n", msgNumber)
	c.Require(in.Least == nil || *in.Least >= 1 && *in.Least <= parties, "/n", msgNumberOfAll.With(parties))
	c.Require(before.Number == 0 || in.Reason != "", "/reason", msgWhyChanged)
	return c.Err(ErrRule)
}

// mustFit refuses a rule that the plan of the case, or the law, does not allow (rules
// 7.4, 8.3): a principal case rests on no body of the region (KL § 5-4), and a change of
// the agreement that every council must adopt itself on nothing less (KL § 18-4).
func (in *EffectRuleInput) mustFit(c *chain.Course) error {
	regional := !in.Rule.councils()
	every := chain.CompetenceIn(c.Case, c.Plan).NeedsEveryCouncil()
	switch {
	case regional && c.Case.Principal:
		return ErrRegional
	case every && in.Rule != AllIdentical && in.Rule != AllAdopt:
		return chain.ErrEveryCouncil
	case !regional && !c.Plan.CouncilsDecide():
		return ErrPlan.With(msgNoCouncils)
	case in.Rule == RepresentativeCouncil && !regionDecides(c.Plan, body.RepresentativeCouncil),
		in.Rule == DecidingBody && !regionDecides(c.Plan, ""):
		return ErrPlan.With(msgNoRegionalBody)
	}
	return nil
}

// regionDecides says whether the region's body of a kind, or any where none is named,
// decides in a step of a plan.
func regionDecides(p *chain.Plan, kind string) bool {
	return slices.ContainsFunc(p.Steps, func(s chain.PlanStep) bool {
		return s.Role == chain.Decides && s.Every == "" && (kind == "" || s.Kind == kind || s.Body != "")
	})
}

// mustBeOpen refuses another rule once a body has decided the case, and in one that is
// over (rule 8.3).
func mustBeOpen(c *chain.Course) error {
	if err := c.Case.In(casefile.Preparing, casefile.Active, casefile.InTreatment); err != nil {
		return err
	}
	if c.Decided() != nil {
		return ErrDecided
	}
	return nil
}
