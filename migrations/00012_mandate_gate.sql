-- The gate's rules, conditions of approvals, and approvals that carry over to
-- the next version (rules 3.4-3.7).

-- +goose Up

-- A region's rule, and every one before it: the last stands. Without a row it
-- is `all`.
CREATE TABLE mandate_rule (
    region_id        bigint NOT NULL REFERENCES organisation,
    number           int NOT NULL,
    rule             text NOT NULL,
    rule_count       int,
    rule_numerator   int,
    rule_denominator int,
    reason           text NOT NULL,
    set_by           uuid NOT NULL REFERENCES person,
    set_at           timestamptz NOT NULL,
    PRIMARY KEY (region_id, number),
    CONSTRAINT mandate_rule_rule CHECK (rule IN ('all', 'count', 'fraction')),
    CONSTRAINT mandate_rule_count CHECK ((rule = 'count') = (rule_count IS NOT NULL) AND rule_count >= 1),
    CONSTRAINT mandate_rule_fraction CHECK (num_nonnulls(rule_numerator, rule_denominator) = CASE WHEN rule = 'fraction' THEN 2 ELSE 0 END
        AND rule_numerator >= 1 AND rule_numerator <= rule_denominator)
);

-- The rule as it stood at submission, with its number in the region, and the
-- number of the one that stood when the version was open for the last time: a
-- version follows the tightest of these and all between.
ALTER TABLE mandate_version
    ADD COLUMN rule_number      int NOT NULL DEFAULT 0,
    ADD COLUMN rule_until       int,
    ADD COLUMN rule_count       int,
    ADD COLUMN rule_numerator   int,
    ADD COLUMN rule_denominator int,
    DROP CONSTRAINT mandate_version_rule,
    ADD CONSTRAINT mandate_version_rule CHECK (rule IN ('all', 'count', 'fraction')),
    ADD CONSTRAINT mandate_version_count CHECK ((rule = 'count') = (rule_count IS NOT NULL) AND rule_count >= 1),
    ADD CONSTRAINT mandate_version_fraction CHECK (num_nonnulls(rule_numerator, rule_denominator) = CASE WHEN rule = 'fraction' THEN 2 ELSE 0 END
        AND rule_numerator >= 1 AND rule_numerator <= rule_denominator);

-- The earlier version that the municipality approved and that this one changed
-- for it.
ALTER TABLE mandate_slice
    ADD COLUMN stale_from int,
    ADD CONSTRAINT mandate_slice_stale CHECK (stale_from < version),
    ADD FOREIGN KEY (case_id, stale_from, municipality_id) REFERENCES mandate_slice;

-- An answer may be carried over from the version before, or be the council's,
-- which the clerk records in a disqualified chief executive's place. It is
-- blocked when its giver turns out to be disqualified while the version is open.
ALTER TABLE mandate_answer
    ADD COLUMN blocked      boolean NOT NULL DEFAULT false,
    ADD COLUMN carried_from int,
    ADD COLUMN body_id      bigint REFERENCES body,
    ADD COLUMN decided_on   date,
    ADD COLUMN case_number  text NOT NULL DEFAULT '',
    DROP CONSTRAINT mandate_answer_answer,
    DROP CONSTRAINT mandate_answer_reason,
    ADD CONSTRAINT mandate_answer_answer CHECK (answer IN ('approved', 'approved_with_conditions', 'rejected', 'returned')),
    ADD CONSTRAINT mandate_answer_reason CHECK (answer IN ('approved', 'approved_with_conditions') OR reason <> ''),
    ADD CONSTRAINT mandate_answer_carried CHECK (carried_from IS NULL OR carried_from < version AND answer IN ('approved', 'approved_with_conditions')),
    ADD CONSTRAINT mandate_answer_council CHECK ((body_id IS NULL) = (decided_on IS NULL) AND (body_id IS NULL) = (case_number = '')),
    ADD FOREIGN KEY (case_id, carried_from, municipality_id) REFERENCES mandate_slice;

CREATE TABLE mandate_condition (
    answer_id    bigint NOT NULL REFERENCES mandate_answer,
    number       int NOT NULL,
    text         text NOT NULL,
    organisation text NOT NULL,
    office       text NOT NULL,
    due          date NOT NULL,
    effect       text NOT NULL,
    state        text NOT NULL DEFAULT 'open',
    report       text NOT NULL DEFAULT '',
    reported_by  uuid REFERENCES person,
    reported_at  timestamptz,
    note         text NOT NULL DEFAULT '',
    settled_by   uuid REFERENCES person,
    settled_at   timestamptz,
    revision     bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (answer_id, number),
    CONSTRAINT mandate_condition_text CHECK (text <> ''),
    CONSTRAINT mandate_condition_effect CHECK (effect IN ('before_start', 'during')),
    CONSTRAINT mandate_condition_state CHECK (state IN ('open', 'reported', 'fulfilled')),
    CONSTRAINT mandate_condition_reported CHECK ((reported_by IS NULL) = (reported_at IS NULL) AND (state = 'open' OR reported_at IS NOT NULL)),
    CONSTRAINT mandate_condition_settled CHECK ((settled_by IS NULL) = (settled_at IS NULL) AND (state <> 'fulfilled' OR settled_at IS NOT NULL))
);
