-- What calendars show of timelines (rule 5.4).

-- +goose Up

-- Of timeline: the milestones that have a day, those too that were withdrawn, with
-- when each was last planned, moved, done or withdrawn.
CREATE VIEW dated_milestone AS
    SELECT m.id, m.case_id, split_part(m.key, '~', 1) AS key, m.title, m.kind, m.due, m.per_municipality, m.responsible, m.withdrawn_at, m.revision,
        greatest(m.created_at, m.done_at, m.withdrawn_at, (SELECT max(v.at) FROM milestone_move v WHERE v.milestone_id = m.id)) AS changed_at
    FROM milestone m WHERE m.due IS NOT NULL;
