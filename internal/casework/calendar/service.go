package calendar

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows and keeps calendars.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	finders       []Finder
	follow        Follower
}

// New builds the service. Organisations say where their calendars are found.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	organisations.Offers.Relate("calendar", func(o *organisation.Organisation) string { return showCalendar.Href(showRef{Ref: o.Ref()}) })
	return &Service{pool: pool, policy: policy, now: now, organisations: organisations}
}

// WarnOf has changes of calendars warn of the deadlines that features find. It is set
// before the service serves.
func (s *Service) WarnOf(find ...Finder) { s.finders = append(s.finders, find...) }

// Follower hears, in the transaction in which the calendar of an organisation changes,
// that days are counted in another way from then on.
type Follower func(ctx context.Context, tx pgx.Tx, now time.Time, organisation string) error

// FollowedBy has changes of the calendars of organisations followed, by what stands
// above. It is set before the service serves.
func (s *Service) FollowedBy(follow Follower) { s.follow = follow }

// Show reads an organisation's calendar.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref showRef) (*Calendar, error) {
	return s.show(ctx, actor, place{Organisation: ref.Organisation}, ref.At)
}

// ShowOfBody reads a body's calendar.
func (s *Service) ShowOfBody(ctx context.Context, actor authn.Actor, ref bodyShowRef) (*Calendar, error) {
	return s.show(ctx, actor, place{ref.Organisation, ref.Key}, ref.At)
}

func (s *Service) show(ctx context.Context, actor authn.Actor, of place, at time.Time) (*Calendar, error) {
	k, err := load(ctx, s.pool, of, at)
	if err != nil {
		return nil, err
	}
	counted, err := k.counted()
	if err != nil {
		return nil, err
	}
	k.Version = counted.Version()
	return s.present(actor, &k.Calendar, !at.IsZero()), nil
}

// ShowEntry reads an entry of an organisation's calendar.
func (s *Service) ShowEntry(ctx context.Context, actor authn.Actor, ref EntryRef) (*CalendarEntry, error) {
	return s.showEntry(ctx, actor, place{Organisation: ref.Organisation}, ref.Entry)
}

// ShowEntryOfBody reads an entry of a body's calendar.
func (s *Service) ShowEntryOfBody(ctx context.Context, actor authn.Actor, ref BodyEntryRef) (*CalendarEntry, error) {
	return s.showEntry(ctx, actor, place{ref.Organisation, ref.Key}, ref.Entry)
}

func (s *Service) showEntry(ctx context.Context, actor authn.Actor, of place, number int64) (*CalendarEntry, error) {
	k, err := load(ctx, s.pool, of, noMoment)
	if err != nil {
		return nil, err
	}
	e := k.find(number)
	if e == nil {
		return nil, httpapi.ErrNotFound
	}
	return s.presentEntry(actor, e), nil
}

// Changes lists the changes of an organisation's calendar.
func (s *Service) Changes(ctx context.Context, _ authn.Actor, ref organisation.Ref, p request.Page) (request.List[*CalendarChange], error) {
	return changesOf(ctx, s.pool, place{Organisation: ref.Organisation}, p)
}

// ChangesOfBody lists the changes of a body's calendar.
func (s *Service) ChangesOfBody(ctx context.Context, _ authn.Actor, ref body.Ref, p request.Page) (request.List[*CalendarChange], error) {
	of := place{ref.Organisation, ref.Key}
	list, err := changesOf(ctx, s.pool, of, p)
	if err == nil && len(list.Items) == 0 {
		_, err = load(ctx, s.pool, of, noMoment) // a calendar that never changed is told from none
	}
	return list, err
}

// Count counts a deadline and explains it (rules 5.1, 5.3).
func (s *Service) Count(ctx context.Context, _ authn.Actor, q deadlineQuery) (*CountedDeadline, error) {
	rule, err := workday.ParseRule(q.Rule)
	if err != nil {
		return nil, ErrRule.On("/rule", msgNoRule)
	}
	zone, err := workday.Zone(q.Zone)
	if err != nil {
		return nil, ErrZone.On("/zone", msgNoZone)
	}
	k, err := load(ctx, s.pool, place{q.Organisation, q.Body}, noMoment)
	if errors.Is(err, httpapi.ErrNotFound) && q.Body != "" {
		return nil, body.ErrUnknownBody
	}
	if err != nil {
		return nil, err
	}
	counted, err := k.counted()
	if err != nil {
		return nil, err
	}
	e := counted.Explain(q.From, rule)
	if !e.CountedTo.InRange() || !e.Due.InRange() {
		return nil, ErrRange.On("/rule", msgOutOfRange)
	}
	return &CountedDeadline{
		Self: countDeadline.Href(q), Organisation: q.Organisation, Body: q.Body, Zone: zone.String(), EndsAt: e.Due.EndIn(zone).UTC(), Explanation: e,
	}, nil
}

// Add adds an entry to an organisation's calendar (rule 5.2).
func (s *Service) Add(ctx context.Context, actor authn.Actor, ref organisation.Ref, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.add(ctx, addEntry.Decl, actor, place{Organisation: ref.Organisation}, in)
}

// AddToBody adds an entry to a body's calendar (rule 5.2).
func (s *Service) AddToBody(ctx context.Context, actor authn.Actor, ref body.Ref, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.add(ctx, addBodyEntry.Decl, actor, place{ref.Organisation, ref.Key}, in)
}

func (s *Service) add(ctx context.Context, a act.Decl, actor authn.Actor, of place, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.keep(ctx, a, actor, of, func(ctx context.Context, ch *changing) (*CalendarEntry, error) {
		if err := in.check(ch.today()); err != nil {
			return nil, err
		}
		if err := ch.before.mustFit(&in, 0); err != nil {
			return nil, err
		}
		e := in.entry(of, ch.before.Last+1, ch.before.Change+1)
		e.Created = true
		return e, ch.change(ctx, nil, e, in.Reason)
	})
}

// Change puts an entry in the place of one of an organisation's calendar (rule
// 5.2).
func (s *Service) Change(ctx context.Context, actor authn.Actor, ref EntryRef, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.replace(ctx, changeEntry.Decl, actor, place{Organisation: ref.Organisation}, ref.Entry, in)
}

// ChangeOfBody puts an entry in the place of one of a body's calendar (rule 5.2).
func (s *Service) ChangeOfBody(ctx context.Context, actor authn.Actor, ref BodyEntryRef, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.replace(ctx, changeBodyEntry.Decl, actor, place{ref.Organisation, ref.Key}, ref.Entry, in)
}

func (s *Service) replace(ctx context.Context, a act.Decl, actor authn.Actor, of place, number int64, in CalendarEntryInput) (*CalendarEntry, error) {
	return s.keep(ctx, a, actor, of, func(ctx context.Context, ch *changing) (*CalendarEntry, error) {
		before, err := ch.mustFind(ctx, number)
		if err != nil {
			return nil, err
		}
		if err := in.check(ch.today()); err != nil {
			return nil, err
		}
		if in.same(before) {
			return before, nil
		}
		if err := ch.before.mustFit(&in, number); err != nil {
			return nil, err
		}
		after := in.entry(of, number, ch.before.Change+1)
		return after, ch.change(ctx, before, after, in.Reason)
	})
}

// Remove removes an entry from an organisation's calendar (rule 5.2).
func (s *Service) Remove(ctx context.Context, actor authn.Actor, ref EntryRef) (*CalendarEntry, error) {
	return s.remove(ctx, removeEntry.Decl, actor, place{Organisation: ref.Organisation}, ref.Entry)
}

// RemoveFromBody removes an entry from a body's calendar (rule 5.2).
func (s *Service) RemoveFromBody(ctx context.Context, actor authn.Actor, ref BodyEntryRef) (*CalendarEntry, error) {
	return s.remove(ctx, removeBodyEntry.Decl, actor, place{ref.Organisation, ref.Key}, ref.Entry)
}

func (s *Service) remove(ctx context.Context, a act.Decl, actor authn.Actor, of place, number int64) (*CalendarEntry, error) {
	return s.keep(ctx, a, actor, of, func(ctx context.Context, ch *changing) (*CalendarEntry, error) {
		before, err := ch.mustFind(ctx, number)
		if err != nil {
			return nil, err
		}
		return before, ch.change(ctx, before, nil, "")
	})
}

// present completes a calendar for a caller: what they may do with it, and where
// what belongs to it is found. One of the past is not acted on.
func (s *Service) present(actor authn.Actor, c *Calendar, past bool) *Calendar {
	of, entries := place{c.Organisation, c.Body}, c.Entries
	c.Related = map[string]string{"holidays": showHolidays.Href(YearRef{Year: workday.Today(s.now()).Year()})}
	add := addEntry.Offer(s.policy, actor, of.organisation(), nil)
	c.Self, c.Related["history"] = showCalendar.Href(showRef{Ref: of.organisation()}), listChanges.Href(of.organisation())
	if of.Body != "" {
		c.Self, c.Related["history"] = showBodyCalendar.Href(bodyShowRef{Ref: of.body()}), listBodyChanges.Href(of.body())
		c.Related["inherits"] = showCalendar.Href(showRef{Ref: of.organisation()})
		add = addBodyEntry.Offer(s.policy, actor, of.body(), nil)
	}
	c.Actions = []request.Action{add}
	for _, e := range entries {
		s.presentEntry(actor, e)
	}
	if past {
		c.Actions = []request.Action{}
		for _, e := range entries {
			e.Actions = []request.Action{}
		}
	}
	return c
}

// presentEntry completes an entry for a caller: what they may do with it.
func (s *Service) presentEntry(actor authn.Actor, e *CalendarEntry) *CalendarEntry {
	of := e.place()
	e.Self = of.address(e.Number)
	if of.Body != "" {
		ref := BodyEntryRef{of.body(), e.Number}
		e.Actions = []request.Action{changeBodyEntry.Offer(s.policy, actor, ref, nil), removeBodyEntry.Offer(s.policy, actor, ref, nil)}
		return e
	}
	ref := EntryRef{of.organisation(), e.Number}
	e.Actions = []request.Action{changeEntry.Offer(s.policy, actor, ref, nil), removeEntry.Offer(s.policy, actor, ref, nil)}
	return e
}

// address is where an entry of the calendar is found.
func (p place) address(number int64) string {
	if p.Body != "" {
		return showBodyEntry.Href(BodyEntryRef{p.body(), number})
	}
	return showEntry.Href(EntryRef{p.organisation(), number})
}

// changes are those of an entry, for the record.
func changes(before, after *CalendarEntry, reason string) audit.Changes {
	var was, is CalendarEntry
	if before != nil {
		was = *before
	}
	if after != nil {
		is = *after
	}
	all := audit.Difference(
		audit.Changed("kind", string(was.Kind), string(is.Kind)), audit.Changed("first_day", was.FirstDay.String(), is.FirstDay.String()),
		audit.Changed("last_day", was.LastDay.String(), is.LastDay.String()), audit.Changed("name", was.Name, is.Name),
	)
	if reason != "" {
		all["reason"] = audit.Change{New: reason}
	}
	return all
}
