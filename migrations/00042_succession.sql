-- Municipalities merge and part (rule 1.1): one that is no more has successors,
-- which read what it left.

-- +goose Up
-- The first day on which it is no more.
ALTER TABLE organisation ADD COLUMN ended_on date;

CREATE TABLE succession (
    organisation_id bigint NOT NULL REFERENCES organisation,
    successor_id    bigint NOT NULL REFERENCES organisation,
    at              timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, successor_id),
    CONSTRAINT succession_other CHECK (organisation_id <> successor_id)
);
CREATE INDEX succession_successor ON succession (successor_id);

-- Of organisation: who reads what an organisation left that is no more, its
-- successors and theirs; and the keys of its successors.
CREATE VIEW heir AS
    WITH RECURSIVE h AS (
        SELECT organisation_id, successor_id FROM succession
        UNION
        SELECT h.organisation_id, s.successor_id FROM h JOIN succession s ON s.organisation_id = h.successor_id)
    SELECT organisation_id, successor_id FROM h;
CREATE FUNCTION successors_of(organisation bigint) RETURNS text[] LANGUAGE sql STABLE AS
    'SELECT array(SELECT o.key FROM succession s JOIN organisation o ON o.id = s.successor_id WHERE s.organisation_id = $1 ORDER BY o.key)';
