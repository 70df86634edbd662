-- How long after a meeting its minutes are signed (rules 7.1, 7.7).

-- +goose Up

-- How long after a meeting its minutes are signed; null where the body sets nothing.
ALTER TABLE body_setting
    ADD COLUMN minutes_count int,
    ADD COLUMN minutes_unit  text,
    ADD CONSTRAINT body_setting_minutes CHECK ((minutes_count IS NULL) = (minutes_unit IS NULL) AND minutes_count BETWEEN 0 AND 365 AND minutes_unit IN ('working_days', 'days'));
