-- The e-mails that wait for a daily digest, and those that one tells of (rule 6.6).

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS letter_waiting;
CREATE INDEX CONCURRENTLY letter_waiting ON letter (waits_until, person_id) WHERE state = 'queued' AND waits_until IS NOT NULL AND digest_id IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS letter_digest;
CREATE INDEX CONCURRENTLY letter_digest ON letter (digest_id) WHERE digest_id IS NOT NULL;
