-- Of some kinds of notices a person may want one e-mail a day: what waits for it, and
-- what it was told in (rule 6.6).

-- +goose Up
ALTER TABLE notice_preference ADD COLUMN digest text[] NOT NULL DEFAULT '{}';
ALTER TABLE notice_preference ADD COLUMN digest_at time NOT NULL DEFAULT '08:30';
ALTER TABLE notice_preference ADD COLUMN zone text NOT NULL DEFAULT 'Europe/Oslo';

-- The moment for which an e-mail waits, and the letter in which it was told then.
ALTER TABLE letter ADD COLUMN waits_until timestamptz;
ALTER TABLE letter ADD COLUMN digest_id bigint;
