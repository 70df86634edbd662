-- Logins can be undone, are invited by a code, and stand in the record of what
-- they did (rule 1.2).

-- +goose Up

-- A binding is named by its id, and stays when it is undone: events tell which
-- login acted. A subject of an issuer speaks for one person at a time; a person may
-- have several. What was bound before this was kept gives way to nobody.
ALTER TABLE login DROP CONSTRAINT login_pkey, DROP CONSTRAINT login_once;
ALTER TABLE login
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ADD COLUMN how text NOT NULL DEFAULT 'operator',
    ADD COLUMN bound_by uuid REFERENCES person,
    ADD COLUMN unbound_at timestamptz,
    ADD COLUMN unbound_by uuid REFERENCES person,
    ADD CONSTRAINT login_how CHECK (how IN ('administrator', 'invitation', 'person', 'operator'));
ALTER TABLE login ALTER COLUMN how DROP DEFAULT;
CREATE UNIQUE INDEX login_bound_once ON login (issuer, subject) WHERE unbound_at IS NULL;
CREATE INDEX login_person ON login (person_id, id);

-- Of login: what speaks for somebody now.
CREATE VIEW bound_login AS SELECT id, person_id FROM login WHERE unbound_at IS NULL;

-- A code that opens a login once, kept as a hash. An invitation counts while the
-- person's home and address are those of then; a code of one's own while the login
-- that made it stands.
CREATE TABLE login_code (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash       bytea NOT NULL,
    person_id  uuid NOT NULL REFERENCES person,
    home_id    bigint NOT NULL REFERENCES organisation,
    how        text NOT NULL,
    made_by    uuid NOT NULL REFERENCES person,
    made_login bigint REFERENCES login,
    sent_to    bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT login_code_hash_unique UNIQUE (hash),
    CONSTRAINT login_code_how CHECK (how IN ('invitation', 'person') AND (how = 'invitation') = (sent_to IS NOT NULL))
);
CREATE UNIQUE INDEX login_code_one ON login_code (person_id, how);

-- The login by which a person acted; null for operators and development tokens.
ALTER TABLE audit_event ADD COLUMN login_id bigint REFERENCES login;
CREATE INDEX audit_event_login ON audit_event (login_id, id) WHERE login_id IS NOT NULL;

-- The address that a person had before it was changed, told for a month of what
-- concerns their logins.
ALTER TABLE person
    ADD COLUMN email_before text NOT NULL DEFAULT '',
    ADD COLUMN email_changed_at timestamptz;

-- What stands in an e-mail alone, until it has been sent.
ALTER TABLE letter ADD COLUMN secret text NOT NULL DEFAULT '';
