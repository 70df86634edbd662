package staffing

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/workday"
)

// Asked is what one version of the mandate asks of one municipality.
type Asked struct {
	Version int
	// Approved says whether the municipality has approved the version since it
	// joined the case: only then a version in force binds it (rule 3.7).
	Approved     bool
	Start, End   workday.Date
	SubmittedAt  time.Time
	NamingDue    workday.Date
	Requirements []mandate.Requirement
	Money        *mandate.Money
	// OtherContribution is what the slice agrees besides people and money.
	OtherContribution string

	version *approval.Version
}

// askedOf is what a version asks of a participant: nothing of one without a
// slice.
func askedOf(v *approval.Version, p *casefile.Participant) *Asked {
	a := &Asked{
		Version: v.Number, Approved: v.ApprovedSince(p.Number, p.JoinedAt), Start: v.Common.Start, End: v.Common.End,
		SubmittedAt: *v.SubmittedAt, NamingDue: *v.NamingDue, version: v,
	}
	if slice := v.Slice(p.Number); slice != nil {
		a.Requirements, a.Money, a.OtherContribution = slice.Requirements, slice.Money, slice.OtherContribution
	}
	return a
}

// Requirement finds what is asked by its key; nil where it is not.
func (a *Asked) Requirement(key string) *mandate.Requirement {
	if a == nil {
		return nil
	}
	i := slices.IndexFunc(a.Requirements, func(r mandate.Requirement) bool { return r.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Requirements[i]
}
