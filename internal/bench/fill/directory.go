package fill

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The places of people in a municipality: one for each office, then the mayor,
// then those who can be named in cases.
const (
	chief = iota
	administrator
	clerk
	officer
	mayor
	firstStaff
)

// town is one municipality of a region.
type town struct {
	id     int64
	region int // from 1
	index  int // among the region's, from 0
	key    string
	name   string
}

type area struct {
	id    int64
	key   string
	name  string
	towns []town
}

// plan are the organisations, made of words.
func (s Size) areas() []area {
	areas := make([]area, s.Regions)
	next := int64(s.Regions)
	for r := range areas {
		a := &areas[r]
		a.id, a.name, a.key = int64(r+1), regionNames[r%len(regionNames)], regionSlugs[r%len(regionSlugs)]
		if round := r / len(regionNames); round > 0 {
			a.name, a.key = fmt.Sprintf("%s %d", a.name, round+1), fmt.Sprintf("%s-%d", a.key, round+1)
		}
		for i := range s.members(r + 1) {
			next++
			n := int(next) - s.Regions - 1
			a.towns = append(a.towns, town{
				id: next, region: r + 1, index: i, key: strconv.Itoa(1001 + n),
				name: placeFirst[n%len(placeFirst)] + placeLast[(n/len(placeFirst)+n)%len(placeLast)],
			})
		}
	}
	return areas
}

// personID is the same in every filled database.
func personID(organisation int64, place int) uuid.UUID {
	var name [16]byte
	binary.BigEndian.PutUint64(name[:], uint64(organisation))
	binary.BigEndian.PutUint64(name[8:], uint64(place))
	return uuid.NewSHA1(uuid.NameSpaceOID, name[:])
}

type table struct {
	name    string
	columns []string
	rows    [][]any
}

func (t *table) add(row ...any) { t.rows = append(t.rows, row) }

// registry are the rows of the directory.
type registry struct {
	size  Size
	areas []area
	begin time.Time // of everything: before the first case

	organisations, memberships, people, logins, employments, capacities, offices, bodies, seats, substitutes table
}

func newRegistry(s Size, areas []area) *registry {
	r := &registry{
		size: s, areas: areas, begin: s.Now.AddDate(-8, 0, 0),
		organisations: table{name: "organisation", columns: []string{"id", "key", "kind", "name", "county", "created_at"}},
		memberships:   table{name: "membership", columns: []string{"region_id", "municipality_id", "from_date", "confirmed_at"}},
		people:        table{name: "person", columns: []string{"id", "home_id", "name", "email", "language", "created_at"}},
		logins:        table{name: "login", columns: []string{"id", "issuer", "subject", "person_id", "created_at", "how"}},
		employments:   table{name: "employment", columns: []string{"id", "municipality_id", "person_id", "staff_key", "title", "from_date", "created_at"}},
		capacities:    table{name: "capacity", columns: []string{"employment_id", "from_date", "percent"}},
		offices:       table{name: "office", columns: []string{"id", "organisation_id", "kind", "person_id", "from_at", "to_at", "ended_why", "created_at"}},
		bodies:        table{name: "body", columns: []string{"id", "organisation_id", "key", "kind", "name", "size", "decides", "created_at"}},
		seats:         table{name: "seat", columns: []string{"id", "body_id", "person_id", "role", "municipality_id", "from_at", "created_at"}},
		substitutes: table{name: "substitute", columns: []string{
			"id", "organisation_id", "office", "holder_id", "person_id", "source", "decided_on", "case_number", "from_at", "review_on", "set_by", "created_at",
		}},
	}
	for i := range areas {
		r.addArea(&areas[i])
	}
	return r
}

func (r *registry) addArea(a *area) {
	r.organisations.add(a.id, a.key, "region", a.name, "Innlandet", r.begin)
	for place, office := range []string{"secretariat", "secretariat", "auditor", "reader"} {
		r.addPerson(a.id, place)
		r.addOffice(a.id, office, place, r.begin, nil)
	}
	board := r.addBody(a.id, "styre", "board", "Styret", len(a.towns))
	council := r.addBody(a.id, "representantskap", "representative_council", "Representantskapet", 2*len(a.towns))
	for i := range a.towns {
		t := &a.towns[i]
		r.addTown(a, t)
		role := "member"
		if i == 0 {
			role = "chair"
		}
		r.addSeat(board, t, mayor, role)
		r.addSeat(council, t, mayor, role)
		r.addSeat(council, t, firstStaff+1, "member")
	}
}

func (r *registry) addTown(a *area, t *town) {
	r.organisations.add(t.id, t.key, "municipality", t.name, "Innlandet", r.begin)
	r.memberships.add(a.id, t.id, r.begin, r.begin)
	for place := range r.size.People {
		r.addPerson(t.id, place)
		if place >= firstStaff {
			r.employ(t, place)
		}
	}
	succeeded := r.size.Now.AddDate(-2, 0, 0)
	r.addOffice(t.id, "chief_executive", firstStaff+2, r.begin, &succeeded)
	r.addOffice(t.id, "chief_executive", chief, succeeded, nil)
	r.addOffice(t.id, "administrator", administrator, r.begin, nil)
	r.addOffice(t.id, "clerk", clerk, r.begin, nil)
	r.addOffice(t.id, "case_officer", officer, r.begin, nil)
	r.addOffice(t.id, "reader", firstStaff, r.begin, nil)
	council := r.addBody(t.id, "kommunestyre", "municipal_council", "Kommunestyret", 19)
	r.addSeat(council, t, mayor, "chair")
	for place := firstStaff + 3; place < r.size.People; place++ {
		switch place % 10 {
		case 8, 9:
			r.addSeat(council, t, place, "member")
		case 1, 2:
			r.addOffice(t.id, "case_officer", place, r.begin, nil)
		case 3, 4:
			r.addOffice(t.id, "reader", place, r.begin, nil)
		}
	}
	if t.index%4 == 0 {
		r.substitutes.add(int64(len(r.substitutes.rows)+1), t.id, "chief_executive", personID(t.id, chief), personID(t.id, firstStaff+3), "council",
			succeeded, "12/2024", succeeded, r.size.Now.AddDate(0, 6, 0), personID(t.id, clerk), succeeded)
	}
}

func (r *registry) addPerson(organisation int64, place int) {
	id, n := personID(organisation, place), int(organisation)*31+place*7
	language := "nb"
	if n%9 == 0 {
		language = "nn"
	}
	name := firstNames[n%len(firstNames)] + " " + lastNames[(n/len(firstNames)+n)%len(lastNames)]
	r.people.add(id, organisation, name, fmt.Sprintf("p%d.%d@example.no", organisation, place), language, r.begin)
	r.logins.add(int64(len(r.logins.rows)+1), "https://login.example.no", id.String(), id, r.begin, "operator")
}

func (r *registry) employ(t *town, place int) {
	id := int64(len(r.employments.rows) + 1)
	r.employments.add(id, t.id, personID(t.id, place), fmt.Sprintf("ansatt-%d", place), titles[place%len(titles)], r.begin, r.begin)
	r.capacities.add(id, r.begin, 100)
	if place%6 == 0 {
		r.capacities.add(id, r.size.Now.AddDate(-1, 0, 0), 80)
	}
}

func (r *registry) addOffice(organisation int64, kind string, place int, from time.Time, to *time.Time) {
	why := ""
	if to != nil {
		why = "sluttet"
	}
	r.offices.add(int64(len(r.offices.rows)+1), organisation, kind, personID(organisation, place), from, to, why, from)
}

func (r *registry) addBody(organisation int64, key, kind, name string, size int) int64 {
	id := int64(len(r.bodies.rows) + 1)
	r.bodies.add(id, organisation, key, kind, name, size, true, r.begin)
	return id
}

func (r *registry) addSeat(body int64, t *town, place int, role string) {
	r.seats.add(int64(len(r.seats.rows)+1), body, personID(t.id, place), role, t.id, r.begin, r.begin)
}

// write copies the directory into the database.
func (r *registry) write(ctx context.Context, conn *pgx.Conn) error {
	for _, t := range []*table{
		&r.organisations, &r.memberships, &r.people, &r.logins, &r.employments, &r.capacities, &r.offices, &r.bodies, &r.seats, &r.substitutes,
	} {
		if err := t.write(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) write(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
		return fmt.Errorf("fill %s: %w", t.name, err)
	}
	return nil
}
