-- What was recorded by mistake is undone with a reason, and stays readable
-- (rules 1.7, 2.3, 9.5); and who recorded a seat (rule 2.3).

-- +goose Up

-- Who recorded a seat; null before this was kept.
ALTER TABLE seat ADD COLUMN appointed_by uuid REFERENCES person;

ALTER TABLE start_override
    ADD COLUMN withdrawn_by  uuid REFERENCES person,
    ADD COLUMN withdrawn_at  timestamptz,
    ADD COLUMN withdrawn_why text NOT NULL DEFAULT '',
    ADD CONSTRAINT start_override_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why = ''));
CREATE INDEX start_override_waits ON start_override (case_id) WHERE confirmed_at IS NULL AND withdrawn_at IS NULL;
