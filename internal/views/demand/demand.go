// Package demand shows what is asked of municipalities and of their people, from
// the sides from which it is worked on: what each municipality is asked in a
// case, what one is asked in all its cases, whom it could name, what its people
// give week by week, and who is named in a region (rules 2.3, 4.1-4.3, 4.6). It
// only reads, and owns no table.
//
// A person's load is the municipality's own to read (rule 2.5). It is that of
// one employment: what somebody gives in another municipality is never in it.
package demand

import (
	"cmp"

	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of views.
var (
	ErrPeriod = fault.New(fault.Invalid, "load.period_invalid", "The period does not fit",
		"A period begins before it ends. Load is shown for at most 60 weeks at a time, candidates for at most 10 years.")
	ErrUnknownRequirement = fault.New(fault.Invalid, "load.unknown_requirement", "No such requirement",
		"Region, case and requirement go together, and name a requirement that a version open or in force makes of the municipality (rule 4.1).")
)

// Demand is a requirement that a mandate makes of the municipality, or would
// make once it is in force, and how far it is covered from today on.
type Demand struct {
	Self         string            `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/resources/3417" doc:"The address of the municipality's resources in the case"`
	Region       string            `json:"region" example:"kongsvingerregionen"`
	Case         string            `json:"case" example:"2024-1" doc:"The case's number in the region"`
	Title        string            `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Version      int               `json:"version" example:"1" doc:"The version of the mandate"`
	VersionState mandate.State     `json:"version_state" enum:"open,in_force" doc:"in_force: the municipality has approved it and is bound; open: what would be asked"`
	NamingDue    workday.Date      `json:"naming_due" format:"date" doc:"The last day for naming people"`
	Requirement  string            `json:"requirement" example:"area-planner" doc:"The requirement's key"`
	Function     string            `json:"function" example:"Area planner"`
	People       int               `json:"people" example:"1" doc:"How many people"`
	Share        int               `json:"share" example:"20" doc:"Percent of full time, each"`
	From         workday.Date      `json:"from" format:"date" doc:"The first day"`
	To           workday.Date      `json:"to" format:"date" doc:"The day after the last day"`
	Coverage     coverage.State    `json:"coverage" enum:"met,partly,missing"`
	Covered      []coverage.Period `json:"covered" doc:"The time ahead in which nobody is lacking"`
	Gaps         []coverage.Period `json:"gaps" doc:"The time ahead in which somebody is lacking (rule 4.3)"`
	Named        []DemandPerson    `json:"named" doc:"Who is nominated or was released, in the order of their numbers"`

	year, serial int
}

// DemandPerson is somebody named for a requirement.
type DemandPerson struct {
	Self       string         `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/resources/3417/assignments/1" doc:"The address of the assignment"`
	Name       string         `json:"name" example:"Planner, Grue"`
	Share      int            `json:"share" example:"20" doc:"Percent of full time"`
	From       workday.Date   `json:"from" format:"date" doc:"The first day"`
	Ends       workday.Date   `json:"ends" format:"date" doc:"The day from which it covers nothing"`
	State      staffing.State `json:"state" enum:"nominated,released,recalled,replaced"`
	Overridden bool           `json:"overridden" doc:"Released over what the person can give (rule 4.2)"`
	Surplus    bool           `json:"surplus" doc:"It covers nothing: the version in force does not ask for it (rule 4.1)"`
}

func (q DemandQuery) passes(d Demand) bool {
	gap := len(d.Gaps) > 0
	return (q.State == "" || gap == (q.State == "gap")) && (q.Region == "" || q.Region == d.Region) && d.To.After(q.From) &&
		(q.To.IsZero() || d.From.Before(q.To)) && mentions(q.Text, d.Title, d.Function, d.Requirement)
}

// demandPlace is where a demand stands in the list: by its naming due date.
type demandPlace struct {
	Due                   workday.Date
	Region                string
	Year, Serial, Version int
	Requirement           string
}

func (d Demand) place() demandPlace {
	return demandPlace{d.NamingDue, d.Region, d.year, d.serial, d.Version, d.Requirement}
}

func (p demandPlace) compare(o demandPlace) int {
	return cmp.Or(p.Due.Compare(o.Due), cmp.Compare(p.Region, o.Region), cmp.Compare(p.Year, o.Year), cmp.Compare(p.Serial, o.Serial),
		cmp.Compare(p.Version, o.Version), cmp.Compare(p.Requirement, o.Requirement))
}

// demandsOf lays out what the version in force and the open one ask of a
// municipality in a case, and who is named to it. Why somebody was recalled
// stands in their assignment alone.
func demandsOf(st *staffing.Standing, today workday.Date) []Demand {
	var all []Demand
	for _, asked := range st.Asking() {
		state := mandate.StateOpen
		if asked == st.InForce {
			state = mandate.StateInForce
		}
		for _, r := range st.CoverOf(asked, today) {
			d := Demand{
				Self: st.Path(), Region: st.Case.Region, Case: st.Case.Number, Title: st.Case.Title, Version: asked.Version, VersionState: state,
				NamingDue: asked.NamingDue, Requirement: r.Key, Function: r.Function, People: r.People, Share: r.Share, From: r.From, To: r.To,
				Coverage: r.State, Covered: r.Covered, Gaps: r.Gaps, Named: []DemandPerson{},
			}
			d.year, d.serial = st.Case.Ref().Parts()
			for i := range r.Assignments {
				d.Named = append(d.Named, demandPerson(&r.Assignments[i]))
			}
			all = append(all, d)
		}
	}
	return all
}

func demandPerson(a *staffing.Assignment) DemandPerson {
	return DemandPerson{Self: a.Self, Name: a.Name, Share: a.Share, From: a.From, Ends: a.Ends, State: a.State, Overridden: a.Override != nil, Surplus: a.Surplus}
}
