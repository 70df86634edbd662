-- A seat can be on leave, and somebody else have it for that time (rule 7.1, KL
-- §§ 7-9 to 7-11). Deputies are numbered within the group for which they are elected.

-- +goose Up

-- When somebody is not in their seat, by whose decision: a period [from, to), without
-- an end while none is known. Why is nobody's to read.
CREATE TABLE seat_leave (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seat_id      bigint NOT NULL REFERENCES seat,
    from_at      timestamptz NOT NULL,
    to_at        timestamptz,
    decided_on   date,
    case_number  text NOT NULL DEFAULT '',
    recorded_by  uuid NOT NULL REFERENCES person,
    recorded_for uuid REFERENCES person,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT seat_leave_period CHECK (to_at >= from_at),
    CONSTRAINT seat_leave_once EXCLUDE USING gist (
        int8range(seat_id, seat_id, '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&)
);
CREATE INDEX seat_leave_seat ON seat_leave (seat_id, from_at);
CREATE INDEX seat_leave_recorded_by ON seat_leave (recorded_by);
CREATE INDEX seat_leave_recorded_for ON seat_leave (recorded_for) WHERE recorded_for IS NOT NULL;

-- The party or list for which a seat was given, '' where it is none; and the leave for
-- the time of which it was, null for a seat of its own.
ALTER TABLE seat
    ADD COLUMN group_name text NOT NULL DEFAULT '',
    ADD COLUMN leave_id   bigint REFERENCES seat_leave,
    ADD CONSTRAINT seat_temporary CHECK (leave_id IS NULL OR role = 'member');
