package demand

import (
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

// tag is the chapter of demands in the contract.
var tag = httpapi.Tag{Name: "Demands and load", Text: "What is asked of a municipality in all its cases, whom it could name, what its people give week by week, and who is named in a region (rules 4.1-4.3, 4.6)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, staffing.ListResources, httpapi.Doc{
		Tag: assignment.Tag, Summary: "Show what is asked of every municipality",
		Description: "What the mandate in force asks of every participant, who is named to it, and the gaps from today on (rule 4.3).",
	}, s.ShowAllResources)
	httpapi.Show(d, staffing.ShowResources, httpapi.Doc{
		Tag: assignment.Tag, Summary: "Show what is asked of a municipality",
		Description: "Requirement by requirement: what is asked, who is named, and when somebody is lacking. Each person counts once and with their own share; shares are not added, deputies do not count until released (rule 4.3). A municipality that has not approved the version in force is asked for nothing (rule 3.7).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, s.ShowResources)
	httpapi.ShowList(d, listDemands, httpapi.Doc{
		Tag: tag, Summary: "List what is asked of a municipality",
		Description: "What the mandates in force that the municipality has approved ask of it, and what the open ones would, in all cases that it takes part in and in whatever region, with how far it is covered from today on, the earliest naming due date first (rules 3.7, 4.3). What ended before today is left out unless `from` says otherwise.",
		Faults:      []*fault.Error{ErrPeriod},
	}, s.Demands, httpapi.CSV(demandTable))
	httpapi.ShowList(d, listCandidates, httpapi.Doc{
		Tag: tag, Summary: "List whom a municipality could name",
		Description: "The employees who are employed on every day of the period, whoever has most free first: what they can give, what is released and nominated of them in whatever case besides the requirement asked about, and what is free, all on the tightest day of the period (rules 4.1, 4.2). Days and share may be taken from a requirement.",
		Faults:      []*fault.Error{ErrPeriod, ErrUnknownRequirement},
	}, s.Candidates, httpapi.CSV(candidateTable))
	s.registerPeople(d)
}

func (s *Service) registerPeople(d *httpapi.Door) {
	httpapi.ShowList(d, listLoad, httpapi.Doc{
		Tag: tag, Summary: "List what a municipality's people give, week by week",
		Description: "Every employee by staff key, with each week from Monday to Sunday: this one and the 12 after it, or at most 60. What is in percent is that of the week's tightest day; person-days are added up over its working days, exactly (rules 4.2, 5.2). It shows the employment here alone, and only the municipality reads it (rule 2.5). As text/html it is a page to be printed. As text/csv it has a row for each employee and week, with person-days in decimals; of more than 130,000 such rows the others are in the next part.",
		Faults:      []*fault.Error{ErrPeriod},
	}, s.Load, httpapi.CSV(loadTable), httpapi.HTML(func(in message.Language, page httpapi.ListBody[PersonLoad]) ([]byte, error) {
		return write(in, page, s.now())
	}))
	httpapi.Show(d, showLoad, httpapi.Doc{
		Tag: tag, Summary: "Show what one employee gives, week by week",
		Description: "One employment's weeks, as in the list, with the assignments behind them in whatever case and region, and why somebody was released over capacity (rules 2.5, 4.2).",
		Faults:      []*fault.Error{ErrPeriod},
	}, s.ShowLoad)
	httpapi.ShowList(d, listNamedPeople, httpapi.Doc{
		Tag: tag, Summary: "List who is named in a region's cases",
		Description: "The people whom municipalities have named, in the cases of the region that the caller may read, the newest case first: name, function, share and period, and nothing else of them (rules 2.5, 4.6). For whoever may read none of the cases it is empty.",
	}, s.People, httpapi.CSV(peopleTable))
}
