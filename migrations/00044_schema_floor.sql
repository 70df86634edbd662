-- How old a program may be that uses this schema: it must know the migration of
-- this number. A migration that takes away what older programs use sets it.

-- +goose Up
CREATE TABLE schema_floor (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
);
INSERT INTO schema_floor (version) VALUES (44);
