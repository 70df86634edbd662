package condition

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/act"
)

const (
	all  = mandate.Each + "/approvals/{municipality}/conditions"
	each = all + "/{condition}"
)

var reads = act.Needs("case", "read", casefile.InCase())

// The acts on conditions. Who reports one is said by the condition, and not by
// its address.
var (
	listConditions   = act.Show[mandate.PartRef]("list-conditions", all, reads)
	showCondition    = act.Show[Ref]("show-condition", each, reads)
	ReportCondition  = act.New[Ref]("report-condition", http.MethodPost, each+"/report", act.Needs("condition", "report", casefile.ByAnyParty()))
	ConfirmCondition = act.New[Ref]("confirm-condition", http.MethodPost, each+"/confirm", act.Needs("condition", "confirm", casefile.InMunicipality()))
	returnCondition  = act.New[Ref]("return-condition", http.MethodPost, each+"/return", act.Needs("condition", "confirm", casefile.InMunicipality()))
)
