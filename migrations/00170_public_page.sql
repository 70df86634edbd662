-- What everybody may read without a login (rule 9.4). Each owner declares here which of
-- its rows, and what of them, is public: the public page reads these and nothing else.
-- What is exempt is left out of them, or stands by its legal basis alone (rule 2.1).

-- +goose Up

-- Of casefile: the cases that are public on a day. A draft is not, nor one that was
-- withdrawn as a draft; an exemption that has ended is none.
CREATE FUNCTION public_case(today date) RETURNS TABLE (id bigint, region_id bigint, year int, serial int, title text, summary text, kind text, state text,
    opened_at timestamptz, withdrawn_at timestamptz, modified_at timestamptz, sought text, searched tsvector) LANGUAGE sql STABLE AS
    'SELECT id, region_id, year, serial, title, summary, kind, state, opened_at, withdrawn_at, modified_at, sought, searched FROM casefile
     WHERE opened_at IS NOT NULL AND (publicity = ''public'' OR exempt_until < $1)';

-- Of casefile: what is said of the cases that are exempt on a day.
CREATE FUNCTION exempt_case(today date) RETURNS TABLE (region_id bigint, year int, serial int, shielded_title text, legal_basis text) LANGUAGE sql STABLE AS
    'SELECT region_id, year, serial, shielded_title, legal_basis FROM casefile
     WHERE publicity = ''exempt'' AND opened_at IS NOT NULL AND (exempt_until IS NULL OR exempt_until >= $1)';

-- Of casefile: who takes or took part, without the reasons.
CREATE VIEW public_participant AS
    SELECT p.case_id, p.municipality_id, m.key AS municipality, m.name, p.joined_at, p.left_at FROM participant p JOIN organisation m ON m.id = p.municipality_id;

-- Of staffing: what municipalities give of people who are released on a day or later, by
-- function and share: who they are stands in no row.
CREATE FUNCTION public_share(today date) RETURNS TABLE (case_id bigint, municipality_id bigint, function text, share int, people int) LANGUAGE sql STABLE AS
    'SELECT a.case_id, a.municipality_id, a.function, a.share, count(*)::int FROM assignment a JOIN employment e ON e.id = a.employment_id
     WHERE a.state IN (''released'', ''recalled'', ''replaced'') AND a.from_date < least(a.to_date, a.ended_on, e.to_date) AND $1 < least(a.to_date, a.ended_on, e.to_date)
     GROUP BY a.case_id, a.municipality_id, a.function, a.share';

-- Of document: the versions that were laid before a body, which stay whatever becomes of
-- the document. Of one that is exempt on a day there is the legal basis alone.
CREATE FUNCTION public_paper(today date) RETURNS TABLE (case_id bigint, document int, version int, legal_basis text, title text, address text, media_type text, size bigint) LANGUAGE sql STABLE AS
    'SELECT v.case_id, v.document, v.number, CASE WHEN x.exempt THEN d.legal_basis ELSE '''' END, CASE WHEN x.exempt THEN '''' ELSE d.title END,
         CASE WHEN x.exempt THEN '''' ELSE v.address END, CASE WHEN x.exempt THEN '''' ELSE v.media_type END, CASE WHEN x.exempt THEN 0 ELSE coalesce(f.size, 0) END
     FROM document_version v JOIN document d ON d.case_id = v.case_id AND d.number = v.document LEFT JOIN document_content f ON f.id = v.content_id
     CROSS JOIN LATERAL (SELECT d.publicity = ''exempt'' AND (d.exempt_until IS NULL OR d.exempt_until >= $1) AS exempt) x
     WHERE v.pinned';

-- Of treatment: what bodies resolved, without who recorded it, reasons, and what was said.
CREATE VIEW public_resolution AS
    SELECT r.id, t.case_id, t.id AS treatment_id, t.body_id, r.outcome, r.decided_on, r.recorded_at, r.meeting_id, r.made_here, r.superseded_at
    FROM resolution r JOIN treatment t ON t.id = r.treatment_id;

-- Of meeting: the meetings whose notice has gone out, without title, notes and reasons.
-- OFFSET 0 has each looked up in the calendar by its row, however many there are.
CREATE VIEW public_meeting AS
    SELECT m.id, m.body_id, p.on_date, p.at_time, p.zone, m.form, m.place, m.called_at, m.state, p.state = 'cancelled' AS cancelled, p.revision, greatest(p.changed_at, m.called_at) AS changed_at
    FROM meeting m CROSS JOIN LATERAL (SELECT x.* FROM planned_meeting x WHERE x.id = m.id OFFSET 0) p WHERE m.called_at IS NOT NULL;

-- Of meeting: the items of their agendas. Of one that is exempt, or for which the doors
-- were closed (KL § 11-5), there is the legal basis alone.
CREATE VIEW public_item AS
    SELECT i.id, i.meeting_id, i.treatment_id, i.position, x.basis AS legal_basis,
        CASE WHEN x.basis = '' THEN to_char(i.serial, 'FM999900') || '/' || i.year ELSE '' END AS number, CASE WHEN x.basis = '' THEN i.title ELSE '' END AS title,
        CASE WHEN x.basis = '' THEN i.papers ELSE '[]' END AS papers, CASE WHEN x.basis = '' THEN i.state ELSE '' END AS state
    FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
    CROSS JOIN LATERAL (SELECT coalesce(nullif(i.exempt_basis, ''), i.doors ->> 'basis', '') AS basis) x
    WHERE m.called_at IS NOT NULL AND i.state <> 'withdrawn';

-- Of debate: the votes by which open items were resolved, in numbers. Trials count for
-- nothing, and elections are of people.
CREATE VIEW public_vote AS
    SELECT v.item_id, v.number, v.by_name, (v.result ->> 'for')::int AS in_favour, (v.result ->> 'against')::int AS against, (v.result ->> 'blank')::int AS blank, (v.result ->> 'carried')::boolean AS carried
    FROM item_vote v JOIN public_item i ON i.id = v.item_id
    WHERE i.legal_basis = '' AND i.state = 'resolved' AND v.kind IN ('resolution', 'appointment');

-- Of debate: who voted how, where the vote was by name.
CREATE VIEW public_voice AS
    SELECT c.item_id, c.vote, c.place, p.name, c.voice FROM item_vote_cast c JOIN public_vote v ON v.item_id = c.item_id AND v.number = c.vote AND v.by_name JOIN person p ON p.id = c.person_id;

-- Of treatment: which body treats which case: since a case was sent to it.
CREATE VIEW public_treatment AS SELECT id, case_id, body_id FROM treatment;
