package chain

import (
	"slices"

	"forankring.no/forankring/internal/platform/fault"
)

// Outcome is what a body made of a case (rule 7.3).
type Outcome string

// The outcomes.
const (
	Recommended            Outcome = "recommended"
	RecommendedWithChanges Outcome = "recommended_with_changes"
	RecommendedAgainst     Outcome = "recommended_against"
	Adopted                Outcome = "adopted"
	AdoptedWithChanges     Outcome = "adopted_with_changes"
	Rejected               Outcome = "rejected"
	Deferred               Outcome = "deferred"
	ReferredBack           Outcome = "referred_back"
	Noted                  Outcome = "noted"
	NotDecided             Outcome = "not_decided"
	WithdrawnFrom          Outcome = "withdrawn"
)

// Outcomes are all of them.
var Outcomes = []Outcome{Recommended, RecommendedWithChanges, RecommendedAgainst, Adopted, AdoptedWithChanges, Rejected, Deferred, ReferredBack, Noted, NotDecided, WithdrawnFrom}

// The faults of outcomes.
var (
	ErrOutcome = fault.New(fault.Invalid, "treatment.outcome", "The body cannot give this outcome",
		"A body that recommends may recommend or recommend against, one that deliberates takes note, and only one that decides can adopt or reject (rule 7.3).")
	ErrCannotDecide = fault.New(fault.Conflict, "treatment.cannot_decide", "The body does not decide",
		"Only a body that decides by its statutes can adopt or reject (KL § 5-1, rules 7.3, 7.4).")
)

// Deciding says whether the outcome decides the case.
func (o Outcome) Deciding() bool { return o == Adopted || o == AdoptedWithChanges || o == Rejected }

// Final says whether the body is done with the case by it, until it is asked again.
func (o Outcome) Final() bool {
	return o.Deciding() || o == Recommended || o == RecommendedWithChanges || o == RecommendedAgainst || o == Noted
}

// Carries says whether a majority stands behind the outcome; against it, the
// proposal fell.
func (o Outcome) Carries() bool { return o != Rejected && o != RecommendedAgainst }

// Allowed are the outcomes that a body can give in a role (rule 7.3). In every role it
// may put the case off, refer it back, find that it cannot decide, or drop it.
func (r Role) Allowed() []Outcome {
	always := []Outcome{Deferred, ReferredBack, NotDecided, WithdrawnFrom}
	switch r {
	case Decides:
		return append([]Outcome{Adopted, AdoptedWithChanges, Rejected}, always...)
	case Deliberates:
		return append([]Outcome{Noted}, always...)
	default:
		return append([]Outcome{Recommended, RecommendedWithChanges, RecommendedAgainst, Noted}, always...)
	}
}

// mustAllow refuses an outcome that the role does not allow, or the body (rule 7.3).
func (t *Treatment) mustAllow(o Outcome) error {
	if !slices.Contains(t.Role.Allowed(), o) {
		return ErrOutcome.On("/outcome", msgOutcome.With(t.Role, t.Role.Allowed()))
	}
	if o.Deciding() && !t.Decides {
		return ErrCannotDecide.With(msgCannotDecide.With(t.BodyName))
	}
	return nil
}
