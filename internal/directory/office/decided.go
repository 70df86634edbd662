package office

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrOthersMay refuses an operator what somebody in the organisation may do.
var ErrOthersMay = fault.New(fault.Conflict, "directory.others_may_appoint", "Somebody in the organisation may record this",
	"An operator records an appointment only where nobody in the organisation may: whoever appoints there must not be the person, nor appointed by them (rule 1.5).")

// DecidedAppointment is an appointment that was decided, and that nobody in the
// organisation may record. The zero From is now.
type DecidedAppointment struct {
	Organisation string
	Office       string
	Person       string
	From         time.Time
	DecidedOn    workday.Date
	CaseNumber   string
}

// AppointDecided records an appointment on the day and case number of its decision,
// where whoever else might record it is the person, or owes them an office (rule
// 1.5). The mayor and the chief executive are told, in a region the chair and the
// secretariat. Repeated, it answers with the office that the person holds.
func (s *Service) AppointDecided(ctx context.Context, in DecidedAppointment) (*Office, error) {
	f, err := organisation.Within(ctx, s.organisations, in.Organisation, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Office, error) {
		a, err := in.appointment(o, now)
		if err != nil {
			return nil, err
		}
		held, err := offices(ctx, tx, `WHERE o.key = $1 AND f.kind = $2 AND f.person_id = $3 AND f.from_at <= $4 AND (f.to_at IS NULL OR f.to_at > $4)`, o.Key, a.kind, a.person, a.from)
		if err != nil {
			return nil, err
		}
		if len(held) > 0 {
			return held[0], nil
		}
		if err := mustBeOperators(ctx, tx, o, a, now); err != nil {
			return nil, err
		}
		return s.appointDecided(ctx, tx, o, a, now)
	})
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, organisation.ErrUnknownOrganisation.On("/organisation", msgNoKey.With(in.Organisation))
	}
	return f, err
}

// appointDecided fills an office as an operator, with its trace, and tells of it.
func (s *Service) appointDecided(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, a appointment, now time.Time) (*Office, error) {
	event := audit.Event{At: now, Operator: command, Organisation: o.Key, Act: appointOfficer.ID}
	var before string
	if a.kind == ChiefExecutive {
		event.Act = appointChiefExecutive.ID
		var err error
		if before, err = succeed(ctx, tx, o, a, event); err != nil {
			return nil, err
		}
	}
	f, err := appoint(ctx, tx, o, a, event)
	if err != nil {
		return nil, err
	}
	words, err := appointmentWords(ctx, tx, o, f)
	if err != nil {
		return nil, err
	}
	told := organisation.Announcement{
		In: o, Act: event.Act, Object: f.Path(), About: f.Name, Words: words, Concerned: []string{before, f.Person}, Mayor: o.Kind == organisation.KindMunicipality, At: now,
	}
	maps.Copy(told.Words, organisation.ByOperator())
	return f, s.organisations.Announce(ctx, tx, told)
}

// appointment checks an appointment by an operator: one to an office that the
// organisation has, with the day and the case number of a decision that was made.
func (in DecidedAppointment) appointment(o *organisation.Organisation, now time.Time) (appointment, error) {
	if !slices.Contains(KindsOf(o.Kind), in.Office) {
		return appointment{}, ErrOfficeKind.On("/office", noSuchOffice(*o, in.Office))
	}
	var c fault.Checks
	c.Require(strings.TrimSpace(in.CaseNumber) != "", "/case_number", canon.MsgEmpty)
	if err := c.Err(ErrDecision); err != nil {
		return appointment{}, err
	}
	input := AppointInput{Office: in.Office, Person: in.Person, DecidedOn: &in.DecidedOn, CaseNumber: in.CaseNumber}
	if !in.From.IsZero() {
		input.From = &in.From
	}
	return newAppointment(input, authn.Actor{}, now)
}

// recorders is the office whose holders record the appointments to a kind.
func recorders(o *organisation.Organisation, kind string) string {
	switch {
	case o.Kind == organisation.KindRegion:
		return Secretariat
	case kind == ChiefExecutive:
		return Clerk
	}
	return Administrator
}

// mustBeOperators refuses an operator what a holder may do who is not the person,
// and whom the person appointed to nothing that they hold there.
func mustBeOperators(ctx context.Context, q pgdb.Querier, o *organisation.Organisation, a appointment, now time.Time) error {
	others, err := pgdb.One[bool](ctx, q, "look for who else may appoint", `
		SELECT EXISTS (SELECT FROM held_office($4) r WHERE r.organisation_id = $1 AND r.kind = $2 AND r.person_id <> $3::uuid
			AND NOT EXISTS (SELECT FROM held_office($4) f WHERE f.organisation_id = $1 AND f.person_id = r.person_id AND (f.appointed_by = $3::uuid OR f.appointed_for = $3::uuid)))`,
		o.ID, recorders(o, a.kind), a.person, now)
	if err == nil && others {
		err = ErrOthersMay.With(msgOthersMay.With(authz.Office(recorders(o, a.kind)), o.Key))
	}
	return err
}
