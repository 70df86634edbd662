-- Members of a body read an exempt case from when it is sent to the body (rule 2.5).

-- +goose Up

-- The exempt cases that were sent to bodies: what a seat opens beside those that are
-- public.
CREATE VIEW exempt_treating AS
    SELECT x.body_id, x.case_id FROM case_body x JOIN casefile c ON c.id = x.case_id AND c.publicity = 'exempt';
