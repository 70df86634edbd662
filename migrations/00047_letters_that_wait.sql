-- The e-mails that wait or failed for good are counted again and again (rule 6.7).

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS letter_not_arrived;
CREATE INDEX CONCURRENTLY letter_not_arrived ON letter (state, created_at) WHERE channel = 'email' AND state IN ('queued', 'failed');
