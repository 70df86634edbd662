-- For which place the database was adopted: nothing goes out of a copy of it
-- (rule 6.4).

-- +goose Up
CREATE TABLE installation (
    one               boolean PRIMARY KEY DEFAULT true CHECK (one),
    name              text NOT NULL,
    system_identifier bigint NOT NULL,
    database_oid      bigint NOT NULL,
    adopted_at        timestamptz NOT NULL DEFAULT now()
);
