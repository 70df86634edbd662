-- +goose NO TRANSACTION

-- Deadlines about one meeting are of every case that is treated there, and still one letter for each person: they stand
-- together whatever their case, all others within it (rule 6.2). It takes the place of deadline_subject.

-- +goose Up

DROP INDEX CONCURRENTLY IF EXISTS deadline_about;
CREATE INDEX CONCURRENTLY deadline_about ON deadline ((CASE WHEN subject LIKE 'meeting/%' THEN 0 ELSE case_id END), subject, municipality, due) WHERE subject <> '';
DROP INDEX CONCURRENTLY IF EXISTS deadline_subject;
