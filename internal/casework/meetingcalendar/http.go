package meetingcalendar

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

var tag = httpapi.Tag{Name: "Meeting calendars", Text: "The meetings that bodies have planned, entered singly, as a list, or from the calendars that municipalities publish; what became of each, and what hangs on it (rule 5.2)."}

// Ref is how a path names a meeting.
type Ref struct {
	body.Ref
	Meeting int64 `path:"meeting" minimum:"1" example:"41" doc:"The meeting's identifier"`
}

// days narrow a list to a period.
type days struct {
	From  workday.Date `query:"from" format:"date" doc:"The first day; today if left out"`
	To    workday.Date `query:"to" format:"date" doc:"The last day; a year after the first if left out"`
	State string       `query:"state" enum:"planned,cancelled" doc:"Only meetings in this state"`
}

// or is the period with what was left out.
func (f days) or(today workday.Date) days {
	if f.From.IsZero() {
		f.From = today
	}
	if f.To.IsZero() {
		f.To = f.From.AddDays(365)
	}
	return f
}

// filter narrows the calendar of a body.
type filter struct {
	body.Ref
	days
}

// regionFilter narrows the calendars of a region.
type regionFilter struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	days
	BodyKind     string `query:"body_kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" doc:"Only bodies of this kind"`
	Municipality string `query:"municipality" maxLength:"63" doc:"Only bodies of this municipality"`
}

// importFilter is how a file is imported.
type importFilter struct {
	body.Ref
	Source       string       `query:"source" maxLength:"60" example:"acos" doc:"The name of the calendar that the file is of: a file finds the meetings of its own source by what it calls them. file, if left out"`
	Reason       string       `query:"reason" maxLength:"1000" doc:"Why meetings are moved or cancelled; where the file came from, if left out"`
	ReplacesFrom workday.Date `query:"replaces_from" format:"date" doc:"The first day of the period of which the file is the whole calendar: meetings of its source then that it leaves out are cancelled, where they are still to come"`
	ReplacesTo   workday.Date `query:"replaces_to" format:"date" doc:"The last day of that period"`
	SkipRefused  string       `query:"skip_refused" enum:"true,false" doc:"true: keep the others where some meetings are refused"`
}

const (
	calendarPath = body.Path + "/meeting-calendar"
	meetingPath  = calendarPath + "/{meeting}"
)

// Keeps is what keeping the record of a body's meetings needs, from their notice to their
// minutes.
var Keeps = declared.Needs("meeting", "keep", organisation.InOrganisation())

var (
	reads = declared.Needs("organisation", "read", organisation.InOrganisation())
	plans = declared.Needs("meeting", "plan", organisation.InOrganisation())

	listMeetings   = declared.Show[filter]("list-meetings", calendarPath, reads)
	planMeeting    = declared.New[body.Ref]("plan-meeting", http.MethodPost, calendarPath, plans)
	planMeetings   = declared.New[body.Ref]("plan-meetings", http.MethodPost, calendarPath+"/list", plans)
	importMeetings = declared.New[importFilter]("import-meetings", http.MethodPost, calendarPath+"/import", plans)
	showMeeting    = declared.Show[Ref]("show-meeting", meetingPath, reads)
	editMeeting    = declared.New[Ref]("edit-meeting", http.MethodPut, meetingPath, plans)
	moveMeeting    = declared.New[Ref]("move-meeting", http.MethodPost, meetingPath+"/move", plans)
	cancelMeeting  = declared.New[Ref]("cancel-meeting", http.MethodPost, meetingPath+"/cancel", plans)
	restoreMeeting = declared.New[Ref]("restore-meeting", http.MethodPost, meetingPath+"/restore", plans)
	listRegion     = declared.Show[regionFilter]("list-region-meetings", "/v1/regions/{region}/meeting-calendar", declared.Needs("organisation", "read", organisation.InRegion()))
)

var (
	daysWarned = []*fault.Error{WarnDayOff, WarnRecess, WarnSameDay}
	fileFaults = []*fault.Error{meetingfile.ErrFile, meetingfile.ErrTooManyMeetings, meetingfile.ErrColumns, meetingfile.ErrRow, meetingfile.ErrCell, meetingfile.ErrZone, meetingfile.ErrRecurrence, meetingfile.ErrTwice}
	fileWarned = []*fault.Error{
		meetingfile.WarnHourSkipped, meetingfile.WarnHourTwice, meetingfile.WarnOtherZone, meetingfile.WarnEndless, meetingfile.WarnSaysCancelled, meetingfile.WarnShortened,
		WarnChangedHere, WarnOlder, WarnPassed,
	}
)

const importExample = "dato;kl;sted;tittel;avlyst\n14.03.2024;18:00;Rådhuset;Styremøte;nei\n"

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listMeetings, httpapi.Doc{
		Tag: tag, Summary: "List the meetings of a body",
		Description: "By day, from today on for a year unless other days are named, those that are cancelled too (rule 5.2).",
	}, s.List)
	httpapi.ShowList(d, listRegion, httpapi.Doc{
		Tag: tag, Summary: "List the meetings of a region",
		Description: "Those of the region's own bodies, and those of its municipalities on the days on which they belong to it, by day (rules 1.1, 5.2).",
	}, s.ListRegion)
	httpapi.Show(d, showMeeting, httpapi.Doc{
		Tag: tag, Summary: "Show a meeting",
		Description: "With all that became of it, what hangs on it, and what it does not fit (rule 5.2).",
	}, s.Show)
	s.registerPlanning(d)
	s.registerActs(d)
}

func (s *Service) registerPlanning(d *httpapi.Door) {
	httpapi.DoWith(d, planMeeting, httpapi.Doc{
		Tag: tag, Summary: "Plan a meeting", Creates: true,
		Description: "The secretariat keeps the calendars of the region's bodies, the clerk those of the municipality's. Two meetings of a body at one time are refused; another on the same day, a weekend, a holiday and a time without meetings are warned of (rule 5.2).",
		Faults:      []*fault.Error{ErrContent, ErrSameTime}, Warns: slices.Concat(daysWarned, []*fault.Error{WarnPassed}),
	}, s.Plan)
	httpapi.DoWith(d, planMeetings, httpapi.Doc{
		Tag: tag, Summary: "Plan several meetings",
		Description: "Up to 200 at once. One at the time of a meeting that the body has, or on its day where each has one alone, is that meeting. All are kept, or none: with `dry_run=true` the answer shows what each would do (rule 5.2).",
		Faults:      []*fault.Error{ErrContent, ErrRows, ErrSameTime, ErrHeld, ErrIntoPast}, Warns: slices.Concat(daysWarned, []*fault.Error{WarnPassed, WarnChangedHere}),
	}, s.PlanList)
	httpapi.DoWith(d, importMeetings, httpapi.Doc{
		Tag: tag, Summary: "Import a meeting calendar", Example: importExample,
		Description: "A calendar as a municipality publishes it: iCalendar (RFC 5545), or a table with the columns date (dato), and optionally time (kl), place (sted), remote (fjernmøte), cancelled (avlyst), title (tittel), uid (id) and body (organ), in any order; which of the two it is, the file itself says. " +
			"Times are by the clock where the body is, whatever the zone in which they are given. A series is expanded for three years ahead, at most 500 times, and a file holds at most 2,000 meetings and 4 MiB. " +
			"With `dry_run=true` the answer shows what each meeting would do, and what hangs on it: that is the preview. The same file again changes nothing, and undoes nothing that was done here since. A meeting that is no longer in the file stays, unless the file is the whole calendar of a period (`replaces_from`, `replaces_to`). " +
			"All are kept, or none; with `skip_refused=true` those that can be. A meeting whose day has passed is not moved (rule 5.2).",
		Faults: slices.Concat([]*fault.Error{ErrContent, ErrRows, ErrReplaces, ErrSameTime, ErrHeld, ErrOpened, ErrIntoPast}, fileFaults), Warns: slices.Concat(daysWarned, fileWarned),
	}, s.Import)
}

func (s *Service) registerActs(d *httpapi.Door) {
	httpapi.DoWith(d, editMeeting, httpapi.Doc{
		Tag: tag, Summary: "Edit a meeting",
		Description: "Changes what it says of itself, also once it has been held. Its day and time are moved, which needs a reason (rule 5.2).",
		Faults:      []*fault.Error{ErrContent},
	}, s.Edit)
	httpapi.DoWith(d, moveMeeting, httpapi.Doc{
		Tag: tag, Summary: "Move a meeting",
		Description: "To today or later, with a reason; a meeting whose day has passed is not moved any more. The chair, those who keep the calendar, and those with something that hangs on it are told (rule 5.2).",
		Faults:      []*fault.Error{ErrContent, ErrSameTime, ErrHeld, ErrOpened, ErrIntoPast, ErrCancelled}, Warns: daysWarned,
	}, s.Move)
	httpapi.DoWith(d, cancelMeeting, httpapi.Doc{
		Tag: tag, Summary: "Cancel a meeting",
		Description: "With a reason; also once its day has passed, where it was not held. The same are told as when it is moved (rule 5.2).",
		Faults:      []*fault.Error{ErrContent, ErrOpened, ErrCancelled},
	}, s.Cancel)
	httpapi.DoWith(d, restoreMeeting, httpapi.Doc{
		Tag: tag, Summary: "Restore a cancelled meeting",
		Description: "With a reason, unless the body has another meeting at its time by now. The same are told as when it is moved (rule 5.2).",
		Faults:      []*fault.Error{ErrContent, ErrNotCancelled, ErrSameTime}, Warns: daysWarned,
	}, s.Restore)
}

// OfferPlanning offers an actor to plan a meeting of a body.
func OfferPlanning(policy *authz.Policy, actor authn.Actor, ref body.Ref) request.Action {
	return planMeeting.Offer(policy, actor, ref, nil)
}
