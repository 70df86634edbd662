package meetingcalendar

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/message"
)

//go:embed letters
var letterFiles embed.FS

var letterTexts = notice.ReadLetters(letterFiles)

// noticeChanged tells that meetings of a body were moved, cancelled or are held after
// all.
var noticeChanged = letterTexts.Kind("meetings_changed")

// toldAtMost is how many changes one letter names.
const toldAtMost = 20

// because is why a change was made: what somebody said, or where a list came from.
type because func(change) message.Text

func reasonGiven(reason string) because {
	return func(change) message.Text { return message.Verbatim(reason) }
}

// keep stores changes with their trace, and tells those whom they concern: a fixed
// number of statements, however many there are.
func (s *Service) keep(ctx context.Context, c *organisation.Change, b *body.Body, all []change, quiet []*Meeting, why because) error {
	moves := shifted(all)
	if err := s.lockAll(ctx, c.Tx, moves); err != nil {
		return err
	}
	if err := update(ctx, c.Tx, storedAll(quiet), false, c.Now); err != nil {
		return err
	}
	var edited, made []*Meeting
	for _, ch := range all {
		if ch.before == nil {
			made = append(made, ch.after)
		} else {
			edited = append(edited, ch.after)
		}
	}
	if err := update(ctx, c.Tx, storedAll(edited), true, c.Now); err != nil {
		return err
	}
	ids, err := insert(ctx, c.Tx, b.ID, storedAll(made), c.Now)
	if err != nil || len(all) == 0 {
		return err
	}
	for i, m := range made {
		m.ID, m.Organisation, m.Body = ids[i], b.Organisation, b.Key
	}
	first, err := trace(ctx, c, all, why)
	if err != nil {
		return err
	}
	hangs, err := s.hanging(ctx, c.Tx, moves)
	if err != nil {
		return err
	}
	if err := s.tell(ctx, c, b, all, why, told{moves, hangs}, first); err != nil {
		return err
	}
	return s.follow(ctx, c.Tx, c.Now, told{moves, hangs})
}

func storedAll(meetings []*Meeting) []stored {
	all := make([]stored, len(meetings))
	for i, m := range meetings {
		all[i] = storedOf(m)
	}
	return all
}

// trace leaves what became of each meeting with it, and in the audit.
func trace(ctx context.Context, c *organisation.Change, all []change, why because) (int64, error) {
	acts, events := make([]act, len(all)), make([]audit.Event, len(all))
	for i, ch := range all {
		before := Meeting{}
		if ch.before != nil {
			before = *ch.before
		}
		reason := why(ch)
		acts[i] = act{Meeting: ch.after.ID, Change: ch.kind, NewDate: ch.after.Date, NewTime: ch.after.Time, Changes: audit.Changes{}, Reason: reason.Stored()}
		if ch.before != nil {
			acts[i].OldDate, acts[i].OldTime = &before.Date, before.Time
		}
		changes := ch.after.changes(before)
		if !reason.IsZero() {
			changes["reason"] = audit.Change{New: reason}
		}
		events[i] = c.Event(ch.after.Path(), changes)
	}
	first, err := keepActs(ctx, c.Tx, acts, c.Actor.Person, c.Actor.For(), c.Now)
	if err != nil {
		return 0, err
	}
	return first, audit.Record(ctx, c.Tx, events...)
}

// tell writes to the chair of the body, to those who keep its calendar, and to those
// with something that hangs on a meeting, when it is moved, cancelled or held after
// all: one letter each, however many meetings, and none to whoever did it.
func (s *Service) tell(ctx context.Context, c *organisation.Change, b *body.Body, all []change, why because, of told, first int64) error {
	var words []message.Text
	var reason message.Text
	for _, ch := range all {
		if ch.kind == created || ch.kind == changed {
			continue
		}
		words, reason = append(words, ch.words()), why(ch)
	}
	if len(words) == 0 {
		return nil
	}
	if more := len(words) - toldAtMost; more > 0 {
		words = append(words[:toldAtMost], msgMore.With(more))
	}
	for _, id := range of.meetings {
		if err := mustNotBeOpened(of.hangs[id]); err != nil {
			return err
		}
	}
	return s.post(ctx, c, b, of, notice.Notice{Source: fmt.Sprintf("meetings:%d", first), Kind: noticeChanged, Params: map[string]string{
		"changes": message.Sentences(words...).Stored(), "path": listMeetings.Href(filter{Ref: b.Ref()}), "reason": reason.Stored(),
	}})
}

// words say what became of a meeting.
func (ch change) words() message.Text {
	switch ch.kind {
	case created:
		return msgCreated.With(ch.after.when())
	case moved:
		return msgMoved.With(ch.before.when(), ch.after.when())
	case cancelled:
		return msgCancelled.With(ch.before.when())
	case restored:
		return msgRestored.With(ch.after.when())
	}
	var members []string
	for name := range ch.after.changes(*ch.before) {
		members = append(members, name)
	}
	slices.Sort(members)
	return msgChanged.With(members)
}
