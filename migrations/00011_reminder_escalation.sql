-- Deadlines of conditions (rule 3.5), and the steps by which a missed deadline
-- escalates past the administrator (rule 6.1).

-- +goose Up
ALTER TABLE deadline
    DROP CONSTRAINT deadline_kind,
    ADD CONSTRAINT deadline_kind CHECK (kind IN ('answer', 'naming', 'milestone', 'condition'));
ALTER TABLE reminder
    DROP CONSTRAINT reminder_step,
    ADD CONSTRAINT reminder_step CHECK (step IN (
        '14_working_days_before', '2_working_days_before', 'on_the_day', '1_working_day_after', '3_working_days_after', '5_working_days_after'));
