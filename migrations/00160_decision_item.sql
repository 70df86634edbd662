-- The item of an agenda in which a body adopted a decision on which a case rests, by its
-- address; empty where the meetings of the body are kept elsewhere (rule 2.3b).

-- +goose Up

ALTER TABLE case_decision ADD COLUMN item text NOT NULL DEFAULT '';
