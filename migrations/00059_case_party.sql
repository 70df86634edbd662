-- The cases that go on in which an organisation has a part are found over the live
-- cases of its regions, however many it has had a part in.

-- +goose Up

-- Of organisation: the regions in whose cases one can have a part: a region in its
-- own, a municipality in those of which it is or was a member.
CREATE FUNCTION regions_of(organisation bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS
    'SELECT $1 UNION SELECT m.region_id FROM membership m WHERE m.municipality_id = $1';

-- Of casefile: as before, with what tells which cases ask for what. The path names
-- the case.
CREATE OR REPLACE VIEW case_party AS
    SELECT c.id AS case_id, o.id AS organisation_id, o.key AS organisation, c.region_id, c.state, c.kind, r.key || '/' || c.year || '-' || c.serial AS path
    FROM organisation o CROSS JOIN LATERAL regions_of(o.id) AS g(region_id)
    JOIN casefile c ON c.region_id = g.region_id AND c.state NOT IN ('draft', 'closed', 'withdrawn')
    JOIN organisation r ON r.id = c.region_id
    WHERE c.region_id = o.id OR EXISTS (
        SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = o.id AND p.left_at IS NULL OFFSET 0);
