INSERT INTO mandate_version (case_id, version, state, common, common_hash, content_hash, drafted_at, submitted_by, submitted_at, answer_by, naming_due,
        in_force_at, closed_at, closed_why, revision, rule_until)
    SELECT v.case_id, v.version, v.state, d.common, d.common_hash, d.content_hash, v.submitted_at - interval '2 days', v.secretariat, v.submitted_at,
        (v.submitted_at + interval '30 days')::date, (v.submitted_at + interval '70 days')::date,
        CASE v.state WHEN 'in_force' THEN v.submitted_at + interval '25 days' END,
        CASE v.state WHEN 'withdrawn' THEN v.submitted_at + interval '20 days' END,
        CASE WHEN v.state <> 'withdrawn' THEN '' WHEN v.phase = 'withdrawn' THEN 'Saken er trukket.'
            ELSE E'\x1e{"message":"approval.replaced","en":"replaced by version 2","args":[2]}' END,
        CASE v.state WHEN 'open' THEN 2 ELSE 8 END, CASE WHEN v.state <> 'open' THEN 0 END
    FROM version v JOIN document d ON d.id = v.document_id ORDER BY v.case_id, v.version;
INSERT INTO mandate_slice (case_id, version, municipality_id, content, hash)
    SELECT v.case_id, v.version, s.municipality_id, s.content, s.hash FROM version v JOIN document_slice s ON s.document_id = v.document_id
    ORDER BY v.case_id, v.version;

CREATE TEMP TABLE answered AS
    SELECT row_number() OVER (ORDER BY v.submitted_at, v.case_id, p.place) AS id, v.case_id, v.version, p.municipality_id, p.municipality, p.chief, p.place, v.state, p.phase,
        v.path || '/approvals/' || p.municipality AS path, v.submitted_at + make_interval(days => 2 + p.place % 12, hours => p.luck % 9) AS at,
        (p.luck + p.place) % 20 = 0 AS conditioned
    FROM version v JOIN part p ON p.case_id = v.case_id
    WHERE v.state = 'in_force' OR v.state = 'withdrawn' AND p.place % 2 = 0 OR p.phase = 'open' AND p.turn % 4 = 0;
UPDATE answered SET at = least(at, now - interval '1 hour') FROM given WHERE at > now - interval '1 hour';
INSERT INTO mandate_answer (id, case_id, version, municipality_id, answer, person_id, at, late)
    OVERRIDING SYSTEM VALUE
    SELECT id, case_id, version, municipality_id, CASE WHEN conditioned THEN 'approved_with_conditions' ELSE 'approved' END, chief, at, false FROM answered ORDER BY id;
INSERT INTO mandate_condition (answer_id, number, text, organisation, office, due, effect, state, report, reported_by, reported_at, settled_by, settled_at,
        case_id, version, municipality_id, first_answer_id, set_at)
    SELECT n.id, 1, 'Kostnadene holdes innenfor den vedtatte rammen.', c.region, 'secretariat', (n.at + interval '50 days')::date, 'before_start',
        CASE WHEN done THEN 'fulfilled' ELSE 'open' END, CASE WHEN done THEN 'Rammen er holdt.' ELSE '' END,
        CASE WHEN done THEN a.secretariat END, CASE WHEN done THEN n.at + interval '20 days' END,
        CASE WHEN done THEN n.chief END, CASE WHEN done THEN n.at + interval '25 days' END,
        n.case_id, n.version, n.municipality_id, n.id, n.at
    FROM answered n JOIN plan c ON c.id = n.case_id JOIN area a ON a.id = c.region_id, LATERAL (SELECT n.phase NOT IN ('open', 'naming') AS done) d
    WHERE n.conditioned;
