package agenda

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	policy     *authz.Policy
	meetings   *meeting.Service
	treatments *treatment.Service
}

// New builds the service. A meeting is shown with what can be done with its agenda, and
// an item with what can be done with it; what is due in cases follows the meetings.
func New(policy *authz.Policy, calendars *meetingcalendar.Service, meetings *meeting.Service, treatments *treatment.Service) *Service {
	s := &Service{policy: policy, meetings: meetings, treatments: treatments}
	meetings.OnCall(s.reportUrgent)
	meetings.OnCall(func(ctx context.Context, x *meeting.Sitting, _ meeting.MeetingCallInput) error {
		return treatments.NoticeIsOut(ctx, x.Tx, x.Now, x.Meeting.ID)
	})
	calendars.FollowBy(meetingcalendar.Follower{Lock: treatments.LockCasesIn, Follow: treatments.FollowMeetings})
	meetings.Offers.Add(s.offer)
	meetings.OfItems.Add(s.offerOfItem)
	return s
}

func (s *Service) offer(actor authn.Actor, m *meeting.BodyMeeting) []request.Action {
	takes := mustTakeItems(m)
	return []request.Action{addItem.Offer(s.policy, actor, m.Ref(), takes), orderAgenda.Offer(s.policy, actor, m.Ref(), takes)}
}

func (s *Service) offerOfItem(actor authn.Actor, of meeting.OfferedItem) []request.Action {
	m, i, ref := of.Meeting, of.Item, of.Ref()
	return []request.Action{
		editItem.Offer(s.policy, actor, ref, mustChange(m, i)), withdrawItem.Offer(s.policy, actor, ref, mustChange(m, i)),
		objectToItem.Offer(s.policy, actor, ref, mustBeLate(m, i)), closeDoors.Offer(s.policy, actor, ref, mustHaveDoors(m, i)),
	}
}

// AddItem puts an item on the agenda of a meeting, with the next number of the body in
// the year. Once the notice has gone out it is late, and those present may object to it
// (KL § 11-3, rule 7.6).
func (s *Service) AddItem(ctx context.Context, actor authn.Actor, ref meeting.Ref, in AgendaItemInput) (*meeting.BodyMeeting, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var t *chain.Treatment
	var c *casefile.Change
	before := func(ctx context.Context, tx pgx.Tx) (err error) {
		c, err = s.lock(ctx, tx, actor, ref.Organisation, &in)
		return err
	}
	return s.meetings.Run(ctx, meeting.Asked{Actor: actor, Act: addItem.Decl, Of: ref, Before: before}, func(x *meeting.Sitting) error {
		item, err := add(x.Meeting, in, x.Now)
		if err != nil {
			return err
		}
		if in.Kind == meeting.Treatment {
			if t, err = waitingFor(ctx, x, c.Case); err != nil {
				return err
			}
			treats(item, t, c.Case, workday.Today(x.Now))
		}
		if item.Papers, err = in.fix(ctx, x.Tx, c); err != nil {
			return err
		}
		if err := x.InsertItem(ctx, item); err != nil {
			return err
		}
		x.About(item)
		x.Note(title(item), audit.Changes{"item": {New: item.Number}, "kind": {New: item.Kind}, "title": {New: item.Title}, "late": {New: item.Late}, "papers": {New: papersText(item.Papers)}})
		if t == nil {
			return nil
		}
		return s.place(ctx, c, t.ID, treatment.OnAgenda{Meeting: x.Meeting.ID, Called: x.Meeting.CalledAt != nil, Laid: len(item.Papers) > 0})
	})
}

// place keeps on which agenda a treatment stands, or that it stands on none.
func (s *Service) place(ctx context.Context, ch *casefile.Change, treated int64, at treatment.OnAgenda) error {
	if err := s.treatments.PlaceIn(ctx, ch, treated, at); err != nil {
		return err
	}
	return ch.Trace(ctx)
}

// waitingFor is the treatment of a case that waits for the body of a meeting. It
// refuses a case that was not sent to the body, and one whose turn has not come.
func waitingFor(ctx context.Context, x *meeting.Sitting, c *casefile.Case) (*chain.Treatment, error) {
	var course *chain.Course
	var p pgdb.Parts
	treatment.Part(&p, c, func(found *chain.Course) { course = found })
	if err := p.Read(ctx, x.Tx); err != nil {
		return nil, err
	}
	course.Judge(nil, workday.Today(x.Now))
	for _, t := range course.Treatments {
		if t.BodyID == x.Meeting.BodyID && t.EndedAt == nil {
			return t, t.MustHaveTurn()
		}
	}
	return nil, meeting.ErrNotTreated
}

// treats gives an item what it says of the case that it treats: of an exempt one its
// shielded title and legal basis (rule 2.1).
func treats(i *meeting.AgendaItem, t *chain.Treatment, c *casefile.Case, today workday.Date) {
	i.TreatmentID = &t.ID
	exempt := c.Exempt(today)
	if exempt && i.ExemptBasis == "" {
		i.ExemptBasis = c.LegalBasis
	}
	if i.Title == "" {
		i.Title = c.Title
		if exempt {
			i.Title = c.ShieldedTitle
		}
	}
}

// EditItem changes what an item says of itself. The kind stays, and so does the case.
func (s *Service) EditItem(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in AgendaItemInput) (*meeting.BodyMeeting, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var c *casefile.Change
	before := func(ctx context.Context, tx pgx.Tx) (err error) {
		if in.hasDocuments() {
			c, err = s.lock(ctx, tx, actor, ref.Organisation, &in)
		}
		return err
	}
	return s.meetings.Run(ctx, meeting.Asked{Actor: actor, Act: editItem.Decl, Of: ref.Ref, Before: before}, func(x *meeting.Sitting) error {
		item, err := x.Find(ref.Item)
		if err != nil {
			return err
		}
		if err := mustChange(x.Meeting, item); err != nil {
			return err
		}
		before := *item
		if err := edit(item, in); err != nil {
			return err
		}
		if item.Papers, err = in.fix(ctx, x.Tx, c); err != nil {
			return err
		}
		changes := audit.Difference(
			audit.Changed("title", before.Title, item.Title),
			audit.Changed("exempt_basis", before.ExemptBasis, item.ExemptBasis),
			audit.Changed("papers", papersText(before.Papers), papersText(item.Papers)),
		)
		if len(changes) == 0 {
			return nil
		}
		x.Note(title(item), changes)
		if err := x.SaveItems(ctx, item); err != nil || item.TreatmentID == nil || len(item.Papers) == 0 {
			return err
		}
		return s.treatments.PapersAreLaid(ctx, x.Tx, x.Now, x.Meeting.ID, *item.TreatmentID)
	})
}

// papersText is what papers are, to be compared.
func papersText(papers []meeting.ShownPaper) string {
	text, err := canon.JSON(papers)
	if err != nil {
		return ""
	}
	return string(text)
}

// WithdrawItem takes an item off the agenda, with a reason; its number stays its own.
func (s *Service) WithdrawItem(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in AgendaReasonInput) (*meeting.BodyMeeting, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/reason", &in.Reason)
	if err := checks.Err(meeting.ErrContent); err != nil {
		return nil, err
	}
	var c *casefile.Change
	before := func(ctx context.Context, tx pgx.Tx) (err error) {
		c, err = s.meetings.LockCaseOf(ctx, tx, actor, ref)
		return err
	}
	return s.meetings.Run(ctx, meeting.Asked{Actor: actor, Act: withdrawItem.Decl, Of: ref.Ref, Before: before}, func(x *meeting.Sitting) error {
		item, err := x.Find(ref.Item)
		if err != nil {
			return err
		}
		if err := mustChange(x.Meeting, item); err != nil {
			return err
		}
		item.State, item.WithdrawnWhy = meeting.ItemWithdrawn, in.Reason
		x.Note(title(item), audit.Changes{"state": {Old: meeting.ItemOpen, New: meeting.ItemWithdrawn}})
		x.Because(in.Reason)
		if err := x.SaveItems(ctx, item); err != nil || item.TreatmentID == nil {
			return err
		}
		return s.place(ctx, c, *item.TreatmentID, treatment.OnAgenda{})
	})
}

// OrderItems gives the agenda another order (rule 7.7).
func (s *Service) OrderItems(ctx context.Context, actor authn.Actor, ref meeting.Ref, in AgendaOrderInput) (*meeting.BodyMeeting, error) {
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	if err := c.Err(meeting.ErrContent); err != nil {
		return nil, err
	}
	return s.meetings.Run(ctx, meeting.Asked{Actor: actor, Act: orderAgenda.Decl, Of: ref}, func(x *meeting.Sitting) error {
		before := numbers(x.Meeting)
		if err := order(x.Meeting, in.Items); err != nil {
			return err
		}
		after := numbers(x.Meeting)
		if slices.Equal(before, after) {
			return nil
		}
		x.Note(msgOrdered.With(before, after), audit.Changes{"order": {Old: before, New: after}})
		x.Because(in.Reason)
		return x.SaveItems(ctx, x.Meeting.Agenda...)
	})
}

// numbers are those of the items, in the order of the agenda.
func numbers(m *meeting.BodyMeeting) []string {
	all := []string{}
	for _, i := range m.Live() {
		all = append(all, i.Number)
	}
	return all
}

// ObjectToItem records whether those present object to an item that was not on the
// agenda in time (KL § 11-3, rule 7.6).
func (s *Service) ObjectToItem(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemObjectionInput) (*meeting.BodyMeeting, error) {
	return s.meetings.OnItem(ctx, actor, objectToItem.Decl, ref, func(x *meeting.Sitting, item *meeting.AgendaItem) error {
		at, err := x.Meeting.Moment(in.At, x.Now)
		if err != nil {
			return err
		}
		if err := object(x.Meeting, item, in, at); err != nil {
			return err
		}
		x.Note(message.Sentences(item.Objection.Sentences...), audit.Changes{"objecting": {New: in.Objecting}, "chair_objects": {New: in.Chair}, "state": {Old: meeting.ItemOpen, New: item.State}})
		return x.SaveItems(ctx, item)
	})
}

// CloseDoors closes the doors for an item by a vote in the open (KL § 11-5, rule 7.6).
func (s *Service) CloseDoors(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in CloseDoorsInput) (*meeting.BodyMeeting, error) {
	return s.meetings.OnItem(ctx, actor, closeDoors.Decl, ref, func(x *meeting.Sitting, item *meeting.AgendaItem) error {
		at, err := x.Meeting.Moment(in.At, x.Now)
		if err != nil {
			return err
		}
		if err := closeFor(x.Meeting, item, in, at); err != nil {
			return err
		}
		x.Note(msgDoorsClosed.With(item.Number, item.Doors.Basis), audit.Changes{"doors": {New: in.Ground}, "for": {New: in.For}, "against": {New: in.Against}})
		return x.SaveItems(ctx, item)
	})
}
