package app

import (
	"time"

	"forankring.no/forankring/internal/casework/basis"
	"forankring.no/forankring/internal/casework/benefit"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/platform/authz"
)

// machine is this machine's clock.
func (d Deps) machine() func() time.Time {
	if d.Machine == nil {
		return time.Now
	}
	return d.Machine
}

// keepPapers registers what is written and filed in cases, and gives what keeps the
// proposed resolutions, and what records the decisions on which cases rest.
func (a *App) keepPapers(policy *authz.Policy, now func() time.Time, cases *casefile.Service) (*proposal.Service, *basis.Service) {
	benefit.New(a.pool, policy, now, cases).Register(a.Door)
	mandate.New(a.pool, policy, now, cases).Register(a.Door)
	condition.New(a.pool, policy, now, a.notices).Register(a.Door)
	proposals := proposal.New(a.pool, policy, now, a.notices, cases)
	proposals.TellWaiting(treatment.Concerned)
	proposals.Register(a.Door)
	document.New(a.pool, policy, now, cases).Register(a.Door)
	decisions := basis.New(policy, cases)
	decisions.Register(a.Door)
	return proposals, decisions
}
