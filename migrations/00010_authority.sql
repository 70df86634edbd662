-- Who acts for an office holder (rule 1.4), and who may not act in a case
-- (rule 1.7). Periods are [from, to).

-- +goose Up

-- A substitute has an office for its holder: all of the office's acts or some
-- (as object:act), in all cases or some. holder_id is whoever held the office
-- when the substitute was set. A council that stands in for a disqualified
-- chief executive names one too, with its date and case number.
CREATE TABLE substitute (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    office          text NOT NULL,
    holder_id       uuid NOT NULL REFERENCES person,
    person_id       uuid NOT NULL REFERENCES person,
    acts            text[],
    cases           bigint[],
    source          text NOT NULL,
    decided_on      date,
    case_number     text NOT NULL DEFAULT '',
    from_at         timestamptz NOT NULL,
    to_at           timestamptz,
    review_on       date,
    set_by          uuid NOT NULL REFERENCES person,
    ended_why       text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT substitute_office CHECK (office IN ('secretariat', 'auditor', 'chief_executive', 'administrator', 'clerk', 'case_officer', 'reader')),
    CONSTRAINT substitute_other CHECK (person_id <> holder_id),
    CONSTRAINT substitute_source CHECK (source IN ('holder', 'administrator', 'council')),
    CONSTRAINT substitute_decided CHECK ((source = 'council') = (decided_on IS NOT NULL) AND (source = 'council') = (case_number <> '')),
    CONSTRAINT substitute_acts CHECK (acts <> '{}'),
    CONSTRAINT substitute_cases CHECK (cases <> '{}'),
    CONSTRAINT substitute_period CHECK (to_at >= from_at),
    CONSTRAINT substitute_bounded CHECK (to_at IS NOT NULL OR review_on IS NOT NULL)
);
CREATE INDEX substitute_person ON substitute (person_id);
CREATE INDEX substitute_organisation ON substitute (organisation_id, office, id);

-- organisation_id is where the person holds what they may not use in the case.
CREATE TABLE disqualification (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id         bigint NOT NULL REFERENCES casefile,
    number          int NOT NULL,
    organisation_id bigint NOT NULL REFERENCES organisation,
    person_id       uuid NOT NULL REFERENCES person,
    ground          text NOT NULL,
    basis           text NOT NULL,
    state           text NOT NULL DEFAULT 'raised',
    raised_by       uuid NOT NULL REFERENCES person,
    raised_at       timestamptz NOT NULL,
    decided_as      text,
    decided_by      uuid REFERENCES person,
    decided_at      timestamptz,
    body_id         bigint REFERENCES body,
    decided_on      date,
    case_number     text NOT NULL DEFAULT '',
    from_at         timestamptz,
    to_at           timestamptz,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT disqualification_number_unique UNIQUE (case_id, number),
    CONSTRAINT disqualification_ground CHECK (ground <> ''),
    CONSTRAINT disqualification_state CHECK (state IN ('raised', 'disqualified', 'dismissed')),
    CONSTRAINT disqualification_decided_as CHECK (decided_as IN ('self', 'superior', 'body')),
    CONSTRAINT disqualification_decided CHECK (num_nonnulls(decided_as, decided_by, decided_at) = CASE WHEN state = 'raised' THEN 0 ELSE 3 END),
    CONSTRAINT disqualification_body CHECK ((decided_as IS NOT DISTINCT FROM 'body') = (body_id IS NOT NULL)
        AND (body_id IS NULL) = (decided_on IS NULL) AND (body_id IS NULL) = (case_number = '')),
    CONSTRAINT disqualification_in_force CHECK ((state = 'disqualified') = (from_at IS NOT NULL) AND (to_at IS NULL OR from_at IS NOT NULL)),
    CONSTRAINT disqualification_period CHECK (to_at >= from_at),
    CONSTRAINT disqualification_once EXCLUDE USING gist (
        int8range(case_id, case_id, '[]') WITH &&,
        text_range(person_id::text, person_id::text, '[]') WITH &&,
        tstzrange(from_at, to_at) WITH &&) WHERE (state = 'disqualified')
);
CREATE UNIQUE INDEX disqualification_one_raised ON disqualification (case_id, person_id) WHERE state = 'raised';
CREATE INDEX disqualification_person ON disqualification (person_id) WHERE state = 'disqualified';
