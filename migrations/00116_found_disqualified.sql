-- Who was found to be disqualified, with when that was decided and withdrawn: a case
-- that a municipality has left is read as it stood then (rules 1.1, 1.7).

-- +goose Up

CREATE VIEW found_disqualified AS
    SELECT case_id, person_id, from_at, to_at, CASE WHEN decided_as <> 'self' THEN organisation_id END AS organisation_id, decided_at, withdrawn_at
    FROM disqualification WHERE from_at IS NOT NULL;
