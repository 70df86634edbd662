package workday

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// EntryKind says what an entry makes of its days.
type EntryKind string

const (
	// DayOff is not a working day.
	DayOff EntryKind = "day_off"
	// Recess is a time without meetings whose days stay what they are: July is usually one.
	Recess EntryKind = "recess"
	// WorkingDay is a working day although the calendar above says it is not.
	WorkingDay EntryKind = "working_day"
)

// ErrEntry is matched by every refusal of a calendar entry.
var ErrEntry = errors.New("calendar entry")

// maxEntryDays keeps one entry within a year.
const maxEntryDays = 366

// Entry is a dated entry in the calendar of an organisation or a body (rule 5.2).
// It holds from First to Last, both included, and its name is shown to people as the reason.
type Entry struct {
	First Date
	Last  Date
	Kind  EntryKind
	Name  string
}

func (e Entry) check() error {
	switch {
	case e.Kind != DayOff && e.Kind != Recess && e.Kind != WorkingDay:
		return fmt.Errorf("%w: unknown kind %.20q", ErrEntry, string(e.Kind))
	case e.First.IsZero() || e.Last.Before(e.First):
		return fmt.Errorf("%w: %q runs from %q to %q", ErrEntry, e.Name, e.First, e.Last)
	case e.Last.Sub(e.First) >= maxEntryDays:
		return fmt.Errorf("%w: %q is longer than a year", ErrEntry, e.Name)
	case strings.TrimSpace(e.Name) == "":
		return fmt.Errorf("%w: %s on %s has no name", ErrEntry, e.Kind, e.First)
	}
	return nil
}

func (e Entry) compare(o Entry) int {
	return cmp.Or(e.First.Compare(o.First), e.Last.Compare(o.Last), cmp.Compare(e.Kind, o.Kind), cmp.Compare(e.Name, o.Name))
}

// overlay is what a list of entries makes of single days.
type overlay struct {
	days   map[Date]Entry // day_off and working_day
	recess map[Date]Entry
}

// newOverlay refuses a list that says of one day that it is off and that it is a working day.
func newOverlay(entries []Entry) (overlay, error) {
	o := overlay{days: map[Date]Entry{}, recess: map[Date]Entry{}}
	for _, e := range entries {
		if err := e.check(); err != nil {
			return overlay{}, err
		}
		for d := e.First; !d.After(e.Last); d = d.AddDays(1) {
			if e.Kind == Recess {
				o.recess[d] = e
				continue
			}
			if other, taken := o.days[d]; taken && other.Kind != e.Kind {
				return overlay{}, fmt.Errorf("%w: %s is %s by %q and %s by %q", ErrEntry, d, other.Kind, other.Name, e.Kind, e.Name)
			}
			o.days[d] = e
		}
	}
	return o, nil
}

// nextVersion names a calendar by all that is in it: the version it builds on and its own entries, which are sorted.
func nextVersion(version string, sorted []Entry) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", version)
	for _, e := range sorted {
		fmt.Fprintf(sum, "%s %s %s %q\n", e.First, e.Last, e.Kind, e.Name)
	}
	return nationalVersion + "+" + hex.EncodeToString(sum.Sum(nil)[:6])
}

// sortedEntries is a copy in an order that does not depend on how the entries were listed.
func sortedEntries(entries []Entry) []Entry {
	return slices.SortedFunc(slices.Values(entries), Entry.compare)
}
