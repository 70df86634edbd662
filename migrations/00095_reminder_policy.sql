-- A region sets by which steps it reminds of each kind of deadline (rule 6.1).
-- Every policy is kept: a deadline goes by the one that stood when it was set, and
-- by the ladder of the rules where it names none.

-- +goose Up
CREATE TABLE reminder_policy (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region_id  bigint NOT NULL REFERENCES organisation,
    kind       text NOT NULL,
    number     int NOT NULL,
    send_time  time NOT NULL,
    steps      jsonb NOT NULL,
    quiet_days jsonb NOT NULL,
    reason     text NOT NULL,
    set_by     uuid NOT NULL REFERENCES person,
    set_at     timestamptz NOT NULL,
    CONSTRAINT reminder_policy_number UNIQUE (region_id, kind, number),
    CONSTRAINT reminder_policy_reason CHECK (reason <> '')
);
CREATE INDEX reminder_policy_set_by ON reminder_policy (set_by);

ALTER TABLE deadline ADD COLUMN policy_id bigint REFERENCES reminder_policy;

-- As what the addressee is reminded, '' where the step of the rules' ladder says
-- it; and whether the step is sent on days off too.
ALTER TABLE reminder
    ADD COLUMN addressed_as text NOT NULL DEFAULT '',
    ADD COLUMN any_day boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT reminder_step,
    ADD CONSTRAINT reminder_step CHECK (step ~ '^(on_the_day|[1-9][0-9]{0,2}_(working_)?days?_(before|after))$') NOT VALID;
