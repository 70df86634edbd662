package calendar

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Set are the calendars of organisations, by which their working days are
// counted (rule 5.2).
type Set struct {
	own map[string]*workday.Calendar
}

// For is the calendar of an organisation: the national one where it has no
// entries of its own.
func (s Set) For(organisation string) *workday.Calendar {
	if own := s.own[organisation]; own != nil {
		return own
	}
	return workday.Norway()
}

// SetOf are these calendars, by their organisations.
func SetOf(own map[string]*workday.Calendar) Set { return Set{own} }

// standing is an entry that stands, with whose it is.
type standing struct {
	Organisation string `db:"organisation"`
	Body         *int64 `db:"body"`
	row
}

// row is an entry as days are counted by it.
type row struct {
	Kind  workday.EntryKind `db:"kind"`
	First workday.Date      `db:"first_day"`
	Last  workday.Date      `db:"last_day"`
	Name  string            `db:"name"`
}

func (r row) entry() workday.Entry {
	return workday.Entry{First: r.First, Last: r.Last, Kind: r.Kind, Name: r.Name}
}

const selectStanding = `
	SELECT o.key AS organisation, e.body_id AS body, e.kind, e.first_day, e.last_day, e.name
	FROM calendar_entry e JOIN organisation o ON o.id = e.organisation_id WHERE e.until IS NULL AND `

const ofOrganisations = selectStanding + `e.body_id IS NULL AND o.key = ANY($1)`

// Of are the calendars of organisations, by their keys, in one statement however
// many they are (rule 5.2).
func Of(ctx context.Context, q pgdb.Querier, organisations []string) (Set, error) {
	found, err := pgdb.All[standing](ctx, q, "read calendars", ofOrganisations, organisations)
	if err != nil {
		return Set{}, err
	}
	return counting(found)
}

// Part reads what Of reads together with other things; what it gives is asked for
// the calendars when these are read.
func Part(p *pgdb.Parts, organisations []string) func() (Set, error) {
	var found []standing
	pgdb.Part(p, "read calendars", func(s standing) { found = append(found, s) }, ofOrganisations, organisations)
	return func() (Set, error) { return counting(found) }
}

// counting makes calendars of what stands.
func counting(found []standing) (Set, error) {
	entries := map[string][]workday.Entry{}
	for _, s := range found {
		entries[s.Organisation] = append(entries[s.Organisation], s.entry())
	}
	all := make(map[string]*workday.Calendar, len(entries))
	for organisation, own := range entries {
		c, err := workday.Norway().With(own)
		if err != nil {
			return Set{}, fmt.Errorf("the calendar of %s: %w", organisation, err)
		}
		all[organisation] = c
	}
	return SetOf(all), nil
}

// OfBodies are the calendars of bodies, by their identifiers, each with all that it
// inherits, in one statement however many they are (rule 5.2).
func OfBodies(ctx context.Context, q pgdb.Querier, bodies []int64) (map[int64]*workday.Calendar, error) {
	found, err := pgdb.All[inherited](ctx, q, "read the calendars of bodies", `
		SELECT b.id AS for_body, o.key AS organisation, e.body_id AS body, e.kind, e.first_day, e.last_day, e.name
		FROM body b JOIN organisation o ON o.id = b.organisation_id
		JOIN calendar_entry e ON e.organisation_id = b.organisation_id AND e.until IS NULL AND (e.body_id IS NULL OR e.body_id = b.id)
		WHERE b.id = ANY($1)`, bodies)
	if err != nil {
		return nil, err
	}
	above, own := map[int64][]workday.Entry{}, map[int64][]workday.Entry{}
	for _, e := range found {
		if e.Body == nil {
			above[e.For] = append(above[e.For], e.entry())
		} else {
			own[e.For] = append(own[e.For], e.entry())
		}
	}
	all := make(map[int64]*workday.Calendar, len(bodies))
	for _, body := range bodies {
		if all[body], err = workday.Norway().With(above[body]); err == nil {
			all[body], err = all[body].With(own[body])
		}
		if err != nil {
			return nil, fmt.Errorf("the calendar of body %d: %w", body, err)
		}
	}
	return all, nil
}

// inherited is an entry that stands, with the body for which it is read.
type inherited struct {
	For int64 `db:"for_body"`
	standing
}

// ownOfBodies are the entries of bodies' own.
func ownOfBodies(ctx context.Context, q pgdb.Querier, bodies []int64) (map[int64][]workday.Entry, error) {
	found, err := pgdb.Related[int64, row](ctx, q, "read the entries of bodies", `
		SELECT e.body_id, e.kind, e.first_day, e.last_day, e.name FROM calendar_entry e WHERE e.until IS NULL AND e.body_id = ANY($1)`, bodies)
	own := map[int64][]workday.Entry{}
	for id, rows := range found {
		for _, r := range rows {
			own[id] = append(own[id], r.entry())
		}
	}
	return own, err
}
