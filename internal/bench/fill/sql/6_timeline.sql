CREATE TEMP TABLE stone AS
    SELECT row_number() OVER (ORDER BY c.created_at, s.days) AS id, c.id AS case_id, c.region, c.region_name, c.number, c.path || '/milestones/' || s.key AS path, a.secretariat, c.over, c.phase, s.*,
        (c.created_at + make_interval(days => s.days))::date AS due, c.created_at + interval '22 days' AS created_at,
        c.over OR c.created_at + make_interval(days => s.days) < g.now - interval '10 days' AS done
    FROM given g, plan c JOIN area a ON a.id = c.region_id, (VALUES
        ('naming_due', 'Folk er navngitt', 90, true, 'deadline'),
        ('kunnskapsgrunnlag', 'Kunnskapsgrunnlaget er ferdig', 180, false, 'deadline'),
        ('horing', 'Høringen er avsluttet', 300, false, 'deadline'),
        ('vedtak', 'Kommunestyrene vedtar', 360, false, 'event')) AS s (key, title, days, each, kind)
    WHERE c.fourth AND c.phase NOT IN ('draft', 'withdrawn');
INSERT INTO milestone (id, case_id, key, title, kind, due, per_municipality, responsible, done_at, done_by, done_on, created_at)
    OVERRIDING SYSTEM VALUE
    SELECT id, case_id, key, title, kind, due, each, CASE WHEN each THEN '{"office": "administrator"}' ELSE jsonb_build_object('office', 'secretariat', 'organisation', region) END,
        CASE WHEN done AND NOT each THEN due + time '10:00' END, CASE WHEN done AND NOT each THEN secretariat END, CASE WHEN done AND NOT each THEN due END, created_at
    FROM stone ORDER BY id;
INSERT INTO milestone_done (milestone_id, municipality_id, done_at, person_id, done_on)
    SELECT s.id, p.municipality_id, s.due + time '09:00', p.administrator, s.due FROM stone s JOIN part p ON p.case_id = s.case_id
    WHERE s.each AND s.done AND s.phase <> 'naming';
INSERT INTO milestone_move (milestone_id, serial, from_due, to_due, reason, person_id, at)
    SELECT id, 1, due - 14, due, 'Innspillsmøtene tok lengre tid.', secretariat, created_at + interval '30 days' FROM stone WHERE key = 'horing' AND id % 5 = 0;
INSERT INTO milestone_dependency (case_id, key, depends_on) SELECT case_id, 'horing', 'kunnskapsgrunnlag' FROM stone WHERE key = 'horing';
