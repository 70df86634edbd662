package period

import (
	"iter"
	"slices"
)

// Index holds what goes on in many periods, and finds what overlaps another one
// without going through them all. The zero value is empty.
type Index[T Edge[T], V any] struct{ entries []entry[T, V] } // in the order in which they begin

type entry[T Edge[T], V any] struct {
	Period[T]
	of V
	// reach is the last end of this period and those before it, nil where one of
	// them lasts on.
	reach *T
}

// Add puts in what goes on in a period.
func (x *Index[T, V]) Add(p Period[T], of V) {
	i := x.begun(p.From)
	reach := p.To
	if i > 0 {
		reach = later(x.entries[i-1].reach, p.To)
	}
	x.entries = slices.Insert(x.entries, i, entry[T, V]{p, of, reach})
	for i++; i < len(x.entries) && x.entries[i].reach != nil && (p.To == nil || (*x.entries[i].reach).Compare(*p.To) < 0); i++ {
		x.entries[i].reach = p.To
	}
}

// Overlapping is what overlaps the period, the last to begin first.
func (x *Index[T, V]) Overlapping(p Period[T]) iter.Seq[V] {
	return func(yield func(V) bool) {
		i := len(x.entries)
		if p.To != nil {
			i = x.begun(*p.To)
		}
		for i--; i >= 0 && !Ended(x.entries[i].reach, p.From); i-- {
			if x.entries[i].Overlaps(p) && !yield(x.entries[i].of) {
				return
			}
		}
	}
}

// begun is how many begin at the edge or before it.
func (x *Index[T, V]) begun(at T) int {
	i, _ := slices.BinarySearchFunc(x.entries, at, func(e entry[T, V], at T) int {
		if e.From.Compare(at) <= 0 {
			return -1
		}
		return 1
	})
	return i
}

// later is the end that comes last; nil never comes.
func later[T Edge[T]](a, b *T) *T {
	if a == nil || b != nil && (*b).Compare(*a) < 0 {
		return a
	}
	return b
}
