package person

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
)

var (
	readPeople      = authz.Permission{Object: "person", Act: "read"}
	readEmployments = authz.Permission{Object: "employment", Act: "read"}
)

// AmongPeople is the scope of operations on people's records, which stay in
// the organisation: belonging together opens none of them.
func AmongPeople() httpapi.Scope {
	return httpapi.Scope{Name: "the organisation in the path", Reads: readPeople, Look: organisation.Look("organisation", "", readPeople)}
}

// AmongStaff is AmongPeople for the employments in a municipality: regions
// employ nobody here.
func AmongStaff() httpapi.Scope {
	return httpapi.Scope{Name: "the municipality in the path", Reads: readEmployments, Look: organisation.Look("organisation", organisation.KindMunicipality, readEmployments)}
}
