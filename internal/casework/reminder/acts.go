package reminder

import (
	"net/http"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
)

// PolicyRef is how a path names a region's policy for a kind of deadline.
type PolicyRef struct {
	Region string    `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Kind   AskedKind `path:"kind" example:"answer" doc:"The kind of deadline"`
}

// Of is the region.
func (r PolicyRef) Of() string { return r.Region }

// Key tells it from the region's policies for other kinds.
func (r PolicyRef) Key() string { return r.Region + " " + string(r.Kind) }

const policyPath = "/v1/regions/{region}/reminder-policies"

var (
	listPolicies = act.Show[setting.Ref]("list-reminder-policies", policyPath, act.Needs("organisation", "read", organisation.InRegion()))
	showPolicy   = act.Show[PolicyRef]("show-reminder-policy", policyPath+"/{kind}", act.Needs("organisation", "read", organisation.InRegion()))
	setPolicy    = act.New[PolicyRef]("set-reminder-policy", http.MethodPut, policyPath+"/{kind}", act.Needs("reminder_policy", "set", organisation.InRegion()))
)

// policyKind is the setting that a policy is.
var policyKind = setting.Kind[PolicyRef, *Policy]{Name: "reminder_policy", Member: "policy", Set: setPolicy, Read: policyOf}
