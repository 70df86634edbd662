package organisation

import (
	"fmt"
	"slices"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of municipalities that merge or part.
var (
	ErrMunicipalityEnded = fault.New(fault.Conflict, "directory.municipality_ended", "The municipality is no more",
		"The municipality has merged or parted: what it left can be read, and nothing is done in it any more. Its successors go on (rule 1.1).")
	ErrSuccession = fault.New(fault.Invalid, "directory.succession_invalid", "The successors are not valid",
		"Municipalities merge into one that is none of them, and one parts into several, from the day on which it happens (rule 1.1).")
)

// MergeInput is what an operator enters of municipalities that become one, or part
// of another: which end, into which they merge, and the first day on which they
// are no more.
type MergeInput struct {
	Municipalities []string
	Into           SuccessorInput
	On             workday.Date
}

// PartInput is what an operator enters of a municipality that becomes several.
type PartInput struct {
	Municipality string
	Into         []SuccessorInput
	On           workday.Date
}

// SuccessorInput is a successor: one that is registered, or a new one, which has
// a name.
type SuccessorInput struct {
	Number string
	Name   string
	County string
}

// Successor is an organisation that goes on where another has ended.
type Successor struct {
	Key  string `json:"key" example:"1577"`
	Name string `json:"name" example:"Volda"`
}

// mustBeGoingOn refuses what would be done in a municipality that is no more
// (rule 1.1).
func (o Organisation) mustBeGoingOn() error {
	if o.EndedOn == nil {
		return nil
	}
	return ErrMunicipalityEnded.With(msgIsNoMore.With(o.Name, *o.EndedOn, namesOf(o.Successors)))
}

func namesOf(list []Successor) message.All[string] {
	names := make(message.All[string], len(list))
	for i, s := range list {
		names[i] = s.Name
	}
	return names
}

// succession is a merger (several or one into one) or a parting (one into
// several).
type succession struct {
	act, command string
	ended        []string
	into         []SuccessorInput
	on           workday.Date
}

// check refuses a succession without a day, ahead of its day, or with somebody
// named twice.
func (in *succession) check(today workday.Date) error {
	var c fault.Checks
	c.Require(len(in.ended) > 0, "/municipality", msgNobodyEnds)
	c.Require(in.act != partAct || len(in.into) > 1, "/into", msgPartsIntoOne)
	c.Require(!in.on.IsZero() && !in.on.After(today), "/on", msgAhead.With(today))
	named := slices.Clone(in.ended)
	for i := range in.into {
		s := &in.into[i]
		named = append(named, s.Number)
		c.Require(municipalityNumber.MatchString(s.Number), fmt.Sprintf("/into/%d", i), msgNumberForm)
		canon.TidyLine(&c, fmt.Sprintf("/into/%d/name", i), &s.Name)
	}
	slices.Sort(named)
	c.Require(len(slices.Compact(slices.Clone(named))) == len(named), "/into", msgBothEndsAndGoesOn)
	return c.Err(ErrSuccession)
}
