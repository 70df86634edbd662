// Package site keeps the register of business sites (næringsarealer) of municipalities,
// with the infrastructure that they have or get: it says for an enquiry, or for a land-use
// strategy, which places in the region fit. A site is kept by the municipality it lies in,
// read by all of its regions, and published by its own choice (rule 10.2).
package site

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// PlanStatus is how far the planning of a site has come.
type PlanStatus string

// From nothing to a zoning plan (plan- og bygningsloven chapters 11 and 12).
const (
	Unplanned PlanStatus = "unplanned"
	Proposed  PlanStatus = "proposed"
	Allocated PlanStatus = "allocated"
	Zoned     PlanStatus = "zoned"
)

// Availability is whether somebody can still have a site.
type Availability string

// A site that is reserved or taken is kept in the register.
const (
	Available Availability = "available"
	Partly    Availability = "partly_available"
	Reserved  Availability = "reserved"
	Taken     Availability = "taken"
)

// The faults of sites.
var (
	ErrContent = fault.New(fault.Invalid, "site.content_invalid", "The site is not valid",
		"A site has a name, an outline in its own municipality or an area, and figures that each carry a source and its day (rule 10.2). `errors` names what is wrong.")
	ErrOutline = fault.New(fault.Invalid, "site.outline_invalid", "The outline is not valid",
		"An outline is a GeoJSON Polygon or MultiPolygon (RFC 7946): longitude before latitude, in degrees of WGS 84, rings that end where they begin and cross nothing, in the municipality that keeps the site (rule 10.2).")
	ErrName = fault.New(fault.Conflict, "site.name_taken", "The municipality has a site of this name",
		"Sites of a municipality are told apart by their names. Change the other one, or give this one another name.")
	ErrFull = fault.New(fault.Conflict, "site.full", "The register is full",
		"A municipality has at most 2,000 sites. Remove those that are no more.")
)

// mostSites is how many sites a municipality has at most.
const mostSites = 2000

// reviewMonths is after how many months a review is old (rule 10.2).
const reviewMonths = 12

// Site is a place where business can settle.
type Site struct {
	request.Resource
	ID               int64         `json:"-" db:"id"`
	Number           int64         `json:"number" db:"number" example:"3" doc:"Its number in the municipality, never given again"`
	Municipality     string        `json:"municipality" db:"municipality" example:"3417"`
	MunicipalityName string        `json:"municipality_name" db:"municipality_name" example:"Grue"`
	Name             string        `json:"name" db:"name" example:"Industrial area north (illustrative)"`
	Summary          string        `json:"summary,omitempty" db:"summary"`
	Area             *int64        `json:"area_m2" db:"area" example:"620000" doc:"In square metres; null where nobody has said, and no outline says it"`
	Outline          *Outline      `json:"outline,omitempty" db:"outline" doc:"Where it lies; left out where that is not drawn"`
	Plan             PlanStatus    `json:"plan_status" db:"plan_status" enum:"unplanned,proposed,allocated,zoned" doc:"allocated: for business in the land-use part of the municipal plan (PBL § 11-7); zoned: by a zoning plan (PBL § 12-1)"`
	Owner            string        `json:"owner_kind" db:"owner_kind" enum:"municipality,state,private,mixed,unknown"`
	Availability     Availability  `json:"availability" db:"availability" enum:"available,partly_available,reserved,taken"`
	AvailableFrom    *workday.Date `json:"available_from" db:"available_from" format:"date" doc:"The first day on which it can be built on; null for at once, or unknown"`
	Figures          []Figure      `json:"figures" db:"figures" doc:"What infrastructure it has, or gets from a day on"`
	Evidence         []Evidence    `json:"evidence" db:"evidence" doc:"Documents that bear out what is said"`
	Published        bool          `json:"published" db:"published" doc:"Whether everybody may read it without a login"`
	ReviewedOn       workday.Date  `json:"reviewed_on" db:"reviewed_on" format:"date" doc:"The day on which somebody last said that all of it holds"`
	ReviewedBy       string        `json:"reviewed_by,omitempty" db:"reviewed_by" format:"uuid" doc:"Who said so; nobody outside the region is told"`
	ReviewedFor      *string       `json:"reviewed_for,omitempty" db:"reviewed_for" format:"uuid" doc:"The office holder for whom a substitute said so"`
	ReviewDue        workday.Date  `json:"review_due" db:"-" format:"date" doc:"The day on which the review is a year old, and is asked for again"`
	ChangedAt        time.Time     `json:"changed_at" db:"changed_at"`
}

// Evidence is a document that bears out what is said of a site.
type Evidence struct {
	Title string `json:"title" minLength:"1" maxLength:"200" example:"Grid connection study 2025"`
	Href  string `json:"href" format:"uri" maxLength:"2000" example:"https://www.example.org/study.pdf" doc:"Where it is; https, or an address here that begins with /v1/"`
}

// SiteInput is a site as it is to be. What is left out is empty.
type SiteInput struct {
	Name          string        `json:"name" minLength:"1" maxLength:"200" example:"Industrial area north (illustrative)"`
	Summary       string        `json:"summary,omitempty" maxLength:"4000"`
	Area          *int64        `json:"area_m2,omitempty" minimum:"100" maximum:"1000000000" example:"620000" doc:"In square metres; reckoned from the outline if left out"`
	Outline       *Outline      `json:"outline,omitempty" doc:"Where it lies"`
	Plan          PlanStatus    `json:"plan_status,omitempty" enum:"unplanned,proposed,allocated,zoned" example:"zoned" doc:"unplanned if left out"`
	Owner         string        `json:"owner_kind,omitempty" enum:"municipality,state,private,mixed,unknown" example:"municipality" doc:"unknown if left out"`
	Availability  Availability  `json:"availability,omitempty" enum:"available,partly_available,reserved,taken" example:"available" doc:"available if left out"`
	AvailableFrom *workday.Date `json:"available_from,omitempty" format:"date" example:"2027-01-01" doc:"The first day on which it can be built on"`
	Figures       []Figure      `json:"figures,omitempty" maxItems:"40" doc:"What infrastructure it has, or gets from a day on"`
	Evidence      []Evidence    `json:"evidence,omitempty" maxItems:"40"`
	Published     bool          `json:"published,omitempty" doc:"Whether everybody may read it without a login (rule 10.2)"`
}

// check brings the input to its one form, and refuses what is no site of a municipality
// (rule 10.2).
func (in *SiteInput) check(municipality string, today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	canon.TidyText(&c, "/summary", &in.Summary)
	in.Plan, in.Availability, in.Owner = cmp.Or(in.Plan, Unplanned), cmp.Or(in.Availability, Available), cmp.Or(in.Owner, "unknown")
	c.Require(in.Availability != Taken || in.AvailableFrom == nil, "/available_from", msgIsTaken)
	for i := range in.Figures {
		in.Figures[i].check(&c, i, today)
	}
	slices.SortStableFunc(in.Figures, Figure.compare)
	for i := 1; i < len(in.Figures); i++ {
		c.Require(in.Figures[i-1].compare(in.Figures[i]) != 0, "/figures", msgSameFigure.With(in.Figures[i].Kind.words()))
	}
	for i := range in.Evidence {
		at := pointer("evidence", i)
		canon.RequiredLine(&c, at+"/title", &in.Evidence[i].Title)
		href := in.Evidence[i].Href
		c.Require(strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "/v1/"), at+"/href", msgHref)
	}
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	if in.Outline == nil {
		return nil
	}
	area, err := in.Outline.check(municipality)
	if err == nil && in.Area == nil {
		in.Area = &area
	}
	return err
}

// put gives the site what the input says.
func (s *Site) put(in *SiteInput) {
	s.Name, s.Summary, s.Area, s.Outline = in.Name, in.Summary, in.Area, in.Outline
	s.Plan, s.Owner, s.Availability, s.AvailableFrom = in.Plan, in.Owner, in.Availability, in.AvailableFrom
	s.Figures, s.Evidence, s.Published = append([]Figure{}, in.Figures...), append([]Evidence{}, in.Evidence...), in.Published
}

// due is the day on which the review is old.
func (s *Site) due() workday.Date { return s.ReviewedOn.AddMonths(reviewMonths) }

// public is the site as everybody may read it: nobody is named.
func (s *Site) public() *Site {
	shown := *s
	shown.ReviewedBy, shown.ReviewedFor = "", nil
	return &shown
}
