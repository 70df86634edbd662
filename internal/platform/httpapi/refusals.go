package httpapi

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// mayMeet gathers everything that an operation may be refused with: its own
// faults, and the door's that its kind of operation may meet.
func mayMeet(r contract.Operation) []*fault.Error {
	all := slices.Concat(r.Faults, doorFaults)
	if r.Need.Open() {
		all = slices.Concat(r.Faults, openFaults)
	}
	if r.Need.Guarded() {
		all = append(all, authz.ErrForbidden)
		if r.Write {
			all = append(all, authz.ErrDisqualified, authz.ErrOutsideGrant)
		}
	}
	if r.List {
		all = append(all, request.ErrCursor)
	}
	if len(r.Media) > 1 {
		all = append(all, errAccept)
	}
	if r.Body.Media != "" {
		all = append(all, bodyFaults...)
	}
	if r.Write {
		all = append(all, request.ErrStale, pgdb.ErrOutcomeUnknown)
		switch r.Method {
		case http.MethodPost:
			all = append(all, pgdb.ErrKeyReused, pgdb.ErrKeyRunning)
		default:
			all = append(all, request.ErrPreconditionRequired)
		}
	}
	return all
}

// sharedFaults are the door's own, which no operation lists among its own codes:
// they stand in the contract with the answer of their status.
func sharedFaults() []*fault.Error {
	return slices.Concat(doorFaults, bodyFaults, []*fault.Error{
		authz.ErrForbidden, authz.ErrDisqualified, authz.ErrOutsideGrant, request.ErrCursor, errAccept, request.ErrStale, pgdb.ErrOutcomeUnknown,
		pgdb.ErrKeyReused, pgdb.ErrKeyRunning, request.ErrPreconditionRequired,
	})
}
