-- A letter that failed for good stands in a list for whoever keeps its address, with
-- what the mail server said, and can be sent again once that is mended (rule 6.6).

-- +goose Up

-- Whose address it is where it is an office's, such as 3417/chief_executive; and how
-- often the letter was sent again, and when last: a job of an earlier time does nothing.
ALTER TABLE letter ADD COLUMN address_of text NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN round int NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN sent_again_at timestamptz;

-- organisation_id keeps the address: the home of the person, or the organisation of the
-- office. coded says that the letter carried a code that is forgotten. What ended it
-- is that it was sent again, or that what it tells of holds no longer.
CREATE TABLE letter_failure (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_id       bigint NOT NULL REFERENCES letter,
    person_id       uuid NOT NULL REFERENCES person,
    organisation_id bigint NOT NULL REFERENCES organisation,
    office          text NOT NULL,
    address         text NOT NULL,
    cause           text NOT NULL,
    answer          text NOT NULL,
    coded           boolean NOT NULL,
    attempts        int NOT NULL,
    failed_at       timestamptz NOT NULL,
    ended_at        timestamptz,
    ended_as        text,
    sent_again_by   uuid REFERENCES person,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT letter_failure_cause CHECK (cause IN ('address', 'refused', 'given_up', 'service')),
    CONSTRAINT letter_failure_ended CHECK (num_nonnulls(ended_at, ended_as) <> 1),
    CONSTRAINT letter_failure_ended_as CHECK (ended_as IN ('sent_again', 'over')),
    CONSTRAINT letter_failure_by CHECK (sent_again_by IS NULL OR ended_as = 'sent_again')
);
CREATE UNIQUE INDEX letter_failure_once ON letter_failure (letter_id) WHERE ended_at IS NULL;
CREATE INDEX letter_failure_list ON letter_failure (organisation_id, id) WHERE ended_at IS NULL;
CREATE INDEX letter_failure_person ON letter_failure (person_id);

-- What failed before this stands in the list of the person's home.
INSERT INTO letter_failure (letter_id, person_id, organisation_id, office, address, cause, answer, coded, attempts, failed_at)
SELECT l.id, l.person_id, p.home_id, '', coalesce(nullif(l.address, ''), p.email),
    CASE WHEN l.why LIKE '%notice.bad_address%' THEN 'address' WHEN l.why LIKE '%notice.given_up%' THEN 'given_up' WHEN l.why LIKE '%notice.unwritable%' THEN 'service' ELSE 'refused' END,
    '', l.kind = 'login_invitation', l.attempts, coalesce(l.settled_at, l.created_at)
FROM letter l JOIN person p ON p.id = l.person_id WHERE l.channel = 'email' AND l.state = 'failed';
