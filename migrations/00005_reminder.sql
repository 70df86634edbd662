-- Deadlines, and the ledger of their reminders (rule 6.2): one row for each
-- step and addressee of a deadline, planned with the change that made it.
-- Whether what was queued arrived is read from its letters, not kept here.

-- +goose Up
CREATE TABLE deadline (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id      bigint NOT NULL,
    kind         text NOT NULL,
    key          text NOT NULL,
    municipality text NOT NULL DEFAULT '',
    version      int NOT NULL,
    title        text NOT NULL DEFAULT '',
    due          date NOT NULL,
    zone         text NOT NULL,
    params       jsonb NOT NULL DEFAULT '{}',
    state        text NOT NULL DEFAULT 'standing',
    why          text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    CONSTRAINT deadline_version_unique UNIQUE (case_id, kind, key, municipality, version),
    CONSTRAINT deadline_kind CHECK (kind IN ('answer', 'naming', 'milestone')),
    CONSTRAINT deadline_state CHECK (state IN ('standing', 'replaced', 'stopped')),
    CONSTRAINT deadline_ended CHECK ((state = 'standing') = (ended_at IS NULL) AND (state = 'standing') = (why = ''))
);
CREATE UNIQUE INDEX deadline_one_standing ON deadline (case_id, kind, key, municipality) WHERE state = 'standing';

-- reached are the people for whom the addressee stood when it was sent.
CREATE TABLE reminder (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deadline_id bigint NOT NULL REFERENCES deadline,
    step        text NOT NULL,
    addressee   jsonb NOT NULL,
    due_at      timestamptz NOT NULL,
    state       text NOT NULL,
    why         text NOT NULL DEFAULT '',
    late        boolean NOT NULL DEFAULT false,
    reached     uuid[] NOT NULL DEFAULT '{}',
    planned_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    CONSTRAINT reminder_once UNIQUE (deadline_id, step, addressee),
    CONSTRAINT reminder_step CHECK (step IN ('14_working_days_before', '2_working_days_before', 'on_the_day', '1_working_day_after')),
    CONSTRAINT reminder_state CHECK (state IN ('planned', 'queued', 'skipped', 'cancelled')),
    CONSTRAINT reminder_why CHECK ((state IN ('skipped', 'cancelled')) = (why <> '')),
    CONSTRAINT reminder_sent CHECK ((state = 'queued') = (sent_at IS NOT NULL) AND (state = 'queued') = (reached <> '{}'))
);
CREATE INDEX reminder_due ON reminder (due_at) WHERE state = 'planned';
