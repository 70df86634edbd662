-- What people give is read from the days asked about on, and not with all that they
-- have given.

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS assignment_until;
CREATE INDEX CONCURRENTLY assignment_until ON assignment (employment_id, least(to_date, ended_on)) WHERE state NOT IN ('declined', 'retracted');
