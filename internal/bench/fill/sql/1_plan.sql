-- One row for each case says what becomes of it; all else follows from it.
CREATE TEMP TABLE town AS
    SELECT m.municipality_id, m.region_id, o.key, o.name, row_number() OVER (PARTITION BY m.region_id ORDER BY o.key) - 1 AS place,
        (SELECT f.person_id FROM office f WHERE f.organisation_id = o.id AND f.kind = 'chief_executive' AND f.to_at IS NULL) AS chief,
        (SELECT f.person_id FROM office f WHERE f.organisation_id = o.id AND f.kind = 'chief_executive' AND f.to_at IS NOT NULL) AS former,
        (SELECT f.to_at FROM office f WHERE f.organisation_id = o.id AND f.kind = 'chief_executive' AND f.to_at IS NOT NULL) AS succeeded_at,
        (SELECT f.person_id FROM office f WHERE f.organisation_id = o.id AND f.kind = 'administrator') AS administrator,
        (SELECT f.person_id FROM office f WHERE f.organisation_id = o.id AND f.kind = 'case_officer' ORDER BY f.id LIMIT 1) AS officer
    FROM membership m JOIN organisation o ON o.id = m.municipality_id;
CREATE TEMP TABLE staff AS
    SELECT municipality_id, id AS employment_id, person_id, row_number() OVER w - 1 AS turn, count(*) OVER (PARTITION BY municipality_id) AS people
    FROM employment WINDOW w AS (PARTITION BY municipality_id ORDER BY id);
CREATE TEMP TABLE area AS
    SELECT o.id, o.key, o.name, count(t.municipality_id)::int AS members, b.id AS board_id,
        (SELECT f.person_id FROM office f WHERE f.organisation_id = o.id AND f.kind = 'secretariat' ORDER BY f.id LIMIT 1) AS secretariat,
        (SELECT s.person_id FROM seat s WHERE s.body_id = b.id AND s.role = 'chair') AS board_chair,
        (g.cases / g.regions + CASE o.id WHEN 1 THEN g.cases % g.regions ELSE 0 END)::int AS cases,
        (g.per_start * count(*) + CASE o.id WHEN 1 THEN 2 WHEN 2 THEN g.busy - 6 * g.per_start ELSE 0 END)::int AS live
    FROM given g, organisation o JOIN town t ON t.region_id = o.id JOIN body b ON b.organisation_id = o.id AND b.key = 'styre'
    GROUP BY o.id, b.id, g.cases, g.regions, g.per_start, g.busy;
ALTER TABLE area ADD COLUMN past int;
UPDATE area SET past = cases - live - cases * 3 / 100;

CREATE TEMP TABLE plan AS
    WITH counted AS (
        SELECT a.id AS region_id, a.key AS region, a.name AS region_name, a.members, a.past, n, n - a.past - 1 AS l, a.live, g.now, g.per_start,
            (hashint8(a.id * 1000003 + n) & 2147483647) AS luck
        FROM given g, area a, generate_series(1, a.cases) n
    ), phased AS (
        SELECT *, CASE
            WHEN n <= past AND n % 15 = 0 THEN 'withdrawn'
            WHEN n <= past THEN 'closed'
            WHEN l >= live THEN 'draft'
            WHEN l < per_start * members THEN (ARRAY['open', 'naming', 'ready', 'active', 'again'])[l / members % 5 + 1]
            WHEN region_id = 2 THEN 'busy'
            WHEN l = per_start * members THEN 'large_ready'
            ELSE 'large_active' END AS phase
        FROM counted
    ), dated AS (
        SELECT *, CASE phase
            WHEN 'draft' THEN now - make_interval(days => luck % 60)
            WHEN 'open' THEN now - make_interval(days => CASE WHEN luck % 10 = 0 THEN 60 ELSE 26 + luck % 18 END)
            WHEN 'busy' THEN now - make_interval(days => CASE WHEN luck % 10 = 0 THEN 60 ELSE 26 + luck % 18 END)
            WHEN 'naming' THEN now - make_interval(days => 70 + luck % 12)
            WHEN 'ready' THEN now - make_interval(days => 110 + luck % 30)
            WHEN 'large_ready' THEN now - make_interval(days => 120)
            WHEN 'closed' THEN now - interval '6 years' + n * (interval '6 years' - interval '420 days') / past
            WHEN 'withdrawn' THEN now - interval '6 years' + n * (interval '6 years' - interval '420 days') / past
            ELSE now - make_interval(days => 240 + luck % 100) END - make_interval(secs => luck % 30000) AS created_at,
            CASE phase WHEN 'busy' THEN (members - luck % 6) % members
                WHEN 'closed' THEN n * 7 % members WHEN 'withdrawn' THEN n * 7 % members WHEN 'draft' THEN 0
                WHEN 'large_ready' THEN 4 WHEN 'large_active' THEN 5 ELSE l % members END AS start,
            CASE WHEN phase LIKE 'large%' THEN 20 WHEN n <= past AND n % 10 = 3 THEN 2 ELSE 6 END AS size
        FROM phased
    ), numbered AS (
        SELECT *, row_number() OVER (ORDER BY created_at, region_id, n) AS id, extract(year FROM created_at)::int AS year,
            row_number() OVER (PARTITION BY region_id, extract(year FROM created_at) ORDER BY created_at, n) AS serial,
            n <= past AS over, least(12, greatest(0, 13 - ceil(extract(epoch FROM now - created_at) / 86400 / 183)))::int AS half
        FROM dated
    )
    SELECT c.id, c.region_id, c.region, c.region_name, c.n, c.luck, c.phase, c.over, c.year, c.serial, c.created_at, p.id AS party_id,
        c.year || '-' || c.serial AS number, '/v1/regions/' || c.region || '/cases/' || c.year || '-' || c.serial AS path,
        CASE WHEN c.over OR c.phase = 'draft' THEN (ARRAY['strategy', 'plan', 'statement', 'agreement_change', 'enquiry', 'other', 'strategy_revision'])[luck % 7 + 1]
            ELSE (ARRAY['strategy', 'plan', 'strategy_revision'])[luck % 3 + 1] END AS kind,
        CASE phase WHEN 'open' THEN 'preparing' WHEN 'busy' THEN 'preparing' WHEN 'naming' THEN 'preparing' WHEN 'ready' THEN 'preparing' WHEN 'large_ready' THEN 'preparing'
            WHEN 'active' THEN 'active' WHEN 'again' THEN 'active' WHEN 'large_active' THEN 'active' ELSE phase END AS state,
        (c.over AND c.n % 7 = 0 AND phase = 'closed') OR phase = 'again' AS twice,
        CASE WHEN c.over THEN c.half ELSE 13 END AS half,
        CASE WHEN c.over THEN (c.n % 8 = 1)::int ELSE 2 END AS variant, -- of what is in force of the past, and of the first version else
        NOT c.over OR c.n % 4 = 0 AS fourth, NOT c.over OR c.n % 16 = 0 AS recent -- what has more written of it
    FROM numbered c JOIN party p ON p.region_id = c.region_id AND p.start = c.start AND p.size = c.size;
CREATE UNIQUE INDEX ON plan (id);
ANALYZE plan;
CREATE INDEX ON document (party_id, half, variant);
CREATE INDEX ON document_slice (document_id);
CREATE INDEX ON party_member (party_id);
ANALYZE document;
ANALYZE document_slice;
ANALYZE party_member;

-- Who takes part in what, with the people who act there.
CREATE TEMP TABLE part AS
    SELECT c.id AS case_id, c.phase, c.party_id, c.luck, c.fourth, c.recent, c.over, c.path, c.created_at, m.municipality_id, m.municipality, m.place, (m.place + c.id) % 6 AS turn, t.name,
        CASE WHEN c.created_at + interval '60 days' < t.succeeded_at THEN t.former ELSE t.chief END AS chief, t.administrator, t.officer
    FROM plan c JOIN party_member m ON m.party_id = c.party_id JOIN town t ON t.municipality_id = m.municipality_id
    WHERE c.phase <> 'draft' ORDER BY c.id, m.place;
CREATE INDEX ON part (case_id);
ANALYZE part;

CREATE TEMP TABLE version AS
    WITH each AS (
        SELECT c.*, v AS version, v = 1 + twice::int AS last FROM plan c, generate_series(1, 1 + twice::int) v WHERE phase <> 'draft'
    )
    SELECT c.id AS case_id, c.version, c.last, c.phase, c.over, c.recent, c.path || '/mandates/' || c.version AS path, d.id AS document_id, a.secretariat,
        CASE WHEN c.phase IN ('open', 'busy') OR c.phase = 'again' AND last THEN 'open'
            WHEN c.phase = 'withdrawn' OR c.phase = 'closed' AND NOT last THEN 'withdrawn' ELSE 'in_force' END AS state,
        CASE WHEN c.phase = 'again' AND last THEN g.now - make_interval(days => 5 + c.luck % 20)
            ELSE c.created_at + make_interval(days => 20 * c.version) END AS submitted_at
    FROM given g, each c JOIN area a ON a.id = c.region_id
        JOIN document d ON d.party_id = c.party_id AND d.half = c.half
            AND d.variant = CASE WHEN c.over AND NOT c.last THEN 1 - c.variant WHEN c.version = 2 AND NOT c.over THEN c.variant + 1 ELSE c.variant END;
CREATE INDEX ON version (case_id);
ANALYZE version;
