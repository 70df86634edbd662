-- A working group has a task, and may belong to a case (rule 7.1).

-- +goose Up

-- The task in words, '' where none is told; and the number of the region's case to
-- which the group belongs, '' where it belongs to none.
ALTER TABLE body
    ADD COLUMN task        text NOT NULL DEFAULT '',
    ADD COLUMN case_number text NOT NULL DEFAULT '';
