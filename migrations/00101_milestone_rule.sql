-- The day of a milestone may be counted by a rule, from a day or from the day of
-- another milestone (rules 5.1, 5.3, 5.4).

-- +goose Up

-- The rule with what it counts from, and how the day was counted when it was set.
ALTER TABLE milestone
    ADD COLUMN rule jsonb,
    ADD COLUMN explanation jsonb,
    ADD CONSTRAINT milestone_rule CHECK ((rule IS NULL) = (explanation IS NULL) AND (rule IS NULL OR due IS NOT NULL)),
    ADD CONSTRAINT milestone_rule_from CHECK (rule ? 'count' AND (rule ? 'from') <> (rule ? 'milestone'));

-- The milestone whose move a move followed.
ALTER TABLE milestone_move ADD COLUMN follows text;
