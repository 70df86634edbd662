-- Of which kinds of notices a person wants no e-mail: they have them in the inbox
-- alone (rule 6.6).

-- +goose Up
CREATE TABLE notice_preference (
    person_id  uuid PRIMARY KEY REFERENCES person,
    email_off  text[] NOT NULL,
    revision   bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
