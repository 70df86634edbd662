-- Nobody holds a seat from which they are on leave (rules 1.3, 7.1).

-- +goose Up
CREATE OR REPLACE FUNCTION held_seat(moment timestamptz) RETURNS SETOF seat LANGUAGE sql STABLE AS
    'SELECT s.* FROM seat s WHERE s.from_at <= $1 AND (s.to_at IS NULL OR s.to_at > $1)
        AND NOT EXISTS (SELECT FROM seat_leave l WHERE l.seat_id = s.id AND l.from_at <= $1 AND (l.to_at IS NULL OR l.to_at > $1))';
