-- Searching and sorting as Norwegian does (rule 9.6): aa is å, and æ, ø and å
-- come last, whatever the case of letters. search_form is canon.SearchForm of a
-- text that was stored in its one form.

-- +goose Up
CREATE COLLATION norwegian (provider = icu, locale = 'nb-NO');

CREATE FUNCTION search_form(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        lower(translate($1, '’‘‛ʼ´`“”„«»‐‑–—−', '''''''''''''"""""-----') COLLATE norwegian), '\s+', ' ', 'g')) $$;

ALTER TABLE person ALTER COLUMN name TYPE text COLLATE norwegian;
CREATE INDEX person_name ON person (name, id);

ALTER TABLE casefile ADD COLUMN sought text GENERATED ALWAYS AS (search_form(title || ' ' || summary)) STORED;
DROP INDEX casefile_searched;
