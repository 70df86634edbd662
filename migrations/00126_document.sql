-- The documents of cases, each with its versions: files, and links.

-- +goose Up

CREATE TABLE document (
    case_id         bigint NOT NULL REFERENCES casefile,
    number          int NOT NULL,
    organisation_id bigint NOT NULL REFERENCES organisation,
    title           text NOT NULL,
    kind            text NOT NULL,
    publicity       text NOT NULL,
    legal_basis     text NOT NULL DEFAULT '',
    exempt_until    date,
    created_by      uuid NOT NULL REFERENCES person,
    created_for     uuid REFERENCES person,
    created_at      timestamptz NOT NULL,
    withdrawn_by    uuid REFERENCES person,
    withdrawn_for   uuid REFERENCES person,
    withdrawn_at    timestamptz,
    withdrawn_why   text NOT NULL DEFAULT '',
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, number),
    CONSTRAINT document_title CHECK (title <> ''),
    CONSTRAINT document_kind CHECK (kind IN ('case_presentation', 'recommendation', 'report', 'attachment', 'minutes', 'consultation', 'other')),
    CONSTRAINT document_publicity CHECK (publicity IN ('public', 'exempt')),
    CONSTRAINT document_basis CHECK ((publicity = 'exempt') = (legal_basis <> '') AND (publicity = 'exempt' OR exempt_until IS NULL)),
    CONSTRAINT document_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why = ''))
);
CREATE INDEX document_organisation ON document (organisation_id);
CREATE INDEX document_created_by ON document (created_by);
CREATE INDEX document_created_for ON document (created_for) WHERE created_for IS NOT NULL;
CREATE INDEX document_withdrawn_by ON document (withdrawn_by) WHERE withdrawn_by IS NOT NULL;
CREATE INDEX document_withdrawn_for ON document (withdrawn_for) WHERE withdrawn_for IS NOT NULL;

-- A file, whose bytes are in parts: so much of it as is sent and read at a time.
CREATE TABLE document_content (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 text NOT NULL,
    size   bigint NOT NULL,
    CONSTRAINT document_content_size CHECK (size > 0)
);

CREATE TABLE document_part (
    content_id bigint NOT NULL REFERENCES document_content,
    part       int NOT NULL,
    bytes      bytea NOT NULL,
    PRIMARY KEY (content_id, part)
);
-- Most files are compressed already: to try it again would take longer than to write them.
ALTER TABLE document_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A version is the file of a content, or a link, and never changes but for being pinned.
CREATE TABLE document_version (
    case_id    bigint NOT NULL,
    document   int NOT NULL,
    number     int NOT NULL,
    content_id bigint UNIQUE REFERENCES document_content,
    media_type text NOT NULL DEFAULT '',
    file_name  text NOT NULL DEFAULT '',
    address    text NOT NULL DEFAULT '',
    pinned     boolean NOT NULL DEFAULT false,
    added_by   uuid NOT NULL REFERENCES person,
    added_for  uuid REFERENCES person,
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (case_id, document, number),
    FOREIGN KEY (case_id, document) REFERENCES document,
    CONSTRAINT document_version_is CHECK ((content_id IS NULL) = (address <> '') AND (content_id IS NULL) = (file_name = ''))
);
CREATE INDEX document_version_added_by ON document_version (added_by);
CREATE INDEX document_version_added_for ON document_version (added_for) WHERE added_for IS NOT NULL;
