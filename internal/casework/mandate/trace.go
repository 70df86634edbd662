package mandate

import (
	"reflect"
	"time"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
)

// event is an act on the version, for the audit.
func (v *Version) event(actor authn.Actor, act string, now time.Time, changes audit.Changes) audit.Event {
	return audit.Event{At: now, Actor: actor, Case: v.CaseID, Act: act, Object: v.Ref().Path(), Changes: changes}
}

// submitted is what a submission changes: it binds every part by its hash, and
// says whose approvals carried over.
func (v *Version) submitted() audit.Changes {
	hashes := map[string]string{PartCommon: v.CommonHash}
	carried := []string{}
	for _, a := range v.Approvals {
		hashes[a.Municipality] = a.SliceHash
		if a.Standing != nil {
			carried = append(carried, a.Municipality)
		}
	}
	return audit.Changes{
		"state": {Old: StateDraft, New: v.State}, "content_hash": {New: v.ContentHash}, "answer_by": {New: v.AnswerBy}, "naming_due": {New: v.NamingDue},
		"hashes": {New: hashes}, "rule": {New: v.String()}, "carried": {New: carried},
	}
}

// answered is the event of an answer that took the place of before's.
func (v *Version) answered(actor authn.Actor, before Approval, given *Answer) audit.Event {
	e := v.event(actor, "answer-mandate", given.At, audit.Changes{
		"answer": {Old: before.Status, New: given.Answer}, "common_hash": {New: before.CommonHash}, "slice_hash": {New: before.SliceHash},
	})
	if given.Reason != "" {
		e.Changes["reason"] = audit.Change{New: given.Reason}
	}
	if len(given.Conditions) > 0 {
		e.Changes["conditions"] = audit.Change{New: given.Conditions}
	}
	if given.Body != "" {
		e.Changes["decision"] = audit.Change{New: Council{Body: given.Body, DecidedOn: *given.DecidedOn, CaseNumber: given.CaseNumber}}
	}
	if given.Late {
		e.Changes["late"] = audit.Change{New: true}
	}
	e.Object = before.Self
	return e
}

// parts are the members of the content that an edit can change, by name.
func (in ContentInput) parts() map[string]any {
	parts := map[string]any{"common": in.Common}
	for _, s := range in.Slices {
		parts["slices/"+s.Municipality] = s
	}
	return parts
}

// changes are the parts that differ.
func changes(before, after map[string]any) audit.Changes {
	all := audit.Changes{}
	for name, old := range before {
		if !reflect.DeepEqual(old, after[name]) {
			all[name] = audit.Change{Old: old, New: after[name]}
		}
	}
	for name, part := range after {
		if _, known := before[name]; !known {
			all[name] = audit.Change{New: part}
		}
	}
	return all
}
