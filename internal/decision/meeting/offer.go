package meeting

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// readExempt is what exempt cases are read by (rule 2.5).
var readExempt = authz.Permission{Object: "exempt_case", Act: "read"}

// Sees says whether an actor may read what an exempt item is about: whoever reads
// exempt cases where the body is, or, of a region's body, in a municipality that belongs
// to it; and whoever has a seat there (rules 2.5, 9.4).
func (s *Service) Sees(m *BodyMeeting, actor authn.Actor) bool {
	if _, ok := s.policy.Allows(actor, m.Organisation, readExempt); ok {
		return true
	}
	return slices.ContainsFunc(actor.Roles, func(r authn.Role) bool {
		if r.Office == body.Seated && r.Organisation == m.Organisation {
			return true
		}
		_, ok := s.policy.Allows(actor, r.Organisation, readExempt)
		return ok && m.ofRegion()
	})
}

// ofRegion says whether the body is a region's: all kinds but those of municipalities.
func (m *BodyMeeting) ofRegion() bool {
	return slices.Contains([]string{
		body.RepresentativeCouncil, body.Board, body.ExecutiveCommittee, body.ChiefExecutivesCommittee, body.JointCouncilMeeting, body.JointExecutiveCommittees,
	}, m.BodyKind)
}

// present completes a meeting for a caller: what they may do with it, and what of it
// is worth a look.
func (s *Service) present(m *BodyMeeting, actor authn.Actor) *BodyMeeting {
	now, ref := s.now(), m.Ref()
	today := workday.Today(now)
	m.Self = showMeeting.Href(ref)
	m.SortAgenda()
	at := m.LastMoment(now)
	m.Quorum = m.quorum(at)
	m.absent(at)
	if m.CalledAt != nil {
		m.Notice = &MeetingNotice{Due: m.NoticeDue, Late: m.NoticeLate, Sentence: m.NoticeSays}
	}
	m.ReportsDue = m.StillToReport()
	m.Warnings = m.warnings()
	m.Actions = []request.Action{
		CallMeeting.Offer(s.policy, actor, ref, m.mayCall()), openMeeting.Offer(s.policy, actor, ref, m.mayOpen(today)), closeMeeting.Offer(s.policy, actor, ref, m.mayClose(m.LastMoment(now))),
		recordMovements.Offer(s.policy, actor, ref, m.mustTakeAttendance(now)), setAttendance.Offer(s.policy, actor, ref, m.mustTakeAttendance(now)),
		writeNotes.Offer(s.policy, actor, ref, m.mustTakeNotes()),
	}
	m.Actions = append(m.Actions, s.Offers.Actions(actor, m)...)
	m.Related = s.Offers.Related(m)
	m.Related["calendar"] = meetingcalendar.Href(ref)
	sees := s.Sees(m, actor)
	for _, item := range m.Agenda {
		s.presentItem(m, item, actor)
		if item.ExemptBasis != "" && !sees {
			item.Papers = []ShownPaper{}
		}
	}
	return m
}

// presentItem completes an item for a caller.
func (s *Service) presentItem(m *BodyMeeting, item *AgendaItem, actor authn.Actor) {
	of := OfferedItem{m, item}
	ref := of.Ref()
	open := cmp.Or(m.MustBeInRecord(), item.MustBeOpen())
	item.Self = ref.Href()
	item.Revision = m.Revision
	item.Actions = []request.Action{
		chairItem.Offer(s.policy, actor, ref, open), leaveItem.Offer(s.policy, actor, ref, open),
	}
	item.Actions = append(item.Actions, s.OfItems.Actions(actor, of)...)
}

// Present completes an item for a caller, for packages above that show it.
func (s *Service) Present(m *BodyMeeting, item *AgendaItem, actor authn.Actor) {
	s.presentItem(m, item, actor)
}

// mayCall refuses the notice of a meeting that is not planned, or has no agenda.
func (m *BodyMeeting) mayCall() error {
	if err := m.MustBe(Planned); err != nil {
		return err
	}
	if len(m.Live()) == 0 {
		return ErrEmpty
	}
	return nil
}

// warnings are what of the meeting does not fit, but stands.
func (m *BodyMeeting) warnings() []SittingWarning {
	all := []SittingWarning{}
	warn := func(w *fault.Error, detail message.Text) {
		all = append(all, SittingWarning{Code: w.Code, Detail: detail})
	}
	switch {
	case m.CalledAt == nil:
	case m.NoticeLate:
		warn(WarnLate, msgNoticeLate.With(*m.NoticeDue, workday.Today(*m.CalledAt)))
	case m.NoticeDue == nil:
		warn(WarnNoLead, WarnNoLead.Detail)
	}
	if m.State == Opened && m.MustResolve() == nil && m.Form != Written && m.Quorum.Present < m.Quorum.Needed {
		warn(WarnNotQuorate, msgPresentOf.With(m.Quorum.Present, m.Quorum.Needed))
	}
	for _, d := range m.ReportsDue {
		warn(WarnReport, msgReportDue.With(workday.Today(d.ClosedAt)))
	}
	for _, name := range m.outOfTurn() {
		warn(WarnOutOfTurn, msgOutOfTurn.With(name.sat, name.before))
	}
	return all
}

// outOfTurn are the deputies who sat though another was before them and did not.
func (m *BodyMeeting) outOfTurn() (all []struct{ sat, before string }) {
	sheet := m.Sheet()
	for i, stay := range sheet.Stays {
		if stay.For == "" {
			continue
		}
		without := sheet
		without.Stays = slices.Delete(slices.Clone(sheet.Stays), i, i+1)
		turn := without.InTurn(stay.For, stay.From, nil)
		if len(turn) > 0 && turn[0].Person != stay.Person && turn[0].Order > 0 {
			all = append(all, struct{ sat, before string }{m.NameOf(stay.Person), m.NameOf(turn[0].Person)})
		}
	}
	return all
}

// absent finds the members who are not there, with the deputies in their turn.
func (m *BodyMeeting) absent(at time.Time) {
	m.Absent = []MeetingAbsence{}
	if m.OpenedAt == nil && m.State != Called || m.Form == Written {
		return
	}
	sheet := m.Sheet()
	for _, seat := range sheet.Absent(at) {
		a := MeetingAbsence{Person: seat.Person, Name: m.NameOf(seat.Person), Municipality: optional(seat.Municipality), InTurn: []string{}}
		for _, deputy := range sheet.InTurn(seat.Person, at, nil) {
			a.InTurn = append(a.InTurn, deputy.Person)
		}
		m.Absent = append(m.Absent, a)
	}
}
