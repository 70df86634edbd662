-- What waits for somebody is found from their organisations, and not by a look
-- at every case that they could read.

-- +goose Up

-- Of casefile: which organisations have a part in cases that are neither drafts
-- nor over: the region, and the municipalities that take part now.
CREATE VIEW case_party AS
    SELECT c.id AS case_id, c.region_id AS organisation_id, r.key AS organisation
    FROM casefile c JOIN organisation r ON r.id = c.region_id
    WHERE c.state NOT IN ('draft', 'closed', 'withdrawn')
    UNION ALL
    SELECT c.id, p.municipality_id, m.key
    FROM participant p JOIN organisation m ON m.id = p.municipality_id JOIN casefile c ON c.id = p.case_id
    WHERE p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn');

CREATE INDEX casefile_going ON casefile (region_id, id) WHERE state NOT IN ('draft', 'closed', 'withdrawn');
CREATE INDEX milestone_undone ON milestone (case_id, due) WHERE done_at IS NULL;
CREATE INDEX assignment_municipality ON assignment (municipality_id, case_id) WHERE state IN ('nominated', 'released', 'recalled', 'replaced');
CREATE INDEX disqualification_raised ON disqualification (organisation_id) WHERE state = 'raised';
CREATE INDEX mandate_condition_reported ON mandate_condition (municipality_id) WHERE state = 'reported' AND superseded_at IS NULL;
