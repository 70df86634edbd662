package body

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

var recordElection = act.New[organisation.Ref]("record-election", http.MethodPost, organisation.Path+"/elections", act.Needs("seat", "appoint", organisation.InMunicipality()))

// ErrElection refuses an election that is not whole.
var ErrElection = fault.New(fault.Invalid, "directory.election_invalid", "The election is not valid",
	"An election has the day and the case number of the council's decision, which has been made, and elects each person once, from the municipality; to a region's body it elects members and deputies alone (rule 1.5).")

// ElectionInput is what a municipal council elected to one body, as the clerk
// records it.
type ElectionInput struct {
	Of         string         `json:"of" maxLength:"63" example:"kongsvingerregionen" doc:"The organisation whose body it is: the municipality itself, or a region of which it is a member"`
	Body       string         `json:"body" pattern:"^[a-z][a-z0-9-]{1,62}$" example:"representantskap" doc:"The body's key there"`
	DecidedOn  workday.Date   `json:"decided_on" format:"date" example:"2024-02-08" doc:"The day of the council's decision"`
	CaseNumber string         `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The council's case number"`
	From       *time.Time     `json:"from,omitempty" doc:"When the seats begin, today or later; now if left out"`
	To         *time.Time     `json:"to,omitempty" doc:"When they end; left out while no end is known"`
	Replaces   bool           `json:"replaces,omitempty" doc:"Whether it is a new term: the municipality's seats in the body that are held then end as the new ones begin. In a region's body its chair and deputy chair stay"`
	Seats      []ElectedInput `json:"seats" minItems:"1" maxItems:"500" doc:"Who was elected"`
}

// ElectedInput is one person who was elected.
type ElectedInput struct {
	Person      string `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the municipality is"`
	Role        string `json:"role" enum:"chair,deputy_chair,member,deputy" example:"member"`
	DeputyOrder *int   `json:"deputy_order,omitempty" minimum:"1" maximum:"999" doc:"The place among the deputies; for a deputy only"`
}

// Election is what became of a council's election.
type Election struct {
	request.Resource
	Organisation string       `json:"organisation" example:"3417" doc:"The municipality whose council elected"`
	Body         string       `json:"body" example:"representantskap"`
	DecidedOn    workday.Date `json:"decided_on" format:"date" example:"2024-02-08"`
	CaseNumber   string       `json:"case_number" example:"012/24"`
	Seats        []*Seat      `json:"seats" doc:"The new seats, in the order in which they were given"`
	Ended        []*Seat      `json:"ended" doc:"The seats that end as these begin"`
}

// check brings the texts to their one form, and refuses an election that is not
// whole; pointers name the rows at fault.
func (in *ElectionInput) check(own bool, today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	c.Require(!in.DecidedOn.After(today), "/decided_on", msgDecidedLater)
	seen := map[string]bool{}
	for i := range in.Seats {
		e, at := &in.Seats[i], fmt.Sprintf("/seats/%d", i)
		e.Person = strings.ToLower(e.Person)
		c.Require(!seen[e.Person], at+"/person", msgElectedTwice)
		c.Require((e.Role == deputy) == (e.DeputyOrder != nil), at+"/deputy_order", msgOrder)
		c.Require(own || e.Role == "member" || e.Role == deputy, at+"/role", msgRegionsChair)
		seen[e.Person] = true
	}
	return c.Err(ErrElection)
}

// people are those elected, by their identifiers.
func (in *ElectionInput) people() []string {
	people := make([]string, len(in.Seats))
	for i, e := range in.Seats {
		people[i] = e.Person
	}
	return people
}

// mustElect refuses rows of people whose home is elsewhere: they agree to a seat
// themselves, or their home does (rule 1.2).
func (in *ElectionInput) mustElect(known []string) error {
	var c fault.Checks
	for i, e := range in.Seats {
		c.Require(slices.Contains(known, e.Person), fmt.Sprintf("/seats/%d/person", i), person.MsgNotKnownTo)
	}
	return c.Err(person.ErrUnknownPerson)
}

// RecordElection records what a municipal council elected to a body of its own or
// to its seats in a body of its region, all of it or nothing (rule 1.5). It is the
// home's own word for those whose record it keeps. Each person is told once, and
// so are those who answer for the municipality and for the region.
func (s *Service) RecordElection(ctx context.Context, actor authn.Actor, ref organisation.Ref, in ElectionInput) (*Election, error) {
	return organisation.Do(ctx, s.organisations, recordElection.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Election, error) {
		own := in.Of == c.In.Key
		if err := in.check(own, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(in.people(), actor.Is) {
			return nil, office.ErrOwnAppointment
		}
		from, to, err := organisation.Term(in.From, in.To, c.Now)
		if err != nil {
			return nil, err
		}
		of, b, err := elects(ctx, c, in, workday.Today(from))
		if err != nil {
			return nil, err
		}
		known, err := person.AtHome(ctx, c.Tx, c.In.ID, in.people())
		if err != nil {
			return nil, err
		}
		if err := in.mustElect(known); err != nil {
			return nil, err
		}
		if err := office.MustNotHaveAppointed(ctx, c.Tx, c.In.ID, actor, c.Now, in.people()...); err != nil {
			return nil, err
		}
		e := election{ElectionInput: in, body: b.ID, from: from, to: to, by: actor, now: c.Now}
		if !own {
			e.municipality = &c.In.ID
		}
		return s.elected(ctx, c, of, b, e)
	})
}

// elects finds the body to which the council elects, and locks its organisation.
// It refuses one of which the municipality is neither the owner nor, on the first
// day, a member.
func elects(ctx context.Context, c *organisation.Change, in ElectionInput, first workday.Date) (*organisation.Organisation, *Body, error) {
	of := c.In
	if in.Of != c.In.Key {
		region, err := organisation.Lock(ctx, c.Tx, in.Of)
		if err != nil {
			return nil, nil, ErrUnknownBody.On("/of", msgNoMember.With(c.In.Key, first))
		}
		member, err := organisation.IsMember(ctx, c.Tx, region.ID, &c.In.Key, first)
		if err != nil {
			return nil, nil, err
		}
		if !member {
			return nil, nil, ErrUnknownBody.On("/of", msgNoMember.With(c.In.Key, first))
		}
		of = region
	}
	b, err := loadBody(ctx, c.Tx, Body{Organisation: of.Key, Key: in.Body}.ref(), c.Now)
	if errors.Is(err, httpapi.ErrNotFound) {
		err = ErrUnknownBody.On("/body", msgNoSuchBody)
	}
	return of, b, err
}

// elected stores an election that was checked, with its trace, and tells of it.
func (s *Service) elected(ctx context.Context, c *organisation.Change, of *organisation.Organisation, b *Body, e election) (*Election, error) {
	ended, err := endReplaced(ctx, c.Tx, e)
	if err != nil {
		return nil, err
	}
	made, err := insertElected(ctx, c.Tx, e)
	if err != nil {
		return nil, err
	}
	found, err := seats(ctx, c.Tx, `WHERE s.id = ANY($1) ORDER BY array_position($1, s.id)`, slices.Concat(made, ended))
	if err != nil {
		return nil, err
	}
	answer := &Election{
		Organisation: c.In.Key, Body: b.Key, DecidedOn: e.DecidedOn, CaseNumber: e.CaseNumber, Seats: found[:len(made)], Ended: found[len(made):],
	}
	answer.Self, answer.Actions = b.Path(), []request.Action{}
	var events []audit.Event
	told := []organisation.Announcement{c.Announcement(b.Path(), "", map[string]string{"title": b.Name, "count": fmt.Sprint(len(made))})}
	if of != c.In {
		inRegion := told[0]
		inRegion.In = of
		told = append(told, inRegion)
	}
	for i, seat := range found {
		s.PresentSeat(seat, c.Actor)
		changes := audit.Changes{"to": {New: seat.To}, "person": {Old: seat.Person}}
		if i < len(made) {
			changes = audit.Changes{
				"person": {New: seat.Person}, "role": {New: seat.Role}, "deputy_order": {New: seat.DeputyOrder}, "municipality": {New: seat.Municipality},
				"from": {New: seat.From}, "to": {New: seat.To}, "decided_on": {New: e.DecidedOn}, "case_number": {New: e.CaseNumber},
			}
		}
		events = append(events, c.Event(seat.Path(), changes))
		if i >= len(made) && slices.Contains(e.people(), seat.Person) {
			continue // whoever was elected anew hears of that
		}
		one := c.Announcement(seat.Path(), seat.Name, organisation.TermWords(seat.From, seat.To, "title", seat.BodyName), seat.Person)
		one.ConcernedAlone = true
		if i >= len(made) {
			one.Act = endSeat.ID
		}
		told = append(told, one)
	}
	if err := audit.Record(ctx, c.Tx, events...); err != nil {
		return nil, err
	}
	return answer, s.organisations.Announce(ctx, c.Tx, told...)
}

// election is an election as it is stored.
type election struct {
	ElectionInput
	body         int64
	municipality *int64
	from         time.Time
	to           *time.Time
	by           authn.Actor
	now          time.Time
}

// endReplaced ends the seats that a new term replaces, as it begins.
func endReplaced(ctx context.Context, tx pgx.Tx, e election) ([]int64, error) {
	if !e.Replaces {
		return nil, nil
	}
	return pgdb.All[int64](ctx, tx, "end the seats of the term before", `
		UPDATE seat SET to_at = @from, ended_why = 'A new term', revision = revision + 1
		WHERE body_id = @body AND municipality_id IS NOT DISTINCT FROM @municipality AND from_at <= @from AND (to_at IS NULL OR to_at > @from)
			AND (@municipality::bigint IS NULL OR role IN ('member', 'deputy'))
		RETURNING id`, pgx.StrictNamedArgs{"body": e.body, "municipality": e.municipality, "from": e.from})
}

// insertElected stores the seats of an election: one statement, however many.
func insertElected(ctx context.Context, tx pgx.Tx, e election) ([]int64, error) {
	roles, orders := make([]string, len(e.Seats)), make([]*int, len(e.Seats))
	for i, x := range e.Seats {
		roles[i], orders[i] = x.Role, x.DeputyOrder
	}
	ids, err := pgdb.All[int64](ctx, tx, "insert the seats of an election", `
		INSERT INTO seat (body_id, person_id, role, deputy_order, municipality_id, from_at, to_at, decided_on, case_number, appointed_by, appointed_for, created_at)
		SELECT @body, x.person, x.role, x.deputy_order, @municipality, @from, @to, @decided, @number, @by, @behalf, @now
		FROM unnest(@people::uuid[], @roles::text[], @orders::int[]) WITH ORDINALITY AS x(person, role, deputy_order, nr) ORDER BY x.nr
		RETURNING id`, pgx.StrictNamedArgs{
		"body": e.body, "municipality": e.municipality, "from": e.from, "to": e.to, "decided": e.DecidedOn, "number": e.CaseNumber, "by": e.by.Person, "behalf": e.by.For(), "now": e.now,
		"people": e.people(), "roles": roles, "orders": orders,
	})
	return ids, pgdb.Refuse(err, map[string]*fault.Error{
		"seat_one_chair": ErrChairTaken.On("/seats", msgChairTaken),
		"seat_once":      ErrAlreadySeated.On("/seats", msgSeated),
	})
}

func (s *Service) registerElections(d *httpapi.Door) {
	httpapi.DoWith(d, recordElection, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Record what the council elected to a body",
		Description: "The clerk records a whole election of the municipal council in one act: members and deputies of the municipality's own bodies, or of its seats in a body of its region, with the council's date and case number. A new term ends the seats before it. All of it is recorded or nothing; what is wrong is named row by row, also when it is only tried out (dry_run). Each person is told once (rules 1.2, 1.5).",
		Faults: []*fault.Error{
			ErrElection, ErrUnknownBody, organisation.ErrPeriod, organisation.ErrBackdated, person.ErrUnknownPerson, office.ErrOwnAppointment,
			office.ErrMutualAppointment, ErrChairTaken, ErrAlreadySeated,
		},
	}, s.RecordElection)
}
