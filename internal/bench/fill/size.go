package fill

import (
	"errors"
	"math"
	"time"
)

// Size says how much is filled in. Every part of it grows by itself, so that a
// measurement can tell what it grows with.
type Size struct {
	Cases   int // of all regions together, of which a fixed number per municipality is live
	Regions int
	Members int // municipalities of a region; the first region has twice as many
	People  int // of a municipality
	Events  int // audit events, and rows of the reminders' ledger
	Now     time.Time
}

// Whole is the size of a service after years of use.
func Whole() Size {
	return Size{Cases: 100_000, Regions: 20, Members: 12, People: 10, Events: 1_000_000, Now: time.Now()}
}

// Percent is a part of it: fewer cases, regions and events, while a chief
// executive has as many live cases as before.
func (s Size) Percent(percent int) Size {
	s.Cases = max(least, s.Cases*percent/100)
	s.Events = s.Events * percent / 100
	s.Regions = max(2, int(math.Round(float64(s.Regions)*math.Sqrt(float64(percent)/100))))
	return s
}

const (
	least = 1_000

	perStart = 5   // live cases for each window of members: thirty for a municipality that is in six of them
	large    = 20  // municipalities in the largest cases
	busy     = 400 // live cases of the busiest chief executive
	usual    = 6   // municipalities in most cases
	few      = 2   // municipalities in some
)

func (s Size) check() error {
	switch {
	case s.Cases < least:
		return errors.New("a filled database has at least 1,000 cases")
	case s.Regions < 2 || s.Regions > 99:
		return errors.New("a filled database has 2 to 99 regions: one is large, one is busy")
	case s.Members < 10 || s.Members > 40:
		return errors.New("a region has 10 to 40 municipalities, the first one twice as many")
	case s.People < 10:
		return errors.New("a municipality has at least 10 people: somebody holds each office")
	case s.Cases/s.Regions < busy+perStart*s.Members:
		return errors.New("there are too few cases for the live ones of each region")
	}
	return nil
}

// members are how many municipalities a region has.
func (s Size) members(region int) int {
	if region == 1 {
		return 2 * s.Members
	}
	return s.Members
}

// bytes is about what the database takes on the disk, with room for its log.
func (s Size) bytes() uint64 {
	return uint64(s.Cases)*25_000 + uint64(s.Events)*2_000 + uint64(s.Regions*s.Members*s.People)*3_000 + 2<<30
}
