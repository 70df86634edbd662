package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Sitting is a meeting in hand while something of it is changed: the organisation of
// its body is locked, and so is the meeting.
type Sitting struct {
	*organisation.Change
	Meeting *BodyMeeting

	act     string
	item    *int64
	detail  message.Text
	reason  message.Text
	changes audit.Changes
}

// Note says what was done, for the history of the meeting and for the audit. An act
// that notes nothing leaves no trace, and counts no revision.
func (x *Sitting) Note(detail message.Text, changes audit.Changes) {
	x.detail, x.changes = detail, changes
}

// Because says why it was done.
func (x *Sitting) Because(reason string) { x.reason = message.Verbatim(reason) }

// About says which item it was done with.
func (x *Sitting) About(i *AgendaItem) { x.item = &i.ID }

// Before is what is done in the transaction of an act before the meeting is locked: a
// case is locked first. Nil is nothing.
type Before func(ctx context.Context, tx pgx.Tx) error

// Asked is an act on a meeting that somebody asks for.
type Asked struct {
	Actor  authn.Actor
	Act    declared.Decl
	Of     Ref
	Before Before
}

// Run runs an act on a meeting: the meeting within its body, its tag, what the act makes
// of it, and its trace. It is answered with the meeting as it is then.
func (s *Service) Run(ctx context.Context, asked Asked, do func(*Sitting) error) (*BodyMeeting, error) {
	return Do(ctx, s, asked, do, func(m *BodyMeeting) *BodyMeeting { return s.present(m, asked.Actor) })
}

// Do runs an act on a meeting, and answers with what show makes of the meeting then.
func Do[T any](ctx context.Context, s *Service, asked Asked, do func(*Sitting) error, show func(*BodyMeeting) T) (T, error) {
	return organisation.Do(ctx, s.organisations, asked.Act, asked.Actor, asked.Of.Organisation, func(c *organisation.Change) (none T, err error) {
		if asked.Before != nil {
			if err := asked.Before(ctx, c.Tx); err != nil {
				return none, err
			}
		}
		m, err := s.hold(ctx, c, asked.Of)
		if err != nil {
			return none, err
		}
		match := request.Match
		if asked.Act.Method == http.MethodPut && !s.creates[asked.Act.ID] {
			match = request.MustMatch
		}
		if err := match(ctx, m.Revision); err != nil {
			return none, err
		}
		x := &Sitting{Change: c, Meeting: m, act: asked.Act.ID}
		if err := do(x); err != nil {
			return none, err
		}
		if err := s.keep(ctx, x); err != nil {
			return none, err
		}
		return show(m), nil
	})
}

// hold reads a meeting within its body, and locks it.
func (s *Service) hold(ctx context.Context, c *organisation.Change, ref Ref) (*BodyMeeting, error) {
	planned, err := meetingcalendar.Find(ctx, c.Tx, ref)
	if err != nil {
		return nil, err
	}
	m := meetingOf(*planned)
	if err := lock(ctx, c.Tx, m, c.Now); err != nil {
		return nil, err
	}
	return m, s.complete(ctx, c.Tx, m)
}

// CreatesBy says of acts of packages above that they may make what is not there yet, and
// ask for the tag themselves where it is.
func (s *Service) CreatesBy(acts ...declared.Decl) {
	for _, a := range acts {
		s.creates[a.ID] = true
	}
}

// keep stores what an act made of a meeting, with its trace.
func (*Service) keep(ctx context.Context, x *Sitting) error {
	if x.changes == nil {
		return nil
	}
	if err := save(ctx, x.Tx, x.Meeting); err != nil {
		return err
	}
	c := MeetingAct{Item: x.item, Act: x.act, Detail: x.detail, Reason: x.reason, Person: x.Actor.Person, OnBehalfOf: x.Actor.For(), At: x.Now}
	if err := keepChange(ctx, x.Tx, x.Meeting.ID, c); err != nil {
		return err
	}
	x.Meeting.History = append(x.Meeting.History, c)
	if !x.reason.IsZero() {
		x.changes["reason"] = audit.Change{New: x.reason}
	}
	return x.Record(ctx, showMeeting.Href(x.Meeting.Ref()), x.changes)
}

// OnItem is Run for an act on an item of the agenda.
func (s *Service) OnItem(ctx context.Context, actor authn.Actor, a declared.Decl, ref ItemRef, do func(*Sitting, *AgendaItem) error) (*BodyMeeting, error) {
	return s.Run(ctx, Asked{Actor: actor, Act: a, Of: ref.Ref}, func(x *Sitting) error {
		item, err := x.Find(ref.Item)
		if err != nil {
			return err
		}
		return do(x, item)
	})
}

// Find finds an item of the meeting, which the act is about.
func (x *Sitting) Find(item int64) (*AgendaItem, error) {
	i := x.Meeting.Item(item)
	if i == nil {
		return nil, httpapi.ErrNotFound
	}
	x.About(i)
	return i, nil
}

// meetingOf is a meeting as the calendar has it.
func meetingOf(p meetingcalendar.Meeting) *BodyMeeting {
	m := &BodyMeeting{
		ID: p.ID, BodyID: p.BodyID, Organisation: p.Organisation, Body: p.Body, BodyKind: p.BodyKind, BodyName: p.BodyName, Date: p.Date, Time: p.Time, Zone: p.Zone,
		Title: p.Title, Agenda: []*AgendaItem{}, Attendance: []*MeetingStay{}, Absent: []MeetingAbsence{}, History: []MeetingAct{}, Warnings: []SittingWarning{}, reports: []ReportDue{}, Related: map[string]string{},
	}
	m.planned = p
	m.State, m.Form, m.Place, m.Language = Planned, InPerson, p.Place, message.Bokmal.String()
	if p.Remote {
		m.Form = Remote
	}
	if p.State == meetingcalendar.Cancelled {
		m.State = Cancelled
	}
	return m
}

// complete reads what is kept of a meeting, who has seats in its body, and what the
// body goes by: a fixed number of statements, however long the agenda is.
func (*Service) complete(ctx context.Context, q pgdb.Querier, m *BodyMeeting) error {
	if err := fill(ctx, q, m); err != nil {
		return err
	}
	b, err := body.Load(ctx, q, m.Ref().Ref, m.begins())
	if err != nil {
		return err
	}
	m.seats, m.statutes = b.Seats, b.Statutes
	return nil
}

// begins is when the meeting was opened, or is to be: by then the seats are counted, and
// the statutes stand.
func (m *BodyMeeting) begins() time.Time {
	if m.OpenedAt != nil {
		return *m.OpenedAt
	}
	clock := "12:00"
	if m.Time != nil {
		clock = *m.Time
	}
	zone, err := workday.Zone(m.Zone)
	if err != nil {
		zone = workday.Oslo()
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", m.Date.String()+" "+clock, zone)
	if err != nil {
		return m.Date.In(zone)
	}
	return at.UTC()
}
