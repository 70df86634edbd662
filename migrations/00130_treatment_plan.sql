-- The plan of a case's treatment: through which bodies it goes, in which order, and what
-- each does with it (rule 7.2).

-- +goose Up

-- The plans of a case are numbered within it; the last stands. Until one is set, the
-- template of the region or the usual plan applies. sent_at is when the case was sent by
-- it, null while it is not in treatment.
CREATE TABLE treatment_plan (
    case_id bigint NOT NULL REFERENCES casefile,
    number  int NOT NULL,
    steps   jsonb NOT NULL,
    matter  jsonb NOT NULL,
    reason  text NOT NULL DEFAULT '',
    set_by  uuid NOT NULL REFERENCES person,
    set_for uuid REFERENCES person,
    set_at  timestamptz NOT NULL,
    sent_at timestamptz,
    sent_by uuid REFERENCES person,
    PRIMARY KEY (case_id, number),
    CONSTRAINT treatment_plan_sent CHECK ((sent_at IS NULL) = (sent_by IS NULL))
);
CREATE INDEX treatment_plan_set_by ON treatment_plan (set_by);
CREATE INDEX treatment_plan_set_for ON treatment_plan (set_for) WHERE set_for IS NOT NULL;
CREATE INDEX treatment_plan_sent_by ON treatment_plan (sent_by) WHERE sent_by IS NOT NULL;

-- What a region has set for a kind of case; the number of the last is that of the
-- template, and those before it are kept.
CREATE TABLE treatment_template (
    region_id bigint NOT NULL REFERENCES organisation,
    kind      text NOT NULL,
    number    int NOT NULL,
    steps     jsonb NOT NULL,
    reason    text NOT NULL,
    set_by    uuid NOT NULL REFERENCES person,
    set_at    timestamptz NOT NULL,
    PRIMARY KEY (region_id, kind, number),
    CONSTRAINT treatment_template_reason CHECK (reason <> '')
);
CREATE INDEX treatment_template_set_by ON treatment_template (set_by);
