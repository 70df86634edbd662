package casefile

import (
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

// The chapters of the contract.
var (
	// Tag is that of cases.
	Tag          = httpapi.Tag{Name: "Cases", Text: "A case is a matter prepared and decided in common by several municipalities. It begins in draft, is opened to its participants, and starts when what it needs is there (rules 2.1, 2.2, 2.5)."}
	tagReminders = httpapi.Tag{Name: "Reminders", Text: "Every reminder of a deadline, planned, sent or cancelled: to whom and when. None is lost, and none is sent twice (rules 6.1-6.7)."}
)

// states are the refusals of acts that a case's state does not allow.
var states = []*fault.Error{ErrWrongState, ErrWithdrawn}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerCases(d)
	s.registerReads(d)
	s.registerPapers(d)
}

func (s *Service) registerCases(d *httpapi.Door) {
	httpapi.DoWith(d, createCase, httpapi.Doc{
		Tag: Tag, Summary: "Create a case", Creates: true,
		Description: "Makes a case in draft. It gets the next number of its region and year (rule 2.1).",
		Faults:      []*fault.Error{ErrContent, ErrLegalBasis, ErrUnknownPredecessor, person.ErrUnknownPerson},
	}, s.Create)
	httpapi.DoWith(d, editCase, httpapi.Doc{
		Tag: Tag, Summary: "Edit a case",
		Description: "Replaces what the secretariat wrote. Only acts change the state; the kind is fixed once the case has started (rule 2.3).",
		Faults:      append(states, ErrContent, ErrLegalBasis, ErrUnknownPredecessor, person.ErrUnknownPerson),
	}, s.Edit)
	httpapi.DoWith(d, openCase, httpapi.Doc{
		Tag: Tag, Summary: "Open a case",
		Description: "Fixes the participating municipalities by name and moves the case from draft to preparing (rules 1.1, 2.2).",
		Faults:      append(states, ErrParticipants, organisation.ErrUnknownMunicipality),
	}, s.Open)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.ShowList(d, listCases, httpapi.Doc{
		Tag: Tag, Summary: "List the cases of a region",
		Description: "The cases of the region that the caller may read, the newest first: all public ones for whoever holds an office or seat in the region, else those in which a municipality takes part where the caller holds one; exempt ones for the offices that may read them (rule 2.5). For anyone else the list is empty.",
	}, s.List)
	httpapi.ShowFound(d, showCase, httpapi.Doc{
		Tag: Tag, Summary: "Show a case",
		Description: "One case with its participants, references, links and the decisions it rests on. Whoever holds an office or seat in the region or in a participating municipality may read it; an exempt case is open to fewer (rule 2.5).",
	}, s.find)
	httpapi.ShowList(d, listEvents, httpapi.Doc{
		Tag: Tag, Summary: "List the events of a case",
		Description: "Every change in the case and its parts, the newest first: when, who, in which organisation, what changed, and by which line of the policy it was allowed (rule 9.1). People are named by their identifiers.",
	}, s.ListEvents)
	httpapi.ShowList(d, listReminders, httpapi.Doc{
		Tag: tagReminders, Summary: "List the reminders of a case",
		Description: "Every reminder that is planned, sent or cancelled, in the order of sending: its deadline, its step, whom it reaches, and what became of its letters: who was told, when, by which channel, and whether it was handed over (rules 6.2-6.5). As text/csv and text/html it has a line for each letter.",
	}, s.ListReminders, httpapi.CSV(func(in message.Language, page httpapi.ListBody[reminder.Reminder]) ([]byte, error) {
		return reminder.WriteSheet(in, page.Items)
	}), httpapi.HTML(func(in message.Language, page httpapi.ListBody[reminder.Reminder]) ([]byte, error) {
		return reminder.WritePage(in, page.Items, page.Rest)
	}))
}

func (s *Service) registerPapers(d *httpapi.Door) {
	httpapi.DoWith(d, setReference, httpapi.Doc{
		Tag: Tag, Summary: "Set an organisation's own case number",
		Description: "Each organisation files the case under its own number (rule 2.1). Answers with the case; changing a number needs the case's ETag in If-Match.",
		Faults:      append(states, ErrNotParty, ErrLeft, ErrContent),
	}, s.SetReference)
	httpapi.DoWith(d, addLink, httpapi.Doc{
		Tag: Tag, Summary: "Add a link",
		Description: "Points to a document outside the service, for the case or for one version of its mandate (rule 2.1). Answers with the case.",
		Faults:      append(states, ErrAddress, ErrContent, ErrNoVersion),
	}, s.AddLink)
	httpapi.Do(d, removeLink, httpapi.Doc{
		Tag: Tag, Summary: "Remove a link",
		Description: "The link is no longer shown; the record keeps it (rule 9.5). Answers with the case, whose ETag goes into If-Match.",
		Faults:      append(states, ErrNoLink),
	}, s.RemoveLink)
}
