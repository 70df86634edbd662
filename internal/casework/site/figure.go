package site

import (
	"cmp"
	"fmt"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Kind is a kind of infrastructure, and with it the unit of its figure.
type Kind string

// The kinds of infrastructure.
const (
	Grid   Kind = "grid"   // kilowatts that can be drawn
	Water  Kind = "water"  // cubic metres a day
	Sewage Kind = "sewage" // cubic metres a day
	Road   Kind = "road"   // kilograms of total weight that the road to it carries
	Rail   Kind = "rail"   // metres to the nearest place where goods are loaded
	Fibre  Kind = "fibre"  // megabits a second
)

// Figure is what a site has of one kind of infrastructure, or gets from a day on.
type Figure struct {
	Kind   Kind          `json:"kind" enum:"grid,water,sewage,road,rail,fibre" example:"grid"`
	Amount int64         `json:"amount" minimum:"0" maximum:"1000000000" example:"20000" doc:"grid: kilowatts that can be drawn; water and sewage: cubic metres a day; road: kilograms of total weight that the road to it carries (50000 for Bk10/50); rail: metres to the nearest place where goods are loaded, 0 on the site; fibre: megabits a second"`
	From   *workday.Date `json:"from,omitempty" format:"date" example:"2028-01-01" doc:"From which day on; it is so already where left out"`
	Source string        `json:"source" minLength:"1" maxLength:"300" example:"The grid company's letter (illustrative)" doc:"Who says so (rule 10.2)"`
	AsOf   workday.Date  `json:"as_of" format:"date" example:"2025-03-01" doc:"On which day it was said"`
}

// compare orders figures by kind, and those of a kind by their days.
func (f Figure) compare(o Figure) int {
	return cmp.Or(cmp.Compare(f.Kind, o.Kind), f.since().Compare(o.since()))
}

// since is the day from which it is so; long ago where it is so already.
func (f Figure) since() workday.Date {
	if f.From == nil {
		return workday.MustDate("1900-01-01")
	}
	return *f.From
}

func (f *Figure) check(c *fault.Checks, i int, today workday.Date) {
	at := pointer("figures", i)
	canon.RequiredLine(c, at+"/source", &f.Source)
	c.Require(!f.AsOf.After(today), at+"/as_of", msgToCome)
	c.Require(f.From == nil || f.From.InRange(), at+"/from", msgOutOfRange)
}

// words are what the kind is called.
func (k Kind) words() message.Text { return kindNames[k] }

func pointer(list string, i int) string { return fmt.Sprintf("/%s/%d", list, i) }
