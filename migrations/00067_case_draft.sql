-- A question of disqualification can be raised in a draft, which its region alone
-- has a part in, and waits there too (rule 1.7).

-- +goose Up

-- Of casefile: the drafts of a region, as case_party has the cases that go on.
CREATE VIEW case_draft AS
    SELECT c.id AS case_id, o.id AS organisation_id, o.key AS organisation, o.key || '/' || c.year || '-' || c.serial AS path
    FROM casefile c JOIN organisation o ON o.id = c.region_id WHERE c.state = 'draft';
