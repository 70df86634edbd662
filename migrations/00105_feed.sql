-- Calendar feeds under secret addresses (RFC 5545): what a person may read, for
-- their own calendar.

-- +goose Up

-- The address is kept as a hash of its secret. What a feed is of is named by its
-- kind; `mine` is of the person alone.
CREATE TABLE feed (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       uuid NOT NULL REFERENCES person,
    hash            bytea NOT NULL,
    kind            text NOT NULL,
    case_id         bigint REFERENCES casefile,
    body_id         bigint REFERENCES body,
    organisation_id bigint REFERENCES organisation,
    created_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT feed_hash_unique UNIQUE (hash),
    CONSTRAINT feed_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT feed_kind CHECK (kind IN ('case', 'body', 'organisation', 'mine')),
    CONSTRAINT feed_of CHECK ((kind = 'case') = (case_id IS NOT NULL) AND (kind = 'body') = (body_id IS NOT NULL) AND (kind = 'organisation') = (organisation_id IS NOT NULL))
);
CREATE INDEX feed_person ON feed (person_id, id);
CREATE INDEX feed_case ON feed (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX feed_body ON feed (body_id) WHERE body_id IS NOT NULL;
CREATE INDEX feed_organisation ON feed (organisation_id) WHERE organisation_id IS NOT NULL;
