-- A person has a home, which keeps their record; others take them in when the
-- person or the home agrees. An office has a contact address of its own
-- (rule 1.2).

-- +goose Up

-- An organisation asks to take in a person whose home is elsewhere. home_id is
-- the home when it was asked and, once answered, the one that it had then.
CREATE TABLE admission (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    person_id       uuid NOT NULL REFERENCES person,
    home_id         bigint NOT NULL REFERENCES organisation,
    kind            text NOT NULL,
    percent         int,
    reason          text NOT NULL,
    state           text NOT NULL,
    asked_by        uuid NOT NULL REFERENCES person,
    asked_at        timestamptz NOT NULL,
    answered_by     uuid REFERENCES person,
    answered_at     timestamptz,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT admission_kind CHECK (kind IN ('employment', 'office', 'seat', 'home')),
    CONSTRAINT admission_state CHECK (state IN ('asked', 'confirmed', 'declined')),
    CONSTRAINT admission_percent CHECK ((kind = 'employment') = (percent IS NOT NULL) AND percent BETWEEN 0 AND 100),
    CONSTRAINT admission_answered CHECK (num_nonnulls(answered_by, answered_at) = CASE WHEN state = 'asked' THEN 0 ELSE 2 END)
);
CREATE UNIQUE INDEX admission_one_asked ON admission (organisation_id, person_id, kind) WHERE state = 'asked';
CREATE INDEX admission_person ON admission (person_id, organisation_id);
CREATE INDEX admission_organisation ON admission (organisation_id, id);
CREATE INDEX admission_home ON admission (home_id, id);

-- The address to which an office's letters go, whoever holds it.
CREATE TABLE office_address (
    organisation_id bigint NOT NULL REFERENCES organisation,
    kind            text NOT NULL,
    email           text NOT NULL DEFAULT '',
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (organisation_id, kind),
    CONSTRAINT office_address_kind CHECK (kind IN ('secretariat', 'auditor', 'chief_executive', 'administrator', 'clerk', 'case_officer', 'reader'))
);

-- Of office: where letters to an office go, for those that have an address.
CREATE VIEW office_contact AS SELECT organisation_id, kind, email FROM office_address WHERE email <> '';

-- Where a letter goes that is not for the person but for the office that they
-- hold; empty for the person's own address.
ALTER TABLE letter ADD COLUMN address text NOT NULL DEFAULT '';
