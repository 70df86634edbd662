package stand

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of overrides.
var (
	ErrOwnOverride = fault.New(fault.Forbidden, "gate.own_override", "Somebody else confirms this override",
		"Nobody confirms an override that they entered, nor one entered by whoever gave them their seat in the board after it was entered (rule 2.3).")
	ErrOverrideWithdrawn = fault.New(fault.Conflict, "gate.override_withdrawn", "The override is withdrawn",
		"The override has been withdrawn, and covers nothing. Enter a new one if the board has resolved one (rule 2.3).")
)

// OverrideRef is how a path names an override.
type OverrideRef struct {
	casefile.Ref
	Override int `path:"override" minimum:"1" maximum:"1000000" example:"1" doc:"The override's running number in the case"`
}

// mustBeConfirmableBy refuses whoever entered the override, and whom that one
// seated in the board after it was entered (rule 2.3).
func (o *Override) mustBeConfirmableBy(by authn.Actor) error {
	if by.Is(o.EnteredBy) || o.EnteredFor != nil && by.Is(*o.EnteredFor) || slices.ContainsFunc(o.SeatedSince, by.Is) {
		return ErrOwnOverride
	}
	return nil
}

// mustStand refuses an override that was withdrawn.
func (o *Override) mustStand() error {
	if o.WithdrawnAt != nil {
		return ErrOverrideWithdrawn
	}
	return nil
}

// turn turns the override back to how it stood at a moment of the past (rule 1.1).
func (o *Override) turn(p *reading.Past) {
	if p.HidesAny(o.ConfirmedAt) {
		o.ConfirmedBy, o.ConfirmedAt = nil, nil
	}
	if p.HidesAny(o.WithdrawnAt) {
		o.WithdrawnBy, o.WithdrawnAt, o.WithdrawnWhy = nil, nil, ""
	}
}

// unconfirmed is the newest override that waits for the chair, nil for none.
func unconfirmed(all []Override) *Override {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].ConfirmedAt == nil && all[i].WithdrawnAt == nil {
			return &all[i]
		}
	}
	return nil
}

// EnterOverride records a minuted board resolution to start although something
// is missing. It covers what is missing now (rule 2.3). Whoever can confirm it is
// told.
func (s *Service) EnterOverride(ctx context.Context, actor authn.Actor, ref casefile.Ref, in OverrideInput) (StartGate, error) {
	if err := in.check(); err != nil {
		return StartGate{}, err
	}
	return s.onGate(ctx, actor, ref, enterOverride.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := ch.Case.In(casefile.Preparing); err != nil {
			return nil, err
		}
		if today := workday.Today(ch.Now); in.Date.After(today) {
			return nil, ErrOverrideDate.On("/date", casefile.MsgAfterToday.With(today))
		}
		if opened := workday.Today(*ch.Case.OpenedAt); in.Date.Before(opened) {
			return nil, ErrOverrideDate.On("/date", casefile.MsgOlder.With(opened))
		}
		g, err := gateOf(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		if err := g.mustBeOverridable(); err != nil {
			return nil, err
		}
		o := Override{Date: in.Date, CaseNumber: in.CaseNumber, Reason: in.Reason, Covers: g.keys(), EnteredBy: actor.Person, EnteredFor: actor.For(), EnteredAt: ch.Now}
		if o.Number, err = insertOverride(ctx, ch.Tx, ch.Case.ID, o); err != nil {
			return nil, err
		}
		return audit.Changes{"override": {New: in}, "covers": {New: o.Covers}}, s.tellChair(ctx, ch, o, noticeOverrideEntered, "")
	})
}

// ConfirmOverride lets the newest override count. The chair of the board
// confirms it, or the deputy chair where the chair is disqualified or there is
// none, and names by If-Match the state of the gate that they read.
func (s *Service) ConfirmOverride(ctx context.Context, actor authn.Actor, ref casefile.Ref) (StartGate, error) {
	return s.onGate(ctx, actor, ref, confirmOverride.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := ch.Case.In(casefile.Preparing); err != nil {
			return nil, err
		}
		entered, err := overrides(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		o := unconfirmed(entered)
		if o == nil {
			return nil, ErrNoOverride
		}
		if err := o.mustBeConfirmableBy(actor); err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		return audit.Changes{"override_confirmed": {New: o.CaseNumber}}, saveConfirmation(ctx, ch.Tx, ch.Case.ID, o.Number, actor.Person, ch.Now)
	})
}

// WithdrawOverride takes back an override that was entered by mistake, or that
// the board gave up, confirmed or not. It is refused once the case has started:
// the start rests on it then (rule 2.3). Whoever can confirm one, or did, is told.
func (s *Service) WithdrawOverride(ctx context.Context, actor authn.Actor, ref OverrideRef, in WithdrawOverrideInput) (StartGate, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/reason", &in.Reason)
	if err := checks.Err(ErrOverrideText); err != nil {
		return StartGate{}, err
	}
	return s.onGate(ctx, actor, ref.Ref, withdrawOverride.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := ch.Case.In(casefile.Preparing); err != nil {
			return nil, err
		}
		entered, err := overrides(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(entered, func(o Override) bool { return o.Number == ref.Override })
		if i < 0 {
			return nil, ErrNoOverride
		}
		o := entered[i]
		if err := o.mustStand(); err != nil {
			return nil, err
		}
		if err := saveWithdrawal(ctx, ch.Tx, ch.Case.ID, o.Number, actor.Person, in.Reason, ch.Now); err != nil {
			return nil, err
		}
		changes := audit.Changes{"override": {Old: o.CaseNumber}, "reason": {New: in.Reason}}
		return changes, s.tellChair(ctx, ch, o, noticeOverrideWithdrawn, in.Reason)
	})
}

// WithdrawOverrideInput says why an override is withdrawn.
type WithdrawOverrideInput struct {
	Reason string `json:"reason" minLength:"3" maxLength:"5000" example:"The board's case number was mistyped."`
}

// tellChair tells whoever can confirm an override now, and whoever has confirmed
// this one, what became of it.
func (s *Service) tellChair(ctx context.Context, ch *casefile.Change, o Override, kind notice.Kind, why string) error {
	c := ch.Case
	letter := notice.Notice{
		Source: fmt.Sprintf("override:%d:%d:%s", c.ID, o.Number, kind), Kind: kind, Case: c.ID,
		Params: map[string]string{"region": c.Region, "case_number": c.Number, "case_title": c.Title, "reason": why, "path": ShowGate.Href(c.Ref())},
	}
	calls := []authority.Call{chair(c)}
	if o.ConfirmedBy != nil {
		calls = append(calls, authority.Call{Post: authority.Post{Person: *o.ConfirmedBy}, Case: c.ID})
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{Calls: calls, Notice: letter})
}

// chair calls upon whoever chairs the region's board in the case.
func chair(c *casefile.Case) authority.Call {
	return authority.Call{Post: authority.Post{Organisation: c.Region, Office: body.BoardChair}, Case: c.ID, Act: confirmOverride.Call()}
}

// WaitConfirmOverride is the kind of an override that waits to be confirmed.
const WaitConfirmOverride = "confirm_override"

// Tasks are the tasks about a whole case.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitConfirmOverride},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT '` + WaitConfirmOverride + `' AS kind, x.case_id, x.path, NULL::date AS due FROM live x
				WHERE x.organisation_id = x.region_id AND x.state = 'preparing'
					AND EXISTS (SELECT FROM start_override v WHERE v.case_id = x.case_id AND v.confirmed_at IS NULL AND v.withdrawn_at IS NULL OFFSET 0)`}
		},
		Waits: waits,
	}
}

// waits are the newest overrides that are not confirmed, in cases that have not
// started.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	preparing := slices.DeleteFunc(slices.Clone(cases), func(c *casefile.Case) bool { return c.In(casefile.Preparing) != nil })
	found := map[int64][]Override{}
	partOverrides(p, preparing, a.Now, func(caseID int64, o Override) { found[caseID] = append(found[caseID], o) })
	p.Then(func() {
		for _, c := range preparing {
			o := unconfirmed(found[c.ID])
			if o == nil {
				continue
			}
			add(waiting.Wait{
				Case: c, Kind: WaitConfirmOverride, Key: fmt.Sprint(o.Number), Title: msgConfirmOverride.With(o.CaseNumber), Organisation: c.Region,
				Permission: confirmOverride.Permission(), Posts: []authority.Post{chair(c).Post}, Since: o.EnteredAt,
				Act: confirmOverride.At(c.Ref()).Action(), About: ShowGate.Href(c.Ref()),
				Refusal: func(by authn.Actor) error { return o.mustBeConfirmableBy(by) },
			})
		}
	})
}
