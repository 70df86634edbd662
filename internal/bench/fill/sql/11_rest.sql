-- What few have, and what is kept for a while.
INSERT INTO admission (organisation_id, person_id, home_id, kind, percent, reason, state, asked_by, asked_at, answered_by, answered_at)
    SELECT t.municipality_id, s.person_id, n.municipality_id, 'employment', 20, 'Deler stillingen med nabokommunen.', w.state, t.administrator, g.now - make_interval(days => w.days),
        CASE WHEN w.state <> 'asked' THEN n.administrator END, CASE WHEN w.state <> 'asked' THEN g.now - make_interval(days => w.days - 2) END
    FROM given g, town t JOIN town n ON n.region_id = t.region_id AND n.place = t.place + 1 JOIN staff s ON s.municipality_id = n.municipality_id,
        (SELECT 'declined' AS state, 30 + 60 * k AS days, NULL::int AS turn FROM generate_series(1, 20) k UNION ALL SELECT 'asked', 10 + k, 3 + k FROM generate_series(1, 8) k UNION ALL VALUES ('asked', 10, 1), ('confirmed', 400, 2)) AS w
    WHERE s.turn = coalesce(w.turn, 3);
INSERT INTO start_override (case_id, serial, decided_on, case_number, reason, covers, entered_by, entered_at, confirmed_by, confirmed_at)
    SELECT c.id, 1, (c.created_at + interval '90 days')::date, '7/' || c.year, 'Arbeidet må i gang før fristen.', '[]', a.secretariat, c.created_at + interval '92 days',
        CASE WHEN c.over THEN a.board_chair END, CASE WHEN c.over THEN c.created_at + interval '93 days' END
    FROM plan c JOIN area a ON a.id = c.region_id WHERE c.phase = 'closed' AND c.kind IN ('strategy', 'plan') AND c.luck % 5 = 0 OR c.phase = 'ready' AND c.luck % 20 = 0;
INSERT INTO participant_past (case_id, municipality_id, joined_at, joined_why, left_at, left_why)
    SELECT p.case_id, p.municipality_id, p.created_at + interval '3 days', '', p.created_at + interval '5 days', 'Ventet på eget vedtak.'
    FROM part p WHERE p.place = 3 AND p.luck % 300 = 11;
INSERT INTO login_code (hash, person_id, home_id, how, made_by, sent_to, created_at, expires_at)
    SELECT sha256(id::text::bytea), id, home_id, 'invitation', id, sha256(email::bytea), now - interval '1 day', now + interval '6 days' FROM given, person WHERE hashtext(id::text) % 10 = 0;
INSERT INTO idempotency_key (caller, key, fingerprint, status, content_type, etag, location, body, created_at)
    SELECT t.chief, 'nøkkel-' || k, sha256(k::text::bytea), 200, 'application/json', '', '', '{}', g.now - make_interval(mins => k::int)
    FROM given g, town t, generate_series(1, 80) k;
