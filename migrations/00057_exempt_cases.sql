-- The exempt cases of a region in the order of their numbers: they are few, and a
-- list of them walks no others.

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY IF EXISTS casefile_exempt;
CREATE INDEX CONCURRENTLY casefile_exempt ON casefile (region_id, year, serial) WHERE publicity = 'exempt';
