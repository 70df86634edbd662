-- Organisations and bodies keep calendars of their own (rule 5.2): days off, times
-- without meetings, and working days that would be off.

-- +goose Up

-- A change of a calendar, which is an organisation's or, with body_id, one body's.
-- The number of the last one is the calendar's revision.
CREATE TABLE calendar_change (
    organisation_id bigint NOT NULL REFERENCES organisation,
    body_id         bigint REFERENCES body,
    number          int NOT NULL,
    reason          text NOT NULL,
    made_by         uuid NOT NULL REFERENCES person,
    made_for        uuid REFERENCES person,
    made_at         timestamptz NOT NULL,
    CONSTRAINT calendar_change_number UNIQUE NULLS NOT DISTINCT (organisation_id, body_id, number)
);

-- An entry as it stands from one change, since, to another, until. What is put in
-- its place keeps its number.
CREATE TABLE calendar_entry (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    body_id         bigint REFERENCES body,
    number          int NOT NULL,
    kind            text NOT NULL,
    first_day       date NOT NULL,
    last_day        date NOT NULL,
    name            text NOT NULL,
    since           int NOT NULL,
    until           int,
    CONSTRAINT calendar_entry_kind CHECK (kind IN ('day_off', 'recess', 'working_day')),
    CONSTRAINT calendar_entry_days CHECK (last_day BETWEEN first_day AND first_day + 365),
    CONSTRAINT calendar_entry_name CHECK (name <> ''),
    CONSTRAINT calendar_entry_order CHECK (until > since),
    -- No day is both off and worked, nor has it two names.
    CONSTRAINT calendar_entry_one_day EXCLUDE USING gist (
        int8range(organisation_id, organisation_id, '[]') WITH &&,
        int8range(coalesce(body_id, 0), coalesce(body_id, 0), '[]') WITH &&,
        daterange(first_day, last_day, '[]') WITH &&) WHERE (until IS NULL AND kind <> 'recess'),
    CONSTRAINT calendar_entry_one_recess EXCLUDE USING gist (
        int8range(organisation_id, organisation_id, '[]') WITH &&,
        int8range(coalesce(body_id, 0), coalesce(body_id, 0), '[]') WITH &&,
        daterange(first_day, last_day, '[]') WITH &&) WHERE (until IS NULL AND kind = 'recess')
);

-- What stands is read at every count; what stood, by its change.
CREATE INDEX calendar_entry_standing ON calendar_entry (organisation_id, body_id) WHERE until IS NULL;
CREATE INDEX calendar_entry_since ON calendar_entry (organisation_id, body_id, since);
