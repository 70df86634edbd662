-- Edits of the past, until there are as many events as were asked for.
INSERT INTO audit_event (at, organisation, case_id, person_id, act, object, changes, request_id, policy)
    SELECT c.created_at + interval '200 days' * k / n.missing, c.region, c.id, a.secretariat, 'edit-case', c.path,
        jsonb_build_object('summary', jsonb_build_object('old', g.sentences[k % cardinality(g.sentences) + 1], 'new', g.sentences[(k + 3) % cardinality(g.sentences) + 1])),
        upper(substr(md5(k::text), 1, 26)), 'p, secretariat, case, change'
    FROM given g, (SELECT greatest(0, g.events - (SELECT count(*) FROM audit_event)) AS missing, (SELECT count(*) FROM plan WHERE over) AS past FROM given g) n,
        generate_series(1, n.missing) k JOIN LATERAL (SELECT k * 7919 % n.past AS at) o ON true
        JOIN (SELECT c.*, row_number() OVER (ORDER BY id) - 1 AS at FROM plan c WHERE over) c ON c.at = o.at JOIN area a ON a.id = c.region_id;
-- Deadlines of the past, until the ledger has as many rows.
CREATE TEMP TABLE added AS
    SELECT (SELECT max(id) FROM deadline) + k AS id, c.id AS case_id, c.region, c.path, a.secretariat, 'delmal-' || k AS key, (c.created_at + interval '60 days')::date + (k % 200)::int AS due, c.created_at
    FROM (SELECT greatest(0, g.events - (SELECT count(*) FROM reminder)) / 5 AS missing, (SELECT count(*) FROM plan WHERE over) AS past FROM given g) n,
        generate_series(1, n.missing) k JOIN LATERAL (SELECT k * 7919 % n.past AS at) o ON true
        JOIN (SELECT c.*, row_number() OVER (ORDER BY id) - 1 AS at FROM plan c WHERE over) c ON c.at = o.at JOIN area a ON a.id = c.region_id;
INSERT INTO deadline (id, case_id, kind, key, municipality, version, title, due, zone, params, state, why, created_at, ended_at, call)
    OVERRIDING SYSTEM VALUE
    SELECT id, case_id, 'milestone', key, '', 1, 'Delmål', due, 'Europe/Oslo', jsonb_build_object('path', path || '/milestones/' || key, 'region', region), 'stopped',
        E'\x1e{"message":"timeline.done","en":"done"}', created_at, due + time '05:00', 'timeline:complete'
    FROM added;
INSERT INTO reminder (deadline_id, step, addressee, due_at, state, why, reached, planned_at, sent_at, letters_of)
    SELECT d.id, s.name, jsonb_build_object('office', 'secretariat', 'organisation', d.region), t.due_at, CASE WHEN s.days < 0 THEN 'queued' ELSE 'cancelled' END,
        CASE WHEN s.days < 0 THEN '' ELSE E'\x1e{"message":"timeline.done","en":"done"}' END, CASE WHEN s.days < 0 THEN ARRAY[d.secretariat] ELSE '{}' END, d.created_at,
        CASE WHEN s.days < 0 THEN t.due_at END, CASE WHEN s.days < 0 THEN d.id END
    FROM added d, step s, LATERAL (SELECT (d.due + s.days + time '06:00') AT TIME ZONE 'UTC' AS due_at) t WHERE s.office NOT IN ('chief_executive', 'board_chair');
INSERT INTO reminder_told (person_id, sent_at, reminder_id) SELECT DISTINCT person, r.sent_at, r.id FROM reminder r, unnest(r.reached) person WHERE r.sent_at IS NOT NULL;
