package casefile

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
)

// Below is the path under which all that belongs to a case lies.
const (
	casesPath = "/v1/regions/{region}/cases"
	Below     = casesPath + "/{number}"
)

// ReadCase is what every operation needs that shows a case or a part of it
// (rule 2.5).
var ReadCase = act.Needs(reading.Read.Object, reading.Read.Act, InCase())

// The acts on cases.
var (
	listCases = act.Show[ListQuery]("list-cases", casesPath, act.Personal)
	showCase  = act.Show[Ref]("show-case", Below, ReadCase)
	// ShowOwnPart is registered by the timeline, which knows who has a part.
	ShowOwnPart   = act.Show[Ref]("show-own-part", "/v1/me/cases/{region}/{number}", act.Personal)
	listEvents    = act.Show[EventsQuery]("list-events", Below+"/events", ReadCase)
	listReminders = act.Show[RemindersQuery]("list-reminders", Below+"/reminders", ReadCase)
	createCase    = act.New[RegionRef]("create-case", http.MethodPost, casesPath, act.Needs("case", "create", organisation.InRegion()))
	editCase      = act.New[Ref]("edit-case", http.MethodPut, Below, act.Needs("case", "change", InCase()))
	openCase      = act.New[Ref]("open-case", http.MethodPost, Below+"/open", act.Needs("case", "open", InCase()))
	setReference  = act.New[ReferenceRef]("set-reference", http.MethodPut, Below+"/references/{organisation}", act.Needs("reference", "set", InAnyParty()))
	addLink       = act.New[Ref]("add-link", http.MethodPost, Below+"/links", act.Needs("case", "change", InCase()))
	removeLink    = act.New[LinkRef]("remove-link", http.MethodDelete, Below+"/links/{link}", act.Needs("case", "change", InCase()))
)

// RegionRef is how a path names a region.
type RegionRef struct {
	Region string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
}

// PartyRef is how a path names a participant of a case.
type PartyRef struct {
	Ref
	Municipality string `path:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The participating municipality's number"`
}

// ReferenceRef is how a path names an organisation's own number for a case.
type ReferenceRef struct {
	Ref
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The region's slug or the participant's number"`
}

// LinkRef is how a path names a link on a case.
type LinkRef struct {
	Ref
	Serial int `path:"link" minimum:"1" maximum:"1000000" example:"1" doc:"The link's number in the case"`
}

// ListQuery asks for cases of a region.
type ListQuery struct {
	RegionRef
	Filter
}

// EventsQuery asks for the record of a case.
type EventsQuery struct {
	Ref
	Act          string    `query:"act" maxLength:"60" doc:"Only this act, by the identifier of its operation"`
	Organisation string    `query:"organisation" maxLength:"63" doc:"Only acts done in this organisation"`
	Person       string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only acts of this person"`
	From         time.Time `query:"from" doc:"Only events at or after this instant"`
	To           time.Time `query:"to" doc:"Only events before this instant"`
}

func (q EventsQuery) filter() audit.Filter {
	return audit.Filter{Act: q.Act, Organisation: q.Organisation, Person: q.Person, From: q.From, To: q.To}
}

// RemindersQuery asks for the reminders of a case.
type RemindersQuery struct {
	Ref
	State        string             `query:"state" enum:"planned,queued,delivered,failed,skipped,cancelled" doc:"Only reminders in this state"`
	Kind         reminder.AskedKind `query:"kind" doc:"Only reminders of this kind of deadline"`
	Municipality string             `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only reminders of this municipality's deadlines"`
}

func (q RemindersQuery) filter() reminder.Filter {
	return reminder.Filter{State: q.State, Kind: reminder.Kind(q.Kind), Municipality: q.Municipality}
}
