package body

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const selectBody = `
	SELECT b.id, o.key AS organisation, b.key, b.kind, b.name, b.size, b.decides, b.task, b.case_number, b.created_at, b.revision
	FROM body b JOIN organisation o ON o.id = b.organisation_id `

const selectSeat = `
	SELECT s.id, s.body_id, o.key AS organisation, o.name AS organisation_name, b.key AS body, b.name AS body_name, p.id::text AS person, p.name,
		s.role, s.deputy_order, s.group_name, s.leave_id, l.seat_id AS in_place_of, t.key AS municipality, s.from_at, s.to_at, s.ended_why, s.decided_on, s.case_number, s.appointed_by::text AS appointed_by, s.appointed_for::text AS appointed_for, s.created_at, s.revision
	FROM seat s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id JOIN person p ON p.id = s.person_id
	LEFT JOIN organisation t ON t.id = s.municipality_id LEFT JOIN seat_leave l ON l.id = s.leave_id `

// Load reads a body, with its statutes and the seats in force at a moment.
func Load(ctx context.Context, q pgdb.Querier, ref Ref, at time.Time) (*Body, error) {
	return loadBody(ctx, q, ref, at)
}

// loadBody reads a body, with its statutes and the seats in force at a moment.
func loadBody(ctx context.Context, q pgdb.Querier, ref Ref, at time.Time) (*Body, error) {
	b, err := pgdb.Pointer[Body](ctx, q, "find a body", selectBody+`WHERE o.key = $1 AND b.key = $2`, ref.Organisation, ref.Key)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return b, fill(ctx, q, []*Body{b}, at)
}

// fill reads the statutes of bodies and their seats in force at a moment.
func fill(ctx context.Context, q pgdb.Querier, bodies []*Body, at time.Time) error {
	if err := fillStatutes(ctx, q, bodies, workday.Today(at)); err != nil {
		return err
	}
	return fillSeats(ctx, q, bodies, at)
}

func findBodies(ctx context.Context, q pgdb.Querier, f bodyFilter, p request.Page, at time.Time) (request.List[*Body], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[*Body]{}, err
	}
	found, err := pgdb.Pointers[Body](ctx, q, "list bodies", selectBody+`
		WHERE o.key = @organisation AND b.key > @after AND (@kind = '' OR b.kind = @kind) ORDER BY b.key LIMIT @limit`,
		pgx.StrictNamedArgs{"organisation": f.Organisation, "after": after, "kind": f.Kind, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Body]{}, err
	}
	list := request.Cut(found, p, func(b *Body) any { return b.Key })
	return list, fill(ctx, q, list.Items, at)
}

// OfOrganisations are the bodies of organisations, by these and by their keys, without
// their seats, and as they were founded: StatutesAt says what they are on a day. It
// takes one statement, however many.
func OfOrganisations(ctx context.Context, q pgdb.Querier, organisations []string) ([]*Body, error) {
	return pgdb.Pointers[Body](ctx, q, "find the bodies of organisations", selectBody+`WHERE o.key = ANY($1) ORDER BY o.key, b.key`, organisations)
}

// AllAt are the bodies of an organisation by their keys, with their statutes and the
// seats in force at a moment: in three statements, however many.
func AllAt(ctx context.Context, q pgdb.Querier, organisation string, at time.Time) ([]*Body, error) {
	all, err := OfOrganisations(ctx, q, []string{organisation})
	if err != nil {
		return nil, err
	}
	return all, fill(ctx, q, all, at)
}

// fillSeats reads the seats in force of bodies, in one statement however many
// they are.
func fillSeats(ctx context.Context, q pgdb.Querier, bodies []*Body, at time.Time) error {
	ids := make([]int64, len(bodies))
	by := map[int64]*Body{}
	for i, b := range bodies {
		ids[i], by[b.ID] = b.ID, b
		b.Seats = []*Seat{}
	}
	found, err := seats(ctx, q, `
		WHERE s.body_id = ANY($1) AND s.from_at <= $2 AND (s.to_at IS NULL OR s.to_at > $2)
		ORDER BY array_position(ARRAY['chair', 'deputy_chair', 'member', 'deputy'], s.role), CASE s.role WHEN 'deputy' THEN s.group_name END, s.deputy_order, s.id`, ids, at)
	for _, s := range found {
		b := by[s.BodyID]
		b.Seats = append(b.Seats, s)
	}
	return err
}

// seats reads seats with all leave from them, in two statements.
func seats(ctx context.Context, q pgdb.Querier, where string, args ...any) ([]*Seat, error) {
	found, err := pgdb.Pointers[Seat](ctx, q, "find seats", selectSeat+where, args...)
	if err != nil {
		return nil, err
	}
	return found, fillLeaves(ctx, q, found)
}

// SeatsByID reads seats in the order of their identifiers given.
func SeatsByID(ctx context.Context, q pgdb.Querier, ids []int64) ([]*Seat, error) {
	return seats(ctx, q, `JOIN unnest($1::bigint[]) WITH ORDINALITY AS x(id, nr) ON x.id = s.id ORDER BY x.nr`, ids)
}

// kindOf is of what kind a body is.
func kindOf(ctx context.Context, q pgdb.Querier, body int64) (string, error) {
	return pgdb.One[string](ctx, q, "find a body's kind", `SELECT kind FROM body WHERE id = $1`, body)
}

// findSeat reads a seat; lock is "" or a locking clause.
func findSeat(ctx context.Context, q pgdb.Querier, ref SeatRef, lock string) (*Seat, error) {
	found, err := seats(ctx, q, `WHERE o.key = $1 AND b.key = $2 AND s.id = $3`+lock, ref.Organisation, ref.Key, ref.Seat)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}

// SeatsOf are the seats that a person has at a moment, in whatever organisation.
func SeatsOf(ctx context.Context, q pgdb.Querier, person string, at time.Time) ([]*Seat, error) {
	return seats(ctx, q, `WHERE s.person_id = $1 AND s.from_at <= $2 AND (s.to_at IS NULL OR s.to_at > $2) ORDER BY s.id`, person, at)
}

func findSeats(ctx context.Context, q pgdb.Querier, f seatFilter, p request.Page) (request.List[*Seat], error) {
	var after int64
	if err := p.After(&after); err != nil {
		return request.List[*Seat]{}, err
	}
	found, err := seats(ctx, q, `
		WHERE o.key = @organisation AND b.key = @body AND s.id > @after AND s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at)
		ORDER BY s.id LIMIT @limit`,
		pgx.StrictNamedArgs{"organisation": f.Organisation, "body": f.Key, "after": after, "at": f.At, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Seat]{}, err
	}
	return request.Cut(found, p, func(s *Seat) any { return s.ID }), nil
}

func insertBody(ctx context.Context, tx pgx.Tx, organisation int64, in BodyFoundInput, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO body (organisation_id, key, kind, name, size, decides, task, case_number, created_at)
		VALUES (@organisation, @key, @kind, @name, @size, @decides, @task, @case, @now)`,
		pgx.StrictNamedArgs{
			"organisation": organisation, "key": in.Key, "kind": in.Kind, "name": in.Name, "size": in.Size, "decides": in.Decides, "task": in.Task, "case": in.Case, "now": now,
		})
	if err != nil {
		return fmt.Errorf("insert body: %w", pgdb.Refuse(err, map[string]*fault.Error{"body_key_unique": ErrBodyKey.On("/key", msgKeyTaken)}))
	}
	return nil
}

func updateBody(ctx context.Context, tx pgx.Tx, id int64, in BodyInput, own foundedWith) error {
	_, err := tx.Exec(ctx, `UPDATE body SET name = $2, size = $3, decides = $4, task = $5, case_number = $6, revision = revision + 1 WHERE id = $1`,
		id, in.Name, own.size, own.decides, in.Task, in.Case)
	if err != nil {
		return fmt.Errorf("update body: %w", err)
	}
	return nil
}

func insertSeat(ctx context.Context, tx pgx.Tx, s *Seat) (int64, error) {
	id, err := pgdb.One[int64](ctx, tx, "insert a seat", `
		INSERT INTO seat (body_id, person_id, role, deputy_order, group_name, leave_id, municipality_id, from_at, to_at, appointed_by, appointed_for, created_at)
		VALUES (@body, @person, @role, @order, @group, @leave, (SELECT id FROM organisation WHERE key = @municipality), @from, @to, @by, @behalf, @now) RETURNING id`,
		pgx.StrictNamedArgs{
			"body": s.BodyID, "person": s.Person, "role": s.Role, "order": s.DeputyOrder, "group": s.Group, "leave": s.LeaveID, "municipality": s.Municipality,
			"from": s.From, "to": s.To, "by": s.AppointedBy, "behalf": s.AppointedFor, "now": s.CreatedAt,
		})
	return id, pgdb.Refuse(err, map[string]*fault.Error{
		"seat_one_chair": ErrChairTaken.On("/role", msgChairTaken),
		"seat_once":      ErrAlreadySeated.On("/person", msgSeated),
	})
}

// keepSeatEnd stores the end that the rule gave the seat.
func keepSeatEnd(ctx context.Context, tx pgx.Tx, s *Seat) error {
	_, err := tx.Exec(ctx, `UPDATE seat SET to_at = $2, ended_why = $3, revision = revision + 1 WHERE id = $1`, s.ID, s.To, s.EndedWhy)
	if err != nil {
		return fmt.Errorf("end seat: %w", err)
	}
	return nil
}

// Mayors are those who chair the municipal council of a municipality at a moment.
func Mayors(ctx context.Context, q pgdb.Querier, municipality int64, at time.Time) ([]string, error) {
	return pgdb.All[string](ctx, q, "find the mayor", `
		SELECT DISTINCT s.person_id::text FROM held_seat($2) s JOIN body b ON b.id = s.body_id
		WHERE b.organisation_id = $1 AND b.kind = '`+MunicipalCouncil+`' AND s.role = 'chair'`, municipality, at)
}

// In reads a body within a transaction, with the seats in force at a moment.
func (*Service) In(ctx context.Context, tx pgx.Tx, ref Ref, at time.Time) (*Body, error) {
	return loadBody(ctx, tx, ref, at)
}
