-- A dump is restored with an empty search_path, in which a function that is
-- written as text does not find our collation, and with it the table of cases was
-- not restored: this one is read when it is written. The e-mails that wait or
-- failed for good are counted again and again (rule 6.7).

-- +goose NO TRANSACTION
-- +goose Up
CREATE OR REPLACE FUNCTION search_form(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(
        lower(translate($1, '’‘‛ʼ´`“”„«»‐‑–—−', '''''''''''''"""""-----') COLLATE norwegian), '\s+', ' ', 'g'));
DROP INDEX CONCURRENTLY IF EXISTS letter_not_arrived;
CREATE INDEX CONCURRENTLY letter_not_arrived ON letter (state, created_at) WHERE channel = 'email' AND state IN ('queued', 'failed');
