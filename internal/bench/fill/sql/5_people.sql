-- Who is named for what a version in force asks for: people take turns, so that
-- nobody gives more than they can.
CREATE TEMP TABLE named AS
    SELECT p.case_id, p.municipality_id, p.municipality, p.turn AS chance, p.phase, p.path, p.chief, p.administrator, v.submitted_at,
        r.key, r.function, r.share, r."from" AS from_date, r."to" AS to_date,
        row_number() OVER (PARTITION BY p.municipality_id, p.case_id ORDER BY r.key) AS number,
        row_number() OVER (PARTITION BY p.municipality_id ORDER BY p.over, r."from", p.case_id, r.key) AS turn
    FROM version v JOIN part p ON p.case_id = v.case_id JOIN document_slice s ON s.document_id = v.document_id AND s.municipality_id = p.municipality_id,
        jsonb_to_recordset(s.content->'requirements') AS r(key text, function text, share int, "from" date, "to" date)
    WHERE v.state = 'in_force' AND NOT (p.phase = 'naming' AND p.turn = 0);
INSERT INTO assignment (case_id, municipality_id, number, requirement_key, employment_id, person_id, function, share, from_date, to_date, state,
        nominated_by, nominated_at, decided_by, decided_at, revision)
    SELECT n.case_id, n.municipality_id, n.number, n.key, s.employment_id, s.person_id, n.function, n.share, n.from_date, n.to_date,
        CASE WHEN open THEN 'nominated' ELSE 'released' END, n.administrator, n.submitted_at + interval '27 days',
        CASE WHEN NOT open THEN n.chief END, CASE WHEN NOT open THEN n.submitted_at + interval '30 days' END, CASE WHEN open THEN 1 ELSE 2 END
    FROM named n JOIN staff s ON s.municipality_id = n.municipality_id AND s.turn = n.turn % s.people, LATERAL (SELECT n.phase = 'naming' AND n.chance < 4 AS open) o
    ORDER BY n.submitted_at, n.case_id, n.municipality_id, n.number;
INSERT INTO disqualification (case_id, number, organisation_id, person_id, ground, basis, state, raised_by, raised_at, decided_as, decided_by, decided_at, from_at)
    SELECT case_id, 1, municipality_id, chief, 'Eier grunn som saken gjelder.', 'fvl. § 6 første ledd bokstav a', 'disqualified', officer, created_at + interval '5 days',
        'superior', officer, created_at + interval '6 days', created_at + interval '6 days'
    FROM part WHERE place = 1 AND luck % 60 = 0 AND phase IN ('closed', 'active');
-- Questions that nobody has decided yet.
INSERT INTO disqualification (case_id, number, organisation_id, person_id, ground, basis, state, raised_by, raised_at)
    SELECT case_id, 1, municipality_id, officer, 'Har søkt stilling i prosjektet.', 'fvl. § 6 andre ledd', 'raised', administrator, created_at + interval '8 days'
    FROM part WHERE place = 2 AND luck % 20 = 7 AND phase IN ('active', 'naming');
