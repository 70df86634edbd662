-- The bodies to which a case was sent: their members read it from then on, also while it
-- is exempt (rule 2.5).

-- +goose Up
CREATE TABLE case_body (
    case_id bigint NOT NULL REFERENCES casefile,
    body_id bigint NOT NULL REFERENCES body,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, body_id)
);
CREATE INDEX case_body_body ON case_body (body_id, case_id);
