-- The deadlines: answers and names of every municipality, and the milestones.
CREATE TEMP TABLE due AS
    SELECT d.*, c.region, jsonb_build_object('path', d.path, 'region', c.region, 'case_number', c.number, 'case_title', f.title) AS params
    FROM (
        SELECT p.case_id, 'answer' AS kind, 'mandate/' || v.version AS key, p.municipality, '' AS title, (v.submitted_at + interval '30 days')::date AS due, 'mandate:answer' AS call,
            '' AS subject, v.path, v.submitted_at AS created_at, p.chief AS asked, 'chief_executive' AS office, p.administrator, p.chief,
            CASE WHEN v.state <> 'open' THEN v.submitted_at + interval '20 days' ELSE n.at END AS ended_at, E'\x1e{"message":"approval.answered","en":"answered"}' AS why
        FROM version v JOIN part p ON p.case_id = v.case_id LEFT JOIN answered n ON (n.case_id, n.version, n.municipality_id) = (v.case_id, v.version, p.municipality_id)
        WHERE v.recent
        UNION ALL
        SELECT p.case_id, 'naming', 'mandate/' || v.version, p.municipality, '', (v.submitted_at + interval '70 days')::date, 'assignment:nominate',
            'naming', v.path, v.submitted_at, p.administrator, 'administrator', p.administrator, p.chief,
            CASE WHEN NOT (v.phase = 'naming' AND p.turn = 0) AND v.state <> 'open' THEN v.submitted_at + interval '28 days' END,
            E'\x1e{"message":"assignment.all_named","en":"everyone asked for is named"}'
        FROM version v JOIN part p ON p.case_id = v.case_id WHERE v.recent
        UNION ALL
        SELECT s.case_id, 'milestone', s.key, coalesce(p.municipality, ''), s.title, s.due, CASE WHEN s.each THEN 'milestone_part:complete' ELSE 'timeline:complete' END,
            CASE WHEN s.each THEN 'naming' ELSE '' END, s.path, s.created_at, coalesce(p.administrator, s.secretariat), CASE WHEN s.each THEN 'administrator' ELSE 'secretariat' END,
            p.administrator, p.chief, CASE WHEN s.done AND s.phase <> 'naming' THEN s.due + time '10:00' END, E'\x1e{"message":"timeline.done","en":"done"}'
        FROM stone s JOIN plan c ON c.id = s.case_id LEFT JOIN part p ON p.case_id = s.case_id AND s.each WHERE c.recent AND s.kind = 'deadline'
    ) d JOIN plan c ON c.id = d.case_id JOIN casefile f ON f.id = d.case_id;
ALTER TABLE due ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
INSERT INTO deadline (id, case_id, kind, key, municipality, version, title, due, zone, params, state, why, created_at, ended_at, call, subject)
    OVERRIDING SYSTEM VALUE
    SELECT id, case_id, kind, key, municipality, 1, title, due, 'Europe/Oslo', params, CASE WHEN ended_at IS NULL THEN 'standing' ELSE 'stopped' END,
        CASE WHEN ended_at IS NULL THEN '' ELSE why END, created_at, ended_at, call, subject
    FROM due ORDER BY id;

-- The policy's steps, each to its addressees.
CREATE TEMP TABLE step (name text, days int, office text);
INSERT INTO step VALUES ('14_working_days_before', -20, 'asked'), ('2_working_days_before', -2, 'asked'), ('on_the_day', 0, 'asked'), ('1_working_day_after', 1, 'administrator'),
    ('3_working_days_after', 5, 'chief_executive'), ('5_working_days_after', 7, 'secretariat'), ('5_working_days_after', 7, 'board_chair');
CREATE TEMP TABLE told AS
    SELECT d.id AS deadline_id, s.name AS step, jsonb_build_object('office', o.office, 'organisation', CASE WHEN o.office IN ('secretariat', 'board_chair') THEN d.region ELSE d.municipality END) AS addressee,
        CASE o.office WHEN 'secretariat' THEN a.secretariat WHEN 'board_chair' THEN a.board_chair WHEN 'chief_executive' THEN d.chief ELSE d.administrator END AS person_id,
        t.due_at, d.ended_at, d.created_at, d.why, d.case_id, d.kind, d.due, d.params,
        CASE WHEN t.due_at < d.created_at THEN 'skipped' WHEN t.due_at < coalesce(d.ended_at, g.now) THEN 'queued' WHEN d.ended_at IS NULL THEN 'planned' ELSE 'cancelled' END AS state
    FROM given g, due d JOIN area a ON a.key = d.region, step s,
        LATERAL (SELECT CASE WHEN s.office = 'asked' THEN d.office WHEN s.office = 'administrator' AND d.municipality = '' THEN 'secretariat' ELSE s.office END AS office) o,
        LATERAL (SELECT (d.due + s.days + time '06:00') AT TIME ZONE 'UTC' AS due_at) t
    WHERE d.municipality <> '' OR s.office <> 'chief_executive';
INSERT INTO reminder (deadline_id, step, addressee, due_at, state, why, reached, planned_at, sent_at, letters_of)
    SELECT deadline_id, step, addressee, due_at, state, CASE state WHEN 'cancelled' THEN why WHEN 'skipped' THEN E'\x1e{"message":"reminder.past","en":"already past when planned"}' ELSE '' END,
        CASE state WHEN 'queued' THEN ARRAY[person_id] ELSE '{}' END, created_at, CASE state WHEN 'queued' THEN due_at END, CASE state WHEN 'queued' THEN deadline_id END
    FROM told ORDER BY deadline_id, due_at;
