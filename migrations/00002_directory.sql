-- Organisations, people, and who holds which office and seat, when.
-- Periods are [from, to). An exclusion over int8range(x, x, '[]') means "the
-- same x" and needs no extension; for other types x is a hash of 64 bits.

-- +goose Up
CREATE TABLE organisation (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text NOT NULL,
    kind       text NOT NULL,
    name       text NOT NULL,
    aliases    text[] NOT NULL DEFAULT '{}',
    county     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    revision   bigint NOT NULL DEFAULT 1,
    CONSTRAINT organisation_key_unique UNIQUE (key),
    CONSTRAINT organisation_kind CHECK (kind IN ('region', 'municipality')),
    CONSTRAINT organisation_key_form CHECK (
        (kind = 'municipality' AND key ~ '^[0-9]{4}$') OR
        (kind = 'region' AND key ~ '^[a-z][a-z0-9-]{1,62}$'))
);

CREATE TABLE membership (
    region_id       bigint NOT NULL REFERENCES organisation,
    municipality_id bigint NOT NULL REFERENCES organisation,
    from_date       date NOT NULL,
    to_date         date,
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (region_id, municipality_id, from_date),
    CONSTRAINT membership_period CHECK (to_date > from_date),
    CONSTRAINT membership_once EXCLUDE USING gist (
        int8range(region_id, region_id, '[]') WITH &&,
        int8range(municipality_id, municipality_id, '[]') WITH &&,
        daterange(from_date, to_date) WITH &&)
);
CREATE INDEX membership_municipality ON membership (municipality_id, region_id);

-- home_id is the organisation that keeps the person's record.
CREATE TABLE person (
    id         uuid PRIMARY KEY,
    home_id    bigint NOT NULL REFERENCES organisation,
    name       text NOT NULL,
    email      text NOT NULL DEFAULT '',
    phone      text NOT NULL DEFAULT '',
    language   text NOT NULL DEFAULT 'nb',
    created_at timestamptz NOT NULL,
    revision   bigint NOT NULL DEFAULT 1,
    CONSTRAINT person_language CHECK (language IN ('nb', 'en'))
);
CREATE INDEX person_home ON person (home_id, id);

-- A subject of an issuer is bound to a person once.
CREATE TABLE login (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    person_id  uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject),
    CONSTRAINT login_once UNIQUE (issuer, person_id)
);

CREATE TABLE employment (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality_id bigint NOT NULL REFERENCES organisation,
    person_id       uuid NOT NULL REFERENCES person,
    staff_key       text NOT NULL,
    title           text NOT NULL DEFAULT '',
    from_date       date NOT NULL,
    to_date         date,
    created_at      timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT employment_staff_key_unique UNIQUE (municipality_id, staff_key),
    CONSTRAINT employment_period CHECK (to_date > from_date)
);
CREATE INDEX employment_person ON employment (person_id);

-- What an employee can give, in percent of full time, from a day on.
CREATE TABLE capacity (
    employment_id bigint NOT NULL REFERENCES employment,
    from_date     date NOT NULL,
    percent       int NOT NULL,
    PRIMARY KEY (employment_id, from_date),
    CONSTRAINT capacity_percent CHECK (percent BETWEEN 0 AND 100)
);

CREATE TABLE office (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    kind            text NOT NULL,
    person_id       uuid NOT NULL REFERENCES person,
    from_at         timestamptz NOT NULL,
    to_at           timestamptz,
    decided_on      date,
    case_number     text NOT NULL DEFAULT '',
    ended_why       text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT office_kind CHECK (kind IN ('secretariat', 'auditor', 'chief_executive', 'administrator', 'clerk', 'case_officer', 'reader')),
    CONSTRAINT office_period CHECK (to_at >= from_at),
    CONSTRAINT office_once EXCLUDE USING gist (
        int8range(organisation_id, organisation_id, '[]') WITH &&,
        int8range(hashtextextended(kind || person_id::text, 0), hashtextextended(kind || person_id::text, 0), '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&),
    CONSTRAINT office_one_chief_executive EXCLUDE USING gist (
        int8range(organisation_id, organisation_id, '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&) WHERE (kind = 'chief_executive')
);
CREATE INDEX office_person ON office (person_id);
CREATE INDEX office_organisation ON office (organisation_id, kind, id);

CREATE TABLE body (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    key             text NOT NULL,
    kind            text NOT NULL,
    name            text NOT NULL,
    size            int,
    decides         boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT body_key_unique UNIQUE (organisation_id, key),
    CONSTRAINT body_key_form CHECK (key ~ '^[a-z][a-z0-9-]{1,62}$'),
    CONSTRAINT body_size CHECK (size BETWEEN 1 AND 999),
    CONSTRAINT body_kind CHECK (kind IN ('representative_council', 'board', 'executive_committee', 'chief_executives_committee',
        'joint_council_meeting', 'joint_executive_committees', 'municipal_council', 'municipal_executive_committee', 'committee', 'working_group'))
);

CREATE TABLE seat (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body_id         bigint NOT NULL REFERENCES body,
    person_id       uuid NOT NULL REFERENCES person,
    role            text NOT NULL,
    deputy_order    int,
    municipality_id bigint REFERENCES organisation,
    from_at         timestamptz NOT NULL,
    to_at           timestamptz,
    ended_why       text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT seat_role CHECK (role IN ('chair', 'deputy_chair', 'member', 'deputy')),
    CONSTRAINT seat_deputy_order CHECK ((role = 'deputy') = (deputy_order IS NOT NULL)),
    CONSTRAINT seat_period CHECK (to_at >= from_at),
    CONSTRAINT seat_once EXCLUDE USING gist (
        int8range(body_id, body_id, '[]') WITH &&,
        int8range(hashtextextended(person_id::text, 0), hashtextextended(person_id::text, 0), '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&),
    CONSTRAINT seat_one_chair EXCLUDE USING gist (
        int8range(body_id, body_id, '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&) WHERE (role = 'chair')
);
CREATE INDEX seat_person ON seat (person_id);
CREATE INDEX seat_body ON seat (body_id, id);
