INSERT INTO casefile (id, region_id, year, serial, title, summary, kind, state, principal, statutory_plan, publicity, legal_basis, shielded_title, responsible_id,
        withdrawn_why, created_at, opened_at, started_at, withdrawn_at, modified_at, revision)
    OVERRIDING SYSTEM VALUE
    SELECT c.id, c.region_id, c.year, c.serial,
        g.openings[c.luck % cardinality(g.openings) + 1] || ' ' || g.themes[c.luck / 7 % cardinality(g.themes) + 1] || g.extras[c.luck / 11 % cardinality(g.extras) + 1],
        (SELECT coalesce(string_agg(g.sentences[(c.luck / 13 + s * s + s) % cardinality(g.sentences) + 1], ' '), '')
            FROM generate_series(1, CASE WHEN c.luck % 40 = 0 THEN 24 ELSE c.luck % 9 END) s),
        c.kind, c.state, c.luck % 5 = 0, c.kind = 'plan', CASE WHEN c.luck % 50 = 1 THEN 'exempt' ELSE 'public' END,
        CASE WHEN c.luck % 50 = 1 THEN 'offl. § 14' ELSE '' END, CASE WHEN c.luck % 50 = 1 THEN 'Sak som er unntatt' ELSE '' END,
        CASE WHEN c.luck % 3 = 0 THEN a.secretariat END,
        CASE phase WHEN 'withdrawn' THEN 'Saken er ikke lenger aktuell.' ELSE '' END,
        c.created_at, CASE WHEN phase <> 'draft' THEN c.created_at + interval '3 days' END,
        CASE WHEN phase IN ('closed', 'active', 'again', 'large_active') THEN c.created_at + interval '100 days' END,
        CASE phase WHEN 'withdrawn' THEN c.created_at + interval '40 days' END,
        least(g.now, c.created_at + CASE WHEN c.over THEN interval '300 days' ELSE make_interval(days => c.luck % 20) END), 3 + c.luck % 9
    FROM given g, plan c JOIN area a ON a.id = c.region_id ORDER BY c.id;
INSERT INTO case_counter (region_id, year, last) SELECT region_id, year, max(serial) FROM plan GROUP BY region_id, year;
INSERT INTO participant (case_id, municipality_id, joined_at)
    SELECT case_id, municipality_id, created_at + interval '3 days' FROM part ORDER BY case_id, place;
