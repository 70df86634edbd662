-- A region has a template of the timeline for each kind of case (rule 5.4).

-- +goose Up

-- What a region has set; the number of the last is that of the template, and those
-- before it are kept. Until a region sets one, the program's own applies.
CREATE TABLE timeline_template (
    region_id  bigint NOT NULL REFERENCES organisation,
    kind       text NOT NULL,
    number     int NOT NULL,
    milestones jsonb NOT NULL,
    reason     text NOT NULL,
    set_by     uuid NOT NULL REFERENCES person,
    set_at     timestamptz NOT NULL,
    PRIMARY KEY (region_id, kind, number),
    CONSTRAINT timeline_template_reason CHECK (reason <> '')
);
CREATE INDEX timeline_template_set_by ON timeline_template (set_by);
