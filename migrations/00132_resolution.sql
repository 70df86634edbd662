-- What bodies resolved: each resolution is kept, and a later one takes its place (rules
-- 7.2, 7.3, 7.8, 8.1).

-- +goose Up
CREATE TABLE resolution (
    id                      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    treatment_id            bigint NOT NULL REFERENCES treatment,
    number                  int NOT NULL,
    round                   int NOT NULL,
    outcome                 text NOT NULL,
    decided_on              date NOT NULL,
    case_number             text NOT NULL,
    hash                    text NOT NULL,
    counts                  jsonb,
    objections              jsonb NOT NULL DEFAULT '[]',
    minority_proposals      jsonb NOT NULL DEFAULT '[]',
    statements              jsonb NOT NULL DEFAULT '[]',
    proposal                jsonb,
    minutes                 jsonb,
    deferred_to             date,
    refer_to                text NOT NULL DEFAULT '',
    reason                  text NOT NULL DEFAULT '',
    made_here               boolean NOT NULL,
    meeting_id              bigint REFERENCES planned_meeting,
    sentences               text[] NOT NULL DEFAULT '{}',
    contestable_until       date,
    recorded_by             uuid NOT NULL REFERENCES person,
    recorded_for            uuid REFERENCES person,
    recorded_at             timestamptz NOT NULL,
    superseded_at           timestamptz,
    CONSTRAINT resolution_number UNIQUE (treatment_id, number),
    CONSTRAINT resolution_outcome CHECK (outcome IN ('recommended', 'recommended_with_changes', 'recommended_against', 'adopted', 'adopted_with_changes', 'rejected',
        'deferred', 'referred_back', 'noted', 'not_decided', 'withdrawn')),
    CONSTRAINT resolution_contestable CHECK ((contestable_until IS NOT NULL) = (outcome IN ('adopted', 'adopted_with_changes', 'rejected')))
);
CREATE UNIQUE INDEX resolution_stands ON resolution (treatment_id) WHERE superseded_at IS NULL;
CREATE INDEX resolution_meeting ON resolution (meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX resolution_recorded_by ON resolution (recorded_by);
CREATE INDEX resolution_recorded_for ON resolution (recorded_for) WHERE recorded_for IS NOT NULL;

CREATE TABLE resolution_item (
    resolution_id bigint NOT NULL REFERENCES resolution,
    number        int NOT NULL,
    text          text NOT NULL,
    PRIMARY KEY (resolution_id, number),
    CONSTRAINT resolution_item_text CHECK (text <> '')
);
