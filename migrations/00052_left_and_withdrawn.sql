-- What a case said when a municipality left it: by this its people find it, and
-- by nothing that was written later (rules 1.1, 9.6). The database keeps it,
-- whichever program lets a municipality leave. A decision that was recorded by
-- mistake is withdrawn with a reason, and can be recorded anew (rules 2.1, 9.5).

-- +goose NO TRANSACTION

-- +goose Up
CREATE TABLE IF NOT EXISTS participant_left (
    municipality_id bigint NOT NULL,
    case_id         bigint NOT NULL,
    left_at         timestamptz NOT NULL,
    title           text NOT NULL,
    summary         text NOT NULL,
    kind            text NOT NULL,
    state           text NOT NULL,
    numbers         text[] NOT NULL,
    sought          text GENERATED ALWAYS AS (search_form(title || ' ' || summary)) STORED,
    searched        tsvector GENERATED ALWAYS AS (to_tsvector('norwegian', title || ' ' || summary)) STORED,
    PRIMARY KEY (municipality_id, case_id),
    FOREIGN KEY (case_id, municipality_id) REFERENCES participant
);

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION participant_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO participant_left (municipality_id, case_id, left_at, title, summary, kind, state, numbers)
    SELECT NEW.municipality_id, c.id, NEW.left_at, c.title, c.summary, c.kind, c.state, array(
        SELECT search_form(n) FROM case_reference f, unnest(ARRAY[f.case_number, f.archive_number]) n WHERE f.case_id = c.id AND n <> '')
    FROM casefile c WHERE c.id = NEW.case_id
    ON CONFLICT (municipality_id, case_id) DO UPDATE SET left_at = excluded.left_at, title = excluded.title, summary = excluded.summary,
        kind = excluded.kind, state = excluded.state, numbers = excluded.numbers;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER participant_leaves AFTER INSERT OR UPDATE OF left_at ON participant
    FOR EACH ROW WHEN (NEW.left_at IS NOT NULL) EXECUTE FUNCTION participant_leaves();

-- Of those that have left: what the record tells that was changed since.
INSERT INTO participant_left (municipality_id, case_id, left_at, title, summary, kind, state, numbers)
SELECT p.municipality_id, c.id, p.left_at, coalesce(was.title, c.title), coalesce(was.summary, c.summary), coalesce(was.kind, c.kind), coalesce(was.state, c.state), array(
    SELECT search_form(n) FROM organisation o LEFT JOIN case_reference f ON f.organisation_id = o.id AND f.case_id = c.id
        LEFT JOIN LATERAL (SELECT coalesce(e.changes->o.key->'old', '{}') AS reference FROM audit_event e
            WHERE e.case_id = c.id AND e.at > p.left_at AND e.object = was.self AND e.changes ? o.key ORDER BY e.id LIMIT 1) old ON true
        CROSS JOIN LATERAL unnest(CASE WHEN old.reference IS NULL THEN ARRAY[f.case_number, f.archive_number]
            ELSE ARRAY[old.reference->>'case_number', old.reference->>'archive_number'] END) n
    WHERE (f.case_id IS NOT NULL OR old.reference IS NOT NULL) AND n <> '')
FROM participant p JOIN casefile c ON c.id = p.case_id JOIN organisation r ON r.id = c.region_id
CROSS JOIN LATERAL (SELECT '/v1/regions/' || r.key || '/cases/' || c.year || '-' || c.serial AS self) named
CROSS JOIN LATERAL (SELECT named.self,
    (array_agg(e.changes->'title'->>'old' ORDER BY e.id) FILTER (WHERE e.changes ? 'title'))[1] AS title,
    (array_agg(coalesce(e.changes->'summary'->>'old', '') ORDER BY e.id) FILTER (WHERE e.changes ? 'summary'))[1] AS summary,
    (array_agg(e.changes->'kind'->>'old' ORDER BY e.id) FILTER (WHERE e.changes ? 'kind'))[1] AS kind,
    (array_agg(e.changes->'state'->>'old' ORDER BY e.id) FILTER (WHERE e.changes ? 'state'))[1] AS state
    FROM audit_event e WHERE e.case_id = c.id AND e.at > p.left_at AND e.object = named.self) was
WHERE p.left_at IS NOT NULL ON CONFLICT DO NOTHING;

ALTER TABLE case_decision
    ADD COLUMN IF NOT EXISTS withdrawn_by  uuid REFERENCES person,
    ADD COLUMN IF NOT EXISTS withdrawn_at  timestamptz,
    ADD COLUMN IF NOT EXISTS withdrawn_why text NOT NULL DEFAULT '',
    DROP CONSTRAINT IF EXISTS case_decision_withdrawn,
    ADD CONSTRAINT case_decision_withdrawn CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why = ''));
DROP INDEX CONCURRENTLY IF EXISTS case_decision_stands;
CREATE UNIQUE INDEX CONCURRENTLY case_decision_stands ON case_decision (case_id, body_id, decided_on, case_number) WHERE withdrawn_at IS NULL;
ALTER TABLE case_decision DROP CONSTRAINT IF EXISTS case_decision_once;
