package treatment

import (
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
)

// The paths of treatments.
const (
	coursePath    = casefile.Below + "/treatment"
	treatmentPath = casefile.Below + "/treatments/{treatment}"
	templatePath  = "/v1/regions/{region}/treatment-templates/{kind}"
)

// The acts on the treatment of a case as a whole, which are the region's.
var (
	ShowCourse    = act.Show[casefile.Ref]("show-treatment-plan", coursePath, casefile.ReadCase)
	setPlan       = act.New[casefile.Ref]("set-treatment-plan", http.MethodPut, coursePath, act.Needs("treatment", "plan", casefile.InCase()))
	SendCase      = act.New[casefile.Ref]("send-case", http.MethodPost, coursePath+"/send", act.Needs("treatment", "send", casefile.InCase()))
	takeCaseBack  = act.New[casefile.Ref]("take-case-back", http.MethodPost, coursePath+"/take-back", act.Needs("treatment", "send", casefile.InCase()))
	addCommittee  = act.New[casefile.PartyRef]("add-treating-committee", http.MethodPost, coursePath+"/committees/{municipality}", act.Needs("treatment", "record", casefile.InMunicipality()))
	skipTreatment = act.New[chain.Ref]("skip-treatment", http.MethodPost, treatmentPath+"/skip", act.Needs("treatment", "plan", casefile.InCase()))
	dropTreatment = act.New[chain.Ref]("withdraw-treatment", http.MethodPost, treatmentPath+"/withdraw", act.Needs("treatment", "plan", casefile.InCase()))
)

// The acts on one body's treatment, which are those of its own organisation (rule 2.5).
var (
	showTreatment      = act.Show[chain.Ref]("show-treatment", treatmentPath, casefile.ReadCase)
	RecordResolution   = act.New[chain.Ref]("record-resolution", http.MethodPut, treatmentPath+"/resolution", act.Needs("treatment", "record", inTreatment()))
	deferTreatment     = act.New[chain.Ref]("defer-treatment", http.MethodPost, treatmentPath+"/defer", act.Needs("treatment", "record", inTreatment()))
	referBack          = act.New[chain.Ref]("refer-treatment-back", http.MethodPost, treatmentPath+"/refer-back", act.Needs("treatment", "record", inTreatment()))
	writePresentation  = act.New[chain.Ref]("write-presentation", http.MethodPut, treatmentPath+"/presentation", act.Needs("presentation", "write", inTreatment()))
	giveRecommendation = act.New[chain.Ref]("give-recommendation", http.MethodPut, treatmentPath+"/recommendation", act.Needs("recommendation", "give", inTreatment()))
)

// The acts on the template of a region's plans.
var (
	showTemplate = act.Show[KindRef]("show-treatment-template", templatePath, act.Needs("organisation", "read", organisation.InRegion()))
	setTemplate  = act.New[KindRef]("set-treatment-template", http.MethodPut, templatePath, act.Needs("treatment_template", "set", organisation.InRegion()))
)

// regionTemplate is the template as a setting of a region.
var regionTemplate = setting.Kind[KindRef, *TreatmentTemplate]{Name: "treatment_template", Member: "steps", Set: setTemplate, Read: readTemplate}

// KindRef is how a path names a region's template.
type KindRef struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Kind   string `path:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" example:"strategy" doc:"The kind of case"`
}

// Of is the region.
func (r KindRef) Of() string { return r.Region }

// Key tells the template from those of other kinds.
func (r KindRef) Key() string { return r.Region + " " + r.Kind }

// inTreatment is the scope of acts of the organisation whose body treats the case in the
// treatment of the path.
func inTreatment() act.Scope {
	look := casefile.InCase().Look
	return act.Scope{Name: "the organisation whose body treats the case", Reads: reading.Read, Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
		look(b, path, now, st)
		lookFor(b, path, st)
	}}
}
