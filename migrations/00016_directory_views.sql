-- What others join of a directory's tables: its owner says here once what is
-- held, and when. Each function is a single SELECT that PostgreSQL puts in the
-- place of its call, so that a plan sees through it.

-- +goose Up

-- Of organisation: which municipality belongs to which region on a day.
CREATE FUNCTION member_on(day date) RETURNS SETOF membership LANGUAGE sql STABLE AS
    'SELECT * FROM membership WHERE from_date <= $1 AND (to_date IS NULL OR to_date > $1)';

-- Of person: who is employed on a day.
CREATE FUNCTION employed_on(day date) RETURNS SETOF employment LANGUAGE sql STABLE AS
    'SELECT * FROM employment WHERE from_date <= $1 AND (to_date IS NULL OR to_date > $1)';

-- Of office and of body: who holds an office, and who has a seat, at a moment.
CREATE FUNCTION held_office(moment timestamptz) RETURNS SETOF office LANGUAGE sql STABLE AS
    'SELECT * FROM office WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1)';
CREATE FUNCTION held_seat(moment timestamptz) RETURNS SETOF seat LANGUAGE sql STABLE AS
    'SELECT * FROM seat WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1)';

-- Of authority: who has been given an office or a seat in an organisation, and
-- until when.
CREATE VIEW appointment AS
    SELECT organisation_id, person_id, to_at AS until FROM office
    UNION ALL
    SELECT b.organisation_id, s.person_id, s.to_at FROM seat s JOIN body b ON b.id = s.body_id;

-- Of authority: who does nothing in which case, and when. Authority asks; the
-- answer is given by disqualification, which knows why and stands above it.
CREATE VIEW barred AS
    SELECT case_id, person_id, from_at, to_at FROM disqualification WHERE state = 'disqualified';
