package mandate

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Below is the path of a case's mandates, and Each that of one version.
const (
	Below = "/v1/regions/{region}/cases/{number}/mandates"
	Each  = Below + "/{version}"
)

// Tag is the chapter of mandates in the contract.
var Tag = httpapi.Tag{Name: "Mandates", Text: "A mandate is the written task that the municipalities of a case give in common. The secretariat drafts a version and submits it; every municipality answers the common part and its own slice; the gate brings the version into force."}

// The acts on a version as a document. Its procedure does them, for it shows
// how the municipalities stand to the version.
var (
	DraftMandate   = act.New[casefile.Ref]("draft-mandate", http.MethodPost, Below, act.Needs("mandate", "draft", casefile.InCase()))
	EditMandate    = act.New[Ref]("edit-mandate", http.MethodPut, Each, act.Needs("mandate", "draft", casefile.InCase()))
	DiscardMandate = act.New[Ref]("discard-mandate", http.MethodPost, Each+"/discard", act.Needs("mandate", "draft", casefile.InCase()))
)

// NamingSubject is what deadlines to name people to a mandate's requirements are
// about, whoever set them: those of one day are one letter (rule 6.2).
const NamingSubject = "naming"

// NamePeople is what naming people to a mandate's requirements needs. The naming
// due date of a version calls for it; the acts by which people are named stand with
// their assignments.
var NamePeople = act.Needs("assignment", "nominate", casefile.InMunicipality())

var showMandateDiff = act.Show[DiffRef]("show-mandate-diff", Each+"/diff", act.Needs("case", "read", casefile.InCase()))

// The acts on the rule of a region's gates.
var (
	showMandateRule = act.Show[setting.Ref]("show-mandate-rule", rulePath, act.Needs("organisation", "read", organisation.InRegion()))
	setMandateRule  = act.New[setting.Ref]("set-mandate-rule", http.MethodPut, rulePath, act.Needs("mandate_rule", "set", organisation.InRegion()))
)

const rulePath = "/v1/regions/{region}/mandate-rule"

// GateRule is the setting of a region that its gates follow (rule 3.7).
var GateRule = setting.Kind[setting.Ref, *RegionRule]{Name: "mandate_rule", Member: "rule", Set: setMandateRule, Read: readRule}

// NamingReview is the job of stopping the reminders to name people where enough
// are named already, which whoever keeps the assignments knows. It is queued
// when a version was submitted, and when it came into force.
type NamingReview struct {
	Region string `json:"region"`
	Case   string `json:"case"`
}

// Kind names the job in the queue; it is never renamed.
func (NamingReview) Kind() string { return "naming_review" }
