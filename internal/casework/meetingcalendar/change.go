package meetingcalendar

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// change is the frame of an act on one meeting: the meeting within its body, its tag,
// what the act makes of it, and what follows. What changes nothing leaves no trace.
func (s *Service) change(ctx context.Context, actor authn.Actor, a declared.Decl, ref Ref, reason string, do func(m *Meeting, today workday.Date) error) (*Meeting, error) {
	return organisation.Do(ctx, s.organisations, a, actor, ref.Organisation, func(c *organisation.Change) (*Meeting, error) {
		if a.Method == http.MethodPost {
			if err := reasoned(&reason); err != nil {
				return nil, err
			}
		}
		before, err := Find(ctx, c.Tx, ref)
		if err != nil {
			return nil, err
		}
		match := request.Match
		if a.Method == http.MethodPut {
			match = request.MustMatch
		}
		if err := match(ctx, before.Revision); err != nil {
			return nil, err
		}
		m := *before
		if err := do(&m, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		return s.changed(ctx, c, before, &m, reason)
	})
}

// changed judges what an act made of a meeting by the calendar of its body, keeps it,
// and shows the meeting as it is then.
func (s *Service) changed(ctx context.Context, c *organisation.Change, before, m *Meeting, reason string) (*Meeting, error) {
	b, of, err := s.calendarOf(ctx, c, before.ref().Ref, scope{days: []workday.Date{before.Date, m.Date}})
	if err != nil {
		return nil, err
	}
	kind := kindOf(*before, *m)
	if kind == unchanged {
		return s.shown(ctx, c.Tx, c.Actor, before.ref())
	}
	for i, other := range of.stored {
		if other.ID == m.ID {
			of.stored[i] = before
		}
	}
	r := &row{result: kind, of: before, change: &change{kind: kind, before: before, after: m}}
	ch := *r.change
	of.judgeTogether([]*row{r})
	if len(r.refusals) > 0 {
		return nil, r.refusals[0]
	}
	if err := s.keep(ctx, c, b, []change{ch}, nil, reasonGiven(reason)); err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx, c.Tx, c.Actor, before.ref())
	if err == nil {
		shown.Warnings = append([]MeetingWarning{}, notes(r.warnings)...)
	}
	return shown, err
}
