-- Mandates: numbered versions, one slice per municipality, and every answer.

-- +goose Up
CREATE TABLE mandate_version (
    case_id      bigint NOT NULL REFERENCES casefile,
    version      int NOT NULL,
    state        text NOT NULL DEFAULT 'draft',
    common       jsonb NOT NULL,
    common_hash  text NOT NULL DEFAULT '',
    content_hash text NOT NULL DEFAULT '',
    rule         text NOT NULL DEFAULT 'all',
    drafted_at   timestamptz NOT NULL,
    submitted_by uuid REFERENCES person,
    submitted_at timestamptz,
    answer_by    date,
    naming_due   date,
    in_force_at  timestamptz,
    closed_at    timestamptz,
    closed_why   text NOT NULL DEFAULT '',
    revision     bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, version),
    CONSTRAINT mandate_version_number CHECK (version >= 1),
    CONSTRAINT mandate_version_state CHECK (state IN ('draft', 'open', 'in_force', 'rejected', 'withdrawn', 'superseded')),
    CONSTRAINT mandate_version_rule CHECK (rule IN ('all')),
    CONSTRAINT mandate_version_submitted CHECK (
        num_nonnulls(submitted_by, submitted_at, answer_by, naming_due) = CASE WHEN state = 'draft' THEN 0 ELSE 4 END
        AND (state = 'draft') = (common_hash = '') AND (state = 'draft') = (content_hash = '')),
    CONSTRAINT mandate_version_in_force CHECK ((state IN ('in_force', 'superseded')) = (in_force_at IS NOT NULL)),
    CONSTRAINT mandate_version_closed CHECK (
        (state IN ('rejected', 'withdrawn', 'superseded')) = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_why = ''))
);
CREATE UNIQUE INDEX mandate_version_one_draft ON mandate_version (case_id) WHERE state = 'draft';
CREATE UNIQUE INDEX mandate_version_one_open ON mandate_version (case_id) WHERE state = 'open';
CREATE UNIQUE INDEX mandate_version_one_in_force ON mandate_version (case_id) WHERE state = 'in_force';

CREATE TABLE mandate_slice (
    case_id         bigint NOT NULL,
    version         int NOT NULL,
    municipality_id bigint NOT NULL REFERENCES organisation,
    content         jsonb NOT NULL,
    hash            text NOT NULL DEFAULT '',
    PRIMARY KEY (case_id, version, municipality_id),
    FOREIGN KEY (case_id, version) REFERENCES mandate_version
);

-- An answer stands until the same municipality gives another.
CREATE TABLE mandate_answer (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id         bigint NOT NULL,
    version         int NOT NULL,
    municipality_id bigint NOT NULL,
    answer          text NOT NULL,
    reason          text NOT NULL DEFAULT '',
    person_id       uuid NOT NULL REFERENCES person,
    on_behalf_of    uuid REFERENCES person,
    at              timestamptz NOT NULL,
    late            boolean NOT NULL,
    superseded_at   timestamptz,
    FOREIGN KEY (case_id, version, municipality_id) REFERENCES mandate_slice,
    CONSTRAINT mandate_answer_answer CHECK (answer IN ('approved', 'rejected', 'returned')),
    CONSTRAINT mandate_answer_reason CHECK (answer = 'approved' OR reason <> '')
);
CREATE UNIQUE INDEX mandate_answer_standing ON mandate_answer (case_id, version, municipality_id) WHERE superseded_at IS NULL;
CREATE INDEX mandate_answer_version ON mandate_answer (case_id, version, id);

-- A link on a version is on one that exists.
ALTER TABLE case_link ADD CONSTRAINT case_link_version FOREIGN KEY (case_id, mandate_version) REFERENCES mandate_version (case_id, version);
