-- What municipalities do once a case is adopted, and how a case is closed (rule 2.2).

-- +goose Up

ALTER TABLE casefile ADD COLUMN closed_at timestamptz, ADD COLUMN closed_why text NOT NULL DEFAULT '';

-- What is to be done by a day about an item of the resolution, numbered within the case.
CREATE TABLE follow_up (
    case_id       bigint NOT NULL REFERENCES casefile,
    number        int NOT NULL,
    item          int NOT NULL,
    text          text NOT NULL,
    due           date NOT NULL,
    planned_by    uuid NOT NULL REFERENCES person,
    planned_for   uuid REFERENCES person,
    planned_at    timestamptz NOT NULL,
    withdrawn_at  timestamptz,
    withdrawn_why text NOT NULL DEFAULT '',
    PRIMARY KEY (case_id, number),
    CONSTRAINT follow_up_text CHECK (text <> ''),
    CONSTRAINT follow_up_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_why = ''))
);
CREATE INDEX follow_up_planned_by ON follow_up (planned_by);
CREATE INDEX follow_up_planned_for ON follow_up (planned_for) WHERE planned_for IS NOT NULL;

-- The municipalities that are to do it, and how often each has reported: never, while it
-- waits.
CREATE TABLE follow_up_part (
    case_id         bigint NOT NULL,
    number          int NOT NULL,
    municipality_id bigint NOT NULL REFERENCES organisation,
    reports         int NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, number, municipality_id),
    FOREIGN KEY (case_id, number) REFERENCES follow_up
);
CREATE INDEX follow_up_part_open ON follow_up_part (municipality_id, case_id) WHERE reports = 0;

-- What each has reported. Every report is kept; the last stands.
CREATE TABLE follow_up_report (
    case_id         bigint NOT NULL,
    number          int NOT NULL,
    municipality_id bigint NOT NULL,
    serial          int NOT NULL,
    outcome         text NOT NULL,
    done_on         date,
    note            text NOT NULL DEFAULT '',
    address         text NOT NULL DEFAULT '',
    documents       jsonb NOT NULL DEFAULT '[]',
    reported_by     uuid NOT NULL REFERENCES person,
    reported_for    uuid REFERENCES person,
    reported_at     timestamptz NOT NULL,
    PRIMARY KEY (case_id, number, municipality_id, serial),
    FOREIGN KEY (case_id, number, municipality_id) REFERENCES follow_up_part,
    CONSTRAINT follow_up_report_outcome CHECK (outcome IN ('done', 'not_done')),
    CONSTRAINT follow_up_report_done CHECK ((outcome = 'done') = (done_on IS NOT NULL)),
    CONSTRAINT follow_up_report_not_done CHECK (outcome = 'done' OR note <> '')
);
CREATE INDEX follow_up_report_by ON follow_up_report (reported_by);
CREATE INDEX follow_up_report_for ON follow_up_report (reported_for) WHERE reported_for IS NOT NULL;
