// Package period is the arithmetic of half-open periods [from, to) of days or
// of instants. The first day or instant belongs to a period, its end does not,
// so that one period can begin where another ends; a period without an end
// lasts on.
package period

// Edge is a day (workday.Date) or an instant (time.Time).
type Edge[T any] interface {
	// Compare is below 0 where the edge lies before the other.
	Compare(other T) int
}

// Period is [From, To); without To it lasts on. One whose end is not after its
// beginning is empty: it contains nothing and overlaps nothing.
type Period[T Edge[T]] struct {
	From T
	To   *T
}

// Of is [from, to), or from on where to is nil.
func Of[T Edge[T]](from T, to *T) Period[T] { return Period[T]{From: from, To: to} }

// Between is [from, to) where the end is known.
func Between[T Edge[T]](from, to T) Period[T] { return Period[T]{From: from, To: &to} }

// Contains says whether the day or instant lies in the period.
func (p Period[T]) Contains(at T) bool { return p.Begun(at) && !p.Ended(at) }

// Begun says whether the period has begun; it may be over.
func (p Period[T]) Begun(at T) bool { return at.Compare(p.From) >= 0 }

// Ended says whether the period is over: its end has come.
func (p Period[T]) Ended(at T) bool { return Ended(p.To, at) }

// Empty says whether nothing lies in the period.
func (p Period[T]) Empty() bool { return p.Ended(p.From) }

// Covers says whether all of the other period lies in this one. Where an
// empty one lies counts too.
func (p Period[T]) Covers(o Period[T]) bool {
	return o.From.Compare(p.From) >= 0 && (p.To == nil || o.To != nil && (*o.To).Compare(*p.To) <= 0)
}

// Overlaps says whether something lies in both periods; that one begins where
// the other ends is no overlap.
func (p Period[T]) Overlaps(o Period[T]) bool { return !p.Intersect(o).Empty() }

// Intersect is what lies in both periods; it is empty where they do not
// overlap.
func (p Period[T]) Intersect(o Period[T]) Period[T] {
	both := Period[T]{From: p.From, To: Earlier(p.To, o.To)}
	if o.From.Compare(p.From) > 0 {
		both.From = o.From
	}
	return both
}

// Parts says whether the period goes on both before and from the day or
// instant: that lies within it and is not its beginning.
func (p Period[T]) Parts(at T) bool { return p.Contains(at) && at.Compare(p.From) > 0 }

// Ended says whether an end has come; one that is not set never comes.
func Ended[T Edge[T]](to *T, at T) bool { return to != nil && (*to).Compare(at) <= 0 }

// Earlier is the end that comes first; nil never comes.
func Earlier[T Edge[T]](a, b *T) *T {
	if a == nil || b != nil && (*b).Compare(*a) < 0 {
		return b
	}
	return a
}
