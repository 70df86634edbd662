-- The milestones of cases: planned for a day or a month, done as one or by
-- each municipality. The first plan and every move stay readable.

-- +goose Up
CREATE TABLE milestone (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id          bigint NOT NULL REFERENCES casefile,
    key              text NOT NULL,
    title            text NOT NULL,
    kind             text NOT NULL,
    due              date,
    month            text,
    zone             text NOT NULL DEFAULT 'Europe/Oslo',
    per_municipality boolean NOT NULL,
    responsible      jsonb,
    note             text NOT NULL DEFAULT '',
    done_at          timestamptz,
    done_by          uuid REFERENCES person,
    done_note        text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL,
    revision         bigint NOT NULL DEFAULT 1,
    CONSTRAINT milestone_key_unique UNIQUE (case_id, key),
    CONSTRAINT milestone_key_form CHECK (key ~ '^[a-z][a-z0-9_-]{0,62}$'),
    CONSTRAINT milestone_kind CHECK (kind IN ('deadline', 'event')),
    CONSTRAINT milestone_month_form CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    CONSTRAINT milestone_day_or_month CHECK ((due IS NULL) <> (month IS NULL)),
    CONSTRAINT milestone_deadline_day CHECK (kind <> 'deadline' OR due IS NOT NULL),
    CONSTRAINT milestone_zone CHECK (zone = 'Europe/Oslo'),
    CONSTRAINT milestone_done CHECK ((done_at IS NULL) = (done_by IS NULL)),
    CONSTRAINT milestone_done_by_each CHECK (NOT per_municipality OR done_at IS NULL)
);

CREATE TABLE milestone_dependency (
    case_id    bigint NOT NULL,
    key        text NOT NULL,
    depends_on text NOT NULL,
    PRIMARY KEY (case_id, key, depends_on),
    CONSTRAINT milestone_dependency_of FOREIGN KEY (case_id, key) REFERENCES milestone (case_id, key),
    CONSTRAINT milestone_dependency_on FOREIGN KEY (case_id, depends_on) REFERENCES milestone (case_id, key),
    CONSTRAINT milestone_dependency_other CHECK (key <> depends_on)
);
CREATE INDEX milestone_dependency_back ON milestone_dependency (case_id, depends_on);

CREATE TABLE milestone_move (
    milestone_id bigint NOT NULL REFERENCES milestone,
    serial       int NOT NULL,
    from_due     date,
    from_month   text,
    to_due       date,
    to_month     text,
    reason       text NOT NULL,
    person_id    uuid NOT NULL REFERENCES person,
    at           timestamptz NOT NULL,
    PRIMARY KEY (milestone_id, serial),
    CONSTRAINT milestone_move_day_or_month CHECK ((from_due IS NULL) <> (from_month IS NULL) AND (to_due IS NULL) <> (to_month IS NULL)),
    CONSTRAINT milestone_move_reason CHECK (reason <> '')
);

CREATE TABLE milestone_done (
    milestone_id    bigint NOT NULL REFERENCES milestone,
    municipality_id bigint NOT NULL REFERENCES organisation,
    done_at         timestamptz NOT NULL,
    person_id       uuid NOT NULL REFERENCES person,
    note            text NOT NULL DEFAULT '',
    PRIMARY KEY (milestone_id, municipality_id)
);
