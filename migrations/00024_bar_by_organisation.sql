-- A decision bars a person from what they hold in the organisation that decided;
-- what people declare about themselves bars them everywhere in the case
-- (rule 1.7).

-- +goose Up

CREATE OR REPLACE VIEW barred AS
    SELECT case_id, person_id, from_at, to_at, CASE WHEN decided_as <> 'self' THEN organisation_id END AS organisation_id
    FROM disqualification WHERE state = 'disqualified';

-- What one organisation decides or is asked hinders no other from the same.
ALTER TABLE disqualification
    DROP CONSTRAINT disqualification_once,
    ADD CONSTRAINT disqualification_once EXCLUDE USING gist (
        int8range(case_id, case_id, '[]') WITH &&,
        text_range(person_id::text, person_id::text, '[]') WITH &&,
        int8range(organisation_id, organisation_id, '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&) WHERE (state = 'disqualified');
DROP INDEX disqualification_one_raised;
CREATE UNIQUE INDEX disqualification_one_raised ON disqualification (case_id, person_id, organisation_id) WHERE state = 'raised';
