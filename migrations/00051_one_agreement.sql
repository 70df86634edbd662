-- Of what two sides agreed one thing stands at a time, and it ends with its
-- municipality (rules 1.1, 1.2).

-- +goose NO TRANSACTION
-- +goose Up

-- What concerns several organisations stands in the list of events of each: once as
-- what it is, and in the others as its copy.
ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS copied boolean NOT NULL DEFAULT false;

-- A membership that has not begun when its municipality ends never does: it ends
-- as it begins.
ALTER TABLE membership
    DROP CONSTRAINT IF EXISTS membership_period,
    ADD CONSTRAINT membership_period CHECK (to_date >= from_date);

-- What an operator ends with its municipality nobody has answered.
ALTER TABLE admission
    DROP CONSTRAINT IF EXISTS admission_answered,
    ADD CONSTRAINT admission_answered CHECK ((state = 'asked') = (answered_at IS NULL)
        AND (answered_by IS NULL OR answered_at IS NOT NULL));

-- A newer agreement takes the place of an older one, and whoever took the newer one
-- back meant the older one too: what is confirmed gives way to a newer one that is,
-- or was until it was taken back.
UPDATE admission a SET state = 'declined', revision = revision + 1
WHERE state = 'confirmed' AND kind <> 'home' AND EXISTS (
    SELECT FROM admission n JOIN organisation o ON o.id = n.organisation_id
    WHERE n.organisation_id = a.organisation_id AND n.person_id = a.person_id AND n.kind = a.kind AND n.id <> a.id
        AND (n.answered_at, n.id) > (a.answered_at, a.id)
        AND (n.state = 'confirmed' OR n.state = 'declined' AND EXISTS (
            SELECT FROM audit_event e WHERE e.object = '/v1/organisations/' || o.key || '/admissions/' || n.id AND e.changes->'state'->>'old' = 'confirmed')));
DROP INDEX CONCURRENTLY IF EXISTS admission_one_confirmed;
CREATE UNIQUE INDEX CONCURRENTLY admission_one_confirmed ON admission (organisation_id, person_id, kind) WHERE state = 'confirmed' AND kind <> 'home';
