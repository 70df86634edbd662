-- What happens with an item of an agenda: proposals, votes, written answers, statements
-- for the record, and the resolution (rules 7.3, 7.5, 7.6).

-- +goose Up

-- What was proposed, numbered in the item; by people who take part in it, or in words
-- where it comes from elsewhere.
CREATE TABLE item_proposal (
    item_id      bigint NOT NULL REFERENCES agenda_item,
    number       int NOT NULL,
    kind         text NOT NULL,
    amends       int,
    text         text NOT NULL,
    proposers    uuid[] NOT NULL DEFAULT '{}',
    by_whom      text NOT NULL DEFAULT '',
    made_at      timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (item_id, number),
    CONSTRAINT item_proposal_amends_one FOREIGN KEY (item_id, amends) REFERENCES item_proposal,
    CONSTRAINT item_proposal_kind CHECK (kind IN ('main', 'amendment', 'addition', 'alternative', 'joint')),
    CONSTRAINT item_proposal_amends CHECK ((kind IN ('amendment', 'addition')) = (amends IS NOT NULL)),
    CONSTRAINT item_proposal_whose CHECK ((proposers = '{}') = (by_whom <> ''))
);

-- The votes, in the order in which they were held. Numbers, what the vote took, and what
-- it came to are kept as they are shown.
CREATE TABLE item_vote (
    item_id        bigint NOT NULL REFERENCES agenda_item,
    number         int NOT NULL,
    kind           text NOT NULL,
    on_proposals   int[] NOT NULL DEFAULT '{}',
    over_proposals int[] NOT NULL DEFAULT '{}',
    held_at        timestamptz NOT NULL,
    chair_id       uuid REFERENCES person,
    by_name        boolean NOT NULL,
    counts         jsonb,
    majority       jsonb NOT NULL,
    result         jsonb,
    rounds         jsonb NOT NULL DEFAULT '[]',
    lot            text NOT NULL DEFAULT '',
    elected        jsonb,
    entered_by     uuid NOT NULL REFERENCES person,
    entered_at     timestamptz NOT NULL,
    PRIMARY KEY (item_id, number),
    CONSTRAINT item_vote_kind CHECK (kind IN ('resolution', 'appointment', 'election', 'trial')),
    CONSTRAINT item_vote_comes_to CHECK ((kind = 'election') = (elected IS NOT NULL) AND (kind = 'election') = (result IS NULL))
);
CREATE INDEX item_vote_chair ON item_vote (chair_id) WHERE chair_id IS NOT NULL;
CREATE INDEX item_vote_entered_by ON item_vote (entered_by);

-- The voices of a vote by name: each person has one.
CREATE TABLE item_vote_cast (
    item_id   bigint NOT NULL,
    vote      int NOT NULL,
    place     int NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    voice     text NOT NULL,
    PRIMARY KEY (item_id, vote, person_id),
    FOREIGN KEY (item_id, vote) REFERENCES item_vote,
    CONSTRAINT item_vote_cast_voice CHECK (voice IN ('for', 'against', 'blank'))
);
CREATE INDEX item_vote_cast_person ON item_vote_cast (person_id);

-- What each member answered in a written procedure.
CREATE TABLE item_consent (
    item_id      bigint NOT NULL REFERENCES agenda_item,
    person_id    uuid NOT NULL REFERENCES person,
    to_text      boolean NOT NULL,
    to_procedure boolean NOT NULL,
    PRIMARY KEY (item_id, person_id)
);
CREATE INDEX item_consent_person ON item_consent (person_id);

-- What was said for the record.
CREATE TABLE item_statement (
    item_id   bigint NOT NULL REFERENCES agenda_item,
    number    int NOT NULL,
    person_id uuid REFERENCES person,
    by_whom   text NOT NULL DEFAULT '',
    text      text NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (item_id, number),
    CONSTRAINT item_statement_whose CHECK ((person_id IS NULL) = (by_whom <> ''))
);
CREATE INDEX item_statement_person ON item_statement (person_id) WHERE person_id IS NOT NULL;

-- What the body resolved in an item, as its minutes have it.
CREATE TABLE item_resolution (
    item_id     bigint PRIMARY KEY REFERENCES agenda_item,
    outcome     text NOT NULL,
    items       jsonb NOT NULL,
    reason      text NOT NULL DEFAULT '',
    deferred_to date,
    refer_to    text NOT NULL DEFAULT '',
    vote        int,
    sentences   text[] NOT NULL DEFAULT '{}',
    resolved_at timestamptz NOT NULL,
    resolved_by uuid NOT NULL REFERENCES person,
    FOREIGN KEY (item_id, vote) REFERENCES item_vote
);
CREATE INDEX item_resolution_by ON item_resolution (resolved_by);
