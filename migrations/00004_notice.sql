-- What a person is told, once per source and channel (rules 6.2, 6.6). The
-- address of an e-mail is read from the person when it is sent, never kept.

-- +goose Up
CREATE TABLE letter (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text NOT NULL,
    person_id    uuid NOT NULL REFERENCES person,
    channel      text NOT NULL,
    kind         text NOT NULL,
    case_id      bigint,
    params       jsonb NOT NULL,
    late         boolean NOT NULL,
    state        text NOT NULL,
    why          text NOT NULL DEFAULT '',
    message_id   text,
    attempts     int NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    delivered_at timestamptz,
    read_at      timestamptz,
    revision     bigint NOT NULL DEFAULT 1,
    CONSTRAINT letter_once UNIQUE (source, person_id, channel),
    CONSTRAINT letter_message_id_unique UNIQUE (message_id),
    CONSTRAINT letter_channel CHECK (channel IN ('inbox', 'email')),
    CONSTRAINT letter_state CHECK (state IN ('queued', 'delivered', 'failed', 'skipped')),
    CONSTRAINT letter_message_id CHECK ((channel = 'email') = (message_id IS NOT NULL)),
    CONSTRAINT letter_delivered CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
    CONSTRAINT letter_why CHECK ((state IN ('failed', 'skipped')) = (why <> '')),
    CONSTRAINT letter_read CHECK (channel = 'inbox' OR read_at IS NULL)
);
CREATE INDEX letter_inbox ON letter (person_id, id) WHERE channel = 'inbox';
CREATE INDEX letter_unread ON letter (person_id, id) WHERE channel = 'inbox' AND read_at IS NULL;
CREATE INDEX letter_case ON letter (case_id, id);
