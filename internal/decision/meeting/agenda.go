package meeting

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The kinds of items. A treatment treats a case, an election elects, a briefing and a
// report are taken note of.
const (
	Treatment = "treatment"
	Election  = "election"
	Briefing  = "briefing"
	Report    = "report"
	OtherItem = "other"
)

// ItemState is what became of an item.
type ItemState string

// An item waits to be treated; it is resolved, refused because those present objected
// to it, or withdrawn.
const (
	ItemOpen      ItemState = "open"
	ItemResolved  ItemState = "resolved"
	ItemRefused   ItemState = "refused"
	ItemWithdrawn ItemState = "withdrawn"
)

// The faults of items.
var (
	ErrTreatment = fault.New(fault.Invalid, "meeting.item_treatment", "The item treats no case of the body",
		"An item of the kind treatment names a case that has been sent to this body and stands on no other agenda; items of other kinds name none (rule 7.2).")
	// ErrNotTreated is ErrTreatment of a case that was not sent to the body.
	ErrNotTreated = ErrTreatment.On("/case", msgNotTreated)
	ErrItemState  = fault.New(fault.Conflict, "meeting.item_over", "The item is over",
		"An item that is resolved, refused or withdrawn stays as it is (rule 7.7).")
	ErrLeave = fault.New(fault.Invalid, "meeting.leave_invalid", "It is not said why somebody leaves the item",
		"Whoever leaves an item is disqualified (KL § 11-10) or exempted (KL § 11-11), on a legal basis that the minutes name (KL § 11-4).")
)

// AgendaItem is an item of an agenda.
type AgendaItem struct {
	request.Resource
	ID           int64            `json:"item" db:"id" example:"7" doc:"Its identifier in addresses"`
	MeetingID    int64            `json:"-" db:"meeting_id"`
	Year         int              `json:"-" db:"year"`
	Serial       int              `json:"-" db:"serial"`
	Number       string           `json:"number" db:"-" example:"01/2024" doc:"The running number of the body in the year"`
	Position     int              `json:"position" db:"position" example:"1" doc:"The place in the order of the agenda"`
	Kind         string           `json:"kind" db:"kind" enum:"treatment,election,briefing,report,other" example:"treatment"`
	Title        string           `json:"title" db:"title" example:"Regional kraftstrategi"`
	ExemptBasis  string           `json:"exempt_basis,omitempty" db:"exempt_basis" example:"offl. § 14" doc:"The legal basis by which it is exempt from public access; left out where it is open. What was proposed and resolved is then shown only to whoever may read exempt cases, and to the body"`
	TreatmentID  *int64           `json:"treatment" db:"treatment_id" doc:"The treatment of a case; null for other items"`
	Region       string           `json:"region,omitempty" db:"region" example:"kongsvingerregionen" doc:"Of a treatment: the region of the case"`
	Case         string           `json:"case,omitempty" db:"case_number" example:"2024-17" doc:"Of a treatment: the number of the case"`
	Papers       []ShownPaper     `json:"papers" db:"papers" doc:"What lies before the body"`
	ReportsOn    *int64           `json:"reports_on" db:"reports_on" example:"40" doc:"Of a report: the urgent meeting or written procedure of the body on which it reports (KL § 11-8); null for others"`
	Late         bool             `json:"late" db:"late" doc:"Whether it was added once the notice had gone out: it is decided unless the chair or one third of those present object (KL § 11-3)"`
	State        ItemState        `json:"state" db:"state" enum:"open,resolved,refused,withdrawn" doc:"Output only: acts change it"`
	WithdrawnWhy string           `json:"withdrawn_why,omitempty" db:"withdrawn_why"`
	Chair        *string          `json:"chair" db:"chair" format:"uuid" doc:"Who chairs it, where that is another than for the rest of the meeting"`
	Doors        *ClosedDoors     `json:"doors,omitempty" db:"doors" doc:"That the doors were closed for it; left out while they are open (KL § 11-5)"`
	Objection    *AgendaObjection `json:"objection,omitempty" db:"objection" doc:"Who objected to an item that was not on the agenda in time; left out where nobody was asked"`
	Leaves       []*ItemLeave     `json:"leaves" db:"-" doc:"Who left it, disqualified or exempted (KL §§ 11-10, 11-11)"`
	AddedAt      time.Time        `json:"added_at" db:"added_at"`
}

// AgendaPaper is something that lies before the body: a version of a document of a case,
// fixed by its hash, or a link.
type AgendaPaper struct {
	Title    string `json:"title" minLength:"1" maxLength:"200" example:"Forslag til kraftstrategi"`
	Address  string `json:"address,omitempty" maxLength:"2000" format:"uri" example:"https://kongsvingerregionen.no/kraftstrategi.pdf" doc:"Of a link: where it is found"`
	Region   string `json:"region,omitempty" maxLength:"63" example:"kongsvingerregionen" doc:"The region of the case whose document it is. Left out in a treatment, that of the item"`
	Case     string `json:"case,omitempty" maxLength:"11" example:"2024-17" doc:"The number of that case. Left out in a treatment, that of the item"`
	Document int    `json:"document,omitempty" minimum:"1" maximum:"1000000" example:"3" doc:"The document of the case, by its number"`
	Version  int    `json:"version,omitempty" minimum:"1" maximum:"1000000" example:"2"`
	SHA256   string `json:"sha256,omitempty" pattern:"^[0-9a-f]{64}$" maxLength:"64" doc:"The hash of that version: what lay before the body is fixed by it (rule 7.2). Of a link, that of what was found there, as whoever put it on the agenda says"`
}

// ShownPaper is a paper with where it is read.
type ShownPaper struct {
	AgendaPaper
	Href string `json:"href" example:"/v1/regions/kongsvingerregionen/cases/2024-17/documents/3/versions/2/content" doc:"Where it is read: the address of a link, or that of the version's file here. It is empty for one that was named before papers were fixed by their case"`
}

// AgendaObjection is what those present said to an item that was not on the agenda in time,
// and whether it is refused for that.
type AgendaObjection struct {
	ballot.Objected
	At time.Time `json:"at"`
}

// ClosedDoors are closed for an item by a vote in the open.
type ClosedDoors struct {
	Ground  string    `json:"ground" enum:"employment,confidentiality,privacy,public_interest"`
	Must    bool      `json:"must" doc:"Whether the body had to close, or may"`
	Basis   string    `json:"basis" example:"kommuneloven § 11-5 tredje ledd bokstav a" doc:"The legal basis, as the minutes name it (KL § 11-4)"`
	For     int       `json:"for" example:"12" doc:"How many voted for closing, in the open"`
	Against int       `json:"against" example:"0"`
	At      time.Time `json:"at"`
}

// ItemLeave is that somebody left an item, and on what legal basis.
type ItemLeave struct {
	ItemID int64   `json:"-" db:"item_id"`
	Person string  `json:"person" db:"person" format:"uuid"`
	Name   string  `json:"name" db:"name"`
	Why    string  `json:"why" db:"why" enum:"disqualified,exempted" doc:"Disqualified (KL § 11-10), or exempted for weighty personal reasons (KL § 11-11)"`
	Basis  string  `json:"basis" db:"basis" example:"kommuneloven § 11-10 første ledd, fvl. § 6 første ledd bokstav a"`
	Deputy *string `json:"deputy" db:"deputy" format:"uuid" doc:"Who took the seat for the item; null for nobody"`
}

// ItemChairInput names who chairs an item.
type ItemChairInput struct {
	Chair string `json:"chair,omitempty" format:"uuid" maxLength:"36" doc:"Who chairs it, and is there; whoever chairs the meeting if left out"`
}

// ItemLeavesInput are all who left an item.
type ItemLeavesInput struct {
	Leaves []ItemLeaveInput `json:"leaves" maxItems:"100" doc:"All who left it: those who are not named take part again"`
	At     *time.Time       `json:"at,omitempty" doc:"When; now if left out"`
}

// ItemLeaveInput is that somebody leaves an item.
type ItemLeaveInput struct {
	Person string `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Why    string `json:"why" enum:"disqualified,exempted" example:"disqualified"`
	Basis  string `json:"basis" minLength:"1" maxLength:"200" example:"fvl. § 6 første ledd bokstav a" doc:"The legal basis, which the minutes name (KL § 11-4)"`
	Deputy string `json:"deputy,omitempty" format:"uuid" maxLength:"36" doc:"Who takes the seat for the item"`
}

// Item finds an item of the agenda.
func (m *BodyMeeting) Item(id int64) *AgendaItem {
	i := slices.IndexFunc(m.Agenda, func(item *AgendaItem) bool { return item.ID == id })
	if i < 0 {
		return nil
	}
	return m.Agenda[i]
}

// Live are the items that are not withdrawn.
func (m *BodyMeeting) Live() []*AgendaItem {
	return slices.DeleteFunc(slices.Clone(m.Agenda), func(item *AgendaItem) bool { return item.State == ItemWithdrawn })
}

// SortAgenda brings the items into their order.
func (m *BodyMeeting) SortAgenda() {
	slices.SortStableFunc(m.Agenda, func(a, b *AgendaItem) int { return a.Position - b.Position })
}

// MustBeOpen refuses what is done with an item that is over.
func (i *AgendaItem) MustBeOpen() error {
	if i.State != ItemOpen {
		return ErrItemState.With(msgItemIs.With(i.Number, itemStateNames[i.State]))
	}
	return nil
}

// sheetLeaves are those who left an item, as the attendance takes them.
func (i *AgendaItem) sheetLeaves() []attendance.Leave {
	all := make([]attendance.Leave, len(i.Leaves))
	for n, l := range i.Leaves {
		all[n] = attendance.Leave{Person: l.Person}
		if l.Deputy != nil {
			all[n].Deputy = *l.Deputy
		}
	}
	return all
}

// ChairOf is who chairs an item: whoever was named for it, else whoever chairs the
// meeting; "" where nobody does.
func (m *BodyMeeting) ChairOf(i *AgendaItem) string {
	switch {
	case i.Chair != nil:
		return *i.Chair
	case m.Chair != nil:
		return *m.Chair
	}
	return ""
}

// chairItem names who chairs an item. It refuses who takes no part in it.
func (m *BodyMeeting) chairItem(i *AgendaItem, chair string, at time.Time) error {
	if err := i.MustBeOpen(); err != nil {
		return err
	}
	if chair == "" {
		i.Chair = nil
		return nil
	}
	if !m.takesPart(i, chair, at) {
		return ErrChair.On("/chair", msgChairAbsent)
	}
	i.Chair = &chair
	return nil
}

// Href is the address of the item.
func (i *AgendaItem) Href() string { return i.Self }

// ReportDue is a meeting of a body on whose decisions a later one is yet to report: it was
// held in writing, or remotely because the matter could not wait (KL § 11-8).
type ReportDue struct {
	For      int64     `json:"-" db:"for_meeting"`
	Meeting  int64     `json:"meeting" db:"id" example:"40"`
	Urgent   string    `json:"urgent" db:"urgent" doc:"Why it could not wait"`
	ClosedAt time.Time `json:"closed_at" db:"closed_at"`
	Placed   bool      `json:"placed" db:"placed" doc:"Whether a report on it stands on the agenda of another meeting already"`
	Href     string    `json:"href" db:"-"`
}

// StillToReport are the meetings on which this one is to report and no item of its agenda
// does.
func (m *BodyMeeting) StillToReport() []ReportDue {
	return slices.DeleteFunc(slices.Clone(m.reports), func(d ReportDue) bool {
		return slices.ContainsFunc(m.Live(), func(i *AgendaItem) bool { return i.ReportsOn != nil && *i.ReportsOn == d.Meeting })
	})
}
