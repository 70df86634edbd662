INSERT INTO case_reference (case_id, organisation_id, case_number, archive_number)
    SELECT p.case_id, p.municipality_id, extract(year FROM p.created_at) || '/' || 1 + (p.case_id * 13 + p.place * 977) % 9000, CASE WHEN p.luck % 4 = 0 THEN 'K' || p.luck % 999 ELSE '' END
    FROM part p WHERE NOT p.over OR p.case_id % 3 = 0
    UNION ALL
    SELECT c.id, c.region_id, c.year || '/' || 1 + c.id % 9000, '' FROM plan c WHERE phase <> 'draft' AND (NOT c.over OR c.id % 3 = 0);
INSERT INTO case_link (case_id, serial, title, address, kind, added_at)
    SELECT c.id, s, CASE s WHEN 1 THEN 'Saksframlegg' ELSE 'Rapport' END, 'https://' || c.region || '.example.no/dokument/' || c.id || '-' || s,
        CASE s WHEN 1 THEN 'presentation' ELSE 'report' END, c.created_at + interval '4 days'
    FROM plan c, generate_series(1, c.luck % 3) s WHERE c.phase <> 'draft';
INSERT INTO case_decision (case_id, serial, body_id, decided_on, case_number, subject, recorded_by, recorded_at)
    SELECT c.id, 1, a.board_id, (c.created_at + interval '10 days')::date, 1 + c.luck % 90 || '/' || c.year, 'Styret setter i gang arbeidet', a.secretariat, c.created_at + interval '11 days'
    FROM plan c JOIN area a ON a.id = c.region_id WHERE c.phase <> 'draft' AND (NOT c.over OR c.id % 2 = 0);
INSERT INTO benefit (case_id, municipality_id, statement, written_by, written_at, confirmed_by, confirmed_at, last_confirmed_at)
    SELECT p.case_id, p.municipality_id, p.name || ' får et bedre tilbud til innbyggerne og lavere kostnader. ' || g.sentences[p.luck / 3 % cardinality(g.sentences) + 1],
        p.officer, p.created_at + interval '12 days', CASE WHEN sure THEN p.chief END, CASE WHEN sure THEN p.created_at + interval '14 days' END,
        CASE WHEN sure THEN p.created_at + interval '14 days' END
    FROM given g, part p, LATERAL (SELECT p.phase NOT IN ('open', 'busy') AND (p.phase <> 'naming' OR p.place % 2 = 0) AS sure) s
    WHERE p.fourth;
INSERT INTO contribution (case_id, municipality_id, description, amount, currency, recorded_by, recorded_at)
    SELECT case_id, municipality_id, 'Egenandel i prosjektet', 50000 + luck % 20 * 1000, 'NOK', officer, created_at + interval '50 days'
    FROM part WHERE phase IN ('active', 'large_active') OR phase = 'closed' AND case_id % 10 = 0;
INSERT INTO proposal_version (case_id, version, hash, reason, written_by, written_at)
    SELECT c.id, w.nr, encode(sha256(convert_to(format('{"items":[{"number":1,"text":"Planen vedtas, versjon %s."},{"number":2,"text":"Vedtaket følges opp hvert år."}]}', w.nr), 'UTF8')), 'hex'),
        CASE WHEN w.nr = 1 THEN '' ELSE 'Styret ba om klarere ord.' END, a.secretariat, c.created_at + make_interval(days => 60 + w.nr)
    FROM plan c JOIN area a ON a.id = c.region_id, generate_series(1, 1 + c.luck % 2) AS w(nr) WHERE c.phase IN ('active', 'large_active') OR c.over AND c.id % 2 = 0;
INSERT INTO proposal_item (case_id, version, number, text)
    SELECT case_id, version, i.nr, CASE i.nr WHEN 1 THEN format('Planen vedtas, versjon %s.', version) ELSE 'Vedtaket følges opp hvert år.' END FROM proposal_version, generate_series(1, 2) AS i(nr);
INSERT INTO public.document (case_id, number, organisation_id, title, kind, publicity, legal_basis, created_by, created_at)
    SELECT c.id, d.nr, c.region_id, CASE d.nr WHEN 1 THEN 'Saksframlegg' ELSE 'Rapport' END, CASE d.nr WHEN 1 THEN 'case_presentation' ELSE 'report' END,
        CASE WHEN secret THEN 'exempt' ELSE 'public' END, CASE WHEN secret THEN 'offl. § 14' ELSE '' END, a.secretariat, c.created_at + make_interval(days => 4 + d.nr)
    FROM plan c JOIN area a ON a.id = c.region_id, generate_series(1, 1 + c.luck % 3) AS d(nr), LATERAL (SELECT (c.luck + d.nr) % 20 = 0 AS secret) s WHERE c.phase <> 'draft';
INSERT INTO document_content (id, sha256, size) OVERRIDING SYSTEM VALUE
    SELECT d.case_id * 10 + d.number, encode(sha256(b), 'hex'), length(b) FROM public.document d, LATERAL (SELECT convert_to('Notat ' || d.case_id || '-' || d.number, 'UTF8') AS b) x WHERE d.number < 3;
INSERT INTO document_part (content_id, part, bytes)
    SELECT d.case_id * 10 + d.number, 0, convert_to('Notat ' || d.case_id || '-' || d.number, 'UTF8') FROM public.document d WHERE d.number < 3;
INSERT INTO document_version (case_id, document, number, content_id, media_type, file_name, address, added_by, added_at)
    SELECT d.case_id, d.number, 1, CASE WHEN d.number < 3 THEN d.case_id * 10 + d.number END, CASE WHEN d.number < 3 THEN 'text/plain' ELSE '' END,
        CASE WHEN d.number < 3 THEN 'notat.txt' ELSE '' END, CASE WHEN d.number < 3 THEN '' ELSE 'https://example.org/dokument/' || d.case_id END, d.created_by, d.created_at
    FROM public.document d;
