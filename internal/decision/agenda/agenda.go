// Package agenda keeps what stands on the agenda of a meeting: items are added, ordered,
// edited and withdrawn, those present object to one that came too late, and the doors
// are closed for one (rules 7.6, 7.7, KL §§ 11-3, 11-5). An item that treats a case goes
// by documents of the case that are fixed with their hashes (rule 7.2).
package agenda

import (
	"cmp"
	"fmt"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// The faults of agendas.
var (
	ErrItem = fault.New(fault.Invalid, "meeting.item_invalid", "The item is not valid",
		"An item has a title of one line; one that is exempt from public access names the paragraph, and its title tells nothing that is exempt (KL § 11-3). `errors` names what is wrong.")
	ErrOrder = fault.New(fault.Invalid, "meeting.order_invalid", "The order is not one of the agenda",
		"The order names each item of the agenda once that has not been withdrawn.")
	ErrObjection = fault.New(fault.Conflict, "meeting.item_not_late", "The item was on the agenda in time",
		"Those present object to an item that was not on the agenda that went out with the notice, or that was sent too late (KL § 11-3, rule 7.6).")
)

// AgendaItemInput is an item of an agenda.
type AgendaItemInput struct {
	Kind        string                `json:"kind" enum:"treatment,election,briefing,report,other" example:"treatment" doc:"Fixed once the item is added"`
	Title       string                `json:"title,omitempty" maxLength:"300" example:"Regional kraftstrategi" doc:"The title as all may read it; that of the case, or its shielded one, if left out for a treatment"`
	Region      string                `json:"region,omitempty" maxLength:"63" example:"kongsvingerregionen" doc:"For a treatment: the region of the case. Fixed once the item is added"`
	Case        string                `json:"case,omitempty" maxLength:"11" example:"2024-17" doc:"For a treatment: the number of the case, which waits for this body. Fixed once the item is added"`
	ExemptBasis string                `json:"exempt_basis,omitempty" maxLength:"200" example:"offl. § 14" doc:"The legal basis by which it is exempt from public access"`
	ReportsOn   *int64                `json:"reports_on,omitempty" minimum:"1" example:"40" doc:"For a report: the urgent meeting or written procedure of the body on which it reports (KL § 11-8). Fixed once the item is added"`
	Papers      []meeting.AgendaPaper `json:"papers,omitempty" maxItems:"50" doc:"What lies before the body: versions of documents, each fixed by its hash, and links. The documents of a treatment are those of its case; those of another item are of one case that they name, in which the organisation takes part"`
}

// AgendaOrderInput is the order of an agenda.
type AgendaOrderInput struct {
	Items  []int64 `json:"items" minItems:"1" maxItems:"200" doc:"The identifiers of all items that are not withdrawn, the first first"`
	Reason string  `json:"reason,omitempty" maxLength:"1000" doc:"Why" example:"The guests come at seven"`
}

// AgendaReasonInput says why.
type AgendaReasonInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" example:"The papers are not ready"`
}

// ItemObjectionInput is what those present said to an item that was not on the agenda in
// time.
type ItemObjectionInput struct {
	Chair     bool       `json:"chair" doc:"Whether the chair objects"`
	Objecting int        `json:"objecting" minimum:"0" maximum:"999" example:"2" doc:"How many of those present object"`
	At        *time.Time `json:"at,omitempty" doc:"When; now if left out"`
}

// check brings an item to its one form.
func (in *AgendaItemInput) check() error {
	var c fault.Checks
	canon.TidyLine(&c, "/title", &in.Title)
	canon.TidyLine(&c, "/exempt_basis", &in.ExemptBasis)
	in.checkPapers(&c)
	c.Require(in.ReportsOn == nil || in.Kind == meeting.Report, "/reports_on", msgReportsAlone)
	c.Require(in.Title != "" || in.Kind == meeting.Treatment, "/title", msgNoTitle)
	if err := c.Err(ErrItem); err != nil {
		return err
	}
	c.Require((in.Kind == meeting.Treatment) == (in.Region != "" && in.Case != ""), "/case", msgTreatmentAlone)
	return c.Err(meeting.ErrTreatment)
}

// mustTakeItems refuses items of a meeting that is over.
func mustTakeItems(m *meeting.BodyMeeting) error {
	return m.MustBe(meeting.Planned, meeting.Called, meeting.Opened)
}

// mustChange refuses to edit or withdraw an item that is over, or of a meeting that is.
func mustChange(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	return cmp.Or(mustTakeItems(m), i.MustBeOpen())
}

// add puts an item at the end of the agenda. Once the notice has gone out it is late:
// those present may object to it (KL § 11-3).
func add(m *meeting.BodyMeeting, in AgendaItemInput, now time.Time) (*meeting.AgendaItem, error) {
	if err := mustTakeItems(m); err != nil {
		return nil, err
	}
	if in.ReportsOn != nil && !canReport(m, *in.ReportsOn) {
		return nil, ErrItem.On("/reports_on", msgNothingToReport)
	}
	item := &meeting.AgendaItem{
		MeetingID: m.ID, Year: m.Date.Year(), Position: 1, Kind: in.Kind, Title: in.Title, ExemptBasis: in.ExemptBasis, Region: in.Region, Case: in.Case,
		Papers: []meeting.ShownPaper{}, ReportsOn: in.ReportsOn, Late: m.State != meeting.Planned, State: meeting.ItemOpen, Leaves: []*meeting.ItemLeave{}, AddedAt: now,
	}
	for _, other := range m.Agenda {
		item.Position = max(item.Position, other.Position+1)
	}
	m.Agenda = append(m.Agenda, item)
	return item, nil
}

// order gives the agenda another order. It refuses one that leaves an item out, names
// one twice, or one that is not there.
func order(m *meeting.BodyMeeting, items []int64) error {
	if err := mustTakeItems(m); err != nil {
		return err
	}
	live := m.Live()
	if len(items) != len(live) {
		return ErrOrder.On("/items", msgAllItems.With(len(live)))
	}
	seen := map[int64]bool{}
	for i, id := range items {
		item := m.Item(id)
		if item == nil || item.State == meeting.ItemWithdrawn || seen[id] {
			return ErrOrder.On(fmt.Sprintf("/items/%d", i), msgNoItem)
		}
		seen[id], item.Position = true, i+1
	}
	last := len(items)
	for _, item := range m.Agenda {
		if item.State == meeting.ItemWithdrawn {
			last++
			item.Position = last
		}
	}
	m.SortAgenda()
	return nil
}

// edit changes what an item says of itself.
func edit(i *meeting.AgendaItem, in AgendaItemInput) error {
	if in.Kind != i.Kind || in.Region != i.Region || in.Case != i.Case {
		return ErrItem.On("/kind", msgKindStays)
	}
	if in.ReportsOn != nil && (i.ReportsOn == nil || *in.ReportsOn != *i.ReportsOn) {
		return ErrItem.On("/reports_on", msgKindStays)
	}
	if in.Title != "" {
		i.Title = in.Title
	}
	i.ExemptBasis = in.ExemptBasis
	return nil
}

// object records what those present say to an item that was not on the agenda in time.
// The chair alone can have it refused, and so can one third of those present (KL § 11-3,
// rule 7.6).
func object(m *meeting.BodyMeeting, i *meeting.AgendaItem, in ItemObjectionInput, at time.Time) error {
	if err := mustBeLate(m, i); err != nil {
		return err
	}
	objected, err := ballot.Object(len(m.Sheet().TakingPart(at, nil)), in.Objecting, in.Chair)
	if err != nil {
		return err
	}
	i.Objection = &meeting.AgendaObjection{Objected: objected, At: at}
	if objected.Stops {
		i.State = meeting.ItemRefused
	}
	return nil
}

// mustBeLate refuses an objection to an item that was on the agenda in time, and before
// the meeting is opened.
func mustBeLate(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	if err := cmp.Or(m.MustBe(meeting.Opened), m.MustMeet(), i.MustBeOpen()); err != nil {
		return err
	}
	if !i.Late && !m.NoticeLate {
		return ErrObjection
	}
	return nil
}

// title is the number and title of an item.
func title(i *meeting.AgendaItem) message.Text { return msgItem.With(i.Number, i.Title) }
