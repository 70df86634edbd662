package mandate

import (
	"iter"
	"slices"
	"strconv"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/request"
)

// PartCommon names the part of a content that is the same for all
// municipalities; the other parts are named by municipality number.
const PartCommon = "common"

// ChangeKind is what became of a member of a content.
type ChangeKind string

// What becomes of a member.
const (
	MemberAdded   ChangeKind = "added"
	MemberRemoved ChangeKind = "removed"
	MemberChanged ChangeKind = "changed"
)

// VersionDiff is what differs between two versions of a mandate, member by
// member (rule 3.6).
type VersionDiff struct {
	request.Resource
	Region  string          `json:"region" example:"kongsvingerregionen"`
	Case    string          `json:"case" example:"2024-1" doc:"The number of the case"`
	From    int             `json:"from" example:"1" doc:"The version before"`
	To      int             `json:"to" example:"2" doc:"The version after"`
	Changes []ContentChange `json:"changes" doc:"The common part first, then each municipality's by number; empty where the versions are alike"`
	Parts   []string        `json:"parts" example:"[\"common\",\"3417\"]" doc:"The parts whose hash differs: common, and municipalities by number. An approval carries over only where neither common nor its own municipality is among them"`
}

// ContentChange is one member of a content that differs. An empty text counts
// as none.
type ContentChange struct {
	Part        string       `json:"part" example:"3417" doc:"common, or the number of the municipality whose slice it is"`
	Field       string       `json:"field" enum:"participants,purpose,objectives,scope,limits,deliverables,budget,decision,start,end,slice,requirement,money,other_contribution" example:"requirement" doc:"The member of the part. slice: the municipality has a slice in one of the versions only"`
	Requirement string       `json:"requirement,omitempty" example:"area-planner" doc:"The key of the requirement"`
	Member      string       `json:"member,omitempty" enum:"organisation,body,date,case_number,function,people,share,from,to" example:"share" doc:"The member of the requirement or of the decision"`
	Kind        ChangeKind   `json:"kind" enum:"added,removed,changed" example:"changed"`
	Before      string       `json:"before,omitempty" example:"20" doc:"The value before: text and numbers as they are, dates as 2024-03-01, money with two decimals as 1500000.00 NOK"`
	After       string       `json:"after,omitempty" example:"40" doc:"The value after, in the same forms"`
	Words       []canon.Word `json:"words,omitempty" doc:"Where a text changed: what differs, word by word"`
}

// Compare is what differs between two versions of one case's mandate.
func Compare(before, after *Document) *VersionDiff {
	changes := before.Content().Diff(after.Content())
	return &VersionDiff{
		Region: after.Region, Case: after.Case, From: before.Number, To: after.Number, Changes: changes, Parts: Parts(changes),
	}
}

// Diff is what after has otherwise than in: first the common part in the order
// of its members, then the slices by municipality, their requirements by key.
// Both contents must be normalised. There is a change in a part exactly if the
// part's hash differs (rules 3.2, 3.6).
func (in ContentInput) Diff(after ContentInput) []ContentChange {
	d := difference{}
	d.common(in.Common, after.Common)
	for before, after := range matched(in.Slices, after.Slices, func(s SliceContent) string { return s.Municipality }) {
		d.slice(before, after)
	}
	return d
}

// Parts are the parts that the changes lie in, each once, in their order.
func Parts(changes []ContentChange) []string {
	parts := []string{}
	for _, c := range changes {
		if !slices.Contains(parts, c.Part) {
			parts = append(parts, c.Part)
		}
	}
	return parts
}

// difference gathers changes. Its methods take the empty string, and the zero
// value of what has a name, as the absence of the thing.
type difference []ContentChange

func (d *difference) common(before, after Common) {
	at := func(field string) ContentChange { return ContentChange{Part: PartCommon, Field: field} }
	for before, after := range matched(before.Participants, after.Participants, func(number string) string { return number }) {
		d.value(at("participants"), before, after)
	}
	d.text(at("purpose"), before.Purpose, after.Purpose)
	d.list(at("objectives"), before.Objectives, after.Objectives)
	d.text(at("scope"), before.Scope, after.Scope)
	d.text(at("limits"), before.Limits, after.Limits)
	d.list(at("deliverables"), before.Deliverables, after.Deliverables)
	d.value(at("budget"), before.Budget.exact(), after.Budget.exact())
	d.decision(at("decision"), before.Decision, after.Decision)
	d.value(at("start"), before.Start.String(), after.Start.String())
	d.value(at("end"), before.End.String(), after.End.String())
}

func (d *difference) decision(at ContentChange, before, after *Decision) {
	b, a := canon.OrZero(before), canon.OrZero(after)
	d.value(at.of("organisation"), b.Organisation, a.Organisation)
	d.value(at.of("body"), b.Body, a.Body)
	d.value(at.of("date"), b.Date.String(), a.Date.String())
	d.value(at.of("case_number"), b.CaseNumber, a.CaseNumber)
}

func (d *difference) slice(before, after SliceContent) {
	part := before.Municipality
	switch {
	case before.Municipality == "":
		part = after.Municipality
		*d = append(*d, ContentChange{Part: part, Field: "slice", Kind: MemberAdded})
	case after.Municipality == "":
		*d = append(*d, ContentChange{Part: part, Field: "slice", Kind: MemberRemoved})
	}
	for before, after := range matched(before.Requirements, after.Requirements, func(r Requirement) string { return r.Key }) {
		d.requirement(part, before, after)
	}
	d.value(ContentChange{Part: part, Field: "money"}, before.Money.exact(), after.Money.exact())
	d.text(ContentChange{Part: part, Field: "other_contribution"}, before.OtherContribution, after.OtherContribution)
}

func (d *difference) requirement(part string, before, after Requirement) {
	at := ContentChange{Part: part, Field: "requirement", Requirement: max(before.Key, after.Key)}
	d.text(at.of("function"), before.Function, after.Function)
	d.value(at.of("people"), counted(before.People), counted(after.People))
	d.value(at.of("share"), counted(before.Share), counted(after.Share))
	d.value(at.of("from"), before.From.String(), after.From.String())
	d.value(at.of("to"), before.To.String(), after.To.String())
}

// list notes the items that were added and removed. Items that took the place
// of others, between neighbours that stayed, are changed, one by one in their
// order; those left over are added or removed.
func (d *difference) list(at ContentChange, before, after []string) {
	var removed []string
	end := canon.Edit{Op: canon.OpEqual}
	for _, e := range append(canon.Edits(before, after), end) {
		if e.Op == canon.OpDelete {
			removed = e.Items
			continue
		}
		var added []string
		if e.Op == canon.OpInsert {
			added = e.Items
		}
		for i := range max(len(removed), len(added)) {
			d.text(at, itemAt(removed, i), itemAt(added, i))
		}
		removed = nil
	}
}

func itemAt(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// text notes a text that differs, with its words where it changed.
func (d *difference) text(at ContentChange, before, after string) {
	if before != "" && after != "" && before != after {
		at.Words = canon.Words(before, after)
	}
	d.value(at, before, after)
}

// value notes a value that differs.
func (d *difference) value(at ContentChange, before, after string) {
	switch {
	case before == after:
		return
	case before == "":
		at.Kind = MemberAdded
	case after == "":
		at.Kind = MemberRemoved
	default:
		at.Kind = MemberChanged
	}
	at.Before, at.After = before, after
	*d = append(*d, at)
}

// of is the place of a member of what stands at the place.
func (c ContentChange) of(member string) ContentChange {
	c.Member = member
	return c
}

// matched pairs the elements of two lists that are sorted by key. An element
// that only one of them has is paired with the zero value.
func matched[T any](before, after []T, key func(T) string) iter.Seq2[T, T] {
	return func(yield func(T, T) bool) {
		for more := true; more && len(before)+len(after) > 0; {
			var b, a T
			inBefore := len(before) > 0 && (len(after) == 0 || key(before[0]) <= key(after[0]))
			inAfter := len(after) > 0 && (len(before) == 0 || key(after[0]) <= key(before[0]))
			if inBefore {
				b, before = before[0], before[1:]
			}
			if inAfter {
				a, after = after[0], after[1:]
			}
			more = yield(b, a)
		}
	}
}

func counted(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
