package audit

import (
	"fmt"
	"reflect"

	"forankring.no/forankring/internal/platform/message"
)

// Change is a member before and after an act; a side that was not there is
// left out.
type Change struct {
	Old any `json:"old,omitempty"`
	New any `json:"new,omitempty"`
}

// Changes are the members that an act changed, by name.
type Changes map[string]Change

// Frozen are the same changes as they are now, whatever becomes of the values
// that they tell of. What the program says in them stays a message.
func (c Changes) Frozen() (Changes, error) {
	frozen := make(Changes, len(c))
	for name, change := range c {
		for _, v := range []*any{&change.Old, &change.New} {
			if *v == nil {
				continue
			}
			text, err := message.Recorded(*v)
			if err != nil {
				return nil, fmt.Errorf("record %s: %w", name, err)
			}
			*v = text
		}
		frozen[name] = change
	}
	return frozen, nil
}

// Member is one line of a difference, or none: Changed, Optional, Withheld,
// Set, Given and Parts make it.
type Member func(Changes)

// Difference is what an act changed, member by member, for its event:
//
//	audit.Difference(
//		audit.Changed("title", before.Title, after.Title),
//		audit.Optional("due", before.Due, after.Due),
//		audit.Given("reason", in.Reason),
//	)
//
// It is empty and never nil where nothing changed.
func Difference(members ...Member) Changes {
	all := Changes{}
	for _, m := range members {
		m(all)
	}
	return all
}

// Changed is a member whose value differs, with both sides as they are. What
// pointers point to is compared, and an empty list is none.
func Changed[T any](name string, before, after T) Member {
	return func(all Changes) {
		if !same(before, after) {
			all[name] = Change{Old: before, New: after}
		}
	}
}

// Optional is Changed for a member that need not be there: a side that is the
// zero value is left out.
func Optional[T any](name string, before, after T) Member {
	return func(all Changes) {
		if !same(before, after) {
			all[name] = Change{Old: given(before), New: given(after)}
		}
	}
}

// Withheld says that a member differs and keeps both values from the record:
// names, addresses and reasons that may be personal (rule 9.1).
func Withheld[T any](name string, before, after T) Member {
	return func(all Changes) {
		if !same(before, after) {
			all[name] = Change{}
		}
	}
}

// Set is a member that the act sets, whatever was there.
func Set[T any](name string, value T) Member {
	return func(all Changes) { all[name] = Change{New: value} }
}

// Given is Set where the value is there: the zero value leaves no line.
func Given[T any](name string, value T) Member {
	return func(all Changes) {
		if v := given(value); v != nil {
			all[name] = Change{New: v}
		}
	}
}

// Parts are the parts that differ between two sets of parts by name; one that
// is on one side only has that side alone.
func Parts[T any](before, after map[string]T) Member {
	return func(all Changes) {
		for name, old := range before {
			part, stays := after[name]
			switch {
			case !stays:
				all[name] = Change{Old: old}
			case !same(old, part):
				all[name] = Change{Old: old, New: part}
			}
		}
		for name, part := range after {
			if _, known := before[name]; !known {
				all[name] = Change{New: part}
			}
		}
	}
}

// same compares values; an empty list and no list are the same.
func same(before, after any) bool {
	b, a := reflect.ValueOf(before), reflect.ValueOf(after)
	if b.Kind() == reflect.Slice && a.Kind() == reflect.Slice && b.Len() == 0 && a.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(before, after)
}

// given is the value, or nil where there is none.
func given(value any) any {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
		return nil
	}
	return value
}
