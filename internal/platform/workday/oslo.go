package workday

import (
	"sync"
	"time"
	_ "time/tzdata" // the zone must be known on machines without a zone database
)

// ZoneName is the zone in which deadlines are kept unless they say otherwise
// (rule 5.1).
const ZoneName = "Europe/Oslo"

var oslo = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation(ZoneName)
	if err != nil {
		panic(err) // the zone database is part of the program
	}
	return loc
})

// Oslo is the zone of Norwegian deadlines.
func Oslo() *time.Location { return oslo() }

// Today is the date in Norway at a moment.
func Today(now time.Time) Date { return DateOf(now, Oslo()) }
