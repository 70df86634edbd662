package calendar

import (
	"context"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// changing is what an act on a calendar has in hand.
type changing struct {
	*organisation.Change
	of       place
	before   *kept
	finders  []Finder
	follow   Follower
	warnings []CalendarWarning
}

// keep runs an act on a calendar, with the organisation's row locked: changes of
// its calendars are made one after the other.
func (s *Service) keep(ctx context.Context, a act.Decl, actor authn.Actor, of place, do func(context.Context, *changing) (*CalendarEntry, error)) (*CalendarEntry, error) {
	return organisation.Do(ctx, s.organisations, a, actor, of.Organisation, func(c *organisation.Change) (*CalendarEntry, error) {
		k, err := load(ctx, c.Tx, of, noMoment)
		if err != nil {
			return nil, err
		}
		ch := &changing{Change: c, of: of, before: k, finders: s.finders, follow: s.follow}
		e, err := do(ctx, ch)
		if err != nil {
			return nil, err
		}
		e.Warnings = ch.warnings
		return s.presentEntry(actor, e), nil
	})
}

func (ch *changing) today() workday.Date { return workday.Today(ch.Now) }

// mustFind is an entry of the calendar's own that the request has read as it is.
func (ch *changing) mustFind(ctx context.Context, number int64) (*CalendarEntry, error) {
	e := ch.before.find(number)
	if e == nil {
		return nil, httpapi.ErrNotFound
	}
	return e, request.MustMatch(ctx, e.Revision)
}

// change writes the change of an entry, with its trace, and warns of the deadlines
// that it would have moved; before or after may be nil.
func (ch *changing) change(ctx context.Context, before, after *CalendarEntry, reason string) error {
	if err := save(ctx, ch.Tx, ch.before, made{ch.Actor, ch.Now, reason}, before, after); err != nil {
		return err
	}
	changed, number := &ch.before.Calendar, int64(0)
	if before != nil {
		changed, number = changed.without(before), before.Number
	}
	if after != nil {
		changed, number = changed.put(after), after.Number
	}
	var err error
	if ch.warnings, err = ch.warn(ctx, changed); err != nil {
		return err
	}
	if err := ch.Record(ctx, ch.of.address(number), changes(before, after, reason)); err != nil {
		return err
	}
	if ch.follow == nil || ch.of.Body != "" {
		return nil // nobody is written to by the calendar of a body
	}
	return ch.follow(ctx, ch.Tx, ch.Now, ch.of.Organisation)
}

// warn compares the deadlines that hang on the calendar, before the change and
// after it. Those that are counted in the calendars of bodies are compared in
// these.
func (ch *changing) warn(ctx context.Context, changed *Calendar) ([]CalendarWarning, error) {
	in := Scope{Organisation: ch.of.Organisation, OrganisationID: ch.before.OrganisationID, Today: ch.today()}
	if ch.before.BodyID != nil {
		in.Body = *ch.before.BodyID
	}
	var all []Fixed
	for _, find := range ch.finders {
		found, err := find(ctx, ch.Tx, ch.Actor, in)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	before, err := ch.calendars(ctx, &ch.before.Calendar, in, all)
	if err != nil {
		return nil, err
	}
	after, err := ch.calendars(ctx, changed, in, all)
	if err != nil {
		return nil, err
	}
	warnings := []CalendarWarning{}
	for _, f := range all {
		if w := f.warn(before[f.Body], after[f.Body]); w != nil {
			warnings = append(warnings, *w)
		}
	}
	return warnings, nil
}

// calendars are those in which deadlines are counted, by the body; 0 is the one
// that changes, as it is then.
func (ch *changing) calendars(ctx context.Context, c *Calendar, in Scope, all []Fixed) (map[int64]*workday.Calendar, error) {
	counted, err := c.counted()
	if err != nil {
		return nil, err
	}
	of := map[int64]*workday.Calendar{0: counted, in.Body: counted}
	if in.Body != 0 {
		return of, nil
	}
	var bodies []int64
	for _, f := range all {
		if f.Body != 0 {
			bodies = append(bodies, f.Body)
		}
	}
	if len(bodies) == 0 {
		return of, nil
	}
	own, err := ownOfBodies(ctx, ch.Tx, bodies)
	if err != nil {
		return nil, err
	}
	for _, id := range bodies {
		if of[id], err = counted.With(own[id]); err != nil {
			return nil, err //nolint:wrapcheck // it names the entry
		}
	}
	return of, nil
}

// entry is the entry that the input makes.
func (in *CalendarEntryInput) entry(of place, number, revision int64) *CalendarEntry {
	e := &CalendarEntry{
		Organisation: of.Organisation, Body: of.Body, Number: number, Kind: in.Kind, FirstDay: in.FirstDay, LastDay: *in.LastDay, Name: in.Name,
	}
	e.Revision = revision
	return e
}
