-- The meeting calendars of bodies (rule 5.2): what is planned, and all that became
-- of it.

-- +goose Up

-- A meeting that a body has planned. Day and time are those of the zone; without a
-- time only the day is known. Uid is what the source calls it: a list that comes
-- again finds its meetings by it.
CREATE TABLE planned_meeting (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body_id    bigint NOT NULL REFERENCES body,
    on_date    date NOT NULL,
    at_time    time(0),
    zone       text NOT NULL,
    title      text NOT NULL DEFAULT '',
    place      text NOT NULL DEFAULT '',
    remote     boolean NOT NULL DEFAULT false,
    note       text NOT NULL DEFAULT '',
    state      text NOT NULL DEFAULT 'planned',
    source     text NOT NULL DEFAULT '',
    uid        text NOT NULL,
    sequence   int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    revision   bigint NOT NULL DEFAULT 1,
    CONSTRAINT planned_meeting_state CHECK (state IN ('planned', 'cancelled')),
    CONSTRAINT planned_meeting_uid UNIQUE (body_id, source, uid) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT planned_meeting_one_at_a_time EXCLUDE (body_id WITH =, on_date WITH =, at_time WITH =)
        WHERE (state = 'planned' AND at_time IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX planned_meeting_day ON planned_meeting (body_id, on_date, id);

-- What became of a meeting: one row for each act on it, with the day and time
-- before and after, and what else changed, as in the audit.
CREATE TABLE planned_meeting_change (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id   bigint NOT NULL REFERENCES planned_meeting,
    change       text NOT NULL,
    old_date     date,
    old_time     time(0),
    new_date     date NOT NULL,
    new_time     time(0),
    changes      jsonb NOT NULL DEFAULT '{}',
    reason       text NOT NULL DEFAULT '',
    person_id    uuid NOT NULL REFERENCES person,
    on_behalf_of uuid REFERENCES person,
    at           timestamptz NOT NULL,
    CONSTRAINT planned_meeting_change_change CHECK (change IN ('created', 'moved', 'changed', 'cancelled', 'restored'))
);
CREATE INDEX planned_meeting_change_meeting ON planned_meeting_change (meeting_id, id);
CREATE INDEX planned_meeting_change_person ON planned_meeting_change (person_id);
CREATE INDEX planned_meeting_change_on_behalf_of ON planned_meeting_change (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
