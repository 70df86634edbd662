-- +goose Up
-- Deadlines of a municipality about one subject, such as naming people, that fall on one day are one letter for each person
-- and step: the reminder says under which of them its letters were sent, null where under its own.
ALTER TABLE deadline ADD COLUMN subject text NOT NULL DEFAULT '';
UPDATE deadline SET subject = 'naming' WHERE kind = 'naming' OR kind = 'milestone' AND key = 'naming_due';
CREATE INDEX deadline_subject ON deadline (case_id, subject, municipality, due) WHERE subject <> '';
ALTER TABLE reminder ADD COLUMN letters_of bigint REFERENCES deadline;
