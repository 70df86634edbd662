-- What the source of a planned meeting said of it last. A calendar that says the same
-- again changes nothing, also where the meeting was moved or cancelled here since.

-- +goose Up
ALTER TABLE planned_meeting ADD COLUMN said text NOT NULL DEFAULT '';

-- Of organisation: the municipalities that belong to a region on some day from one to
-- another, both included; on which day, member_on says.
CREATE FUNCTION members_in(region bigint, first date, last date) RETURNS SETOF bigint LANGUAGE sql STABLE AS
    'SELECT m.municipality_id FROM membership m WHERE m.region_id = $1 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date > $2) AND m.confirmed_at IS NOT NULL';
