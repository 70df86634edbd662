package effect

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const (
	below          = casefile.Below + "/effect"
	reconciliation = casefile.Below + "/reconciliation"
)

// The acts on the effect of a case, which are the region's.
var (
	showEffect        = act.Show[EffectQuery]("show-effect", below, casefile.ReadCase)
	ShowWording       = act.Show[casefile.Ref]("show-wording", casefile.Below+"/wording", casefile.ReadCase)
	declareRule       = act.New[casefile.Ref]("declare-effect-rule", http.MethodPut, below+"/rule", act.Needs("effect_rule", "declare", casefile.InCase()))
	ShowReconciling   = act.Show[casefile.Ref]("show-reconciliation", reconciliation, casefile.ReadCase)
	ChooseExit        = act.New[casefile.Ref]("choose-reconciliation-exit", http.MethodPost, reconciliation+"/exits", act.Needs("reconciliation", "lead", casefile.InCase()))
	endReconciliation = act.New[casefile.Ref]("end-reconciliation", http.MethodPost, reconciliation+"/end", act.Needs("reconciliation", "lead", casefile.InCase()))
)

// What the record names that nobody does by itself: that the rule of effect was met, and
// that a reconciliation opened.
const (
	adoptCase          = "adopt-case"
	openReconciliation = "open-reconciliation"
)

// EffectQuery asks how a case stands by its rule of effect.
type EffectQuery struct {
	casefile.Ref
	WhatIf string `query:"what_if" maxLength:"2000" example:"3417:adopts,3418:rejects" doc:"Resolutions to suppose in the place of those that stand, each municipality, or the region, once"`
}
