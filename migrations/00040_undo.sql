-- More of what was recorded by mistake is undone with a reason, and stays
-- readable (rules 1.7, 3.3, 5.4, 9.5).

-- +goose Up

-- A decision on disqualification that is withdrawn bars nobody; what it said is
-- kept.
ALTER TABLE disqualification
    ADD COLUMN withdrawn_by  uuid REFERENCES person,
    ADD COLUMN withdrawn_at  timestamptz,
    ADD COLUMN withdrawn_why text NOT NULL DEFAULT '',
    DROP CONSTRAINT disqualification_state,
    ADD CONSTRAINT disqualification_state CHECK (state IN ('raised', 'disqualified', 'dismissed', 'withdrawn')),
    DROP CONSTRAINT disqualification_in_force,
    ADD CONSTRAINT disqualification_in_force CHECK (CASE state WHEN 'disqualified' THEN from_at IS NOT NULL WHEN 'withdrawn' THEN true ELSE from_at IS NULL END
        AND (to_at IS NULL OR from_at IS NOT NULL)),
    ADD CONSTRAINT disqualification_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (state = 'withdrawn') = (withdrawn_at IS NOT NULL)
        AND (withdrawn_at IS NULL) = (withdrawn_why = ''));

-- A draft of the mandate that is discarded was never submitted, and is closed.
ALTER TABLE mandate_version
    DROP CONSTRAINT mandate_version_state,
    ADD CONSTRAINT mandate_version_state CHECK (state IN ('draft', 'open', 'in_force', 'rejected', 'withdrawn', 'superseded', 'discarded')),
    DROP CONSTRAINT mandate_version_submitted,
    ADD CONSTRAINT mandate_version_submitted CHECK (
        num_nonnulls(submitted_by, submitted_at, answer_by, naming_due) = CASE WHEN state IN ('draft', 'discarded') THEN 0 ELSE 4 END
        AND (state IN ('draft', 'discarded')) = (common_hash = '') AND (state IN ('draft', 'discarded')) = (content_hash = '')),
    DROP CONSTRAINT mandate_version_closed,
    ADD CONSTRAINT mandate_version_closed CHECK (
        (state IN ('rejected', 'withdrawn', 'superseded', 'discarded')) = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_why = ''));

-- A milestone that is withdrawn stays, and leaves its key to another.
ALTER TABLE milestone
    ADD COLUMN withdrawn_by  uuid REFERENCES person,
    ADD COLUMN withdrawn_at  timestamptz,
    ADD COLUMN withdrawn_why text NOT NULL DEFAULT '',
    DROP CONSTRAINT milestone_key_form,
    ADD CONSTRAINT milestone_key_form CHECK (key ~ '^[a-z][a-z0-9_-]{0,62}$' OR withdrawn_at IS NOT NULL),
    ADD CONSTRAINT milestone_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why = ''));

-- The council's decision on which a seat rests (rule 1.5).
ALTER TABLE seat
    ADD COLUMN decided_on  date,
    ADD COLUMN case_number text NOT NULL DEFAULT '';
