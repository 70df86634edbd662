-- Every request asks of whom an organisation is an heir (rule 1.1), and nearly no
-- region has any: then nothing is followed.

-- +goose Up
CREATE OR REPLACE VIEW heir AS
    WITH RECURSIVE h AS (
        SELECT organisation_id, successor_id FROM succession
        UNION
        SELECT h.organisation_id, s.successor_id FROM h JOIN succession s ON s.organisation_id = h.successor_id)
    SELECT organisation_id, successor_id FROM h WHERE (SELECT EXISTS (SELECT FROM succession));
