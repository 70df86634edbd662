-- A body's treatment of a case, and what became of it (rules 7.2, 7.3).

-- +goose Up

-- One for each body of each step, made when the case is sent. Its turn has come while
-- turn_at is set; it is over when ended_at is, by a resolution (ended is '') or because
-- it was skipped or withdrawn. reopened_for are the treatments on whose branch it was
-- opened again: for all others what it resolved stands.
CREATE TABLE treatment (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id        bigint NOT NULL REFERENCES casefile,
    step           text NOT NULL,
    role           text NOT NULL,
    prepares       boolean NOT NULL DEFAULT false,
    body_id        bigint NOT NULL REFERENCES body,
    sent_at        timestamptz NOT NULL,
    turn_at        timestamptz,
    ended_at       timestamptz,
    ended          text NOT NULL DEFAULT '',
    ended_why      text NOT NULL DEFAULT '',
    taken_back_at  timestamptz,
    round          int NOT NULL DEFAULT 1,
    reopened_for   bigint[] NOT NULL DEFAULT '{}',
    deferred_to    date,
    meeting_id     bigint REFERENCES planned_meeting,
    presentation   jsonb,
    recommendation jsonb,
    revision       bigint NOT NULL DEFAULT 1,
    CONSTRAINT treatment_role CHECK (role IN ('recommends', 'deliberates', 'decides')),
    CONSTRAINT treatment_ended CHECK (ended IN ('', 'skipped', 'withdrawn') AND (ended = '' OR ended_at IS NOT NULL) AND (ended = '') = (ended_why = ''))
);
CREATE UNIQUE INDEX treatment_once ON treatment (case_id, step, body_id) WHERE taken_back_at IS NULL;
CREATE INDEX treatment_case ON treatment (case_id);
CREATE INDEX treatment_turn ON treatment (body_id, id) WHERE turn_at IS NOT NULL AND ended_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX treatment_meeting ON treatment (meeting_id) WHERE meeting_id IS NOT NULL;

CREATE TABLE treatment_change (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    treatment_id bigint NOT NULL REFERENCES treatment,
    change       text NOT NULL,
    reason       text NOT NULL DEFAULT '',
    meeting_id   bigint REFERENCES planned_meeting,
    person_id    uuid NOT NULL REFERENCES person,
    on_behalf_of uuid REFERENCES person,
    at           timestamptz NOT NULL
);
CREATE INDEX treatment_change_treatment ON treatment_change (treatment_id, id);
CREATE INDEX treatment_change_meeting ON treatment_change (meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX treatment_change_person ON treatment_change (person_id);
CREATE INDEX treatment_change_behalf ON treatment_change (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
