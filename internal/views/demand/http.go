package demand

import (
	"context"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	tag = "Ledger of resources"
	of  = "/v1/organisations/{organisation}"
)

type demandsInput struct {
	httpapi.Paging
	organisation.Ref
	State  string       `query:"state" enum:"gap,covered" doc:"gap: only where somebody is lacking ahead; covered: only the others"`
	Region string       `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"Only cases of this region"`
	From   workday.Date `query:"from" format:"date" doc:"Only what lasts on this day or later; today if left out"`
	To     workday.Date `query:"to" format:"date" doc:"Only what begins before this day"`
	Text   string       `query:"q" maxLength:"100" example:"planner" doc:"Text in the case's title, the function or the requirement's key"`
}

func (in *demandsInput) filter() DemandFilter {
	f := DemandFilter{Region: in.Region, Text: in.Text, From: in.From, To: in.To}
	if in.State != "" {
		f.Gap = new(in.State == "gap")
	}
	return f
}

type candidatesInput struct {
	httpapi.Paging
	organisation.Ref
	From        workday.Date `query:"from" format:"date" doc:"The first day; the requirement's, or today, if left out"`
	To          workday.Date `query:"to" format:"date" doc:"The day after the last day; the requirement's, or 13 weeks on, if left out"`
	Share       int          `query:"share" minimum:"0" maximum:"100" multipleOf:"5" doc:"Percent of full time; the requirement's if left out"`
	Region      string       `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"With case and requirement: the region of the case"`
	Case        string       `query:"case" maxLength:"12" example:"2024-1" doc:"With region and requirement: the case's number"`
	Requirement string       `query:"requirement" maxLength:"63" example:"area-planner" doc:"With region and case: the requirement's key"`
}

func (in *candidatesInput) sought() Sought {
	return Sought{Ref: casefile.Ref{Region: in.Region, Number: in.Case}, Requirement: in.Requirement, Share: in.Share, From: in.From, To: in.To}
}

type loadInput struct {
	httpapi.Paging
	organisation.Ref
	From  workday.Date `query:"from" format:"date" doc:"A day of the first week; today if left out"`
	To    workday.Date `query:"to" format:"date" doc:"The day after the last day; 13 weeks from the first if left out"`
	Text  string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the person's name"`
	Named string       `query:"named" enum:"true,false" doc:"true: only those who are nominated or released on some day of these weeks"`
	Over  string       `query:"over" enum:"true,false" doc:"true: only those of whom more is released than they can give on some day of these weeks"`
}

type showLoadInput struct {
	person.EmploymentRef
	From workday.Date `query:"from" format:"date" doc:"A day of the first week; today if left out"`
	To   workday.Date `query:"to" format:"date" doc:"The day after the last day; 13 weeks from the first if left out"`
}

type peopleInput struct {
	httpapi.Paging
	Region       string       `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Case         string       `query:"case" pattern:"^[0-9]{4}-[1-9][0-9]{0,5}$" example:"2024-1" doc:"Only this case"`
	Municipality string       `query:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"Only people of this municipality"`
	State        string       `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only in this state; all but declined and retracted if left out"`
	On           workday.Date `query:"on" format:"date" doc:"Only who is named for this day"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	load := httpapi.Needs("load", "read", organisation.InOrganisation())
	httpapi.List(d, load, httpapi.Op{
		ID: "list-demands", Path: of + "/demands", Tag: tag, Summary: "List what is asked of a municipality",
		Description: "What the mandates in force that the municipality has approved ask of it, and what the open ones would, in all cases that it takes part in and in whatever region, with how far it is covered from today on: what is to be named first first (rules 3.7, 4.3). What ended before today is left out unless `from` says otherwise.",
		Faults:      []*fault.Error{ErrPeriod},
	}, func(ctx context.Context, in *demandsInput, p request.Page) (request.List[Demand], error) {
		return s.Demands(ctx, in.Organisation, in.filter(), p)
	}, httpapi.CSV(demandTable))
	httpapi.List(d, load, httpapi.Op{
		ID: "list-candidates", Path: of + "/candidates", Tag: tag, Summary: "List whom a municipality could name",
		Description: "The employees who are employed on every day of the period, whoever has most free first: what they can give, what is released and nominated of them in whatever case besides the requirement asked about, and what is free, all on the tightest day of the period (rules 4.1, 4.2). Days and share may be taken from a requirement.",
		Faults:      []*fault.Error{ErrPeriod, ErrUnknownRequirement},
	}, func(ctx context.Context, in *candidatesInput, p request.Page) (request.List[Candidate], error) {
		return s.Candidates(ctx, in.Organisation, in.sought(), p)
	}, httpapi.CSV(candidateTable))
	httpapi.List(d, load, httpapi.Op{
		ID: "list-load", Path: of + "/load", Tag: tag, Summary: "List what a municipality's people give, week by week",
		Description: "Every employee by staff key, with each week from Monday to Sunday: this one and the 12 after it, or at most 60. What is in percent is that of the week's tightest day; person-days are added up over its working days, exactly (rules 4.2, 5.2). It is that of the employment here, and nobody else's to read (rule 2.5). As text/html it is a page in Bokmål to be printed. As text/csv it has a row for each employee and week, with person-days in decimals; of more than 130,000 such rows the others are in the next part.",
		Faults:      []*fault.Error{ErrPeriod},
	}, func(ctx context.Context, in *loadInput, p request.Page) (request.List[PersonLoad], error) {
		return s.Load(ctx, in.Organisation, LoadFilter{From: in.From, To: in.To, Text: in.Text, Named: in.Named == "true", Over: in.Over == "true"}, p)
	}, httpapi.CSV(loadTable), httpapi.HTML(func(page httpapi.ListBody[PersonLoad]) ([]byte, error) {
		return write(page, s.now())
	}))
	httpapi.Read(d, load, httpapi.Op{
		ID: "show-load", Path: of + "/employments/{staff_key}/load", Tag: tag, Summary: "Show what one employee gives, week by week",
		Description: "One employment's weeks, as in the list, with the assignments behind them in whatever case and region, and why somebody was released over capacity (rules 2.5, 4.2).",
		Faults:      []*fault.Error{ErrPeriod},
	}, func(ctx context.Context, in *showLoadInput) (*LoadDetail, error) {
		return s.ShowLoad(ctx, in.EmploymentRef, in.From, in.To)
	})
	s.registerPeople(d)
}

func (s *Service) registerPeople(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-named-people", Path: "/v1/regions/{region}/people", Tag: tag, Summary: "List who is named in a region's cases",
		Description: "The people whom municipalities have named, in the cases of the region that the caller may read, the newest case first: name, function, share and period, and nothing else of them (rules 2.5, 4.6). For whoever may read none of the cases it is empty.",
	}, func(ctx context.Context, in *peopleInput, p request.Page) (request.List[NamedPerson], error) {
		return s.People(ctx, authn.ActorOf(ctx), in.Region,
			PeopleFilter{Case: in.Case, Municipality: in.Municipality, State: assignment.State(in.State), On: in.On}, p)
	}, httpapi.CSV(peopleTable))
}
