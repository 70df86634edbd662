// Package organisation keeps the regions, the municipalities, and which
// municipality belongs to which region, when (rule 1.1).
package organisation

import (
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of organisations.
const (
	KindRegion       = "region"
	KindMunicipality = "municipality"
)

// KindOf is what an organisation of a kind is, as a sentence says it: "a region".
func KindOf(kind string) message.Text {
	if kind == KindRegion {
		return msgRegion
	}
	return msgMunicipality
}

// The faults of organisations that other packages meet too.
var (
	ErrUnknownMunicipality = fault.New(fault.Invalid, "directory.unknown_municipality", "No such municipality",
		"No municipality with this number is registered here. Municipality numbers have four digits, such as 3417.")
	ErrUnknownRegion = fault.New(fault.Invalid, "directory.unknown_region", "No such region",
		"No region with this slug is registered here.")
	ErrUnknownOrganisation = fault.New(fault.Invalid, "directory.unknown_organisation", "No such organisation",
		"No region or municipality with this key is registered here.")
	ErrContent = fault.New(fault.Invalid, "directory.content_invalid", "The content is not valid",
		"`errors` names each member that is wrong, and why (rule 1.2).")
)

// Organisation is a region or a municipality: the scope of every permission
// (rule 1.1).
type Organisation struct {
	request.Resource
	ID           int64         `json:"-" db:"id"`
	Key          string        `json:"key" db:"key" doc:"The slug of a region, or the number under which a municipality was registered. It stays when the number changes: it names the organisation in addresses, in members such as municipality, in hashes and in the record" example:"kongsvingerregionen"`
	Kind         string        `json:"kind" db:"kind" enum:"region,municipality"`
	Name         string        `json:"name" db:"name" doc:"The name today" example:"Kongsvingerregionen interkommunalt politisk råd"`
	Number       string        `json:"number,omitempty" db:"-" doc:"The municipality's number today; a region has none" example:"3417"`
	Numbers      []DatedNumber `json:"numbers" db:"numbers" doc:"Every number that the municipality has or had, or is to have, by day. Each of them finds it, in paths, filters and bodies (rule 1.1)"`
	Names        []DatedName   `json:"names" db:"names" doc:"Every name, by day"`
	Aliases      []string      `json:"aliases" db:"aliases" doc:"Other names in use"`
	County       string        `json:"county" db:"county" example:"Innlandet"`
	EndedOn      *workday.Date `json:"ended_on" db:"ended_on" format:"date" doc:"The first day on which the municipality is no more, because it merged or parted; null while it goes on"`
	Successors   []Successor   `json:"successors" db:"successors" doc:"Who goes on in its place. Their offices read what it left (rule 1.1)"`
	Predecessors []Successor   `json:"predecessors" db:"predecessors" doc:"In whose place it goes on"`
	Members      []Membership  `json:"members" db:"-" doc:"For a region its municipalities, for a municipality its regions, with periods"`
	// Related is filled in when the organisation is shown.
	Related map[string]string `json:"related" db:"-" doc:"The addresses of what belongs to the organisation, by name: its people, offices, bodies and substitutes, a municipality's employments, a region's cases"`
}

// Ref is the organisation as paths name it.
func (o Organisation) Ref() Ref { return Ref{o.Key} }

// Path is the address of the organisation.
func (o Organisation) Path() string { return request.Path("organisations/%s", o.Key) }

// Circle are the keys of the organisations whose people an organisation knows
// on a day: its own, and for a region its members', which employ those who work
// for it.
func (o Organisation) Circle(on workday.Date) []string {
	keys := []string{o.Key}
	if o.Kind == KindRegion {
		keys = append(keys, o.partners(on)...)
	}
	return keys
}

// partners are the keys of the organisations with which an organisation belongs
// together on a day: a municipality's regions, a region's municipalities.
func (o Organisation) partners(on workday.Date) []string {
	keys := []string{}
	for _, m := range o.Members {
		if m.State != Confirmed || !period.Of(m.From, m.To).Contains(on) {
			continue
		}
		if o.Kind == KindRegion {
			keys = append(keys, m.Municipality)
		} else {
			keys = append(keys, m.Region)
		}
	}
	return keys
}

// tidy brings an organisation to its one form, and refuses one without a name.
func (o *Organisation) tidy() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &o.Name)
	canon.TidyLine(&c, "/county", &o.County)
	if o.Aliases == nil {
		o.Aliases = []string{}
	}
	for i := range o.Aliases {
		canon.RequiredLine(&c, "/aliases", &o.Aliases[i])
	}
	return c.Err(ErrContent)
}
