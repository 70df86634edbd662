package template

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
)

const templatePath = "/v1/regions/{region}/timeline-templates/{kind}"

// The acts on templates.
var (
	showTemplate  = act.Show[KindRef]("show-timeline-template", templatePath, act.Needs("organisation", "read", organisation.InRegion()))
	setTemplate   = act.New[KindRef]("set-timeline-template", http.MethodPut, templatePath, act.Needs("timeline_template", "set", organisation.InRegion()))
	applyTemplate = act.New[casefile.Ref]("apply-timeline-template", http.MethodPost, casefile.Below+"/milestones/from-template", act.Needs("timeline", "plan", casefile.InCase()))
)

// regionTemplate is the template as a setting of a region.
var regionTemplate = setting.Kind[KindRef, *TimelineTemplate]{Name: "timeline_template", Member: "milestones", Set: setTemplate, Read: read}

// KindRef is how a path names a region's template.
type KindRef struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Kind   string `path:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" example:"strategy" doc:"The kind of case"`
}

// Of is the region.
func (r KindRef) Of() string { return r.Region }

// Key tells the template from those of other kinds.
func (r KindRef) Key() string { return r.Region + " " + r.Kind }
