-- Who each municipality names to what the mandate asks of it, and what it
-- contributes otherwise. Periods are [from, to).

-- +goose Up
-- A range over one text means "the same text" in an exclusion, as int8range
-- does for numbers.
CREATE TYPE text_range AS RANGE (subtype = text, collation = "C");

CREATE TABLE assignment (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id          bigint NOT NULL,
    municipality_id  bigint NOT NULL,
    number           int NOT NULL,
    requirement_key  text NOT NULL,
    employment_id    bigint NOT NULL REFERENCES employment,
    person_id        uuid NOT NULL REFERENCES person,
    function         text NOT NULL,
    share            int NOT NULL,
    from_date        date NOT NULL,
    to_date          date NOT NULL,
    deputy_person_id uuid REFERENCES person,
    state            text NOT NULL DEFAULT 'nominated',
    ended_on         date,
    ended_why        text NOT NULL DEFAULT '',
    reason_code      text NOT NULL DEFAULT '',
    nominated_by     uuid NOT NULL REFERENCES person,
    nominated_at     timestamptz NOT NULL,
    decided_by       uuid REFERENCES person,
    decided_at       timestamptz,
    revision         bigint NOT NULL DEFAULT 1,
    FOREIGN KEY (case_id, municipality_id) REFERENCES participant,
    CONSTRAINT assignment_number_unique UNIQUE (case_id, municipality_id, number),
    CONSTRAINT assignment_share CHECK (share BETWEEN 5 AND 100 AND share % 5 = 0),
    CONSTRAINT assignment_period CHECK (to_date > from_date),
    CONSTRAINT assignment_deputy CHECK (deputy_person_id <> person_id),
    CONSTRAINT assignment_state CHECK (state IN ('nominated', 'released', 'declined', 'retracted', 'recalled')),
    CONSTRAINT assignment_reason_code CHECK (reason_code IN ('', 'left_post', 'reassigned', 'absent', 'other')),
    CONSTRAINT assignment_reasoned CHECK ((reason_code <> '') = (state IN ('declined', 'recalled'))),
    CONSTRAINT assignment_decided CHECK ((decided_at IS NULL) = (state = 'nominated') AND (decided_by IS NULL) = (state = 'nominated')),
    CONSTRAINT assignment_recalled CHECK (state <> 'recalled' OR ended_on IS NOT NULL),
    CONSTRAINT assignment_once EXCLUDE USING gist (
        int8range(case_id, case_id, '[]') WITH &&,
        int8range(municipality_id, municipality_id, '[]') WITH &&,
        text_range(requirement_key, requirement_key, '[]') WITH &&,
        text_range(person_id::text, person_id::text, '[]') WITH &&,
        daterange(from_date, greatest(from_date, least(to_date, ended_on))) WITH &&) WHERE (state IN ('nominated', 'released', 'recalled'))
);
CREATE INDEX assignment_person ON assignment (person_id, id);
CREATE INDEX assignment_employment ON assignment (employment_id);

-- What a municipality contributes besides people; money in minor units.
CREATE TABLE contribution (
    case_id         bigint NOT NULL,
    municipality_id bigint NOT NULL,
    description     text NOT NULL,
    amount          bigint,
    currency        text,
    recorded_by     uuid NOT NULL REFERENCES person,
    recorded_at     timestamptz NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, municipality_id),
    FOREIGN KEY (case_id, municipality_id) REFERENCES participant,
    CONSTRAINT contribution_description CHECK (description <> ''),
    CONSTRAINT contribution_amount CHECK (amount >= 0),
    CONSTRAINT contribution_money CHECK ((amount IS NULL) = (currency IS NULL))
);
