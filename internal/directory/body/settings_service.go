package body

import (
	"context"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// MeetingsHeld counts the meetings of a body that were held from a day on, to another
// that is not included.
type MeetingsHeld func(ctx context.Context, q pgdb.Querier, body int64, from, to workday.Date) (int, error)

// CountMeetingsBy sets how meetings that were held are counted: by whoever keeps
// them, which stands above.
func (s *Service) CountMeetingsBy(count MeetingsHeld) { s.held = count }

// TellOfSettings tells those whom it concerns that a body goes by other settings; b is
// the body, whose organisation is locked, and made says from when they stand until when.
type TellOfSettings func(ctx context.Context, c *organisation.Change, b *Body, made *Settings) error

// TellOfSettingsBy sets who tells of settings: whoever keeps the meetings that they
// are about, which stands above.
func (s *Service) TellOfSettingsBy(tell TellOfSettings) { s.tell = tell }

// Revision is that a body goes by other statutes from a day on.
type Revision struct {
	Body          *Body
	Before, After Statutes
	Made          *Settings
}

// TellOfRevisionsBy sets who tells of other statutes, which stands above: in the
// transaction that revises them, with the organisation of the body locked.
func (s *Service) TellOfRevisionsBy(tell func(ctx context.Context, c *organisation.Change, r Revision) error) {
	s.revised = tell
}

// SettingsPath is the address of what a body goes by.
func SettingsPath(ref Ref) string { return setSettings.Href(ref) }

// ShowSettings reads what a body goes by on a day, and all that it has set.
func (s *Service) ShowSettings(ctx context.Context, actor authn.Actor, f settingsFilter) (*SettingsRecord, error) {
	if f.At.IsZero() {
		f.At = workday.Today(s.now())
	}
	b, err := loadBody(ctx, s.pool, f.Ref, s.now())
	if err != nil {
		return nil, err
	}
	return s.settingsRecord(ctx, s.pool, actor, b, f.At)
}

// SetSettings sets what a body goes by from a day on (rule 5.2). What was set before
// is kept, and stands where nothing later does. The same again changes nothing.
func (s *Service) SetSettings(ctx context.Context, actor authn.Actor, ref Ref, in SettingsInput) (*SettingsRecord, error) {
	return organisation.Do(ctx, s.organisations, setSettings.Decl, actor, ref.Organisation, func(c *organisation.Change) (*SettingsRecord, error) {
		today := workday.Today(c.Now)
		b, err := loadBody(ctx, c.Tx, ref, c.Now)
		if err != nil {
			return nil, err
		}
		if err := in.check(*b, today); err != nil {
			return nil, err
		}
		all, err := SettingsOf(ctx, c.Tx, []int64{b.ID})
		if err != nil {
			return nil, err
		}
		history := all[b.ID]
		if err := request.MustMatch(ctx, history.number()); err != nil {
			return nil, err
		}
		made, before := in.settings(history, c), history.At(in.From)
		if !made.same(before) {
			if err := insertSettings(ctx, c.Tx, b.ID, made); err != nil {
				return nil, err
			}
			if err := c.Record(ctx, setSettings.Href(b.Ref()), made.changes(before)); err != nil {
				return nil, err
			}
			if err := s.tellOf(ctx, c, b, append(history, made).dated()); err != nil {
				return nil, err
			}
			if err := s.revised(ctx, c, Revision{Body: b, Before: b.StatutesBy(before), After: b.StatutesBy(made), Made: made}); err != nil {
				return nil, err
			}
		}
		shown, err := s.settingsRecord(ctx, c.Tx, actor, b, in.From)
		if err != nil || !made.From.Before(today) {
			return shown, err
		}
		shown.Warnings, err = s.reachBack(ctx, c.Tx, b.ID, made, today)
		return shown, err
	})
}

// tellOf tells of settings just made, the last of a history, unless they ask for the
// same as those before.
func (s *Service) tellOf(ctx context.Context, c *organisation.Change, b *Body, history SettingsHistory) error {
	last := len(history) - 1
	made, before := history[last], history[:last].At(history[last].From)
	if s.tell == nil || made.asksAs(before) {
		return nil
	}
	return s.tell(ctx, c, b, made)
}

// reachBack warns of settings that also hold for meetings that have been held.
func (s *Service) reachBack(ctx context.Context, q pgdb.Querier, body int64, made *Settings, today workday.Date) ([]SettingsWarning, error) {
	if s.held == nil {
		return []SettingsWarning{}, nil
	}
	n, err := s.held(ctx, q, body, made.From, today)
	if err != nil || n == 0 {
		return []SettingsWarning{}, err
	}
	return []SettingsWarning{{Code: WarnMeetingsHeld.Code, Detail: msgMeetingsHeld.With(n, made.From)}}, nil
}

// settingsRecord are the settings of a body as they are shown.
func (s *Service) settingsRecord(ctx context.Context, q pgdb.Querier, actor authn.Actor, b *Body, at workday.Date) (*SettingsRecord, error) {
	all, err := SettingsOf(ctx, q, []int64{b.ID})
	if err != nil {
		return nil, err
	}
	history := all[b.ID].dated()
	shown := &SettingsRecord{Organisation: b.Organisation, Body: b.Key, At: at, Standing: history.At(at), History: history, Warnings: []SettingsWarning{}}
	if history == nil {
		shown.History = []*Settings{}
	}
	shown.Self, shown.Revision = setSettings.Href(b.Ref()), history.number()
	shown.Actions = []request.Action{setSettings.Offer(s.policy, actor, b.Ref(), nil)}
	return shown, nil
}
