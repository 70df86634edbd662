-- A municipality that left a case and comes back begins a new period, and
-- overwrites none (rule 1.1).

-- +goose Up

-- Of participant: why a municipality joined later; empty for those with which
-- the case was opened.
ALTER TABLE participant ADD COLUMN joined_why text NOT NULL DEFAULT '';

-- The periods before the one that participant holds.
CREATE TABLE participant_past (
    case_id         bigint NOT NULL,
    municipality_id bigint NOT NULL,
    joined_at       timestamptz NOT NULL,
    joined_why      text NOT NULL,
    left_at         timestamptz NOT NULL,
    left_why        text NOT NULL,
    PRIMARY KEY (case_id, municipality_id, joined_at),
    FOREIGN KEY (case_id, municipality_id) REFERENCES participant
);
