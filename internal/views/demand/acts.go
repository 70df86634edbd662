package demand

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/workday"
)

// organisationPath is the path under which all that belongs to an organisation
// lies.
const organisationPath = "/v1/organisations/{organisation}"

// readLoad is what reading people's load needs: an office of their own
// municipality (rule 2.5).
var readLoad = act.Needs("load", "read", organisation.InOrganisation())

// The reads of demands.
var (
	listDemands     = act.Show[DemandQuery]("list-demands", organisationPath+"/demands", readLoad)
	listCandidates  = act.Show[CandidateQuery]("list-candidates", organisationPath+"/candidates", readLoad)
	listLoad        = act.Show[LoadQuery]("list-load", organisationPath+"/load", readLoad)
	showLoad        = act.Show[PersonLoadQuery]("show-load", organisationPath+"/employments/{staff_key}/load", readLoad)
	listNamedPeople = act.Show[PeopleQuery]("list-named-people", "/v1/regions/{region}/people", act.Personal)
)

// DemandQuery asks for what is asked of a municipality. Zero members filter
// nothing, but what ended before today is left out unless From says otherwise.
type DemandQuery struct {
	organisation.Ref
	State  string       `query:"state" enum:"gap,covered" doc:"gap: only where somebody is lacking ahead; covered: only the others"`
	Region string       `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"Only cases of this region"`
	From   workday.Date `query:"from" format:"date" doc:"Only what lasts on this day or later; today if left out"`
	To     workday.Date `query:"to" format:"date" doc:"Only what begins before this day"`
	Text   string       `query:"q" maxLength:"100" example:"planner" doc:"Text in the case's title, the function or the requirement's key"`
}

// CandidateQuery asks whom a municipality could name: for a share in a period, and
// the requirement it is for. Zero members are left out: days and share are then
// the requirement's, or the period from today on and no share.
type CandidateQuery struct {
	organisation.Ref
	From        workday.Date `query:"from" format:"date" doc:"The first day; the requirement's, or today, if left out"`
	To          workday.Date `query:"to" format:"date" doc:"The day after the last day; the requirement's, or 13 weeks on, if left out"`
	Share       int          `query:"share" minimum:"0" maximum:"100" multipleOf:"5" doc:"Percent of full time; the requirement's if left out"`
	Region      string       `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"With case and requirement: the region of the case"`
	Case        string       `query:"case" maxLength:"12" example:"2024-1" doc:"With region and requirement: the case's number"`
	Requirement string       `query:"requirement" maxLength:"63" example:"area-planner" doc:"With region and case: the requirement's key"`
}

// caseRef is the case whose requirement is named.
func (q CandidateQuery) caseRef() casefile.Ref { return casefile.Ref{Region: q.Region, Number: q.Case} }

// LoadQuery asks what a municipality's people give. Zero members filter nothing;
// the weeks are then this and the 12 after it.
type LoadQuery struct {
	organisation.Ref
	From  workday.Date `query:"from" format:"date" doc:"A day of the first week; today if left out"`
	To    workday.Date `query:"to" format:"date" doc:"The day after the last day; 13 weeks from the first if left out"`
	Text  string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the person's name"`
	Named string       `query:"named" enum:"true,false" doc:"true: only those who are nominated or released on some day of these weeks"`
	Over  string       `query:"over" enum:"true,false" doc:"true: only those of whom more is released than they can give on some day of these weeks"`
}

// PersonLoadQuery asks what one employee gives.
type PersonLoadQuery struct {
	person.EmploymentRef
	From workday.Date `query:"from" format:"date" doc:"A day of the first week; today if left out"`
	To   workday.Date `query:"to" format:"date" doc:"The day after the last day; 13 weeks from the first if left out"`
}

// PeopleQuery asks who is named in a region. Zero members filter nothing, but what
// was declined or retracted is left out unless it is asked for.
type PeopleQuery struct {
	Region       string         `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Case         string         `query:"case" pattern:"^[0-9]{4}-[1-9][0-9]{0,5}$" example:"2024-1" doc:"Only this case"`
	Municipality string         `query:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"Only people of this municipality"`
	State        staffing.State `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only in this state; all but declined and retracted if left out"`
	On           workday.Date   `query:"on" format:"date" doc:"Only who is named for this day"`
}
