package meetingcalendar

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// FindDependents finds what hangs on meetings, by the meeting.
type FindDependents func(ctx context.Context, q pgdb.Querier, meetings []int64) (map[int64][]MeetingDependent, error)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	bodies        *body.Service
	notices       *notice.Service
	hangs         []FindDependents
	followers     []Follower
	// Offers are what packages above bring to a planned meeting.
	Offers declared.Offers[*Meeting]
}

// New builds the service. A body is shown with the acts on its calendar, and its
// settings warn of the meetings that were held.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, bodies *body.Service, notices *notice.Service) *Service {
	bodies.Offers.Add(func(actor authn.Actor, b *body.Body) []request.Action {
		return []request.Action{
			planMeeting.Offer(policy, actor, b.Ref(), nil), planMeetings.Offer(policy, actor, b.Ref(), nil), importMeetings.Offer(policy, actor, importFilter{Ref: b.Ref()}, nil),
		}
	})
	bodies.Offers.Relate("meeting_calendar", func(b *body.Body) string { return listMeetings.Href(filter{Ref: b.Ref()}) })
	organisations.Offers.Relate("meeting_calendar", func(o *organisation.Organisation) string {
		if o.Kind != organisation.KindRegion {
			return ""
		}
		return listRegion.Href(regionFilter{Region: o.Key})
	})
	bodies.CountMeetingsBy(held)
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations, bodies: bodies, notices: notices}
	bodies.TellOfSettingsBy(s.tellOfSettings)
	return s
}

// HangOn registers what hangs on meetings: it is shown with them, and its people are
// told when they are moved or cancelled.
func (s *Service) HangOn(find FindDependents) { s.hangs = append(s.hangs, find) }

// hanging is all that hangs on meetings.
func (s *Service) hanging(ctx context.Context, q pgdb.Querier, meetings []int64) (map[int64][]MeetingDependent, error) {
	all := map[int64][]MeetingDependent{}
	for _, find := range s.hangs {
		found, err := find(ctx, q, meetings)
		if err != nil {
			return nil, err
		}
		for id, h := range found {
			all[id] = append(all[id], h...)
		}
	}
	return all, nil
}

// List shows a page of the calendar of a body: from today on, where no day is named.
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[*Meeting], error) {
	f.days = f.or(workday.Today(s.now()))
	found, err := list(ctx, s.pool, f, p)
	if err == nil && len(found.Items) == 0 {
		_, err = s.bodies.Show(ctx, actor, f.Ref) // an empty calendar is told from none
	}
	if err != nil {
		return found, err
	}
	return found, s.presentAll(ctx, found.Items, actor)
}

// ListRegion shows a page of the calendars of all bodies of a region, and of its
// municipalities on the days on which they belong to it.
func (s *Service) ListRegion(ctx context.Context, actor authn.Actor, f regionFilter, p request.Page) (request.List[*Meeting], error) {
	f.days = f.or(workday.Today(s.now()))
	found, err := listOfRegion(ctx, s.pool, f, p)
	if err != nil {
		return found, err
	}
	return found, s.presentAll(ctx, found.Items, actor)
}

// presentAll completes meetings for a caller. One that has been opened is neither moved
// nor cancelled, and only those whose day has come can have been.
func (s *Service) presentAll(ctx context.Context, meetings []*Meeting, actor authn.Actor) error {
	var come []int64
	today := workday.Today(s.now())
	for _, m := range meetings {
		s.present(m, actor)
		if m.State == Planned && !m.Date.After(today) {
			come = append(come, m.ID)
		}
	}
	if len(come) == 0 {
		return nil
	}
	hangs, err := s.hanging(ctx, s.pool, come)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		if err := mustNotBeOpened(hangs[m.ID]); err != nil {
			m.Actions = m.offers(s.policy, actor, today, err)
		}
	}
	return nil
}

// present completes a meeting for a caller: what they may do with it.
func (s *Service) present(m *Meeting, actor authn.Actor) {
	m.Self = m.Path()
	m.Actions = m.offers(s.policy, actor, workday.Today(s.now()), nil)
	m.Warnings, m.History, m.Hangs, m.Related = []MeetingWarning{}, []MeetingChange{}, []MeetingDependent{}, s.Offers.Related(m)
}

// offers are the acts on a meeting, for a caller; opened is why one that has been opened
// stays as it is.
func (m *Meeting) offers(policy *authz.Policy, actor authn.Actor, today workday.Date, opened error) []request.Action {
	ref, move, cancel := m.ref(), m.mustBeMovable(today), m.mustBePlanned()
	if move == nil {
		move = opened
	}
	if cancel == nil {
		cancel = opened
	}
	return []request.Action{
		editMeeting.Offer(policy, actor, ref, nil), moveMeeting.Offer(policy, actor, ref, move),
		cancelMeeting.Offer(policy, actor, ref, cancel), restoreMeeting.Offer(policy, actor, ref, m.mustBeCancelled()),
	}
}

// Show reads a meeting, what became of it, and what hangs on it.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Meeting, error) {
	return s.shown(ctx, s.pool, actor, ref)
}

func (s *Service) shown(ctx context.Context, q pgdb.Querier, actor authn.Actor, ref Ref) (*Meeting, error) {
	m, err := Find(ctx, q, ref)
	if err != nil {
		return nil, err
	}
	s.present(m, actor)
	if m.History, err = history(ctx, q, m.ID); err != nil {
		return nil, err
	}
	hangs, err := s.hanging(ctx, q, []int64{m.ID})
	if err != nil {
		return nil, err
	}
	m.Hangs = append(m.Hangs, hangs[m.ID]...)
	if err := mustNotBeOpened(m.Hangs); err != nil {
		m.Actions = m.offers(s.policy, actor, workday.Today(s.now()), err)
	}
	days, err := calendar.OfBodies(ctx, q, []int64{m.BodyID})
	if err != nil {
		return nil, err
	}
	if m.State == Planned {
		m.Warnings = append(m.Warnings, notes(warningsOn(m.Date, days[m.BodyID]))...)
	}
	return m, nil
}

func notes(warnings []*fault.Error) (all []MeetingWarning) {
	for _, w := range warnings {
		n := MeetingWarning{Code: w.Code, Detail: w.Detail}
		if len(w.Fields) > 0 {
			n.Detail = w.Fields[0].Detail
		}
		all = append(all, n)
	}
	return all
}

// calendarOf reads what an act can concern of the calendar of a body, whose organisation
// is locked.
func (s *Service) calendarOf(ctx context.Context, c *organisation.Change, ref body.Ref, concerned scope) (*body.Body, calendarOf, error) {
	b, err := s.bodies.In(ctx, c.Tx, ref, c.Now)
	if err != nil {
		return nil, calendarOf{}, err
	}
	days, err := calendar.OfBodies(ctx, c.Tx, []int64{b.ID})
	if err != nil {
		return nil, calendarOf{}, err
	}
	found, err := within(ctx, c.Tx, b.ID, concerned)
	return b, calendarOf{bodyKey: b.Key, bodyName: b.Name, today: workday.Today(c.Now), days: days[b.ID], stored: found}, err
}

// Plan plans a meeting of a body. It refuses one at the time of another.
func (s *Service) Plan(ctx context.Context, actor authn.Actor, ref body.Ref, in MeetingInput) (*Meeting, error) {
	return organisation.Do(ctx, s.organisations, planMeeting.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Meeting, error) {
		var checks fault.Checks
		in.tidy(&checks, "")
		if err := checks.Err(ErrContent); err != nil {
			return nil, err
		}
		b, of, err := s.calendarOf(ctx, c, ref, scope{days: []workday.Date{in.Date}})
		if err != nil {
			return nil, err
		}
		r := &row{wanted: in.wanted(1)}
		of.create(r)
		r.change.after.Note = in.Note
		of.judgeTogether([]*row{r})
		if len(r.refusals) > 0 {
			return nil, r.refusals[0]
		}
		if err := s.keep(ctx, c, b, []change{*r.change}, nil, reasonGiven("")); err != nil {
			return nil, err
		}
		shown, err := s.shown(ctx, c.Tx, actor, r.change.after.ref())
		if err == nil {
			shown.Created, shown.Warnings = true, append([]MeetingWarning{}, notes(r.warnings)...)
		}
		return shown, err
	})
}

// wanted is the input as a meeting of a list.
func (in MeetingInput) wanted(number int) meetingfile.Meeting {
	time := ""
	if in.Time != nil {
		time = *in.Time
	}
	return meetingfile.Meeting{Number: number, Date: in.Date, Time: &time, Title: &in.Title, Place: &in.Place, Remote: &in.Remote}
}

// Edit changes what a meeting says of itself; also of one that has been held.
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in MeetingText) (*Meeting, error) {
	return s.change(ctx, actor, editMeeting.Decl, ref, "", func(m *Meeting, _ workday.Date) error {
		var checks fault.Checks
		in.tidy(&checks, "")
		m.Title, m.Place, m.Remote, m.Note = in.Title, in.Place, in.Remote, in.Note
		return checks.Err(ErrContent)
	})
}

// Move moves a meeting to another day or time. It refuses one that is cancelled or
// whose day has passed, a day that has, and the time of another meeting of the body.
func (s *Service) Move(ctx context.Context, actor authn.Actor, ref Ref, in MeetingMoveInput) (*Meeting, error) {
	return s.change(ctx, actor, moveMeeting.Decl, ref, in.Reason, func(m *Meeting, today workday.Date) error {
		if err := m.mustBeMovable(today); err != nil {
			return err
		}
		if in.Date.Before(today) {
			return ErrIntoPast.On("/date", msgPassed)
		}
		m.Date, m.Time = in.Date, in.Time
		return nil
	})
}

// Cancel cancels a meeting; also one whose day has passed, which then was not held.
func (s *Service) Cancel(ctx context.Context, actor authn.Actor, ref Ref, in MeetingReasonInput) (*Meeting, error) {
	return s.change(ctx, actor, cancelMeeting.Decl, ref, in.Reason, func(m *Meeting, _ workday.Date) error {
		err := m.mustBePlanned()
		m.State = Cancelled
		return err
	})
}

// Restore holds a meeting after all that was cancelled. It refuses one at whose time
// the body has another by now.
func (s *Service) Restore(ctx context.Context, actor authn.Actor, ref Ref, in MeetingReasonInput) (*Meeting, error) {
	return s.change(ctx, actor, restoreMeeting.Decl, ref, in.Reason, func(m *Meeting, _ workday.Date) error {
		err := m.mustBeCancelled()
		m.State = Planned
		return err
	})
}
