-- A condition is found by the part of the mandate to whose approval it belongs,
-- without a look at the answers: its own package keeps it.

-- +goose Up

-- first_answer_id is the answer that set the condition: those that carried over
-- with an approval have it in common. A condition stands no longer when its
-- municipality gives another answer to the same version.
ALTER TABLE mandate_condition
    ADD COLUMN case_id         bigint,
    ADD COLUMN version         int,
    ADD COLUMN municipality_id bigint,
    ADD COLUMN first_answer_id bigint REFERENCES mandate_answer,
    ADD COLUMN set_at          timestamptz,
    ADD COLUMN superseded_at   timestamptz;

WITH RECURSIVE approval AS (
    SELECT id, id AS first, case_id, version, municipality_id, at, superseded_at FROM mandate_answer WHERE carried_from IS NULL
    UNION ALL
    SELECT n.id, a.first, n.case_id, n.version, n.municipality_id, n.at, n.superseded_at
    FROM mandate_answer n JOIN approval a
        ON n.case_id = a.case_id AND n.municipality_id = a.municipality_id AND n.carried_from = a.version AND a.superseded_at IS NULL)
UPDATE mandate_condition c SET case_id = a.case_id, version = a.version, municipality_id = a.municipality_id,
    first_answer_id = a.first, set_at = a.at, superseded_at = a.superseded_at
FROM approval a WHERE a.id = c.answer_id;

ALTER TABLE mandate_condition
    ALTER COLUMN case_id SET NOT NULL,
    ALTER COLUMN version SET NOT NULL,
    ALTER COLUMN municipality_id SET NOT NULL,
    ALTER COLUMN first_answer_id SET NOT NULL,
    ALTER COLUMN set_at SET NOT NULL,
    ADD FOREIGN KEY (case_id, version, municipality_id) REFERENCES mandate_slice;
CREATE INDEX mandate_condition_part ON mandate_condition (case_id, version, municipality_id);
CREATE INDEX mandate_condition_carried ON mandate_condition (first_answer_id, number);
CREATE INDEX mandate_condition_unfulfilled ON mandate_condition (organisation) WHERE state <> 'fulfilled' AND superseded_at IS NULL;
