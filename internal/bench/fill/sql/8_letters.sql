CREATE TEMP TABLE sent AS
    SELECT 'deadline:' || t.deadline_id || ':' || t.step AS source, t.person_id, CASE WHEN t.step LIKE '%after' THEN 'overdue' WHEN t.step = 'on_the_day' THEN 'due_today' ELSE 'reminder' END AS kind,
        t.case_id, t.params || jsonb_build_object('deadline', t.kind, 'due', t.due, 'step', t.step) AS params, t.due_at AS at
    FROM told t WHERE t.state = 'queued'
    UNION ALL
    SELECT 'mandate:' || v.case_id || ':' || v.version || ':' || k.what, p.chief, 'mandate_' || k.what, v.case_id,
        jsonb_build_object('due', (v.submitted_at + interval '30 days')::date, 'path', v.path, 'reason', '', 'region', c.region, 'version', v.version::text,
            'case_title', f.title, 'case_number', c.number, 'municipality', p.name), v.submitted_at + k.after
    FROM version v JOIN plan c ON c.id = v.case_id JOIN casefile f ON f.id = c.id JOIN part p ON p.case_id = c.id,
        (VALUES ('submitted', interval '0'), ('in_force', interval '25 days')) AS k (what, after)
    WHERE v.recent AND (k.what = 'submitted' OR v.state = 'in_force');
INSERT INTO letter (source, person_id, channel, kind, case_id, params, late, state, message_id, attempts, created_at, delivered_at, read_at, revision)
    SELECT s.source, s.person_id, ch, s.kind, s.case_id, s.params, false, 'delivered', CASE ch WHEN 'email' THEN md5(s.source || s.person_id) || '@forankring.example.no' END,
        (ch = 'email')::int, s.at, s.at + interval '1 second', CASE WHEN ch = 'inbox' AND s.at < g.now - interval '30 days' THEN s.at + interval '1 day' END, 1
    FROM given g, sent s, unnest(ARRAY['inbox', 'email']) ch ORDER BY s.at;
