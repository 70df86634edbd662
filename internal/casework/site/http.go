package site

import (
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/workday"
)

// Tag is the chapter of the contract about sites.
var Tag = httpapi.Tag{Name: "Sites", Text: "The register of business sites (næringsarealer): where they lie, how far they are planned, and what infrastructure they have or get. Each is kept by the municipality it lies in and read by all of its regions (rule 10.2)."}

// Ref is how a path names a site.
type Ref struct {
	organisation.Ref
	Site int64 `path:"site" minimum:"1" example:"3" doc:"The site's number in the municipality"`
}

// RegionRef is how a path names the region whose sites are asked for.
type RegionRef struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
}

// Wanted is what a site is to have. Zero members ask for nothing.
type Wanted struct {
	Municipality string       `query:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"Only sites in this municipality"`
	MinArea      int64        `query:"min_area_m2" minimum:"0" maximum:"1000000000" example:"500000" doc:"Only sites of so many square metres at least; 500000 are 50 hectares"`
	MinGrid      int64        `query:"min_grid_kw" minimum:"0" maximum:"1000000000" example:"20000" doc:"Only where so many kilowatts can be drawn"`
	MinWater     int64        `query:"min_water_m3" minimum:"0" maximum:"1000000000" example:"400" doc:"Only with so many cubic metres of water a day"`
	MaxRail      int64        `query:"max_rail_m" minimum:"1" maximum:"1000000000" example:"2000" doc:"Only where goods can be loaded onto trains so many metres away at most"`
	MinFibre     int64        `query:"min_fibre_mbit" minimum:"0" maximum:"1000000000" example:"1000" doc:"Only with a line of so many megabits a second"`
	By           workday.Date `query:"by" format:"date" example:"2028-12-31" doc:"On which day it is to have it; today if left out"`
	Availability Availability `query:"availability" enum:"available,partly_available,reserved,taken" doc:"Only sites that are so"`
	Plan         PlanStatus   `query:"plan_status" enum:"unplanned,proposed,allocated,zoned" doc:"Only sites that are planned so far"`
}

// ListQuery asks for the sites in a region.
type ListQuery struct {
	RegionRef
	Wanted
}

// RemovalInput says why a site leaves the register.
type RemovalInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" example:"It was built on"`
}

const (
	path   = organisation.Path + "/sites"
	each   = path + "/{site}"
	region = "/v1/regions/{region}/sites"
)

var (
	reads = authz.Permission{Object: "organisation", Act: "read"}
	keep  = act.Needs("site", "keep", inNeighbourhood())

	addSite    = act.New[organisation.Ref]("add-site", http.MethodPost, path, keep)
	showSite   = act.Show[Ref]("show-site", each, act.Needs("organisation", "read", inNeighbourhood()))
	changeSite = act.New[Ref]("change-site", http.MethodPut, each, keep)
	reviewSite = act.New[Ref]("review-site", http.MethodPost, each+"/review", keep)
	removeSite = act.New[Ref]("remove-site", http.MethodPost, each+"/remove", keep)
	listSites  = act.Show[ListQuery]("list-sites", region, act.Needs("organisation", "read", organisation.InRegion()))
	listPublic = act.Show[ListQuery]("list-public-sites", "/v1/public/regions/{region}/sites", act.Published)
)

// inNeighbourhood is the scope of a site: the municipality that keeps it acts on it, and
// its regions read it, with all who belong to them now (rule 10.2).
func inNeighbourhood() act.Scope {
	return act.Scope{
		Name: "the municipality in the path; its regions and their municipalities read", In: "organisation", Reads: reads,
		Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
			key := path("organisation")
			b.Queue(`
				SELECT array(
					SELECT o.key
					UNION
					SELECT r.key FROM member_on($2) m JOIN organisation r ON r.id = m.region_id WHERE m.municipality_id = o.id
					UNION
					SELECT n.key FROM member_on($2) m JOIN member_on($2) t ON t.region_id = m.region_id JOIN organisation n ON n.id = t.municipality_id WHERE m.municipality_id = o.id)
				FROM organisation o WHERE o.key = $1 AND o.kind = 'municipality'`, key, workday.Today(now)).
				QueryRow(func(row pgx.Row) error {
					st.Read, st.ActIn = reads, []string{key}
					return row.Scan(&st.ReadIn)
				})
		},
	}
}

// kept are the refusals of what is written of a site.
var kept = []*fault.Error{ErrContent, ErrOutline, ErrName}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listSites, httpapi.Doc{
		Tag: Tag, Summary: "List the sites in a region",
		Description: "By municipality and number: those that have what is asked for on a day, each with what it has and gets. A figure counts from its own day on. As application/geo+json (RFC 7946) the list is a map's data, and as text/csv a table (rule 10.2).",
	}, s.List, httpapi.GeoJSON(mapped), httpapi.CSV(table))
	httpapi.ShowList(d, listPublic, httpapi.Doc{
		Tag: Tag, Summary: "List the published sites in a region",
		Description: "As `list-sites`, without a login: the sites that their municipalities publish. Nobody is named (rules 9.4, 10.2).",
	}, s.Published, httpapi.GeoJSON(mapped), httpapi.CSV(table))
	httpapi.Show(d, showSite, httpapi.Doc{
		Tag: Tag, Summary: "Show a site",
		Description: "What is known of it, by whom and since when. All of the municipality's regions read it (rule 10.2).",
	}, s.Show)
	httpapi.DoWith(d, addSite, httpapi.Doc{
		Tag: Tag, Summary: "Add a site to the register", Creates: true,
		Description: "By the municipality it lies in. Its outline must lie there, within the 500 metres to which borders are known here. Every figure carries its source and the day on which that said so. It counts as reviewed today (rule 10.2).",
		Faults:      append([]*fault.Error{ErrFull}, kept...),
	}, s.Add)
	httpapi.DoWith(d, changeSite, httpapi.Doc{
		Tag: Tag, Summary: "Change a site",
		Description: "Puts what is sent in the place of all that was said of it. What it was stands in the record of the municipality. It counts as reviewed today (rule 10.2).",
		Faults:      kept,
	}, s.Change)
	httpapi.Do(d, reviewSite, httpapi.Doc{
		Tag: Tag, Summary: "Say that what is known of a site still holds",
		Description: "After a year whoever keeps it is reminded of it (rule 10.2).",
	}, s.Review)
	httpapi.DoWith(d, removeSite, httpapi.Doc{
		Tag: Tag, Summary: "Remove a site from the register",
		Description: "With a reason, as for one that was entered twice; one that was built on may stay as `taken`. Answers with it as it was. Its number is not given again (rule 10.2).",
		Faults:      []*fault.Error{ErrContent},
	}, s.Remove)
}
