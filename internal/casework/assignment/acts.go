package assignment

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

// The paths of a case's named resources.
const (
	casePath        = "/v1/regions/{region}/cases/{number}/resources"
	partyPath       = casePath + "/{municipality}"
	assignmentsPath = partyPath + "/assignments"
	assignmentPath  = assignmentsPath + "/{assignment}"
)

// The reads of named resources. What is asked of municipalities as a whole is
// shown by a view, which puts it together with what they contribute besides.
var (
	ListResources   = act.Show[casefile.Ref]("list-resources", casePath, readCase)
	ShowResources   = act.Show[Ref]("show-resources", partyPath, readCase)
	listAssignments = act.Show[ListQuery]("list-assignments", assignmentsPath, readCase)
	showAssignment  = act.Show[AssignmentRef]("show-assignment", assignmentPath, readCase)
	listOwn         = act.Show[OwnQuery]("list-own-assignments", "/v1/me/assignments", act.Personal)
)

// The acts of a municipality on its named resources.
var (
	NominatePerson      = act.New[Ref]("nominate-person", http.MethodPost, assignmentsPath, act.Needs("assignment", "nominate", casefile.InMunicipality()))
	UploadNominations   = act.New[Ref]("upload-nominations", http.MethodPost, assignmentsPath+"/bulk", act.Needs("assignment", "nominate", casefile.InMunicipality()))
	retractAssignment   = act.New[AssignmentRef]("retract-assignment", http.MethodPost, assignmentPath+"/retract", act.Needs("assignment", "retract", casefile.InMunicipality()))
	releaseAssignment   = act.New[AssignmentRef]("release-assignment", http.MethodPost, assignmentPath+"/release", act.Needs("assignment", "release", casefile.InMunicipality()))
	releaseOverCapacity = act.New[AssignmentRef]("release-over-capacity", http.MethodPost, assignmentPath+"/release-over-capacity", act.Needs("assignment", "release_over_capacity", casefile.InMunicipality()))
	replaceAssignment   = act.New[AssignmentRef]("replace-assignment", http.MethodPost, assignmentPath+"/replace", act.Needs("assignment", "release", casefile.InMunicipality()))
	declineAssignment   = act.New[AssignmentRef]("decline-assignment", http.MethodPost, assignmentPath+"/decline", act.Needs("assignment", "decline", casefile.InMunicipality()))
	RecallAssignment    = act.New[AssignmentRef]("recall-assignment", http.MethodPost, assignmentPath+"/recall", act.Needs("assignment", "recall", casefile.InMunicipality()))
	keepSurplus         = act.New[AssignmentRef]("keep-surplus", http.MethodPost, assignmentPath+"/keep", act.Needs("assignment", "recall", casefile.InMunicipality()))
)

// endAssignment is what the end of a case, or of a municipality's part in it, is
// called in the record: nobody asks for it by itself.
const endAssignment = "end-assignment"

// readCase is what reading a part of a case needs (rule 2.5).
var readCase = act.Needs(casefile.Read.Object, casefile.Read.Act, casefile.InCase())

// Ref is how a path names a municipality's resources in a case.
type Ref struct {
	casefile.Ref
	Municipality string `path:"municipality" example:"3417" maxLength:"4" doc:"The municipality's number"`
}

// Path is the address of the municipality's resources.
func (r Ref) Path() string { return ShowResources.Href(r) }

// AssignmentRef is how a path names an assignment.
type AssignmentRef struct {
	Ref
	Assignment int `path:"assignment" minimum:"1" maximum:"1000000" example:"1" doc:"The assignment's running number"`
}

// Path is the address of the assignment.
func (r AssignmentRef) Path() string { return showAssignment.Href(r) }

// ListQuery asks for the assignments of a municipality in a case. Zero members
// filter nothing.
type ListQuery struct {
	Ref
	State       State  `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
	Requirement string `query:"requirement" maxLength:"63" example:"area-planner" doc:"Only assignments for this requirement"`
}

func (q ListQuery) passes(a Assignment) bool {
	return (q.State == "" || a.State == q.State) && (q.Requirement == "" || a.Requirement == q.Requirement)
}

// OwnQuery asks for what the caller is named to.
type OwnQuery struct {
	State State `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
}
