-- A case is found by the number that an organisation has for it (rule 9.6),
-- without looking at those of all cases.

-- +goose Up
CREATE INDEX case_reference_number ON case_reference (search_form(case_number));
CREATE INDEX case_reference_archive_number ON case_reference (search_form(archive_number)) WHERE archive_number <> '';
