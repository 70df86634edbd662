-- The record of what was done, in the order in which it was.
INSERT INTO audit_event (at, organisation, case_id, person_id, act, object, changes, request_id, policy)
    SELECT e.at, e.organisation, e.case_id, e.person_id, e.act, e.object, e.changes, upper(substr(md5(e.act || e.object || e.at), 1, 26)), e.policy FROM (
        SELECT c.created_at AS at, c.region AS organisation, c.id AS case_id, a.secretariat AS person_id, 'create-case' AS act, c.path AS object,
            jsonb_build_object('title', jsonb_build_object('new', f.title, 'old', ''), 'kind', jsonb_build_object('new', c.kind, 'old', ''), 'summary', jsonb_build_object('new', f.summary, 'old', '')) AS changes,
            'p, secretariat, case, create' AS policy
        FROM plan c JOIN area a ON a.id = c.region_id JOIN casefile f ON f.id = c.id
        UNION ALL
        SELECT c.created_at + interval '3 days', c.region, c.id, a.secretariat, 'open-case', c.path, '{"state": {"new": "preparing", "old": "draft"}}', 'p, secretariat, case, open'
        FROM plan c JOIN area a ON a.id = c.region_id WHERE c.phase <> 'draft'
        UNION ALL
        SELECT d.recorded_at, c.region, c.id, d.recorded_by, 'record-decision', c.path, jsonb_build_object('decision', jsonb_build_object('new', jsonb_build_object('case_number', d.case_number, 'subject', d.subject))),
            'p, secretariat, case, record_decision'
        FROM case_decision d JOIN plan c ON c.id = d.case_id
        UNION ALL
        SELECT v.submitted_at, c.region, c.id, v.secretariat, 'submit-mandate', v.path, '{"state": {"new": "open", "old": "draft"}}', 'p, secretariat, mandate, submit'
        FROM version v JOIN plan c ON c.id = v.case_id
        UNION ALL
        SELECT n.at, n.municipality, n.case_id, n.chief, 'answer-mandate', n.path, '{"answer": {"new": "approved", "old": "waiting"}}', 'p, chief_executive, mandate, answer' FROM answered n
        UNION ALL
        SELECT v.submitted_at + interval '25 days', c.region, c.id, v.secretariat, 'answer-mandate', v.path, '{"state": {"new": "in_force", "old": "open"}}', 'p, chief_executive, mandate, answer'
        FROM version v JOIN plan c ON c.id = v.case_id WHERE v.state = 'in_force'
        UNION ALL
        SELECT n.submitted_at + interval '27 days', n.municipality, n.case_id, n.administrator, 'nominate-person', n.path || '/resources/' || n.municipality || '/assignments/' || n.number,
            '{"state": {"new": "nominated"}}', 'p, administrator, assignment, nominate' FROM named n
        UNION ALL
        SELECT n.submitted_at + interval '30 days', n.municipality, n.case_id, n.chief, 'release-assignment', n.path || '/resources/' || n.municipality || '/assignments/' || n.number,
            '{"state": {"new": "released", "old": "nominated"}}', 'p, chief_executive, assignment, release' FROM named n WHERE NOT (n.phase = 'naming' AND n.chance < 4)
        UNION ALL
        SELECT c.created_at + interval '100 days', c.region, c.id, a.secretariat, 'start-case', c.path, '{"state": {"new": "active", "old": "preparing"}}', 'p, secretariat, case, start'
        FROM plan c JOIN area a ON a.id = c.region_id WHERE c.phase IN ('closed', 'active', 'again', 'large_active')
        UNION ALL
        SELECT c.created_at + interval '40 days', c.region, c.id, a.secretariat, 'withdraw-case', c.path, '{"state": {"new": "withdrawn", "old": "preparing"}}', 'p, secretariat, case, withdraw'
        FROM plan c JOIN area a ON a.id = c.region_id WHERE c.phase = 'withdrawn'
    ) e ORDER BY e.at;
