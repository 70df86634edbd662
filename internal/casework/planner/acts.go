package planner

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const planPath = casefile.Below + "/plan"

// The acts on plans (rule 5.5).
var (
	showPlan     = act.Show[casefile.Ref]("show-plan", planPath, casefile.ReadCase)
	computePlan  = act.New[casefile.Ref]("compute-plan", http.MethodPost, planPath, act.Needs("timeline", "plan", casefile.InCase()))
	takeOverPlan = act.New[casefile.Ref]("take-over-plan", http.MethodPut, planPath, act.Needs("timeline", "plan", casefile.InCase()))
	giveUpPlan   = act.New[casefile.Ref]("give-up-plan", http.MethodPost, planPath+"/give-up", act.Needs("timeline", "plan", casefile.InCase()))
)
