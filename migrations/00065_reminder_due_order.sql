-- The reminders that are due are taken in their order, a batch at a time: by the
-- index alone, whatever waits behind them (rule 6.4).

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS reminder_due_order;
CREATE INDEX CONCURRENTLY reminder_due_order ON reminder (due_at, id) WHERE state = 'planned';
DROP INDEX CONCURRENTLY IF EXISTS reminder_due;
