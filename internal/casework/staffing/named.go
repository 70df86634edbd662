package staffing

import (
	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/workday"
)

// Named is an assignment with the case it is in.
type Named struct {
	CaseID           int64  `db:"case_id"`
	Case             string `db:"case_number"`
	Year             int    `db:"year"`
	Serial           int    `db:"serial"`
	Region           string `db:"region"`
	Title            string `db:"title"`
	MunicipalityName string `db:"municipality_name"`
	Assignment
}

// AsAgreed is what the assignment uses of a person's time by the days agreed,
// whether or not the employment ends before: its end can be moved again. So
// does the database count (rule 4.2).
func (n *Named) AsAgreed() capacity.Use {
	u := n.Use()
	u.To, u.Case = n.AgreedEnd(), n.Case+" in "+n.Region
	return u
}

// NamedFilter narrows the people named in a region's cases. Zero members
// filter nothing; without a State what was declined or retracted, or ends before
// it begins, is left out.
// After is where the page before ended.
type NamedFilter struct {
	Region       string
	Reading      reading.Reading
	Case         string
	Municipality string
	State        State
	On           workday.Date
	After        NamedKey
	Limit        int
}

// NamedKey is the place of an assignment among those of a region: cases in the
// order of their numbers, the newest first.
type NamedKey struct {
	Year, Serial int
	Municipality string
	Number       int
}

// Key is the assignment's place.
func (n *Named) Key() NamedKey { return NamedKey{n.Year, n.Serial, n.Municipality, n.Number} }
