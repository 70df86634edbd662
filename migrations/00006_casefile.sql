-- Cases, who takes part, and what each municipality gains.

-- +goose Up
CREATE TABLE case_counter (
    region_id bigint NOT NULL REFERENCES organisation,
    year      int NOT NULL,
    last      int NOT NULL,
    PRIMARY KEY (region_id, year)
);

CREATE TABLE casefile (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region_id       bigint NOT NULL REFERENCES organisation,
    year            int NOT NULL,
    serial          int NOT NULL,
    title           text NOT NULL,
    summary         text NOT NULL DEFAULT '',
    kind            text NOT NULL,
    state           text NOT NULL DEFAULT 'draft',
    principal       boolean NOT NULL DEFAULT false,
    statutory_plan  boolean NOT NULL DEFAULT false,
    publicity       text NOT NULL DEFAULT 'public',
    legal_basis     text NOT NULL DEFAULT '',
    exempt_until    date,
    responsible_id  uuid REFERENCES person,
    predecessor_id  bigint REFERENCES casefile,
    withdrawn_why   text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    opened_at       timestamptz,
    started_at      timestamptz,
    withdrawn_at    timestamptz,
    modified_at     timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    searched        tsvector GENERATED ALWAYS AS (to_tsvector('norwegian', title || ' ' || summary)) STORED,
    CONSTRAINT casefile_number_unique UNIQUE (region_id, year, serial),
    CONSTRAINT casefile_kind CHECK (kind IN ('strategy', 'strategy_revision', 'plan', 'agreement_change', 'statement', 'enquiry', 'other')),
    CONSTRAINT casefile_state CHECK (state IN ('draft', 'preparing', 'active', 'in_treatment', 'adopted', 'not_adopted', 'following_up', 'closed', 'withdrawn')),
    CONSTRAINT casefile_publicity CHECK (publicity IN ('public', 'exempt')),
    CONSTRAINT casefile_legal_basis CHECK ((publicity = 'exempt') = (legal_basis <> '')),
    CONSTRAINT casefile_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND (state = 'withdrawn') = (withdrawn_why <> ''))
);
CREATE INDEX casefile_searched ON casefile USING gin (searched);
CREATE INDEX casefile_state_list ON casefile (region_id, state, year, serial);
CREATE INDEX casefile_kind_list ON casefile (region_id, kind, year, serial);
CREATE INDEX casefile_modified ON casefile (region_id, modified_at);

CREATE TABLE participant (
    case_id         bigint NOT NULL REFERENCES casefile,
    municipality_id bigint NOT NULL REFERENCES organisation,
    joined_at       timestamptz NOT NULL,
    left_at         timestamptz,
    left_why        text NOT NULL DEFAULT '',
    PRIMARY KEY (case_id, municipality_id)
);
CREATE INDEX participant_municipality ON participant (municipality_id, case_id);

CREATE TABLE benefit (
    case_id         bigint NOT NULL,
    municipality_id bigint NOT NULL,
    statement       text NOT NULL,
    written_by      uuid NOT NULL REFERENCES person,
    written_at      timestamptz NOT NULL,
    confirmed_by    uuid REFERENCES person,
    confirmed_at    timestamptz,
    last_confirmed_at timestamptz,
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, municipality_id),
    FOREIGN KEY (case_id, municipality_id) REFERENCES participant,
    CONSTRAINT benefit_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);

-- Each organisation's own case and archive number.
CREATE TABLE case_reference (
    case_id         bigint NOT NULL REFERENCES casefile,
    organisation_id bigint NOT NULL REFERENCES organisation,
    case_number     text NOT NULL,
    archive_number  text NOT NULL DEFAULT '',
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, organisation_id)
);

CREATE TABLE case_link (
    case_id         bigint NOT NULL REFERENCES casefile,
    serial          int NOT NULL,
    mandate_version int,
    title           text NOT NULL,
    address         text NOT NULL,
    kind            text NOT NULL,
    added_at        timestamptz NOT NULL,
    removed_at      timestamptz,
    PRIMARY KEY (case_id, serial),
    CONSTRAINT case_link_kind CHECK (kind IN ('report', 'minutes', 'decision', 'consultation', 'presentation', 'other'))
);

-- A political decision that the case, or a mandate in it, rests on.
CREATE TABLE case_decision (
    case_id     bigint NOT NULL REFERENCES casefile,
    serial      int NOT NULL,
    body_id     bigint NOT NULL REFERENCES body,
    decided_on  date NOT NULL,
    case_number text NOT NULL,
    subject     text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, serial),
    CONSTRAINT case_decision_once UNIQUE (case_id, body_id, decided_on, case_number)
);

-- A minuted board resolution that lets a case start although something is
-- missing. It covers the entries that were missing then, and no later ones.
CREATE TABLE start_override (
    case_id      bigint NOT NULL REFERENCES casefile,
    serial       int NOT NULL,
    decided_on   date NOT NULL,
    case_number  text NOT NULL,
    reason       text NOT NULL,
    covers       jsonb NOT NULL,
    entered_by   uuid NOT NULL REFERENCES person,
    entered_at   timestamptz NOT NULL,
    confirmed_by uuid REFERENCES person,
    confirmed_at timestamptz,
    revision     bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, serial)
);
