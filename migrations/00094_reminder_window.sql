-- A reminder that was missed waits for the next send time of a working day, and
-- is due then: whatever waits to be sent is found by that (rule 6.4).

-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE reminder ADD COLUMN IF NOT EXISTS postponed_to timestamptz;
DROP INDEX CONCURRENTLY IF EXISTS reminder_send_order;
CREATE INDEX CONCURRENTLY reminder_send_order ON reminder ((coalesce(postponed_to, due_at)), id) WHERE state = 'planned';
DROP INDEX CONCURRENTLY IF EXISTS reminder_due_order;
