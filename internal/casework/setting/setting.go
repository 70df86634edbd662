// Package setting is what a region sets for its cases and changes now and then:
// the rule of its gates (rule 3.7), the key of its contributions (rule 4.5). A
// setting always stands: until the region sets one, the one that the rules
// name. Every one before it is kept, with who set it, when, and what it rests
// on.
//
// A feature keeps its settings in a table of its own with a row for each that
// was set, numbered within the region, and makes a Service of this package to
// show and to change them.
package setting

import (
	"time"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// Base is what every setting has beside its value. Its revision is its number
// in the region, 0 for the one that nobody has set.
type Base struct {
	request.Resource
	Region string     `json:"region" db:"region" example:"kongsvingerregionen"`
	Reason string     `json:"reason" db:"reason" doc:"What it rests on; empty for the one that applies until the region sets one"`
	SetBy  *string    `json:"set_by" db:"set_by" format:"uuid"`
	SetAt  *time.Time `json:"set_at" db:"set_at"`
}

// Common is what a setting has beside its value, for the Service.
func (b *Base) Common() *Base { return b }

// Setting is one that stands: it embeds Base, and says its value in words.
type Setting interface {
	Text() message.Text
	Common() *Base
}

// Ref is how a path names a setting of which a region has one.
type Ref struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
}

// Of is the region.
func (r Ref) Of() string { return r.Region }

// Key tells it from others of its kind: there is one in each region.
func (r Ref) Key() string { return r.Region }

// Place is how a path names a setting: in a region, which may have several of a
// kind.
type Place interface {
	Of() (region string)
	// Key is the same for the same setting alone.
	Key() string
}

// Kind is one of the settings that a region has.
type Kind[R Place, S Setting] struct {
	// Name names the lock under which it changes.
	Name string
	// Member is what the record of changes calls the value.
	Member string
	// Set changes it, at the address where it is shown.
	Set act.Act[R]
	// Read finds the one that stands at a moment.
	Read Reader[R, S]
}

// Written is what is noted of a setting when it is set.
type Written struct {
	Region, By string
	At         time.Time
}
