package minutes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/debate"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// writer writes the protocol of a meeting in its language.
type writer struct {
	in      message.Language
	meeting *meeting.BodyMeeting
	records map[int64]*debate.ItemRecord
}

// protocol is what the record of a meeting comes to as minutes.
func protocol(m *meeting.BodyMeeting, records map[int64]*debate.ItemRecord) Protocol {
	w := writer{message.Named(m.Language), m, records}
	p := Protocol{
		Organisation: m.OrganisationName(), Body: m.BodyName, Language: m.Language, Date: m.Date, Opened: w.clock(m.OpenedAt), Closed: w.clock(m.ClosedAt), Place: place(m), Form: string(m.Form),
		Urgent: m.Urgent, Notice: w.notice(), Present: []ProtocolAttendee{}, Absent: []string{}, Speakers: []string{}, Agenda: []ProtocolItem{}, Corrections: []ProtocolCorrection{},
	}
	if m.Chair != nil {
		p.Chair = m.NameOf(*m.Chair)
	}
	if m.Form == meeting.Written {
		p.Opened, p.Closed, p.Period = "", "", w.period(m)
	}
	w.attendance(&p)
	for _, item := range m.Agenda {
		if item.State != meeting.ItemWithdrawn {
			p.Agenda = append(p.Agenda, w.item(item))
		}
	}
	return p
}

// place is where the meeting was held, in the word of the law where it was nowhere.
func place(m *meeting.BodyMeeting) string {
	if m.Form == meeting.Remote || m.Form == meeting.Written {
		return string(m.Form)
	}
	return m.Place
}

func (w writer) say(t message.Text) string { return t.Say(w.in) }

func (writer) clock(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.In(workday.Oslo()).Format("15:04")
}

func (w writer) moment(at time.Time) string {
	return workday.Today(at).Say(w.in) + " " + w.clock(&at)
}

func (w writer) period(m *meeting.BodyMeeting) string {
	if m.PeriodFrom == nil || m.PeriodTo == nil {
		return ""
	}
	return w.moment(*m.PeriodFrom) + " – " + w.moment(*m.PeriodTo)
}

func (w writer) notice() string {
	m := w.meeting
	switch {
	case m.CalledAt == nil:
		return ""
	case m.NoticeLate:
		return w.say(msgNoticeLate.With(workday.Today(*m.CalledAt), *m.NoticeDue))
	}
	return w.say(msgNoticeSent.With(workday.Today(*m.CalledAt)))
}

// attendance writes who was there, from when to when, and which members were not.
func (w writer) attendance(p *Protocol) {
	type key struct{ person, seat string }
	at := map[key]int{}
	for _, stay := range w.meeting.Attendance {
		if stay.As == "speaker" || stay.Person == nil {
			if !slices.Contains(p.Speakers, stay.Name) {
				p.Speakers = append(p.Speakers, stay.Name)
			}
			continue
		}
		k := key{person: *stay.Person}
		if stay.For != nil {
			k.seat = *stay.For
		}
		n, known := at[k]
		if !known {
			n = len(p.Present)
			at[k] = n
			a := ProtocolAttendee{Name: stay.Name, Municipality: w.municipality(*stay.Person), Times: []string{}}
			if k.seat != "" {
				a.For = w.meeting.NameOf(k.seat)
			}
			p.Present = append(p.Present, a)
		}
		p.Present[n].Times = append(p.Present[n].Times, w.clock(&stay.From)+"–"+w.clock(stay.To))
	}
	if w.meeting.Form == meeting.Written {
		return
	}
	for _, seat := range w.meeting.Sheet().Members() {
		if _, there := at[key{person: seat.Person}]; !there {
			p.Absent = append(p.Absent, w.meeting.NameOf(seat.Person))
		}
	}
}

func (w writer) municipality(person string) string {
	seat, _ := w.meeting.Sheet().Seat(person)
	return seat.Municipality
}

// item writes an item.
func (w writer) item(i *meeting.AgendaItem) ProtocolItem {
	r := w.records[i.ID]
	text := ProtocolItem{
		Number: i.Number, Title: i.Title, Case: i.Case, ExemptBasis: i.ExemptBasis, Late: i.Late, Leaves: []string{}, Papers: []string{}, Proposals: []ProtocolProposal{}, Votes: []ProtocolVote{},
		Consents: []string{}, Statements: []ProtocolStatement{}, Resolution: []string{}, refused: i.State == meeting.ItemRefused,
	}
	if i.Doors != nil {
		text.Doors = w.say(msgDoors.With(i.Doors.Basis, i.Doors.For, i.Doors.Against))
	}
	if i.Chair != nil {
		text.Chair = w.meeting.NameOf(*i.Chair)
	}
	if i.Objection != nil {
		text.Objection = w.say(message.Sentences(i.Objection.Sentences...))
	}
	for _, l := range i.Leaves {
		text.Leaves = append(text.Leaves, w.leave(l))
	}
	for _, p := range i.Papers {
		text.Papers = append(text.Papers, w.paper(p.AgendaPaper))
		text.Documents = append(text.Documents, ProtocolPaper{Title: p.Title, Href: p.Href, Case: p.Case, Document: p.Document, Version: p.Version, SHA256: p.SHA256})
	}
	for _, p := range r.Proposals {
		text.Proposals = append(text.Proposals, ProtocolProposal{Number: p.Number, Kind: w.say(proposalKinds[p.Kind]), By: p.Whose(), Text: p.Text, Withdrawn: p.WithdrawnAt != nil})
	}
	for _, v := range r.Votes {
		text.Votes = append(text.Votes, w.vote(v))
	}
	for _, c := range r.Consents {
		text.Consents = append(text.Consents, w.say(msgConsent.With(c.Name, yesNo(c.Text), yesNo(c.Procedure))))
	}
	for _, s := range r.Statements {
		text.Statements = append(text.Statements, ProtocolStatement{By: s.By, Text: s.Text})
	}
	w.resolution(&text, i, r.Resolution)
	return text
}

// resolution writes what became of an item.
func (w writer) resolution(text *ProtocolItem, i *meeting.AgendaItem, r *debate.ItemResolution) {
	if i.State == meeting.ItemRefused {
		text.Outcome = w.say(msgRefused)
	}
	if r == nil {
		return
	}
	text.result, text.Outcome, text.Reason = r.Outcome, w.say(outcomes[r.Outcome]), r.Reason
	if r.DeferredTo != nil {
		text.Outcome = w.say(msgDeferredTo.With(*r.DeferredTo))
	}
	for _, line := range r.Items {
		text.Resolution = append(text.Resolution, fmt.Sprintf("%d. %s", line.Number, line.Text))
	}
}

func (w writer) leave(l *meeting.ItemLeave) string {
	deputy := message.Text{}
	if l.Deputy != nil {
		deputy = msgTookSeat.With(w.meeting.NameOf(*l.Deputy))
	}
	if l.Why == "exempted" {
		return w.say(message.Sentences(msgExempted.With(l.Name, l.Basis), deputy))
	}
	return w.say(message.Sentences(msgDisqualified.With(l.Name, l.Basis), deputy))
}

func (w writer) paper(p meeting.AgendaPaper) string {
	switch {
	case p.Document == 0 && p.SHA256 == "":
		return p.Title + ": " + p.Address
	case p.Document == 0:
		return w.say(msgLink.With(p.Title, p.Address, p.SHA256))
	}
	return w.say(msgPaper.With(p.Title, p.Document, p.Version, p.SHA256))
}

func yesNo(yes bool) message.Text {
	if yes {
		return msgYes
	}
	return msgNo
}

// vote writes a vote: what it was on, what it came to, and who voted how.
func (w writer) vote(v *debate.ItemVote) ProtocolVote {
	text := ProtocolVote{Number: v.Number, Subject: w.subject(v), Result: []string{}, For: []string{}, Against: []string{}, Blank: []string{}}
	sentences := []message.Text{}
	switch {
	case v.Elected != nil:
		sentences = v.Elected.Sentences
	case v.Result != nil:
		sentences = append(sentences, msgCounted.With(v.Result.For, v.Result.Against, v.Result.Blank))
		sentences = append(sentences, v.Result.Sentences...)
	}
	for _, s := range sentences {
		if !ballot.Supposes(s) {
			text.Result = append(text.Result, w.say(s))
		}
	}
	for _, c := range v.Voices {
		switch ballot.Voice(c.Voice) {
		case ballot.For:
			text.For = append(text.For, c.Name)
		case ballot.Against:
			text.Against = append(text.Against, c.Name)
		default:
			text.Blank = append(text.Blank, c.Name)
		}
	}
	return text
}

// subject is what was voted on, in words.
func (w writer) subject(v *debate.ItemVote) string {
	on := numbers(v.On)
	switch {
	case v.Kind == debate.ByElection:
		return w.say(msgElection)
	case v.Kind == debate.Trial:
		return w.say(msgTrial.With(on))
	case len(v.Over) > 0:
		return w.say(msgOver.With(on, numbers(v.Over)))
	}
	return w.say(msgOn.With(on))
}

func numbers(all []int) string {
	text := make([]string, len(all))
	for n, one := range all {
		text[n] = fmt.Sprint(one)
	}
	return strings.Join(text, ", ")
}

// gaps are what the law asks for and the record lacks (KL § 11-4, rule 7.7).
func gaps(m *meeting.BodyMeeting, p Protocol, records map[int64]*debate.ItemRecord) []MinutesGap {
	all := []MinutesGap{}
	add := func(item, paragraph string, text message.Text) {
		all = append(all, MinutesGap{Item: item, Paragraph: paragraph, Text: text})
	}
	written := m.Form == meeting.Written
	if p.Place == "" {
		add("", "KL § 11-4", msgNoPlace)
	}
	if !written && (p.Opened == "" || p.Closed == "") {
		add("", "KL § 11-4", msgNoTime)
	}
	if written && p.Period == "" {
		add("", "KL § 11-8", msgNoPeriod)
	}
	if !written && len(p.Present) == 0 {
		add("", "KL § 11-4", msgNobody)
	}
	if p.Chair == "" {
		add("", "KL § 11-2", msgNoChair)
	}
	if len(p.Agenda) == 0 {
		add("", "KL § 11-4", msgNoItems)
	}
	for _, i := range p.Agenda {
		if i.Outcome == "" {
			add(i.Number, "KL § 11-4", msgNoOutcome)
		}
		if i.result.Final() && len(i.Resolution) == 0 {
			add(i.Number, "KL § 11-4", msgNoText)
		}
	}
	for _, item := range m.Agenda {
		all = append(all, itemGaps(m, item, records[item.ID])...)
	}
	return all
}

// itemGaps are what of an item does not fit the record as it is now: votes by people who
// were not there, and written answers that are missing.
func itemGaps(m *meeting.BodyMeeting, i *meeting.AgendaItem, r *debate.ItemRecord) (all []MinutesGap) {
	if i.State == meeting.ItemWithdrawn {
		return nil
	}
	if m.Form == meeting.Written && i.State == meeting.ItemResolved {
		answered := map[string]bool{}
		for _, c := range r.Consents {
			answered[c.Person] = true
		}
		for _, v := range m.TakingPart(i, m.LastMoment(time.Time{})) {
			if !answered[v.Person] {
				all = append(all, MinutesGap{Item: i.Number, Paragraph: "KL § 11-8", Text: msgNoConsent.With(m.NameOf(v.Person))})
			}
		}
	}
	for _, v := range r.Votes {
		if !v.Fits(m, i) {
			all = append(all, MinutesGap{Item: i.Number, Paragraph: "KL § 11-9", Text: debate.MsgVoteMisfit.With(v.Number)})
		}
	}
	for _, l := range i.Leaves {
		if l.Basis == "" {
			all = append(all, MinutesGap{Item: i.Number, Paragraph: "KL § 11-4", Text: msgNoBasis.With(l.Name)})
		}
	}
	return all
}
