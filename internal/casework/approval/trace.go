package approval

import (
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/audit"
)

// submitted is what a submission changes: it binds every part by its hash, and
// says whose approvals carried over.
func (v *Version) submitted() audit.Changes {
	hashes := map[string]string{mandate.PartCommon: v.CommonHash}
	carried := []string{}
	for _, a := range v.Approvals {
		hashes[a.Municipality] = a.SliceHash
		if a.Standing != nil {
			carried = append(carried, a.Municipality)
		}
	}
	return audit.Changes{
		"state": {Old: mandate.StateDraft, New: v.State}, "content_hash": {New: v.ContentHash}, "answer_by": {New: v.AnswerBy}, "naming_due": {New: v.NamingDue},
		"hashes": {New: hashes}, "rule": {New: v.Text()}, "carried": {New: carried},
	}
}

// answered is the event of an answer that took the place of before's.
func (v *Version) answered(before Approval, given *Answer) audit.Event {
	e := v.Event(AnswerMandate.ID, audit.Changes{
		"answer": {Old: before.Status, New: given.Answer}, "common_hash": {New: before.CommonHash}, "slice_hash": {New: before.SliceHash},
	})
	if given.Reason != "" {
		e.Changes["reason"] = audit.Change{New: given.Reason}
	}
	if len(given.Conditions) > 0 {
		e.Changes["conditions"] = audit.Change{New: given.Conditions}
	}
	if given.Body != "" {
		e.Changes["decision"] = audit.Change{New: council.Decision{Body: given.Body, DecidedOn: *given.DecidedOn, CaseNumber: given.CaseNumber}}
	}
	if given.Late {
		e.Changes["late"] = audit.Change{New: true}
	}
	e.Object = before.Self
	return e
}
