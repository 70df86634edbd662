package planner

import (
	"fmt"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// Assumed says what is assumed to become of a meeting.
type Assumed string

// A meeting can be assumed to be cancelled, moved to another day, or added.
const (
	AssumeCancelled Assumed = "cancelled"
	AssumeMoved     Assumed = "moved"
	AssumeAdded     Assumed = "added"
)

// Assumption is a change in the meetings of a body that has not been made, to see what
// would follow from it.
type Assumption struct {
	Change Assumed
	// Body is the place of the body in the chain, -1 for one that is not in it.
	Body int
	// On is the day of the meetings that are cancelled or moved, or of one that is added.
	On workday.Date
	// To is the day to which they are moved.
	To workday.Date
}

// Assume plans with meetings as they would be, one assumption after the other. It
// refuses to assume something of a meeting that is not there.
func (c *Chain) Assume(all []Assumption) error {
	var f fault.Checks
	c.Bodies = slices.Clone(c.Bodies)
	for i, a := range all {
		at := fmt.Sprintf("/assumptions/%d", i)
		f.Require((a.Change == AssumeMoved) == !a.To.IsZero(), at+"/to", msgToOfMoved)
		if a.Body < 0 {
			f.Require(false, at+"/body", msgNotInChain)
			continue
		}
		f.Require(c.Bodies[a.Body].assume(a), at+"/on", msgNoSuchMeeting.With(c.Bodies[a.Body].Name, a.On))
	}
	return f.Err(ErrChain)
}

// assume changes the meetings as is assumed, and says whether there were such.
func (b *Body) assume(a Assumption) bool {
	then := slices.Clone(b.Meetings)
	switch a.Change {
	case AssumeAdded:
		then = append(then, Meeting{On: a.On})
	case AssumeCancelled:
		then = slices.DeleteFunc(then, func(m Meeting) bool { return m.On == a.On })
	case AssumeMoved:
		for i := range then {
			if then[i].On == a.On {
				then[i].On = a.To
			}
		}
	}
	there := a.Change == AssumeAdded || slices.ContainsFunc(b.Meetings, func(m Meeting) bool { return m.On == a.On })
	slices.SortStableFunc(then, func(m, n Meeting) int { return m.On.Compare(n.On) })
	b.Meetings = then
	return there
}
