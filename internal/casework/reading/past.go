package reading

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/audit"
)

// Past is a case as it stood when the last municipality left it for which a
// reader may read it: they keep reading it so, and their municipality's own part
// for good, which can change no more (rule 1.1). What is dated later is not
// listed, and what was changed later is shown as the record says that it was
// before. What is worked out from the state of a case is worked out from that
// state, on that day, and asks nothing of anybody.
type Past struct {
	Until time.Time
	// Trail is what was changed since.
	Trail audit.Trail
}

// Hides says whether something of a moment is later than the reader may know;
// without a Past nothing is.
func (p *Past) Hides(at time.Time) bool { return p != nil && at.After(p.Until) }

// HidesAny is Hides for a moment that may not have come.
func (p *Past) HidesAny(at *time.Time) bool { return at != nil && p.Hides(*at) }

// Moment is the one of the past, nil for now.
func (p *Past) Moment() *time.Time {
	if p == nil {
		return nil
	}
	return &p.Until
}

// Finding is what was decided of somebody at a moment, until that was withdrawn.
type Finding struct {
	Decided   time.Time  `db:"decided_at"`
	Withdrawn *time.Time `db:"withdrawn_at"`
}

// Holds says whether one of the findings held then; without a Past, whether one does.
func Holds(p *Past, findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool {
		return !p.Hides(f.Decided) && (f.Withdrawn == nil || p.HidesAny(f.Withdrawn))
	})
}

// Changed says whether a member of something was changed since.
func (p *Past) Changed(object, member string) bool {
	return p != nil && p.Trail.Changed(object, member)
}

// Last is the last act of a kind that had been done to something, of any kind
// where that is "".
func (p *Past) Last(object, act string) (audit.Deed, bool) { return p.Trail.Last(object, act) }

// Was is what a member of something was then: of what was not changed since, what
// it is now.
func Was[T any](p *Past, object, member string, now T) T {
	if p == nil {
		return now
	}
	return audit.Was(p.Trail, object, member, now)
}
