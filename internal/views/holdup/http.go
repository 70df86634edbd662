package holdup

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
)

var showHoldUps = act.Show[casefile.Ref]("show-hold-ups", casefile.Below+"/hold-ups", casefile.ReadCase)

// Register declares the operation.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showHoldUps, httpapi.Doc{
		Tag: httpapi.Tag{Name: "Anchoring"}, Summary: "List what holds a case up",
		Description: "Everything for which the case waits: what its conditions lack, its start and its sending to treatment, meetings that are not called, bodies that have not resolved, resolutions that differ, and a reconciliation that is open. Each says who can act, by when and how, and which steps of the treatment and municipalities wait for it: what blocks most comes first (rules 2.3, 2.4, 7.2, 8.3, 8.4). Computed from the current state at each reading.",
	}, s.Show)
}
