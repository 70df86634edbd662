-- What a body goes by, from a day on (rule 5.2): how long before a meeting its
-- notice goes out, and its papers are handed in.

-- +goose Up

-- The settings of a body, and all that were set before: they are numbered within
-- the body, and never changed. On a day those stand that begin last before its end;
-- of several that begin on one day, the last that was set.
CREATE TABLE body_setting (
    body_id          bigint NOT NULL REFERENCES body,
    number           int NOT NULL,
    from_date        date NOT NULL,
    notice_count     int,
    notice_unit      text,
    submission_count int,
    submission_unit  text,
    decided_on       date,
    case_number      text NOT NULL DEFAULT '',
    reason           text NOT NULL DEFAULT '',
    set_by           uuid NOT NULL REFERENCES person,
    set_for          uuid REFERENCES person,
    set_at           timestamptz NOT NULL,
    PRIMARY KEY (body_id, number),
    CONSTRAINT body_setting_notice CHECK ((notice_count IS NULL) = (notice_unit IS NULL) AND notice_count BETWEEN 0 AND 365 AND notice_unit IN ('working_days', 'days')),
    CONSTRAINT body_setting_submission CHECK ((submission_count IS NULL) = (submission_unit IS NULL) AND submission_count BETWEEN 0 AND 365 AND submission_unit IN ('working_days', 'days')),
    CONSTRAINT body_setting_rests CHECK (case_number <> '' OR reason <> '')
);
CREATE INDEX body_setting_set_by ON body_setting (set_by);
CREATE INDEX body_setting_set_for ON body_setting (set_for) WHERE set_for IS NOT NULL;
