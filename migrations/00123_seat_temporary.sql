-- Who has a seat for the time of a leave is found by it.

-- +goose NO TRANSACTION

-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS seat_temporary_leave;
CREATE INDEX CONCURRENTLY seat_temporary_leave ON seat (leave_id) WHERE leave_id IS NOT NULL;
