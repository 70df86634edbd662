package agenda

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with an agenda.
var (
	msgPaper           = message.New("sitting.paper", "must be a version of a document, with `document`, `version` and `sha256`, or a link with `address`")
	msgPaperAddress    = message.New("sitting.paper_address", "must be an address of the web, that begins with https:// or http://")
	msgPaperLink       = message.New("sitting.paper_link", "must be left out: a link belongs to no case")
	msgPaperCase       = message.New("sitting.paper_case", "must name the case whose document it is, with its region")
	msgPaperOther      = message.New1[string]("sitting.paper_other", "must be {case}, like the other documents of the item: link to documents of other cases")
	msgPaperUnknown    = message.New("sitting.paper_unknown", "must be a case of the region, or in which the municipality takes part")
	msgReportsAlone    = message.New("sitting.reports_alone", "must be left out: only a report reports on a meeting")
	msgNothingToReport = message.New("sitting.nothing_to_report", "must be an urgent meeting or a written procedure of the body that is closed, and on which none has reported")
	msgUrgentDecided   = message.New1[workday.Date]("sitting.urgent_decided", "What was decided urgently or in writing, {day}")
	msgNoTitle         = message.New("sitting.no_title", "must have at least one visible character")
	msgTreatmentAlone  = message.New("sitting.treatment_alone", "must be given for a treatment with the region, and for no other item")
	msgAllItems        = message.New1[int]("sitting.all_items", "must name all {n} {n|item|items} that are not withdrawn")
	msgNoItem          = message.New("sitting.no_item", "must be an item of this agenda, named once")
	msgKindStays       = message.New("sitting.item_kind_stays", "must stay: an item keeps its kind and its case")
)

// What was done.
var (
	msgItem        = message.New2[string, string]("sitting.item", "{number}: {title}")
	msgOrdered     = message.New2[[]string, []string]("sitting.ordered", "From {before} to {after}.")
	msgDoorsClosed = message.New2[string, string]("sitting.doors_closed", "The doors are closed for item {number}: {basis}.")
)
