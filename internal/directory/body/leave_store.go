package body

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
)

// SeatingAt reads who has which seat in a body at a moment, those on leave among them.
func SeatingAt(ctx context.Context, q pgdb.Querier, body int64, at time.Time) (Seating, error) {
	b := &Body{ID: body}
	err := fillSeats(ctx, q, []*Body{b}, at)
	return b.Seats, err
}

// fillLeaves reads all leave from seats, in one statement however many they are.
func fillLeaves(ctx context.Context, q pgdb.Querier, found []*Seat) error {
	by, ids := map[int64]*Seat{}, make([]int64, len(found))
	for i, s := range found {
		s.Leaves = []*Leave{}
		by[s.ID], ids[i] = s, s.ID
	}
	if len(found) == 0 {
		return nil
	}
	leaves, err := pgdb.Pointers[Leave](ctx, q, "find leave", `
		SELECT id, seat_id, from_at, to_at, decided_on, case_number, recorded_by::text, recorded_for::text, recorded_at
		FROM seat_leave WHERE seat_id = ANY($1) ORDER BY seat_id, from_at, id`, ids)
	for _, l := range leaves {
		by[l.SeatID].Leaves = append(by[l.SeatID].Leaves, l)
	}
	return err
}

func insertLeave(ctx context.Context, tx pgx.Tx, l *Leave) error {
	_, err := pgdb.One[int64](ctx, tx, "insert leave", `
		INSERT INTO seat_leave (seat_id, from_at, to_at, decided_on, case_number, recorded_by, recorded_for, recorded_at)
		VALUES (@seat, @from, @to, @decided, @case, @by, @for, @at) RETURNING id`,
		pgx.StrictNamedArgs{
			"seat": l.SeatID, "from": l.From, "to": l.To, "decided": l.DecidedOn, "case": l.CaseNumber, "by": l.RecordedBy, "for": l.RecordedFor, "at": l.RecordedAt,
		})
	return pgdb.Refuse(err, map[string]*fault.Error{"seat_leave_once": ErrOnLeave.On("/from", msgOnLeave)})
}

// keepLeaveEnd stores the end that the rule gave a leave.
func keepLeaveEnd(ctx context.Context, tx pgx.Tx, l *Leave) error {
	if _, err := tx.Exec(ctx, `UPDATE seat_leave SET to_at = $2 WHERE id = $1`, l.ID, l.To); err != nil {
		return fmt.Errorf("end leave: %w", err)
	}
	return nil
}

// touchSeat counts the revision of a seat of which something changed beside it.
func touchSeat(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE seat SET revision = revision + 1 WHERE id = $1`, id); err != nil {
		return fmt.Errorf("count a seat's revision: %w", err)
	}
	return nil
}

// EndTemporary ends the seats that people have for the time of leave, as the seats or
// the leave that they have them for end, unless they end earlier.
func EndTemporary(ctx context.Context, tx pgx.Tx, seats, leaves []int64, at time.Time) ([]int64, error) {
	return pgdb.All[int64](ctx, tx, "end temporary seats", `
		UPDATE seat s SET to_at = greatest(s.from_at, $3), ended_why = $4, revision = s.revision + 1
		FROM seat_leave l WHERE l.id = s.leave_id AND (l.seat_id = ANY($1) OR l.id = ANY($2)) AND (s.to_at IS NULL OR s.to_at > greatest(s.from_at, $3))
		RETURNING s.id`, seats, leaves, at, msgLeaveEnded)
}

// isFilled says whether somebody has a seat for a time within a leave.
func isFilled(ctx context.Context, q pgdb.Querier, leave int64, from time.Time, to *time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for a temporary member", `
		SELECT EXISTS (SELECT FROM seat WHERE leave_id = $1 AND tstzrange(from_at, to_at) && tstzrange($2, $3))`, leave, from, to)
}

// isOrderTaken says whether another deputy of the same group and municipality has the
// place for a time.
func isOrderTaken(ctx context.Context, q pgdb.Querier, s *Seat) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for a deputy's place", `
		SELECT EXISTS (SELECT FROM seat s LEFT JOIN organisation t ON t.id = s.municipality_id
			WHERE s.body_id = $1 AND s.role = 'deputy' AND s.group_name = $2 AND s.deputy_order = $3 AND t.key IS NOT DISTINCT FROM $4
				AND tstzrange(s.from_at, s.to_at) && tstzrange($5, $6))`, s.BodyID, s.Group, s.DeputyOrder, s.Municipality, s.From, s.To)
}
