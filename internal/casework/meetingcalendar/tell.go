package meetingcalendar

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// noticeSettings tells that other times before the meetings of a body stand.
var noticeSettings = letterTexts.Kind("body_settings_changed")

// tellOfSettings tells of the times before meetings that a body has set: those who are
// told when a meeting moves, of all meetings for which they stand.
func (s *Service) tellOfSettings(ctx context.Context, c *organisation.Change, b *body.Body, made *body.Settings) error {
	meetings, err := stillToCome(ctx, c.Tx, b.ID, workday.Later(made.From, workday.Today(c.Now)), made.To)
	if err != nil {
		return err
	}
	if err := s.lockAll(ctx, c.Tx, meetings); err != nil {
		return err
	}
	params := map[string]string{
		"from": made.From.String(), "path": body.SettingsPath(b.Ref()),
		"changes": message.Sentences(leadWords(made.Notice, msgNoticeLead, msgNoNotice), leadWords(made.Submission, msgPapersLead, msgNoPapers), leadWords(made.Minutes, msgMinutesLead, msgNoMinutes)).Stored(),
	}
	if made.Reason != "" {
		params["reason"] = message.Verbatim(made.Reason).Stored()
	}
	if made.DecidedOn != nil {
		params["decision"], params["decided_on"] = made.CaseNumber, made.DecidedOn.String()
	}
	hangs, err := s.hanging(ctx, c.Tx, meetings)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, c.Tx, c.Now, told{meetings, hangs}); err != nil {
		return err
	}
	return s.post(ctx, c, b, told{meetings, hangs}, notice.Notice{Source: fmt.Sprintf("body_settings:%d:%d", b.ID, made.Number), Kind: noticeSettings, Params: params})
}

// leadWords say how long before or after a meeting something is done, or that nothing is set.
func leadWords(l *body.Lead, is message.Of1[message.Text], none message.Text) message.Text {
	switch {
	case l == nil:
		return none
	case l.Unit == body.WorkingDays:
		return is.With(msgWorkingDays.With(l.Count))
	}
	return is.With(msgDaysBefore.With(l.Count))
}

// told are the meetings that a letter is about, and what hangs on them.
type told struct {
	meetings []int64
	hangs    map[int64][]MeetingDependent
}

// post writes a letter about a body to its chair, to those who keep its calendar, and
// to those with something that hangs on its meetings: one each, and none to whoever
// acts.
func (s *Service) post(ctx context.Context, c *organisation.Change, b *body.Body, of told, letter notice.Notice) error {
	keeper := office.Clerk
	if c.In.Kind == organisation.KindRegion {
		keeper = office.Secretariat
	}
	calls := authority.Calls(0, "", authority.Post{Organisation: b.Organisation, Body: b.Key, Role: "chair"}, authority.Post{Organisation: b.Organisation, Office: keeper})
	reached, err := authority.Reach(ctx, c.Tx, c.Now, calls)
	if err != nil {
		return err
	}
	letter.Params["body"], letter.Params["organisation"] = b.Name, c.In.Name
	var texts []message.Text
	var letters []notice.Notice
	for _, id := range of.meetings {
		for _, h := range of.hangs[id] {
			if len(texts) < toldAtMost {
				texts = append(texts, h.Text)
			}
			for _, person := range h.People {
				letter.Person = person
				letters = append(letters, letter)
			}
		}
	}
	if len(texts) > 0 {
		letter.Params["hangs"] = message.Sentences(texts...).Stored()
	}
	for _, call := range calls {
		for _, p := range reached[call].All() {
			letter.Person, letter.Address, letter.AddressOf = p.Person, p.Address, p.AddressOf
			letters = append(letters, letter)
		}
	}
	letters = slices.DeleteFunc(letters, func(n notice.Notice) bool { return c.Actor.Is(n.Person) })
	return s.notices.Post(ctx, c.Tx, letters)
}
