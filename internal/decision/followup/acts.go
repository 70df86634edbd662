package followup

import (
	"net/http"
	"strconv"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const (
	all      = casefile.Below + "/follow-ups"
	each     = all + "/{follow_up}"
	ofOne    = each + "/reports/{municipality}"
	followUp = "follow_up"
)

// The acts after a case is decided: the region's, and a municipality's own reports.
var (
	beginFollowUp    = act.New[casefile.Ref]("begin-follow-up", http.MethodPost, casefile.Below+"/follow-up", act.Needs("case", followUp, casefile.InCase()))
	closeCase        = act.New[casefile.Ref]("close-case", http.MethodPost, casefile.Below+"/close", act.Needs("case", "close", casefile.InCase()))
	showRevision     = act.Show[casefile.Ref]("show-revision", casefile.Below+"/revision", casefile.ReadCase)
	listFollowUps    = act.Show[casefile.Ref]("list-follow-ups", all, casefile.ReadCase)
	planFollowUp     = act.New[casefile.Ref]("plan-follow-up", http.MethodPost, all, act.Needs(followUp, "plan", casefile.InCase()))
	showFollowUp     = act.Show[Ref]("show-follow-up", each, casefile.ReadCase)
	withdrawFollowUp = act.New[Ref]("withdraw-follow-up", http.MethodPost, each+"/withdraw", act.Needs(followUp, "plan", casefile.InCase()))
	showReport       = act.Show[PartRef]("show-follow-up-report", ofOne, casefile.ReadCase)
	// ReportFollowUp reports what a municipality has done.
	ReportFollowUp = act.New[PartRef]("report-follow-up", http.MethodPut, ofOne, act.Needs(followUp, "report", casefile.InMunicipality()))
)

// Ref is how a path names a follow-up: by its number in the case.
type Ref struct {
	casefile.Ref
	Number int `path:"follow_up" minimum:"1" maximum:"1000000" example:"1" doc:"Running number of the follow-up in the case"`
}

// PartRef is how a path names a municipality's part of a follow-up.
type PartRef struct {
	Ref
	Municipality string `path:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality's number"`
}

// part names a municipality's part.
func (r Ref) part(municipality string) PartRef { return PartRef{r, municipality} }

// EndingReasonInput says why something is ended.
type EndingReasonInput struct {
	Reason string `json:"reason" minLength:"3" maxLength:"5000" example:"All six municipalities have revised their plans."`
}

func pointer(list string, i int) string { return list + "/" + strconv.Itoa(i) }
