package person

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
)

var (
	readPeople      = authz.Permission{Object: "person", Act: "read"}
	readEmployments = authz.Permission{Object: "employment", Act: "read"}
)

// AmongPeople is the scope of operations on people's records, which stay in
// the organisation: belonging together opens none of them.
func AmongPeople() act.Scope {
	return act.Scope{Name: "the organisation in the path", In: "organisation", Reads: readPeople, Look: organisation.Look("organisation", "", readPeople)}
}

// AmongStaff is AmongPeople for the employments in a municipality: regions
// employ nobody here.
func AmongStaff() act.Scope {
	return act.Scope{Name: "the municipality in the path", In: "organisation", Reads: readEmployments, Look: organisation.Look("organisation", organisation.KindMunicipality, readEmployments)}
}
