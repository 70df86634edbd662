-- +goose Up
-- A milestone was done on a day, which may lie before it was recorded (rule 5.4).
ALTER TABLE milestone ADD COLUMN done_on date;
ALTER TABLE milestone_done ADD COLUMN done_on date;
UPDATE milestone SET done_on = (done_at AT TIME ZONE zone)::date WHERE done_at IS NOT NULL;
UPDATE milestone_done SET done_on = (done_at AT TIME ZONE 'Europe/Oslo')::date;
ALTER TABLE milestone ADD CONSTRAINT milestone_done_on CHECK ((done_on IS NULL) = (done_at IS NULL));
ALTER TABLE milestone_done ALTER COLUMN done_on SET NOT NULL;
-- The tasks of whoever is responsible by name are found without an office.
CREATE INDEX milestone_by_name ON milestone ((responsible->>'person')) WHERE done_at IS NULL;
