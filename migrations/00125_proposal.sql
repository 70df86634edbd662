-- A case has one proposed resolution in numbered items (rule 8.1).

-- +goose Up

-- The versions of it, which are never changed.
CREATE TABLE proposal_version (
    case_id     bigint NOT NULL REFERENCES casefile,
    version     int NOT NULL,
    hash        text NOT NULL,
    reason      text NOT NULL DEFAULT '',
    written_by  uuid NOT NULL REFERENCES person,
    written_for uuid REFERENCES person,
    written_at  timestamptz NOT NULL,
    PRIMARY KEY (case_id, version),
    CONSTRAINT proposal_version_reason CHECK (version = 1 OR reason <> '')
);
CREATE INDEX proposal_version_written_by ON proposal_version (written_by);
CREATE INDEX proposal_version_written_for ON proposal_version (written_for) WHERE written_for IS NOT NULL;

CREATE TABLE proposal_item (
    case_id bigint NOT NULL,
    version int NOT NULL,
    number  int NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (case_id, version, number),
    FOREIGN KEY (case_id, version) REFERENCES proposal_version,
    CONSTRAINT proposal_item_text CHECK (text <> '')
);
