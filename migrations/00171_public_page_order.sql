-- What has become public of late is found by its moment, and the meetings that treated a
-- case by its treatments.

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS casefile_opened;
CREATE INDEX CONCURRENTLY casefile_opened ON casefile (region_id, opened_at) WHERE opened_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS casefile_withdrawn_at;
CREATE INDEX CONCURRENTLY casefile_withdrawn_at ON casefile (region_id, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS resolution_recorded_at;
CREATE INDEX CONCURRENTLY resolution_recorded_at ON resolution (recorded_at);
DROP INDEX CONCURRENTLY IF EXISTS agenda_item_of_treatment;
CREATE INDEX CONCURRENTLY agenda_item_of_treatment ON agenda_item (treatment_id) WHERE treatment_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS meeting_called_at;
CREATE INDEX CONCURRENTLY meeting_called_at ON meeting (called_at) WHERE called_at IS NOT NULL;
