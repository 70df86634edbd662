-- Plans over the meetings of bodies that are taken over for cases, with the meetings
-- that they reserve (rule 5.5).

-- +goose Up

-- The plans of a case are numbered; one stands, until it is given up or another is
-- taken over in its place.
CREATE TABLE plan (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id         bigint NOT NULL REFERENCES casefile,
    number          int NOT NULL,
    start_on        date NOT NULL,
    wanted_finish   date,
    finish_on       date NOT NULL,
    reason          text NOT NULL DEFAULT '',
    taken_over_by   uuid NOT NULL REFERENCES person,
    taken_over_for  uuid REFERENCES person,
    taken_over_at   timestamptz NOT NULL,
    ended_by        uuid REFERENCES person,
    ended_for       uuid REFERENCES person,
    ended_at        timestamptz,
    ended_why       text NOT NULL DEFAULT '',
    CONSTRAINT plan_number UNIQUE (case_id, number),
    CONSTRAINT plan_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND ended_at >= taken_over_at)
);
CREATE UNIQUE INDEX plan_standing ON plan (case_id) WHERE ended_at IS NULL;
CREATE INDEX plan_taken_over_by ON plan (taken_over_by);
CREATE INDEX plan_taken_over_for ON plan (taken_over_for) WHERE taken_over_for IS NOT NULL;
CREATE INDEX plan_ended_by ON plan (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX plan_ended_for ON plan (ended_for) WHERE ended_for IS NOT NULL;

-- What a plan has for one body of a step, with the meeting that it reserves, or for a
-- step that no body treats. The rows of one step say the same of the step.
CREATE TABLE plan_step (
    plan_id     bigint NOT NULL REFERENCES plan,
    serial      int NOT NULL,
    step        text NOT NULL,
    title       text NOT NULL,
    kind        text NOT NULL,
    after       text[] NOT NULL,
    own         boolean NOT NULL,
    preparation text,
    lasts       text,
    body_id     bigint REFERENCES body,
    meeting_id  bigint REFERENCES planned_meeting,
    meeting_on  date,
    papers_on   date,
    notice_on   date,
    ready_on    date NOT NULL,
    done_on     date NOT NULL,
    PRIMARY KEY (plan_id, serial),
    CONSTRAINT plan_step_kind CHECK (kind IN ('meetings', 'consultation', 'work')),
    CONSTRAINT plan_step_body CHECK ((kind = 'meetings') = (body_id IS NOT NULL AND meeting_id IS NOT NULL AND meeting_on IS NOT NULL))
);
CREATE INDEX plan_step_meeting ON plan_step (meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX plan_step_of_body ON plan_step (body_id) WHERE body_id IS NOT NULL;
