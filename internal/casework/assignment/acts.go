package assignment

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/act"
)

// The lists of assignments; one of them alone is read by staffing.ShowAssignment.
var (
	listAssignments = act.Show[ListQuery]("list-assignments", staffing.Below, casefile.ReadCase)
	listOwn         = act.Show[OwnQuery]("list-own-assignments", "/v1/me/assignments", act.Personal)
)

// The acts of a municipality on its named resources.
var (
	NominatePerson      = act.New[staffing.Ref]("nominate-person", http.MethodPost, staffing.Below, mandate.NamePeople)
	UploadNominations   = act.New[staffing.Ref]("upload-nominations", http.MethodPost, staffing.Below+"/bulk", mandate.NamePeople)
	retractAssignment   = act.New[staffing.AssignmentRef]("retract-assignment", http.MethodPost, staffing.Each+"/retract", act.Needs("assignment", "retract", casefile.InMunicipality()))
	ReleaseAssignment   = act.New[staffing.AssignmentRef]("release-assignment", http.MethodPost, staffing.Each+"/release", act.Needs("assignment", "release", casefile.InMunicipality()))
	releaseOverCapacity = act.New[staffing.AssignmentRef]("release-over-capacity", http.MethodPost, staffing.Each+"/release-over-capacity", act.Needs("assignment", "release_over_capacity", casefile.InMunicipality()))
	replaceAssignment   = act.New[staffing.AssignmentRef]("replace-assignment", http.MethodPost, staffing.Each+"/replace", act.Needs("assignment", "release", casefile.InMunicipality()))
	declineAssignment   = act.New[staffing.AssignmentRef]("decline-assignment", http.MethodPost, staffing.Each+"/decline", act.Needs("assignment", "decline", casefile.InMunicipality()))
	RecallAssignment    = act.New[staffing.AssignmentRef]("recall-assignment", http.MethodPost, staffing.Each+"/recall", act.Needs("assignment", "recall", casefile.InMunicipality()))
	keepSurplus         = act.New[staffing.AssignmentRef]("keep-surplus", http.MethodPost, staffing.Each+"/keep", act.Needs("assignment", "recall", casefile.InMunicipality()))
)

// ListQuery asks for the assignments of a municipality in a case. Zero members
// filter nothing.
type ListQuery struct {
	staffing.Ref
	State       staffing.State `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
	Requirement string         `query:"requirement" maxLength:"63" example:"area-planner" doc:"Only assignments for this requirement"`
}

func (q ListQuery) passes(a staffing.Assignment) bool {
	return (q.State == "" || a.State == q.State) && (q.Requirement == "" || a.Requirement == q.Requirement)
}

// OwnQuery asks for what the caller is named to.
type OwnQuery struct {
	State staffing.State `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
}
