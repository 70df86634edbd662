package staffing

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

// Below is the path of a municipality's assignments in a case, and Each that of
// one of them.
const (
	casePath  = casefile.Below + "/resources"
	partyPath = casePath + "/{municipality}"
	Below     = partyPath + "/assignments"
	Each      = Below + "/{assignment}"
)

// The reads of named resources that give addresses. What is asked of
// municipalities as a whole is shown by a view, which puts it together with what
// they contribute besides.
var (
	ListResources  = act.Show[casefile.Ref]("list-resources", casePath, casefile.ReadCase)
	ShowResources  = act.Show[Ref]("show-resources", partyPath, casefile.ReadCase)
	ShowAssignment = act.Show[AssignmentRef]("show-assignment", Each, casefile.ReadCase)
)

// endAssignment is what the end of a case, or of a municipality's part in it, is
// called in the record: nobody asks for it by itself.
const endAssignment = "end-assignment"

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
func (r AssignmentRef) Path() string { return ShowAssignment.Href(r) }
