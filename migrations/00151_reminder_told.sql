-- Whom a reminder reached, in the order of telling: what a person was reminded of is
-- found by an index, however long the ledger is (rule 6.2).

-- +goose Up
CREATE TABLE reminder_told (
    person_id   uuid NOT NULL REFERENCES person,
    sent_at     timestamptz NOT NULL,
    reminder_id bigint NOT NULL REFERENCES reminder,
    PRIMARY KEY (person_id, sent_at, reminder_id)
);
INSERT INTO reminder_told (person_id, sent_at, reminder_id)
SELECT DISTINCT person_id, r.sent_at, r.id FROM reminder r, unnest(r.reached) person_id WHERE r.sent_at IS NOT NULL;
