-- Letters come in Nynorsk too (rule 6.6).

-- +goose Up
ALTER TABLE person DROP CONSTRAINT person_language;
ALTER TABLE person ADD CONSTRAINT person_language CHECK (language IN ('nb', 'nn', 'en')) NOT VALID;
ALTER TABLE person VALIDATE CONSTRAINT person_language;
