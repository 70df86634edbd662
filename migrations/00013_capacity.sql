-- What an employee can give bounds what is released of them, people are
-- replaced, and a chief executive may release over capacity (rules 4.1, 4.2).

-- +goose Up
ALTER TABLE assignment
    ADD COLUMN replaces        int,
    ADD COLUMN override_reason text NOT NULL DEFAULT '',
    ADD COLUMN override_by     uuid REFERENCES person,
    ADD COLUMN override_at     timestamptz,
    ADD COLUMN override_excess int CHECK (override_excess > 0), -- percent over capacity on the worst day that was accepted
    ADD COLUMN surplus_kept_version int, -- the version under which the chief executive keeps it as surplus
    DROP CONSTRAINT assignment_state,
    DROP CONSTRAINT assignment_reasoned,
    DROP CONSTRAINT assignment_recalled,
    DROP CONSTRAINT assignment_once,
    ADD CONSTRAINT assignment_state CHECK (state IN ('nominated', 'released', 'declined', 'retracted', 'recalled', 'replaced')),
    ADD CONSTRAINT assignment_reasoned CHECK (state = 'replaced' OR (reason_code <> '') = (state IN ('declined', 'recalled'))),
    ADD CONSTRAINT assignment_recalled CHECK (state NOT IN ('recalled', 'replaced') OR ended_on IS NOT NULL),
    ADD CONSTRAINT assignment_replaces CHECK (replaces < number),
    ADD CONSTRAINT assignment_overridden CHECK ((override_by IS NULL) = (override_at IS NULL) AND (override_excess IS NULL) = (override_at IS NULL) AND (override_reason = '') = (override_at IS NULL)
        AND (override_at IS NULL OR state IN ('released', 'recalled', 'replaced'))),
    -- One text tells apart what four ranges would: long lists are inserted in one statement.
    ADD CONSTRAINT assignment_once EXCLUDE USING gist (
        text_range(case_id::text || '/' || municipality_id::text || '/' || person_id::text || '/' || requirement_key,
            case_id::text || '/' || municipality_id::text || '/' || person_id::text || '/' || requirement_key, '[]') WITH &&,
        daterange(from_date, greatest(from_date, least(to_date, ended_on))) WITH &&) WHERE (state IN ('nominated', 'released', 'recalled', 'replaced')),
    ADD FOREIGN KEY (case_id, municipality_id, replaces) REFERENCES assignment (case_id, municipality_id, number);

-- A release without an override fits, on each of its days and with all that is
-- released of the same employment, what that employment can give then. All
-- employments of a person together give at most full time, so this bounds the
-- person too. An end or a smaller share is never refused: capacity may have
-- been lowered since. Nor is one with no larger share that comes in the place of
-- another of the same employment, on the days that were that one's.
--
-- Whoever releases, or changes what a person can give, first locks the person's
-- row, after the case's. The days stand as agreed, whether or not the
-- employment ends before: its end can be moved again.
-- +goose StatementBegin
CREATE FUNCTION assignment_hold_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    over date;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state IN ('released', 'recalled', 'replaced') AND OLD.override_at IS NULL
        AND NEW.employment_id = OLD.employment_id AND NEW.share <= OLD.share AND NEW.from_date >= OLD.from_date
        AND least(NEW.to_date, NEW.ended_on) <= least(OLD.to_date, OLD.ended_on) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    WITH given AS (
        SELECT share, from_date, least(to_date, ended_on) AS ends FROM assignment
        WHERE employment_id = NEW.employment_id AND state IN ('released', 'recalled', 'replaced')
    ), freed AS (
        SELECT greatest(from_date, ended_on) AS from_date, to_date FROM assignment
        WHERE (case_id, municipality_id, number) = (NEW.case_id, NEW.municipality_id, NEW.replaces)
            AND state = 'replaced' AND employment_id = NEW.employment_id AND share >= NEW.share
    ), turn AS (
        SELECT from_date AS day FROM given
        UNION SELECT from_date FROM capacity WHERE employment_id = NEW.employment_id
        UNION SELECT to_date FROM freed
    )
    SELECT min(day) INTO over FROM turn
    WHERE day BETWEEN NEW.from_date AND least(NEW.to_date, NEW.ended_on) - 1
        AND NOT EXISTS (SELECT FROM freed WHERE from_date <= day AND to_date > day)
        AND (SELECT sum(share) FROM given WHERE from_date <= day AND ends > day)
            > coalesce((SELECT percent FROM capacity WHERE employment_id = NEW.employment_id AND from_date <= day ORDER BY from_date DESC LIMIT 1), 0);
    IF over IS NOT NULL THEN
        RAISE EXCEPTION 'assignment % gives more than the employment can give on %', NEW.id, over
            USING ERRCODE = 'check_violation', TABLE = 'assignment', CONSTRAINT = 'assignment_capacity';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER assignment_capacity AFTER INSERT OR UPDATE OF state, employment_id, share, from_date, to_date, ended_on, override_at ON assignment
    FOR EACH ROW WHEN (NEW.state IN ('released', 'recalled', 'replaced') AND NEW.override_at IS NULL)
    EXECUTE FUNCTION assignment_hold_capacity();
