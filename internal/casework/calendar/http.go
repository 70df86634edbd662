package calendar

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/workday"
)

// Tag is the chapter of the contract about calendars.
var Tag = httpapi.Tag{Name: "Calendars", Text: "The days by which working days are counted, inherited from the national calendar by organisations, and from these by their bodies; and how a deadline is counted (rules 5.1-5.3)."}

// moment asks for a calendar as it was.
type moment struct {
	At time.Time `query:"at" doc:"The moment asked for; now if left out"`
}

// showRef asks for the calendar of an organisation, and bodyShowRef for a body's.
type (
	showRef struct {
		organisation.Ref
		moment
	}
	bodyShowRef struct {
		body.Ref
		moment
	}
)

// EntryRef is how a path names an entry in an organisation's calendar.
type EntryRef struct {
	organisation.Ref
	Entry int64 `path:"entry" minimum:"1" example:"3" doc:"The entry's number in the calendar"`
}

// BodyEntryRef is how a path names an entry in a body's calendar.
type BodyEntryRef struct {
	body.Ref
	Entry int64 `path:"entry" minimum:"1" example:"3" doc:"The entry's number in the calendar"`
}

// deadlineQuery asks how a deadline is counted.
type deadlineQuery struct {
	organisation.Ref
	From workday.Date `query:"from" required:"true" format:"date" example:"2025-04-11" doc:"The day from which it is counted, which is not counted itself"`
	Rule string       `query:"rule" required:"true" maxLength:"60" example:"working_days:4" doc:"A unit (working_days, days, weeks or months), a colon and a count, negative to count back; and after a comma what becomes of a deadline on a day off: forward, backward, nearest, or none, which is left out"`
	Body string       `query:"body" maxLength:"63" example:"kommunestyre" doc:"The key of a body of the organisation, in whose calendar it is counted; in the organisation's own if left out"`
	Zone string       `query:"zone" maxLength:"60" example:"Europe/Oslo" doc:"The time zone in which the day of the deadline ends; Europe/Oslo if left out"`
}

const (
	path     = organisation.Path + "/calendar"
	bodyPath = organisation.Path + "/bodies/{body_key}/calendar"
)

var (
	read = act.Needs("organisation", "read", organisation.InOrganisation())
	keep = act.Needs("calendar", "keep", organisation.InOrganisation())

	showCalendar  = act.Show[showRef]("show-calendar", path, read)
	listChanges   = act.Show[organisation.Ref]("list-calendar-changes", path+"/history", read)
	addEntry      = act.New[organisation.Ref]("add-calendar-entry", http.MethodPost, path+"/entries", keep)
	showEntry     = act.Show[EntryRef]("show-calendar-entry", path+"/entries/{entry}", read)
	changeEntry   = act.New[EntryRef]("change-calendar-entry", http.MethodPut, path+"/entries/{entry}", keep)
	removeEntry   = act.New[EntryRef]("remove-calendar-entry", http.MethodDelete, path+"/entries/{entry}", keep)
	countDeadline = act.Show[deadlineQuery]("count-deadline", path+"/deadline", read)

	showBodyCalendar = act.Show[bodyShowRef]("show-body-calendar", bodyPath, read)
	listBodyChanges  = act.Show[body.Ref]("list-body-calendar-changes", bodyPath+"/history", read)
	addBodyEntry     = act.New[body.Ref]("add-body-calendar-entry", http.MethodPost, bodyPath+"/entries", keep)
	showBodyEntry    = act.Show[BodyEntryRef]("show-body-calendar-entry", bodyPath+"/entries/{entry}", read)
	changeBodyEntry  = act.New[BodyEntryRef]("change-body-calendar-entry", http.MethodPut, bodyPath+"/entries/{entry}", keep)
	removeBodyEntry  = act.New[BodyEntryRef]("remove-body-calendar-entry", http.MethodDelete, bodyPath+"/entries/{entry}", keep)
)

// refused are the refusals of what is entered.
var refused = []*fault.Error{ErrContent, ErrContradiction, ErrOverlap, ErrFull}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	registerHolidays(d)
	s.registerOwn(d)
	s.registerBodies(d)
	httpapi.Show(d, countDeadline, httpapi.Doc{
		Tag: Tag, Summary: "Count a deadline, and say how",
		Description: "Counts from a day by a rule in the calendar of the organisation, or of one of its bodies, and says which days were passed over and why, in data and in words. Nothing is kept. The deadline lasts to the end of its day in the zone (rules 5.1, 5.3).",
		Faults:      []*fault.Error{ErrRule, ErrRange, ErrZone, body.ErrUnknownBody},
	}, s.Count)
}

func (s *Service) registerOwn(d *httpapi.Door) {
	httpapi.Show(d, showCalendar, httpapi.Doc{
		Tag: Tag, Summary: "Show an organisation's calendar",
		Description: "The entries by which working days are counted there, now or at another moment. The public holidays, which every calendar inherits, stand in the national one. Municipalities inherit nothing from regions (rule 5.2).",
	}, s.Show)
	httpapi.DoWith(d, addEntry, httpapi.Doc{
		Tag: Tag, Summary: "Add an entry to an organisation's calendar", Creates: true,
		Description: "The secretariat keeps the region's calendar, the clerk the municipality's. Its bodies inherit the entry. No deadline moves: the answer warns of those that it would have moved (rules 5.2, 5.3).",
		Faults:      refused,
	}, s.Add)
	httpapi.Show(d, showEntry, httpapi.Doc{
		Tag: Tag, Summary: "Show an entry of an organisation's calendar",
		Description: "One entry that stands (rule 5.2).",
	}, s.ShowEntry)
	httpapi.DoWith(d, changeEntry, httpapi.Doc{
		Tag: Tag, Summary: "Change an entry of an organisation's calendar",
		Description: "Puts another in its place, which keeps its number. What it was is kept. No deadline moves: the answer warns of those that it would have moved (rules 5.2, 5.3).",
		Faults:      refused,
	}, s.Change)
	httpapi.Do(d, removeEntry, httpapi.Doc{
		Tag: Tag, Summary: "Remove an entry from an organisation's calendar",
		Description: "It no longer counts, and is kept in the history. Answers with the entry as it was, and warns of the deadlines that the removal would have moved (rules 5.2, 5.3).",
	}, s.Remove)
	httpapi.ShowList(d, listChanges, httpapi.Doc{
		Tag: Tag, Summary: "List the changes of an organisation's calendar",
		Description: "Every change, the newest first: what the entry was and what it became, when, and by whom (rule 5.2).",
	}, s.Changes)
}

func (s *Service) registerBodies(d *httpapi.Door) {
	httpapi.Show(d, showBodyCalendar, httpapi.Doc{
		Tag: Tag, Summary: "Show a body's calendar",
		Description: "The body's own entries and those that it inherits from its organisation, now or at another moment. On a day of both, its own counts (rule 5.2).",
	}, s.ShowOfBody)
	httpapi.DoWith(d, addBodyEntry, httpapi.Doc{
		Tag: Tag, Summary: "Add an entry to a body's calendar", Creates: true,
		Description: "For this body alone; where the organisation's calendar speaks of the same day, the body's own counts. No deadline moves: the answer warns of those that it would have moved (rules 5.2, 5.3).",
		Faults:      refused,
	}, s.AddToBody)
	httpapi.Show(d, showBodyEntry, httpapi.Doc{
		Tag: Tag, Summary: "Show an entry of a body's calendar",
		Description: "One entry of its own that stands (rule 5.2).",
	}, s.ShowEntryOfBody)
	httpapi.DoWith(d, changeBodyEntry, httpapi.Doc{
		Tag: Tag, Summary: "Change an entry of a body's calendar",
		Description: "Puts another in its place, which keeps its number. What it was is kept. No deadline moves: the answer warns of those that it would have moved (rules 5.2, 5.3).",
		Faults:      refused,
	}, s.ChangeOfBody)
	httpapi.Do(d, removeBodyEntry, httpapi.Doc{
		Tag: Tag, Summary: "Remove an entry from a body's calendar",
		Description: "It no longer counts, and is kept in the history. Answers with the entry as it was, and warns of the deadlines that the removal would have moved (rules 5.2, 5.3).",
	}, s.RemoveFromBody)
	httpapi.ShowList(d, listBodyChanges, httpapi.Doc{
		Tag: Tag, Summary: "List the changes of a body's calendar",
		Description: "Every change of its own entries, the newest first: what the entry was and what it became, when, and by whom (rule 5.2).",
	}, s.ChangesOfBody)
}
