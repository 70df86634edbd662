package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	notices       *notice.Service
	treatments    *treatment.Service
	address       string
	creates       map[string]bool
	whenCalled    []WhenCalled
	// Offers are the acts that packages above bring to a meeting, and where what belongs
	// to it is found; OfItems are those that they bring to an item.
	Offers  act.Offers[*BodyMeeting]
	OfItems act.Offers[OfferedItem]
}

// WhenCalled is what a package above does when a meeting is called, in the transaction of
// the notice, before it goes out.
type WhenCalled func(ctx context.Context, x *Sitting, in MeetingCallInput) error

// OnCall has something done whenever a meeting is called.
func (s *Service) OnCall(do WhenCalled) { s.whenCalled = append(s.whenCalled, do) }

// OfferedItem is an item of a meeting, as acts are offered on it.
type OfferedItem struct {
	Meeting *BodyMeeting
	Item    *AgendaItem
}

// Ref is the item as paths name it.
func (o OfferedItem) Ref() ItemRef { return ItemRef{o.Meeting.Ref(), o.Item.ID} }

// New builds the service; address begins the links of letters. A body is shown with
// nothing of it, and what is planned in its calendar hangs on the meetings here.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, notices *notice.Service, calendars *meetingcalendar.Service, treatments *treatment.Service, address string) *Service {
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations, notices: notices, treatments: treatments, address: strings.TrimSuffix(address, "/"), creates: map[string]bool{}}
	calendars.HangOn(s.hanging)
	calendars.Offers.Relate("meeting", func(m *meetingcalendar.Meeting) string { return showMeeting.Href(refOf(m)) })
	return s
}

func refOf(m *meetingcalendar.Meeting) Ref {
	return Ref{Ref: body.Body{Organisation: m.Organisation, Key: m.Body}.Ref(), Meeting: m.ID}
}

// hanging is what hangs on planned meetings: that they have been called, and for whom
// (rule 5.2).
func (s *Service) hanging(ctx context.Context, q pgdb.Querier, meetings []int64) (map[int64][]meetingcalendar.MeetingDependent, error) {
	found, err := standingOf(ctx, q, meetings, s.now())
	hang := map[int64][]meetingcalendar.MeetingDependent{}
	for _, m := range found {
		text := msgHasItems.With(m.Items)
		if m.State != Planned {
			text = msgHasNotice
		} else if m.Items == 0 {
			continue
		}
		hang[m.ID] = []meetingcalendar.MeetingDependent{{Text: text, Href: m.Href, People: m.People, Called: m.State != Planned, Opened: m.State != Planned && m.State != Called}}
	}
	return hang, err
}

// Show reads a meeting, with its agenda and all that was recorded of it.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*BodyMeeting, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*BodyMeeting, error) {
		m, err := s.Load(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		return s.present(m, actor), nil
	})
}

// Load reads a meeting whole: a fixed number of statements.
func (s *Service) Load(ctx context.Context, q pgdb.Querier, ref Ref) (*BodyMeeting, error) {
	planned, err := meetingcalendar.Find(ctx, q, ref)
	if err != nil {
		return nil, err
	}
	m := meetingOf(*planned)
	return m, s.complete(ctx, q, m)
}

// Call sends out the notice of a meeting, with its agenda, to the members and deputies
// of the body (KL § 11-3, rule 7.6). A notice that goes out later than the body's
// settings ask for is sent all the same, and the meeting says so.
func (s *Service) Call(ctx context.Context, actor authn.Actor, ref Ref, in MeetingCallInput) (*BodyMeeting, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.Run(ctx, Asked{Actor: actor, Act: CallMeeting.Decl, Of: ref}, func(x *Sitting) error {
		m := x.Meeting
		if err := m.Call(in, actor.Person, x.Now); err != nil {
			return err
		}
		days, err := calendar.OfBodies(ctx, x.Tx, []int64{m.BodyID})
		if err != nil {
			return err
		}
		m.Judge(days[m.BodyID], workday.Today(x.Now))
		for _, do := range s.whenCalled {
			if err := do(ctx, x, in); err != nil {
				return err
			}
		}
		x.Note(m.calledWords(), audit.Changes{
			"state": {Old: Planned, New: Called}, "form": {New: m.Form}, "place": {New: m.Place}, "notice_late": {New: m.NoticeLate}, "extraordinary": {New: m.Extraordinary}, "constituting": {New: m.Constituting}, "demand": {New: in.Demand},
		})
		x.Because(in.Urgent)
		return s.callAll(ctx, x)
	})
}

// Open opens a meeting, with the roll call (rule 7.7).
func (s *Service) Open(ctx context.Context, actor authn.Actor, ref Ref, in MeetingOpenInput) (*BodyMeeting, error) {
	var c fault.Checks
	for i := range in.Present {
		in.Present[i].check(&c, fmt.Sprintf("/present/%d", i))
	}
	if err := c.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.Run(ctx, Asked{Actor: actor, Act: openMeeting.Decl, Of: ref}, func(x *Sitting) error {
		m := x.Meeting
		if err := m.mayOpen(workday.Today(x.Now)); err != nil {
			return err
		}
		at, err := m.moment(in.At, x.Now)
		if err != nil {
			return err
		}
		for i, p := range in.Present {
			if err := m.arrive(p, at); err != nil {
				if f, ok := fault.As(err); ok {
					return f.On(fmt.Sprintf("/present/%d", i), f.Detail)
				}
				return err
			}
		}
		if err := m.Open(in.Chair, at); err != nil {
			return err
		}
		x.Note(message.Text{}, audit.Changes{"state": {Old: Called, New: Opened}, "chair": {New: *m.Chair}, "opened_at": {New: at}, "present": {New: len(m.Attendance)}})
		return saveAttendance(ctx, x.Tx, m)
	})
}

// Close closes a meeting: whoever is there leaves (rule 7.7).
func (s *Service) Close(ctx context.Context, actor authn.Actor, ref Ref, in MeetingMomentInput) (*BodyMeeting, error) {
	return s.Run(ctx, Asked{Actor: actor, Act: closeMeeting.Decl, Of: ref}, func(x *Sitting) error {
		m := x.Meeting
		at, err := m.Moment(in.At, x.Now)
		if err != nil {
			return err
		}
		if err := m.Close(at); err != nil {
			return err
		}
		x.Note(message.Text{}, audit.Changes{"state": {Old: Opened, New: Closed}, "closed_at": {New: at}})
		return saveAttendance(ctx, x.Tx, m)
	})
}

// WriteNotes keeps the notes of a working group's meeting, which decides nothing (rule
// 7.1).
func (s *Service) WriteNotes(ctx context.Context, actor authn.Actor, ref Ref, in MeetingNotesInput) (*BodyMeeting, error) {
	var c fault.Checks
	canon.TidyText(&c, "/notes", &in.Notes)
	if err := c.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.Run(ctx, Asked{Actor: actor, Act: writeNotes.Decl, Of: ref}, func(x *Sitting) error {
		if err := x.Meeting.mustTakeNotes(); err != nil {
			return err
		}
		if x.Meeting.Notes == in.Notes {
			return nil
		}
		x.Meeting.Notes = in.Notes
		x.Note(message.Text{}, audit.Changes{"notes_written": {New: true}})
		return nil
	})
}

// SetAttendance takes a list for who was at a meeting, whole (rule 7.7).
func (s *Service) SetAttendance(ctx context.Context, actor authn.Actor, ref Ref, in MeetingAttendanceInput) (*BodyMeeting, error) {
	var c fault.Checks
	for i := range in.Stays {
		in.Stays[i].check(&c, fmt.Sprintf("/stays/%d", i))
	}
	if err := c.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.Run(ctx, Asked{Actor: actor, Act: setAttendance.Decl, Of: ref}, func(x *Sitting) error {
		before := len(x.Meeting.Attendance)
		if err := x.Meeting.SetAttendance(in, x.Now); err != nil {
			return err
		}
		x.Note(message.Text{}, audit.Changes{"attendance": {Old: before, New: x.Meeting.people()}})
		return saveAttendance(ctx, x.Tx, x.Meeting)
	})
}

// RecordMovements records who came and left, in the order in which they did (rule 7.7).
func (s *Service) RecordMovements(ctx context.Context, actor authn.Actor, ref Ref, in MeetingMovementsInput) (*BodyMeeting, error) {
	var c fault.Checks
	for i := range in.Movements {
		in.Movements[i].check(&c, fmt.Sprintf("/movements/%d", i))
	}
	if err := c.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.Run(ctx, Asked{Actor: actor, Act: recordMovements.Decl, Of: ref}, func(x *Sitting) error {
		if err := x.Meeting.Move(in, x.Now); err != nil {
			return err
		}
		x.Note(x.Meeting.movementWords(in), audit.Changes{"movements": {New: len(in.Movements)}, "attendance": {New: x.Meeting.people()}})
		return saveAttendance(ctx, x.Tx, x.Meeting)
	})
}

// people are those who were at the meeting by their seats, each once.
func (m *BodyMeeting) people() []string {
	all := []string{}
	for _, s := range m.Attendance {
		if s.Person != nil && !slices.Contains(all, *s.Person) {
			all = append(all, *s.Person)
		}
	}
	return all
}

// Finish keeps that the minutes of a meeting are signed: from then on it stays as it is
// (rule 7.7).
func (*Service) Finish(x *Sitting) error {
	if err := x.Meeting.MustBe(Closed); err != nil {
		return err
	}
	x.Meeting.State = Minuted
	return nil
}
