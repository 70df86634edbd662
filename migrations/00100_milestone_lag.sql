-- A milestone may come a time after one that it depends on (rule 5.4).

-- +goose Up

-- How long after it at the least, in days or working days; null where the order is
-- all.
ALTER TABLE milestone_dependency
    ADD COLUMN lag text,
    ADD CONSTRAINT milestone_dependency_lag CHECK (lag ~ '^(working_)?days:[0-9]{1,4}$');
